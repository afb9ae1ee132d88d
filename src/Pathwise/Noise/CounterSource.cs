using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pathwise.Numerics;

namespace Pathwise.NoiseSources;

/// <summary>
/// Counter noise: one call of <see cref="Philox"/> gives two 64-bit words. They belong to the paths g·16 + j and g·16 + j + 8 of one group of
/// sixteen (j = 0…7), so that eight paths take the first words of eight calls and the next eight their second words. The definition is
/// written down in docs/noise.md.
/// </summary>
internal sealed class CounterSource(long seed) : INoiseSource
{
    const int GroupPaths = 16, GroupCalls = GroupPaths / 2;
    const ulong PerPathDomain = 0, SharedDomain = 1;

    public void Fill(Draw site, long firstPath, int paths, Span<double> destination, int stride)
    {
        if (Lanes.Count == Lanes512.Count) Fill<Lanes512>(site, firstPath, paths, destination, stride);
        else if (Lanes.Count == Lanes256.Count) Fill<Lanes256>(site, firstPath, paths, destination, stride);
        else Fill<Lanes128>(site, firstPath, paths, destination, stride);
    }

    /// <summary>The same draws at any width.</summary>
    internal void Fill<T>(Draw site, long firstPath, int paths, Span<double> destination, int stride) where T : unmanaged, ILanes<T>
    {
        Span<T> keys = stackalloc T[Philox.ScheduleLength];
        Philox.Schedule(SiteKey.Key(seed, site.Key), keys);
        int elements = site.Shape.Count;
        Span<double> whole = stackalloc double[GroupPaths];
        for (long group = firstPath / GroupPaths; group * GroupPaths < firstPath + paths; group++)
        {
            long start = group * GroupPaths - firstPath;
            if (start >= 0 && start + GroupPaths <= paths)
            {
                Fill(keys, group, 0, elements, site, destination[(int)start..], stride);
                continue;
            }
            int skip = (int)Math.Max(0, -start), count = (int)Math.Min(GroupPaths, paths - start) - skip;
            for (int e = 0; e < elements; e++)
            {
                Fill(keys, group, e, 1, site, whole, GroupPaths);
                whole.Slice(skip, count).CopyTo(destination[(e * stride + (int)Math.Max(0, start))..]);
            }
        }
    }

    /// <summary>Writes the draws of a group of sixteen paths, one row an element: those of as many calls as there are lanes, for all elements, and then of the next.</summary>
    static void Fill<T>(Span<T> keys, long group, int firstElement, int elements, Draw site, Span<double> destination, int stride) where T : unmanaged, ILanes<T>
    {
        ref double row = ref MemoryMarshal.GetReference(destination[..((elements - 1) * stride + GroupPaths)]);
        for (int call = 0; call < GroupCalls; call += T.Count)
            Fill(ref MemoryMarshal.GetReference(keys), (ulong)group * GroupCalls + (ulong)call, firstElement, elements, site, ref Unsafe.Add(ref row, call), stride);
    }

    /// <summary>
    /// Two elements are drawn side by side, as each is one long chain of operations that would leave the processor waiting; the one too many of an odd number
    /// is overwritten.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Fill<T>(ref T keys, ulong firstCall, int firstElement, int elements, Draw site, ref double row, int stride) where T : unmanaged, ILanes<T>
    {
        var call = T.Counting(firstCall);
        var callHigh = call >>> 32;
        var domain = T.Of(site.Shared ? SharedDomain : PerPathDomain);
        bool normal = site.Law == DrawKind.Normal;
        for (int e = 0; e < elements; e += 2, row = ref Unsafe.Add(ref row, 2 * stride))
        {
            T a = call, b = callHigh, c = T.Of((ulong)(firstElement + e)), d = domain;
            T a1 = call, b1 = callHigh, c1 = T.Of((ulong)(firstElement + e + 1)), d1 = domain;
            Philox.Blocks(ref a, ref b, ref c, ref d, ref a1, ref b1, ref c1, ref d1, ref keys);
            T first = Uniform(a, b), second = Uniform(c, d), first1 = Uniform(a1, b1), second1 = Uniform(c1, d1);
            if (normal)
            {
                (first, second) = BoxMuller(first, second);
                (first1, second1) = BoxMuller(first1, second1);
            }
            ref double next = ref Unsafe.Add(ref row, e + 1 < elements ? stride : 0);
            first1.Store(ref next);
            second1.Store(ref Unsafe.Add(ref next, GroupCalls));
            first.Store(ref row);
            second.Store(ref Unsafe.Add(ref row, GroupCalls));
        }
    }

    /// <summary>Two normals from two uniforms (Box and Muller, A note on the generation of random normal deviates, Ann. Math. Stat. 29, 1958).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (T, T) BoxMuller<T>(T u, T v) where T : unmanaged, ILanes<T>
    {
        var radius = T.Sqrt(FixedFunctions.Log(u) * T.Of(-2.0));
        var (cos, sin) = FixedFunctions.CosSinOfTurns(v);
        return (radius * cos, radius * sin);
    }

    /// <summary>(k + ½)·2⁻⁵² with k the top 52 bits of the word high:low: exact, symmetric about ½, never 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Uniform<T>(T low, T high) where T : unmanaged, ILanes<T> => Uniform((high << 32) | (low & T.Of(0xFFFFFFFFul)));

    /// <inheritdoc cref="Uniform{T}(T, T)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Uniform<T>(T word) where T : unmanaged, ILanes<T> => ((word >>> 12) | T.Of(0x3FF0000000000000ul)) - T.Of(1 - 1.1102230246251565e-16);
}
