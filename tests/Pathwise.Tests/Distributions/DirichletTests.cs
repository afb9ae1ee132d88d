using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Tests.Laws;

/// <summary>The Dirichlet law: moments and their derivatives in closed form, its density against the beta law's.</summary>
public class DirichletTests
{
    const int Paths = 100_000;

    [Fact]
    public void Moments_of_draws()
    {
        double[] α = [0.3, 2, 5];
        var law = new Dirichlet(α);
        for (int i = 0; i < 3; i++)
        {
            int index = i;
            var mean = Expectation.Of((Real a, Noise noise) => new Dirichlet(a).Sample(noise)[index]).Value(α, Paths, seed: 1);
            Assert.True(Math.Abs(mean.Value - law.Mean.ToArray()[i]) <= 5 * mean.StandardError);
            double m = law.Mean.ToArray()[i];
            var variance = Expectation.Of((Real a, Noise noise) => Pow(new Dirichlet(a).Sample(noise)[index] - m, 2)).Value(α, Paths, seed: 2);
            Assert.True(Math.Abs(variance.Value - law.Variance.ToArray()[i]) <= 5 * variance.StandardError);
        }
        Assert.Equal(1, (double)Expectation.Of((Real a, Noise noise) => new Dirichlet(a).Sample(noise).Sum).Value(α, 1000).Value, 1e-14);
    }

    /// <summary>d/dα Var z₃ of Dirichlet(α, α, 1) = (1 − 2α − 4α²)/((1 + α)²(1 + 2α)³), with the mean 1/(1 + 2α).</summary>
    [Theory]
    [InlineData(0.409017, -0.0408396)]
    [InlineData(0.209017, 0.0977007)]
    public void Derivative_of_a_variance(double a, double exact)
    {
        var e = Expectation.Of((Real α, Noise noise) =>
        {
            var z = new Dirichlet(Stack(α, α, 1)).Sample(noise)[2];
            return Pow(z - 1 / (1 + 2 * α), 2);
        }).ValueAndGradient(a, 1_000_000, seed: 3);
        Assert.Equal(exact, (1 - 2 * a - 4 * a * a) / (Math.Pow(1 + a, 2) * Math.Pow(1 + 2 * a, 3)), 1e-7);
        Assert.True(Math.Abs((double)e.Gradient - exact) <= 5 * (double)e.GradientStandardError + 1e-7, $"{e.Gradient} ± {e.GradientStandardError}");
    }

    [Fact]
    public void Two_elements_are_a_beta_law()
    {
        foreach (double x in new[] { 0.1, 0.6 })
            Assert.Equal((double)new Beta(0.7, 3).LogDensity(x), (double)new Dirichlet(new double[] { 0.7, 3 }).LogDensity(new double[] { x, 1 - x }), 1e-13);
        Assert.Equal((double)new Beta(0.7, 3).Entropy, (double)new Dirichlet(new double[] { 0.7, 3 }).Entropy, 1e-13);
    }

    [Fact]
    public void Tiny_concentrations_leave_draws_and_derivatives_finite()
    {
        var e = Expectation.Of((Real a, Noise noise) => new Dirichlet(a).Sample(noise)[0]).ValueAndGradient(new double[] { 1e-3, 1e-3, 1e-3 }, 20_000);
        Assert.True(Math.Abs(e.Value - 1.0 / 3) <= 5 * e.StandardError);
        Assert.All(e.Gradient.ToArray(), g => Assert.True(double.IsFinite(g)));
    }

    [Fact]
    public void Bad_concentrations_are_refused_by_name() =>
        Assert.Contains("a concentration of dirichlet is -1", Assert.Throws<PathwiseException>(() => Expectation.Of((Real a, Noise noise) => new Dirichlet(a).Sample(noise)[0]).Value(new double[] { 1, -1 })).Message, StringComparison.Ordinal);
}
