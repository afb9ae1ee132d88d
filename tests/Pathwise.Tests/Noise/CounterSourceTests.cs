using Pathwise.Graphs;
using Pathwise.NoiseSources;
using Pathwise.Numerics;

namespace Pathwise.Tests.NoiseSources;

/// <summary>Counter noise: the generator's known answers, golden draws, and statistics of the draws.</summary>
public class CounterSourceTests
{
    /// <summary>The known answers for philox4x32-10 in the Random123 distribution.</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_gives_its_known_answers(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint a, uint b, uint c, uint d)
    {
        Check<Lanes128>();
        Check<Lanes256>();
        Check<Lanes512>();

        void Check<T>() where T : unmanaged, ILanes<T>
        {
            var keys = new T[Philox.ScheduleLength];
            Philox.Schedule(((ulong)k1 << 32) | k0, keys);
            T x0 = T.Of((ulong)c0), x1 = T.Of((ulong)c1), x2 = T.Of((ulong)c2), x3 = T.Of((ulong)c3);
            T y0 = x0, y1 = x1, y2 = x2, y3 = x3;
            Philox.Blocks(ref x0, ref x1, ref x2, ref x3, ref y0, ref y1, ref y2, ref y3, ref keys[0]);
            AreAll(a, x0, y0);
            AreAll(b, x1, y1);
            AreAll(c, x2, y2);
            AreAll(d, x3, y3);
        }

        static void AreAll<T>(uint expected, T x, T y) where T : unmanaged, ILanes<T>
        {
            var numbers = new double[2 * T.Count];
            x.Store(ref numbers[0]);
            y.Store(ref numbers[T.Count]);
            Assert.All(numbers, word => Assert.Equal(expected, (uint)BitConverter.DoubleToUInt64Bits(word)));
        }
    }

    /// <summary>Computed from the definition in docs/noise.md by another program, normals in 50 digits and then rounded.</summary>
    [Theory]
    [InlineData(0, "S/dW#0", 0, 0, 0.5835202940757599, 1.0271737903158198)]
    [InlineData(0, "S/dW#0", 8, 0, 0.022959943160855034, 0.14921829778821338)]
    [InlineData(7, "S/dW#0", 123456789012, 251, 0.12500613249011872, -1.6519317866554268)]
    [InlineData(-1, "#0", 15, 3, 0.86169235889859, -0.9430529632910111)]
    [InlineData(long.MaxValue, "encoder#1", 7, 0, 0.93664830624703, 0.007941763907677249)]
    [InlineData(5, "weights/shared#0", 11, 2, 0.9156607181038271, -0.4466816784690033)]
    public void Golden_draws(long seed, string site, long path, int element, double uniform, double normal)
    {
        var source = new CounterSource(seed);
        bool shared = site.Contains("shared", StringComparison.Ordinal);
        Assert.Equal(uniform, source.Fill(Sites.Draw(site, DrawKind.Uniform, 252, shared), path, 1)[element]);
        double z = source.Fill(Sites.Draw(site, DrawKind.Normal, 252, shared), path, 1)[element];
        Assert.True(Math.Abs(z - normal) <= 4 * (Math.BitIncrement(Math.Abs(normal)) - Math.Abs(normal)), $"{z:R} is not {normal:R} within 4 ulp");
    }

