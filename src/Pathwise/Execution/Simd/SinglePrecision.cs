using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pathwise.Execution;

/// <summary>Numbers between the two precisions, whole vectors of sixteen at a time.</summary>
internal static unsafe class SinglePrecision
{
    /// <summary>Rounds numbers to single precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Narrow(float* to, ReadOnlySpan<double> from)
    {
        int i = 0;
        for (; i + 16 <= from.Length; i += 16) Sixteen(from[i..]).Store(to + i);
        for (; i < from.Length; i++) to[i] = (float)from[i];
    }

    /// <summary>The same numbers in double precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(Span<double> to, float* from)
    {
        int i = 0;
        for (; i + 16 <= to.Length; i += 16) Store(Vector512.Load(from + i), to[i..]);
        for (; i < to.Length; i++) to[i] = from[i];
    }

    /// <summary>Numbers rounded to single precision, in double precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Round(ReadOnlySpan<double> from, Span<double> to)
    {
        int i = 0;
        for (; i + 16 <= from.Length; i += 16) Store(Sixteen(from[i..]), to[i..]);
        for (; i < from.Length; i++) to[i] = (float)from[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Sixteen(ReadOnlySpan<double> from) => Vector512.Narrow(Vector512.Create(from), Vector512.Create(from[8..]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(Vector512<float> numbers, Span<double> to)
    {
        var (low, high) = Vector512.Widen(numbers);
        low.CopyTo(to);
        high.CopyTo(to[8..]);
    }
}
