using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pathwise.Numerics;

namespace Pathwise.Execution;

/// <summary>Sums over the paths of blocks are added, block after block, and scaled.</summary>
internal static class BlockSums
{
    /// <summary>Means of the elements from a place on, in either precision; false if one is not finite.</summary>
    public static bool Mean<TNumber>(double[][] blocks, int start, double scale, Span<TNumber> to) where TNumber : unmanaged, INumberBase<TNumber>
    {
        if (Lanes.Count == Lanes512.Count) return Mean<Lanes512, TNumber>(blocks, start, scale, to);
        return Lanes.Count == Lanes256.Count ? Mean<Lanes256, TNumber>(blocks, start, scale, to) : Mean<Lanes128, TNumber>(blocks, start, scale, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static bool Mean<T, TNumber>(double[][] blocks, int start, double scale, Span<TNumber> to) where T : unmanaged, ILanes<T> where TNumber : unmanaged, INumberBase<TNumber>
    {
        ref TNumber first = ref MemoryMarshal.GetReference(to);
        T factor = T.Of(scale), spoilt = T.Of(0);
        int i = 0;
        for (; i + T.Count <= to.Length; i += T.Count)
        {
            T sum = T.Load(in blocks[0][start + i]);
            for (int b = 1; b < blocks.Length; b++) sum += T.Load(in blocks[b][start + i]);
            sum *= factor;
            // Nothing, but of infinities and of what is no number.
            spoilt += sum * T.Of(0);
            if (typeof(TNumber) == typeof(float)) sum.StoreSingle(ref Unsafe.As<TNumber, float>(ref Unsafe.Add(ref first, i)));
            else sum.Store(ref Unsafe.As<TNumber, double>(ref Unsafe.Add(ref first, i)));
        }
        bool finite = T.IsZero(spoilt);
        for (; i < to.Length; i++)
        {
            double sum = blocks[0][start + i];
            for (int b = 1; b < blocks.Length; b++) sum += blocks[b][start + i];
            sum *= scale;
            finite &= double.IsFinite(sum);
            to[i] = TNumber.CreateTruncating(sum);
        }
        return finite;
    }
}
