using System.Runtime.CompilerServices;
using Pathwise.Numerics;

namespace Pathwise.Execution;

/// <summary>
/// Sums over paths have one order at every vector width: path p is added to lane p mod 8 in path order, and the lanes in a fixed tree.
/// </summary>
internal static unsafe class SumLanes
{
    public const int Count = 8;

    /// <summary>Adds numbers to the lanes, the first to the first lane.</summary>
    public static void Add(ReadOnlySpan<double> numbers, Span<double> lanes)
    {
        fixed (double* from = numbers) Add(from, numbers.Length, lanes);
    }

    /// <summary>Adds numbers, in either precision, to the lanes, the first to the first lane.</summary>
    public static void Add<TNumber>(TNumber* numbers, int count, Span<double> lanes) where TNumber : unmanaged => Add(numbers, count, null, lanes);

    /// <summary>Adds the squares of numbers' deviations from a mean to the lanes.</summary>
    public static void AddSquares(ReadOnlySpan<double> numbers, double mean, Span<double> lanes)
    {
        fixed (double* from = numbers) Add(from, numbers.Length, mean, lanes);
    }

    static void Add<TNumber>(TNumber* numbers, int count, double? mean, Span<double> lanes) where TNumber : unmanaged
    {
        if (Lanes.Count == Lanes512.Count) Add<Lanes512, TNumber>(numbers, count, mean, lanes);
        else if (Lanes.Count == Lanes256.Count) Add<Lanes256, TNumber>(numbers, count, mean, lanes);
        else Add<Lanes128, TNumber>(numbers, count, mean, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Add<T, TNumber>(TNumber* numbers, int count, double? mean, Span<double> lanes) where T : unmanaged, ILanes<T> where TNumber : unmanaged
    {
        int whole = count / Count * Count;
        T shift = T.Of(mean ?? 0);
        for (int part = 0; part < Count; part += T.Count)
        {
            T sum = T.Load(in lanes[part]);
            if (mean is null) for (int i = part; i < whole; i += Count) sum += Lanes.Load<T, TNumber>(numbers + i);
            else
                for (int i = part; i < whole; i += Count)
                {
                    T d = Lanes.Load<T, TNumber>(numbers + i) - shift;
                    sum += d * d;
                }
            sum.Store(ref lanes[part]);
        }
        for (int i = whole; i < count; i++)
        {
            double d = typeof(TNumber) == typeof(float) ? ((float*)numbers)[i] : ((double*)numbers)[i];
            if (mean is { } m) d = (d - m) * (d - m);
            lanes[i - whole] += d;
        }
    }

    /// <summary>The sum of the lanes, which are used up.</summary>
    public static double Total(Span<double> lanes)
    {
        for (int width = Count / 2; width > 0; width /= 2)
            for (int i = 0; i < width; i++) lanes[i] += lanes[i + width];
        return lanes[0];
    }
}
