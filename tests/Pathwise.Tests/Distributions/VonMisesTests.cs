using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Tests.Laws;

/// <summary>Von Mises's law: its density and entropy by the trapezoidal rule, which is exact for periodic functions, and derivatives of means in closed form.</summary>
public class VonMisesTests
{
    sealed record Parameters(Real Mean, Real Concentration);

    /// <summary>I₁(κ)/I₀(κ).</summary>
    static double MeanCosine(double concentration) => Math.Exp((double)(LogBesselI(1, concentration) - LogBesselI(0, concentration)));

    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(1.5, 0.7)]
    [InlineData(-2, 40)]
    public void Density_entropy_and_distribution_function(double mean, double concentration)
    {
        const int Points = 4000;
        var law = new VonMises(mean, concentration);
        double h = 2 * Math.PI / Points;
        double[] x = [.. Enumerable.Range(0, Points).Select(i => mean - Math.PI + (i + 0.5) * h)], density = Exp(law.LogDensity(x)).ToArray();
        Assert.Equal(1, density.Sum() * h, 1e-12);
        Assert.Equal(-density.Select((p, i) => p > 0 ? p * Math.Log(p) : 0).Sum() * h, (double)law.Entropy, 1e-11);
        Assert.Equal(density.Select((p, i) => p * Math.Cos(x[i] - mean)).Sum() * h, MeanCosine(concentration), 1e-12);
        double sum = 0;
        for (int i = 0; i < Points; i++)
        {
            sum += density[i] * h;
            if (i % 400 == 399) Assert.Equal(sum, (double)law.Cdf(x[i] + 0.5 * h), 1e-5);
        }
    }

    [Fact]
    public void Derivatives_of_means()
    {
        // E cos x = A(κ) cos μ with A = I₁/I₀ and A′ = 1 − A² − A/κ.
        var e = Expectation.Of((Parameters p, Noise noise) => Cos(new VonMises(p.Mean, p.Concentration).Sample(noise))).ValueAndGradient(new(0.6, 2), 200_000, seed: 4);
        double a = MeanCosine(2);
        Assert.True(Math.Abs(e.Value - a * Math.Cos(0.6)) <= 5 * e.StandardError);
        Assert.True(Math.Abs((double)e.Gradient.Mean + a * Math.Sin(0.6)) <= 5 * (double)e.GradientStandardError.Mean);
        Assert.True(Math.Abs((double)e.Gradient.Concentration - (1 - a * a - a / 2) * Math.Cos(0.6)) <= 5 * (double)e.GradientStandardError.Concentration);
    }
}
