using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pathwise.NoiseSources;
using Pathwise.Numerics;

namespace Pathwise.Benchmarks;

/// <summary>
/// The Asian call by hand: Euler steps of geometric Brownian motion over vectors of paths, two at a time, with the adjoint written out. What an
/// expert writes in C#, with the same generator and the same normals.
/// </summary>
static unsafe class AsianCallControl
{
    const int Steps = 252;
    const double Strike = 100;

    /// <summary>Price and, if asked, its derivatives in spot, rate and volatility: means over the paths.</summary>
    public static double[] Run(double spot, double rate, double volatility, int paths, bool gradient) =>
        Lanes.Count == Lanes512.Count ? Run<Lanes512>(spot, rate, volatility, paths, gradient)
        : Lanes.Count == Lanes256.Count ? Run<Lanes256>(spot, rate, volatility, paths, gradient)
        : Run<Lanes128>(spot, rate, volatility, paths, gradient);

    // Two vectors of paths at a time: those that share calls of the generator.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double[] Run<T>(double spot, double rate, double volatility, int paths, bool gradient) where T : unmanaged, ILanes<T>
    {
        double h = 1.0 / Steps, discount = Math.Exp(-rate);
        Span<T> keys = stackalloc T[Philox.ScheduleLength];
        Philox.Schedule(SiteKey.Key(0, SiteKey.Of(AsianCall.Site)), keys);
        ref var schedule = ref MemoryMarshal.GetReference(keys);
        var normals = (T*)NativeMemory.AlignedAlloc((nuint)(Steps * 2 * sizeof(T)), 128);
        var tape = (T*)NativeMemory.AlignedAlloc((nuint)(Steps * 2 * sizeof(T)), 128);
        T zero = T.Of(0.0), drift = T.Of(1 + rate * h), scale = T.Of(volatility * Math.Sqrt(h)), step = T.Of(h), root = T.Of(Math.Sqrt(h));
        T sumPrice = zero, sumSpot = zero, sumRate = zero, sumVolatility = zero;
        for (long firstCall = 0; firstCall * 2 < paths; firstCall += T.Count)
        {
            var call = T.Counting((ulong)firstCall);
            T s0 = T.Of(spot), s1 = s0, total0 = zero, total1 = zero;
            for (int n = 0; n < Steps; n += 2)
            {
                T a = call, b = call >>> 32, c = T.Of((ulong)n), d = T.Of(0ul);
                T a1 = call, b1 = call >>> 32, c1 = T.Of((ulong)n + 1), d1 = d;
                Philox.Blocks(ref a, ref b, ref c, ref d, ref a1, ref b1, ref c1, ref d1, ref schedule);
                var (z0, z1) = CounterSource.BoxMuller(CounterSource.Uniform(a, b), CounterSource.Uniform(c, d));
                var (y0, y1) = CounterSource.BoxMuller(CounterSource.Uniform(a1, b1), CounterSource.Uniform(c1, d1));
                T* z = normals + 2 * n, s = tape + 2 * n;
                if (gradient) (z[0], z[1], z[2], z[3], s[0], s[1]) = (z0, z1, y0, y1, s0, s1);
                s0 *= T.FusedMultiplyAdd(scale, z0, drift);
                s1 *= T.FusedMultiplyAdd(scale, z1, drift);
                total0 += s0;
                total1 += s1;
                if (gradient) (s[2], s[3]) = (s0, s1);
                s0 *= T.FusedMultiplyAdd(scale, y0, drift);
                s1 *= T.FusedMultiplyAdd(scale, y1, drift);
                total0 += s0;
                total1 += s1;
            }
            T share = T.Of(1.0 / Steps), strike = T.Of(Strike), factor = T.Of(discount);
            T over0 = total0 * share - strike, over1 = total1 * share - strike;
            T pays0 = T.Less(zero, over0), pays1 = T.Less(zero, over1);
            T pay0 = (pays0 & over0) * factor, pay1 = (pays1 & over1) * factor;
            sumPrice += pay0 + pay1;
            if (!gradient) continue;

            var slope = factor * share;
            T g0 = pays0 & slope, g1 = pays1 & slope;
            T bar0 = zero, bar1 = zero, r0 = zero, r1 = zero, v0 = zero, v1 = zero;
            for (int n = Steps - 1; n >= 0; n--)
            {
                T z0 = normals[2 * n], z1 = normals[2 * n + 1];
                bar0 += g0;
                bar1 += g1;
                T w0 = bar0 * tape[2 * n], w1 = bar1 * tape[2 * n + 1];
                r0 += w0;
                r1 += w1;
                v0 = T.FusedMultiplyAdd(w0, z0, v0);
                v1 = T.FusedMultiplyAdd(w1, z1, v1);
                bar0 *= T.FusedMultiplyAdd(scale, z0, drift);
                bar1 *= T.FusedMultiplyAdd(scale, z1, drift);
            }
            sumSpot += bar0 + bar1;
            sumRate += (r0 + r1) * step - pay0 - pay1;
            sumVolatility += (v0 + v1) * root;
        }
        NativeMemory.AlignedFree(normals);
        NativeMemory.AlignedFree(tape);
        return [Sum(sumPrice) / paths, Sum(sumSpot) / paths, Sum(sumRate) / paths, Sum(sumVolatility) / paths];
    }

    static double Sum<T>(T x) where T : unmanaged, ILanes<T> => new ReadOnlySpan<double>(&x, T.Count).ToArray().Sum();
}
