using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pathwise.Numerics;

namespace Pathwise.Execution;

/// <summary>Numbers between the two precisions, whole vectors at a time.</summary>
internal static unsafe class SinglePrecision
{
    const int RoundedAtATime = 128;

    /// <summary>Rounds numbers to single precision.</summary>
    public static void Narrow(float* to, ReadOnlySpan<double> from)
    {
        if (Lanes.Count == Lanes512.Count) Narrow<Lanes512>(to, from);
        else if (Lanes.Count == Lanes256.Count) Narrow<Lanes256>(to, from);
        else Narrow<Lanes128>(to, from);
    }

    /// <summary>The same numbers in double precision.</summary>
    public static void Widen(Span<double> to, float* from)
    {
        if (Lanes.Count == Lanes512.Count) Widen<Lanes512>(to, from);
        else if (Lanes.Count == Lanes256.Count) Widen<Lanes256>(to, from);
        else Widen<Lanes128>(to, from);
    }

    /// <summary>Numbers rounded to single precision, in double precision.</summary>
    public static void Round(ReadOnlySpan<double> from, Span<double> to)
    {
        float* rounded = stackalloc float[RoundedAtATime];
        for (int done = 0; done < from.Length; done += RoundedAtATime)
        {
            int count = Math.Min(RoundedAtATime, from.Length - done);
            Narrow(rounded, from.Slice(done, count));
            Widen(to.Slice(done, count), rounded);
        }
    }

    /// <summary>The same at any width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Narrow<T>(float* to, ReadOnlySpan<double> from) where T : unmanaged, ILanes<T>
    {
        ref double first = ref MemoryMarshal.GetReference(from);
        int i = 0;
        for (; i + T.Count <= from.Length; i += T.Count) T.Load(in Unsafe.Add(ref first, i)).StoreSingle(ref to[i]);
        for (; i < from.Length; i++) to[i] = (float)from[i];
    }

    /// <summary>The same at any width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Widen<T>(Span<double> to, float* from) where T : unmanaged, ILanes<T>
    {
        ref double first = ref MemoryMarshal.GetReference(to);
        int i = 0;
        for (; i + T.Count <= to.Length; i += T.Count) T.LoadSingle(in from[i]).Store(ref Unsafe.Add(ref first, i));
        for (; i < to.Length; i++) to[i] = from[i];
    }
}