    /// <summary>The bits of normals, as they are since version 1 of the definition.</summary>
    [Fact]
    public void Golden_bits_of_normals()
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (double z in new CounterSource(3).Fill(Sites.Draw("x#0", DrawKind.Normal, 4), 5, 1000))
            hash = SiteKey.Mix(hash ^ BitConverter.DoubleToUInt64Bits(z));
        Assert.Equal(GoldenNormals, hash);
    }

    const ulong GoldenNormals = 333659809500867974;

    [Theory]
    [InlineData(DrawKind.Uniform, 0)]
    [InlineData(DrawKind.Normal, 0)]
    [InlineData(DrawKind.Normal, 1_000_005)]
    [InlineData(DrawKind.Uniform, (1L << 36) - 9)]
    internal void A_draw_does_not_depend_on_the_run_it_is_filled_in(DrawKind law, long start) =>
        Sites.AssertSubRangesAgree(new CounterSource(2), Sites.Draw("x#0", law, 3), start, 77);

    [Fact]
    public void Shared_draws_are_numbered_by_replicate_and_differ_from_those_of_paths()
    {
        var source = new CounterSource(2);
        double[] shared = [.. Enumerable.Range(0, 16).Select(r => source.Fill(Sites.Draw("x#0", DrawKind.Normal, shared: true), r, 1)[0])];
        Assert.Equal(16, shared.Distinct().Count());
        Assert.Empty(shared.Intersect(source.Fill(Sites.Draw("x#0", DrawKind.Normal), 0, 16)));
    }

    const int Count = 1 << 20;

    static double[] Draws(DrawKind law, string site = "x#0", long seed = 1, long first = 0) => new CounterSource(seed).Fill(Sites.Draw(site, law), first, Count);

    [Fact]
    public void Moments_of_uniforms_and_their_law()
    {
        var u = Draws(DrawKind.Uniform);
        for (int k = 1; k <= 6; k++)
            Statistics.MeanIs(1.0 / (k + 1), 1.0 / (2 * k + 1) - 1.0 / ((k + 1) * (k + 1)), u.Select(x => Math.Pow(x, k)), $"moment {k}");
        Statistics.IsUniform(u, "uniforms");
        // They are odd multiples of 2⁻⁵³, so they never reach 0 or 1.
        Assert.All(u, x => Assert.Equal(1, Math.ScaleB(x, 53) % 2));
    }

    [Fact]
    public void Moments_of_normals_and_their_law()
    {
        var z = Draws(DrawKind.Normal);
        double[] moments = [1, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10395];
        for (int k = 1; k <= 6; k++)
            Statistics.MeanIs(moments[k], moments[2 * k] - moments[k] * moments[k], z.Select(x => Math.Pow(x, k)), $"moment {k}");
        Statistics.IsUniform(z.Select(ReferenceFunctions.NormalCdf), "Φ of normals");
        // P(|z| > 4.5).
        double p = 6.795346249460121e-06;
        Statistics.MeanIs(p, p * (1 - p), z.Select(x => Math.Abs(x) > 4.5 ? 1.0 : 0), "tail");
    }

    [Fact]
    public void Bytes_are_equally_frequent()
    {
        var counts = Enumerable.Range(0, 6).Select(_ => new long[256]).ToArray();
        foreach (double u in Draws(DrawKind.Uniform))
        {
            ulong bits = (ulong)(u * Math.ScaleB(1, 52));
            for (int b = 0; b < 6; b++) counts[b][(bits >> (8 * b)) & 255]++;
        }
        for (int b = 0; b < 6; b++) Statistics.AreEqual(counts[b], $"byte {b}");
    }

    [Fact]
    public void Triples_of_neighbouring_paths_fill_the_cube()
    {
        var counts = new long[512];
        var u = Draws(DrawKind.Uniform);
        for (int i = 0; i + 2 < u.Length; i += 3) counts[((int)(8 * u[i]) << 6) | ((int)(8 * u[i + 1]) << 3) | (int)(8 * u[i + 2])]++;
        Statistics.AreEqual(counts, "octants of octants");
    }

    [Theory]
    [InlineData(DrawKind.Uniform, 0.5, 1.0 / 12)]
    [InlineData(DrawKind.Normal, 0, 1)]
    internal void Paths_elements_sites_and_seeds_are_uncorrelated(DrawKind law, double mean, double variance)
    {
        var x = Draws(law);
        // 1, 8 and 16: the partner in a call of the generator, neighbouring calls, neighbouring groups.
        foreach (int lag in new[] { 1, 2, 7, 8, 9, 15, 16, 64, 1024 }) Statistics.AreUncorrelated(x[..^lag], x[lag..], mean, variance, $"lag {lag}");
        foreach (string site in new[] { "x#1", "y#0", "x/x#0", "#0" }) Statistics.AreUncorrelated(x, Draws(law, site), mean, variance, $"site {site}");
        foreach (long seed in new[] { 0, 2, 3, -1, 1L << 32 }) Statistics.AreUncorrelated(x, Draws(law, seed: seed), mean, variance, $"seed {seed}");
        Statistics.AreUncorrelated(x, Draws(law, first: 1L << 35), mean, variance, "far paths");

        const int elements = 16;
        var steps = new CounterSource(1).Fill(Sites.Draw("x#0", law, elements), 0, Count / elements);
        double[] Element(int e) => steps[(e * (Count / elements))..((e + 1) * (Count / elements))];
        for (int e = 1; e < elements; e++)
        {
            Statistics.AreUncorrelated(Element(e - 1), Element(e), mean, variance, $"elements {e - 1}, {e}");
            Statistics.AreUncorrelated(Element(0), Element(e), mean, variance, $"elements 0, {e}");
        }
    }

    [Fact]
    public void The_two_normals_of_one_call_are_independent()
    {
        // Paths j and j + 8 share a radius and an angle: their squares must be uncorrelated too, and x + y must have the law of √2·z.
        var z = Draws(DrawKind.Normal);
        var pairs = Enumerable.Range(0, Count / 16).SelectMany(g => Enumerable.Range(0, 8).Select(j => (X: z[16 * g + j], Y: z[16 * g + j + 8]))).ToArray();
        Statistics.AreUncorrelated([.. pairs.Select(p => p.X * p.X)], [.. pairs.Select(p => p.Y * p.Y)], 1, 2, "squares");
        Statistics.IsUniform(pairs.Select(p => ReferenceFunctions.NormalCdf((p.X + p.Y) / Math.Sqrt(2))), "sums");
        Statistics.IsUniform(pairs.Select(p => Math.Atan2(p.Y, p.X) / (2 * Math.PI) + 0.5), "angles");
    }

    [Theory]
    [InlineData(DrawKind.Uniform)]
    [InlineData(DrawKind.Normal)]
    internal void Antithetic_paths_are_mirror_images(DrawKind law)
    {
        var site = Sites.Draw("x#0", law, 3);
        var source = new AntitheticSource(new CounterSource(4));
        var plain = new CounterSource(4).Fill(site, 50, 20);
        var pairs = source.Fill(site, 100, 40);
        for (int e = 0; e < 3; e++)
            for (int k = 0; k < 20; k++)
            {
                double x = plain[e * 20 + k];
                Assert.Equal(x, pairs[e * 40 + 2 * k]);
                Assert.Equal(law == DrawKind.Normal ? -x : 1 - x, pairs[e * 40 + 2 * k + 1]);
            }
        Sites.AssertSubRangesAgree(source, site, 101, 50);
    }
}
