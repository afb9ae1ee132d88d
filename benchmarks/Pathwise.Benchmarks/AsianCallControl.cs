using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pathwise.NoiseSources;
using Pathwise.Numerics;

namespace Pathwise.Benchmarks;

/// <summary>
/// The Asian call by hand: Euler steps of geometric Brownian motion over vectors of eight paths, two at a time, with the adjoint written out. What an
/// expert writes in C#, with the same generator and the same normals.
/// </summary>
static unsafe class AsianCallControl
{
    const int Steps = 252;
    const double Strike = 100;

    /// <summary>Price and, if asked, its derivatives in spot, rate and volatility: means over the paths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] Run(double spot, double rate, double volatility, int paths, bool gradient)
    {
        double h = 1.0 / Steps, discount = Math.Exp(-rate);
        Span<Vector512<ulong>> keys = stackalloc Vector512<ulong>[Philox.ScheduleLength];
        Philox.Schedule(SiteKey.Key(0, SiteKey.Of(AsianCall.Site)), keys);
        ref var schedule = ref MemoryMarshal.GetReference(keys);
        var normals = (double*)NativeMemory.AlignedAlloc(Steps * 128, 128);
        var tape = (double*)NativeMemory.AlignedAlloc(Steps * 128, 128);
        Vector512<double> drift = Vector512.Create(1 + rate * h), scale = Vector512.Create(volatility * Math.Sqrt(h)), step = Vector512.Create(h), root = Vector512.Create(Math.Sqrt(h));
        Vector512<double> sumPrice = default, sumSpot = default, sumRate = default, sumVolatility = default;
        for (long group = 0; group * 16 < paths; group++)
        {
            var call = Vector512.Create((ulong)group << 3) + Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7);
            Vector512<double> s0 = Vector512.Create(spot), s1 = s0, total0 = default, total1 = default;
            for (int n = 0; n < Steps; n += 2)
            {
                Vector512<ulong> a = call, b = call >>> 32, c = Vector512.Create((ulong)n), d = default;
                Vector512<ulong> a1 = call, b1 = call >>> 32, c1 = Vector512.Create((ulong)n + 1), d1 = default;
                Philox.Blocks(ref a, ref b, ref c, ref d, ref a1, ref b1, ref c1, ref d1, ref schedule);
                var (z0, z1) = CounterSource.BoxMuller(CounterSource.Uniform(a, b), CounterSource.Uniform(c, d));
                var (y0, y1) = CounterSource.BoxMuller(CounterSource.Uniform(a1, b1), CounterSource.Uniform(c1, d1));
                double* z = normals + 16 * n, s = tape + 16 * n;
                if (gradient)
                {
                    z0.StoreAligned(z);
                    z1.StoreAligned(z + 8);
                    y0.StoreAligned(z + 16);
                    y1.StoreAligned(z + 24);
                    s0.StoreAligned(s);
                    s1.StoreAligned(s + 8);
                }
                s0 *= Vector512.FusedMultiplyAdd(scale, z0, drift);
                s1 *= Vector512.FusedMultiplyAdd(scale, z1, drift);
                total0 += s0;
                total1 += s1;
                if (gradient)
                {
                    s0.StoreAligned(s + 16);
                    s1.StoreAligned(s + 24);
                }
                s0 *= Vector512.FusedMultiplyAdd(scale, y0, drift);
                s1 *= Vector512.FusedMultiplyAdd(scale, y1, drift);
                total0 += s0;
                total1 += s1;
            }
            Vector512<double> share = Vector512.Create(1.0 / Steps), strike = Vector512.Create(Strike), factor = Vector512.Create(discount);
            Vector512<double> over0 = total0 * share - strike, over1 = total1 * share - strike;
            Vector512<double> pay0 = Vector512.Max(over0, default) * factor, pay1 = Vector512.Max(over1, default) * factor;
            sumPrice += pay0 + pay1;
            if (!gradient) continue;

            var slope = factor * share;
            Vector512<double> g0 = Vector512.ConditionalSelect(Vector512.GreaterThan(over0, default), slope, default), g1 = Vector512.ConditionalSelect(Vector512.GreaterThan(over1, default), slope, default);
            Vector512<double> bar0 = default, bar1 = default, r0 = default, r1 = default, v0 = default, v1 = default;
            for (int n = Steps - 1; n >= 0; n--)
            {
                Vector512<double> z0 = Vector512.LoadAligned(normals + 16 * n), z1 = Vector512.LoadAligned(normals + 16 * n + 8);
                bar0 += g0;
                bar1 += g1;
                Vector512<double> w0 = bar0 * Vector512.LoadAligned(tape + 16 * n), w1 = bar1 * Vector512.LoadAligned(tape + 16 * n + 8);
                r0 += w0;
                r1 += w1;
                v0 = Vector512.FusedMultiplyAdd(w0, z0, v0);
                v1 = Vector512.FusedMultiplyAdd(w1, z1, v1);
                bar0 *= Vector512.FusedMultiplyAdd(scale, z0, drift);
                bar1 *= Vector512.FusedMultiplyAdd(scale, z1, drift);
            }
            sumSpot += bar0 + bar1;
            sumRate += (r0 + r1) * step - pay0 - pay1;
            sumVolatility += (v0 + v1) * root;
        }
        NativeMemory.AlignedFree(normals);
        NativeMemory.AlignedFree(tape);
        return [Vector512.Sum(sumPrice) / paths, Vector512.Sum(sumSpot) / paths, Vector512.Sum(sumRate) / paths, Vector512.Sum(sumVolatility) / paths];
    }
}
