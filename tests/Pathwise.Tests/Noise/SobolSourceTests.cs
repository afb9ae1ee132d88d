using System.Numerics;
using Pathwise.Graphs;
using Pathwise.NoiseSources;

namespace Pathwise.Tests.NoiseSources;

/// <summary>Scrambled Sobol points: golden draws, the nets they are, the law of the scrambles.</summary>
public class SobolSourceTests
{
    static readonly Draw s_site = Sites.Draw("x#0", DrawKind.Uniform, 40);

    static SobolSource Source(int logPoints, long seed = 1, DrawKind law = DrawKind.Uniform, int elements = 40) =>
        new([Sites.Node(Sites.Draw("x#0", law, elements))], seed, logPoints);

    /// <summary>Computed from the definition in docs/noise.md by another program, normals in 50 digits and then rounded.</summary>
    [Theory]
    [InlineData(0, 0, 0, 0, 0.8505825285083494, 1.0389350522942395)]
    [InlineData(0, 0, 0, 1, 0.08378266952302826, -1.3800692011641666)]
    [InlineData(0, 1, 0, 1, 0.5809284599853092, 0.204269273352811)]
    [InlineData(7, 3, 1, 5, 0.237642005223763, -0.7139080965682196)]
    [InlineData(7, 15, 251, 1023, 0.7798762139324321, 0.7717752176444805)]
    [InlineData(-9, 2, 21200, 4095, 0.6058681754897078, 0.2685660393910137)]
    [InlineData(3, 0, 2, (1L << 36) - 1, 0.8012856318026932, 0.8462223134864068)]
    public void Golden_draws(long seed, long scramble, int dimension, long point, double uniform, double normal)
    {
        Draw u = Sites.Draw("u#0", DrawKind.Uniform, dimension + 1), z = Sites.Draw("z#0", DrawKind.Normal, dimension + 1);
        const int logPoints = OwenScrambling.ScrambledDigits;
        long path = (scramble << logPoints) + point;
        Assert.Equal(uniform, new SobolSource([Sites.Node(u)], seed, logPoints).Fill(u, path, 1)[dimension]);
        double actual = new SobolSource([Sites.Node(z)], seed, logPoints).Fill(z, path, 1)[dimension];
        Assert.True(Math.Abs(actual - normal) <= 4 * (Math.BitIncrement(Math.Abs(normal)) - Math.Abs(normal)), $"{actual:R} is not {normal:R} within 4 ulp");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    public void A_draw_does_not_depend_on_the_run_it_is_filled_in(int logPoints)
    {
        Sites.AssertSubRangesAgree(Source(logPoints), s_site, (5L << logPoints) - 30, 77);
        Sites.AssertSubRangesAgree(Source(logPoints, law: DrawKind.Normal), Sites.Draw("x#0", DrawKind.Normal, 40), 3, 77);
    }

    [Fact]
    public void A_point_does_not_depend_on_the_number_of_points()
    {
        double[] few = Source(7).Fill(s_site, 3 << 7, 128), many = Source(11).Fill(s_site, 3 << 11, 128);
        Assert.Equal(few, many);
    }

    [Fact]
    public void Dimensions_follow_the_order_of_draws_and_shared_draws_are_counter_noise()
    {
        Draw a = Sites.Draw("a#0", DrawKind.Uniform, 3), w = Sites.Draw("w#0", DrawKind.Normal, 2, shared: true), b = Sites.Draw("b#0", DrawKind.Uniform, 4);
        var source = new SobolSource([Sites.Node(a), Sites.Node(w), Sites.Node(b)], 1, 5);
        var whole = Source(5).Fill(s_site, 32, 32);
        Assert.Equal(whole[..(3 * 32)], source.Fill(a, 32, 32));
        Assert.Equal(whole[(3 * 32)..(7 * 32)], source.Fill(b, 32, 32));
        Assert.Equal(new CounterSource(1).Fill(w, 2, 1), source.Fill(w, 2, 1));
    }

    [Fact]
    public void More_draws_than_dimensions_are_an_error_at_the_draw()
    {
        Node Site(string name, int line) => Node.Leaf(Sites.Draw(name, DrawKind.Normal, 11_000), true, new("model.pw", line));
        var e = Assert.Throws<PathwiseException>(() => new SobolSource([Site("a#0", 1), Site("b#0", 2), Site("c#0", 3)], 0, 4));
        Assert.Equal(("PW0041", 2), (e.Id, e.Place.Line));
        Assert.Contains("33000", e.Cause);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    public void Every_coordinate_has_one_point_in_each_stratum(int logPoints)
    {
        int points = 1 << logPoints;
        for (int scramble = 0; scramble < 4; scramble++)
        {
            var u = Source(logPoints).Fill(s_site, (long)scramble * points, points);
            for (int e = 0; e < 40; e++)
                Assert.Equal(Enumerable.Range(0, points), Enumerable.Range(0, points).Select(p => (int)(u[e * points + p] * points)).Order());
        }
    }

    /// <summary>Two coordinates: a (0, 10, 2)-net, one point in each box of volume 2⁻¹⁰. Three: a (1, 10, 3)-net, two in each of 2⁻⁹.</summary>
    [Fact]
    public void The_first_coordinates_are_nets_after_scrambling()
    {
        const int m = 10, points = 1 << m;
        var u = Source(m).Fill(s_site, 7L * points, points);
        int Cell(int d, int p, int digits) => (int)(u[d * points + p] * (1 << digits));
        for (int i = 0; i <= m; i++)
            Assert.Equal(points, Enumerable.Range(0, points).Select(p => (Cell(0, p, i), Cell(1, p, m - i))).Distinct().Count());
        for (int i = 0; i < m; i++)
            for (int j = 0; i + j < m; j++)
            {
                var boxes = Enumerable.Range(0, points).GroupBy(p => (Cell(0, p, i), Cell(1, p, j), Cell(2, p, m - 1 - i - j))).Select(g => g.Count()).ToArray();
                Assert.Equal(points / 2, boxes.Length);
                Assert.All(boxes, n => Assert.Equal(2, n));
            }
    }

    [Fact]
    public void Scrambled_points_never_repeat_and_keep_common_prefixes()
    {
        var scrambling = new OwenScrambling(5, 0, 3);
        ulong state = 1;
        for (int i = 0; i < 20_000; i++)
        {
            // Two numbers of 36 digits whose first k digits agree, and the next does not.
            int k = i % 36;
            ulong a = SiteKey.Mix(state++) >> 28 << 28, flip = 1ul << (63 - k);
            ulong b = a ^ flip ^ (SiteKey.Mix(state++) & (flip - 1) >> 28 << 28);
            Assert.Equal(k, BitOperations.LeadingZeroCount(scrambling.Apply(a) ^ scrambling.Apply(b)));
        }
    }

    const int Scrambles = 1 << 16;

    /// <summary>One point in each of many scrambles: independent numbers, if scrambles are.</summary>
    static double[] OfScrambles(int point, int dimension, long seed = 1)
    {
        var source = Source(4, seed);
        double[] values = new double[Scrambles], one = new double[40];
        for (int s = 0; s < Scrambles; s++)
        {
            source.Fill(s_site, 16L * s + point, 1, one, 1);
            values[s] = one[dimension];
        }
        return values;
    }

    [Fact]
    public void Scrambles_coordinates_and_seeds_are_independent_and_uniform()
    {
        var u = OfScrambles(5, 3);
        Statistics.IsUniform(u, "a point over scrambles");
        for (int k = 1; k <= 4; k++)
            Statistics.MeanIs(1.0 / (k + 1), 1.0 / (2 * k + 1) - 1.0 / ((k + 1) * (k + 1)), u.Select(x => Math.Pow(x, k)), $"moment {k}");
        Statistics.AreUncorrelated(u[..^1], u[1..], 0.5, 1.0 / 12, "neighbouring scrambles");
        Statistics.AreUncorrelated(u[..^16], u[16..], 0.5, 1.0 / 12, "scrambles 16 apart");
        Statistics.AreUncorrelated(u, OfScrambles(5, 4), 0.5, 1.0 / 12, "neighbouring coordinates");
        Statistics.AreUncorrelated(u, OfScrambles(5, 3, seed: 2), 0.5, 1.0 / 12, "neighbouring seeds");
        for (int b = 0; b < 52; b += 8)
        {
            var counts = new long[16];
            foreach (double x in u) counts[(ulong)(x * Math.ScaleB(1, 52)) >> b & 15]++;
            Statistics.AreEqual(counts, $"bits {b} to {b + 3}");
        }
    }

    /// <summary>
    /// Two points with k common digits: after scrambling they have k common digits, opposite next ones, and what follows is independent. (A
    /// random digital shift would keep their difference the same in all scrambles.)
    /// </summary>
    [Fact]
    public void What_follows_a_common_prefix_is_independent()
    {
        // Coordinate 0 of points 0, 1, 2, 4 and 8: 0, 0.1, 0.01, 0.001, 0.0001 in binary digits.
        double[] zero = OfScrambles(0, 0);
        for (int k = 0; k < 4; k++)
        {
            double[] other = OfScrambles(1 << k, 0);
            double scale = 1 << (k + 1);
            Assert.All(zero.Zip(other), pair => Assert.Equal(Math.Floor(pair.First * scale / 2), Math.Floor(pair.Second * scale / 2)));
            Assert.All(zero.Zip(other), pair => Assert.NotEqual(Math.Floor(pair.First * scale), Math.Floor(pair.Second * scale)));
            double[] Rest(double[] x) => [.. x.Select(v => v * scale - Math.Floor(v * scale))];
            Statistics.AreUncorrelated(Rest(zero), Rest(other), 0.5, 1.0 / 12, $"digits after the common {k}");
            var counts = new long[64];
            foreach (var (a, b) in Rest(zero).Zip(Rest(other))) counts[(int)(8 * a) * 8 + (int)(8 * b)]++;
            Statistics.AreEqual(counts, $"the next three digits of both after the common {k}");
        }
    }

    /// <summary>The flips of one scramble, over all prefixes: fair at every level, and independent between levels and neighbours.</summary>
    [Fact]
    public void Flips_are_fair_coins_for_every_prefix()
    {
        var scrambling = new OwenScrambling(2, 0, 0);
        for (int level = 14; level <= 35; level++)
        {
            // The flips after 2¹⁴ different prefixes of this length, made by counting in their last fourteen digits.
            double[] flips = new double[1 << 14], before = new double[1 << 14];
            for (ulong prefix = 0; prefix < 1 << 14; prefix++)
            {
                ulong x = prefix << (64 - level), difference = scrambling.Apply(x) ^ x;
                flips[prefix] = (difference >> (63 - level)) & 1;
                before[prefix] = (difference >> (64 - level)) & 1;
            }
            Statistics.MeanIs(0.5, 0.25, flips, $"level {level}");
            Statistics.AreUncorrelated(flips[..^1], flips[1..], 0.5, 0.25, $"neighbours at level {level}");
            // Two prefixes that differ in the last digit share the flip of that digit, not what follows.
            Statistics.AreUncorrelated([.. flips.Where((_, i) => i % 2 == 0)], [.. before.Where((_, i) => i % 2 == 0)], 0.5, 0.25, $"levels {level - 1}, {level}");
        }
    }
}
