using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pathwise.Numerics;

namespace Pathwise.Execution;

/// <summary>Matrices of sums over the paths of one tile are added to those of all tiles, in double precision.</summary>
internal static unsafe class RowTotals
{
    /// <summary>Adds a row of sums, in either precision, to a row of totals.</summary>
    public static void Add<TNumber>(Span<double> totals, TNumber* row) where TNumber : unmanaged
    {
        if (Lanes.Count == Lanes512.Count) Add<Lanes512, TNumber>(totals, row);
        else if (Lanes.Count == Lanes256.Count) Add<Lanes256, TNumber>(totals, row);
        else Add<Lanes128, TNumber>(totals, row);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Add<T, TNumber>(Span<double> totals, TNumber* row) where T : unmanaged, ILanes<T> where TNumber : unmanaged
    {
        bool single = typeof(TNumber) == typeof(float);
        ref double first = ref MemoryMarshal.GetReference(totals);
        int i = 0;
        for (; i + T.Count <= totals.Length; i += T.Count)
        {
            ref double at = ref Unsafe.Add(ref first, i);
            (T.Load(in at) + (single ? T.LoadSingle(in ((float*)row)[i]) : T.Load(in ((double*)row)[i]))).Store(ref at);
        }
        for (; i < totals.Length; i++) totals[i] += single ? ((float*)row)[i] : ((double*)row)[i];
    }
}
