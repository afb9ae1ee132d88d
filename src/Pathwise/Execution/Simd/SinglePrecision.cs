using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pathwise.Numerics;

namespace Pathwise.Execution;

/// <summary>Numbers between the two precisions, whole vectors at a time.</summary>
internal static unsafe class SinglePrecision
{
    const int RoundedAtATime = 128;

    /// <summary>Rounds numbers to single precision.</summary>
    public static void Narrow(float* to, ReadOnlySpan<double> from) => Narrow(new Span<float>(to, from.Length), from);

    /// <summary>The same numbers in double precision.</summary>
    public static void Widen(Span<double> to, float* from) => Widen(to, new ReadOnlySpan<float>(from, to.Length));

    /// <summary>Numbers rounded to single precision, in double precision.</summary>
    public static void Round(ReadOnlySpan<double> from, Span<double> to)
    {
        Span<float> rounded = stackalloc float[RoundedAtATime];
        for (int done = 0; done < from.Length; done += RoundedAtATime)
        {
            int count = Math.Min(RoundedAtATime, from.Length - done);
            Narrow(rounded[..count], from.Slice(done, count));
            Widen(to.Slice(done, count), rounded[..count]);
        }
    }

    static void Narrow(Span<float> to, ReadOnlySpan<double> from)
    {
        if (Lanes.Count == Lanes512.Count) Narrow<Lanes512>(to, from);
        else if (Lanes.Count == Lanes256.Count) Narrow<Lanes256>(to, from);
        else Narrow<Lanes128>(to, from);
    }

    static void Widen(Span<double> to, ReadOnlySpan<float> from)
    {
        if (Lanes.Count == Lanes512.Count) Widen<Lanes512>(to, from);
        else if (Lanes.Count == Lanes256.Count) Widen<Lanes256>(to, from);
        else Widen<Lanes128>(to, from);
    }

    /// <summary>The same at any width; both of one length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Narrow<T>(Span<float> to, ReadOnlySpan<double> from) where T : unmanaged, ILanes<T>
    {
        ref double source = ref MemoryMarshal.GetReference(from);
        ref float destination = ref MemoryMarshal.GetReference(to);
        int i = 0;
        for (; i + T.Count <= from.Length; i += T.Count) T.Load(in Unsafe.Add(ref source, i)).StoreSingle(ref Unsafe.Add(ref destination, i));
        for (; i < from.Length; i++) to[i] = (float)from[i];
    }

    /// <summary>The same at any width; both of one length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Widen<T>(Span<double> to, ReadOnlySpan<float> from) where T : unmanaged, ILanes<T>
    {
        ref float source = ref MemoryMarshal.GetReference(from);
        ref double destination = ref MemoryMarshal.GetReference(to);
        int i = 0;
        for (; i + T.Count <= to.Length; i += T.Count) T.LoadSingle(in Unsafe.Add(ref source, i)).Store(ref Unsafe.Add(ref destination, i));
        for (; i < to.Length; i++) to[i] = from[i];
    }
}
