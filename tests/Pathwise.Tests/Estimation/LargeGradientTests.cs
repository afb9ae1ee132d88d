using Pathwise.Execution;
using static Pathwise.Functions;

namespace Pathwise.Tests.Estimation;

/// <summary>Gradients of more than 64 entries: sums over blocks, whose spread gives the standard errors.</summary>
public class LargeGradientTests
{
    const int Entries = 100;

    record Weights(Real W);

    static readonly Expectation<Weights> s_square = Expectation.Of((Weights p, Noise noise) =>
    {
        var y = Sum(p.W * noise.Normal(Entries));
        return y * y;
    });

    static readonly Weights s_at = new(Enumerable.Range(0, Entries).Select(i => 0.1 * Math.Sin(i + 1.0)).ToArray());

    [Fact]
    public void Mean_and_error_are_those_of_the_closed_form()
    {
        // E (w·x)² = |w|²; the gradient on a path, 2(w·x)x, has mean 2w and variances 4|w|² + 4wᵢ².
        const long Paths = 100_000;
        double[] w = s_at.W.ToArray();
        double norm = w.Sum(x => x * x);
        var e = s_square.ValueAndGradient(s_at, Paths, seed: 3);
        Assert.True(Math.Abs(e.Value - norm) <= 5 * e.StandardError);
        double[] mean = e.Gradient.W.ToArray(), error = e.GradientStandardError.W.ToArray();
        double ratio = 0;
        for (int i = 0; i < Entries; i++)
        {
            double variance = 4 * norm + 4 * w[i] * w[i];
            Assert.True(Math.Abs(mean[i] - 2 * w[i]) <= 5 * Math.Sqrt(variance / Paths));
            ratio += error[i] * error[i] * Paths / variance / Entries;
        }
        // Each of the 98 blocks' spreads is a χ² with 97 degrees of freedom; the entries are nearly uncorrelated.
        Assert.True(Math.Abs(ratio - 1) <= 5 * Math.Sqrt(2.0 / 97 / Entries), $"{ratio}");
    }

    [Fact]
    public void Bits_do_not_depend_on_threads_widths_or_executor()
    {
        var first = s_square.ValueAndGradient(s_at, new EstimationOptions { Paths = 3_011 });
        foreach (var options in new[] { new EstimationOptions { Threads = 1 }, new() { Threads = 3 }, new() { VectorBits = 128 }, new() { Executor = Executor.Interpreted } })
        {
            var other = s_square.ValueAndGradient(s_at, options with { Paths = 3_011 });
            Assert.Equal(first.Gradient.W.ToArray(), other.Gradient.W.ToArray());
            Assert.Equal(first.GradientStandardError.W.ToArray(), other.GradientStandardError.W.ToArray());
        }
    }

    [Fact]
    public void A_sum_that_is_not_finite_is_traced_to_its_path()
    {
        var bad = Expectation.Of((Weights p, Noise noise) => Sum(p.W * Log(noise.Normal(Entries) + 4.2)));
        var e = Assert.Throws<NonFiniteException>(() => bad.ValueAndGradient(s_at, 100_000, seed: 1));
        Assert.Equal("log", e.Operation);
        Assert.Throws<NonFiniteException>(() => bad.ValueAndGradient(s_at, new EstimationOptions { Paths = 100_000, Seed = 1, Executor = Executor.Interpreted }));
    }
}
