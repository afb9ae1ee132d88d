using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise.Tests.Estimation;

/// <summary>Noise given by the user: what it computes, how far it goes, and what does not fit.</summary>
public class RecordedNoiseTests
{
    record Law(Real Mu, Real Sigma);

    static readonly Expectation<Law> s_program = Expectation.Of((Law p, Noise noise) => p.Mu + p.Sigma * noise["z"].Normal() * Sum(noise["u"].Uniform(2)));

    static readonly double[,] s_z = { { 1 }, { -2 }, { 0.5 } }, s_u = { { 0.25, 0.5 }, { 0.5, 0.125 }, { 0.75, 0.25 } };

    static EstimationOptions Recorded(params (string Site, double[,] Values)[] sites) => new() { Recorded = new(sites.ToDictionary(s => s.Site, s => s.Values)) };

    [Fact]
    public void Paths_are_what_was_recorded()
    {
        var e = s_program.ValueAndGradient(new(3, 2), Recorded(("z#0", s_z), ("u#0", s_u)));
        double[] products = [0.75, -1.25, 0.5];
        Assert.Equal(3, e.Paths);
        Assert.Equal(3 + 2 * products.Average(), e.Value, 14);
        Assert.Equal(products.Average(), (double)e.Gradient.Sigma, 14);
        double mean = products.Average();
        Assert.Equal(2 * Math.Sqrt(products.Sum(x => (x - mean) * (x - mean)) / 6), e.StandardError!.Value, 14);

        Assert.Equal(3 + 2 * (0.75 - 1.25) / 2, s_program.Value(new(3, 2), Recorded(("z#0", s_z), ("u#0", s_u)) with { Paths = 2 }).Value, 14);
        Assert.Equal(3 - 2 * 1.25, s_program.Replay(new(3, 2), 1, Recorded(("z#0", s_z), ("u#0", s_u))).Result, 14);
        Assert.Equal("PW0024", Assert.Throws<PathwiseException>(() => s_program.Replay(new(3, 2), 3, Recorded(("z#0", s_z), ("u#0", s_u)))).Id);
    }

    [Fact]
    public void Draws_of_a_loop_are_recorded_step_by_step()
    {
        var walk = Expectation.Of((Real a, Noise noise) =>
        {
            var loop = Loop.Build(3, false, [Constant.Of(1)], [], (_, x, _) => ([(a * x[0].AsReal() + Sum(noise["W"].Normal(2) * new double[] { 1, 10 })).Node], []));
            return Item.Of(loop, 0).AsReal();
        });
        var e = walk.ValueAndGradient(0.5, Recorded(("W#0", new double[,] { { 1, 2, 3, 4, 5, 6 } })));
        // x ← x/2 + 21, x/2 + 43, x/2 + 65 from 1; and the derivative of a(a(a + 21) + 43) + 65.
        Assert.Equal(((0.5 + 21) / 2 + 43) / 2 + 65, e.Value);
        Assert.Equal(3 * 0.25 + 2 * 0.5 * 21 + 43, (double)e.Gradient);
        Assert.Null(e.StandardError);
    }

    /// <summary>What counter noise draws, recorded and given back, is the same run, bit for bit.</summary>
    [Fact]
    public void Recorded_counter_noise_gives_the_same_bits()
    {
        const int paths = 3000;
        var source = new Pathwise.NoiseSources.CounterSource(9);
        double[,] Record(Draw draw)
        {
            var values = new double[paths, draw.Shape.Count];
            for (int p = 0; p < paths; p++)
                for (int e = 0; e < draw.Shape.Count; e++) values[p, e] = NoiseSources.Sites.Fill(source, draw, p, 1)[e];
            return values;
        }
        var options = Recorded(("z#0", Record(new("z#0", DrawKind.Normal, Shape.Scalar, false))), ("u#0", Record(new("u#0", DrawKind.Uniform, 2, false))));
        Assert.Equal(s_program.Value(new(3, 2), paths, seed: 9), s_program.Value(new(3, 2), options));
    }

    [Fact]
    public void Shared_draws_are_recorded_for_each_replicate()
    {
        var program = Expectation.Of((Law p, Noise noise) => p.Mu * noise.Shared.Normal() + p.Sigma * noise.Normal());
        double[,] z = new double[32, 1], w = new double[16, 1];
        for (int r = 0; r < 16; r++) w[r, 0] = r * r;
        var e = program.Value(new(1, 1), Recorded(("#0", z), ("/shared#0", w)));
        Assert.Equal(Enumerable.Range(0, 16).Average(r => r * r), e.Value, 12);
        Misfit("/shared#0", "16", program, Recorded(("#0", z), ("/shared#0", new double[15, 1])));
        Assert.Equal(0, program.Value(new(1, 1), Recorded(("#0", new double[3, 1]), ("/shared#0", new double[3, 1]))).Value);
    }

    static void Misfit(string site, string mentions, Expectation<Law> program, EstimationOptions options, string id = "PW0043")
    {
        var e = Assert.Throws<PathwiseException>(() => program.Value(new(3, 2), options));
        Assert.Equal(id, e.Id);
        Assert.Contains($"'{site}'", e.Cause);
        Assert.Contains(mentions, e.Cause + e.Cure);
        Assert.EndsWith("RecordedNoiseTests.cs", e.Place.File);
    }

    [Fact]
    public void What_does_not_fit_is_an_error_at_the_draw()
    {
        Misfit("u#0", "'z#0' (1 column), 'u#0' (2 columns)", s_program, Recorded(("z#0", s_z), ("v#0", s_u)), "PW0042");
        Misfit("u#0", "1 columns instead of 2", s_program, Recorded(("z#0", s_z), ("u#0", s_z)));
        Misfit("u#0", "2 rows where others have 3", s_program, Recorded(("z#0", s_z), ("u#0", new[,] { { 0.1, 0.2 }, { 0.3, 0.4 } })));
        Misfit("z#0", "no rows", s_program, Recorded(("z#0", new double[0, 1]), ("u#0", s_u)));
        Misfit("z#0", "NaN", s_program, Recorded(("z#0", new[,] { { 1 }, { double.NaN }, { 0 } }), ("u#0", s_u)));
        Misfit("u#0", "the value 1", s_program, Recorded(("z#0", s_z), ("u#0", new[,] { { 0.1, 0.2 }, { 1, 0.2 }, { 0.1, 0.2 } })));
        foreach (var options in new[] { Recorded() with { Antithetic = true }, Recorded() with { Noise = NoiseKind.Sobol } })
            Assert.Equal("PW0040", Assert.Throws<PathwiseException>(() => s_program.Value(new(3, 2), options)).Id);
    }
}
