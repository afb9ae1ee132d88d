using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pathwise.Execution;

/// <summary>
/// Sums over paths have one order at every vector width: path p is added to lane p mod 8 in path order, and the lanes in a fixed tree.
/// </summary>
internal static class SumLanes
{
    public const int Count = 8;

    /// <summary>Adds numbers to the lanes, the first to the first lane.</summary>
    public static void Add(ReadOnlySpan<double> numbers, Span<double> lanes) => Add(numbers, null, lanes);

    /// <summary>Adds the squares of numbers' deviations from a mean to the lanes.</summary>
    public static void AddSquares(ReadOnlySpan<double> numbers, double mean, Span<double> lanes) => Add(numbers, mean, lanes);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Add(ReadOnlySpan<double> numbers, double? mean, Span<double> lanes)
    {
        ref double first = ref MemoryMarshal.GetReference(numbers);
        Vector512<double> sums = Vector512.LoadUnsafe(ref lanes[0]), shift = Vector512.Create(mean ?? 0);
        int i = 0;
        if (mean is null)
            for (; i + Count <= numbers.Length; i += Count) sums += Vector512.LoadUnsafe(ref first, (nuint)i);
        else
            for (; i + Count <= numbers.Length; i += Count)
            {
                var d = Vector512.LoadUnsafe(ref first, (nuint)i) - shift;
                sums += d * d;
            }
        sums.StoreUnsafe(ref lanes[0]);
        for (int lane = 0; i < numbers.Length; i++, lane++)
        {
            double d = numbers[i] - (mean ?? 0);
            lanes[lane] += mean is null ? d : d * d;
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
