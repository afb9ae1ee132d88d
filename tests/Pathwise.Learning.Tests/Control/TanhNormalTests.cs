using Pathwise.Learning.Control;

namespace Pathwise.Learning.Tests.Control;

public sealed class TanhNormalTests
{
    sealed record Law(Real Mean, Real LogDeviation);

    static double Density(double mean, double deviation, double before) => Math.Exp((double)new TanhNormal(mean, Math.Log(deviation)).LogDensityBefore(before));

    /// <summary>∫ p(a) da over (−1, 1), with a = tanh t and da = dt/cosh² t.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1.5, 0.3)]
    [InlineData(-4, 2)]
    [InlineData(8, 0.7)]
    public void The_density_integrates_to_one(double mean, double deviation)
    {
        double sum = 0;
        const int Points = 600;
        double step = 20 * deviation / Points;
        for (int k = 0; k <= Points; k++)
        {
            double t = mean + (k - Points / 2) * step;
            sum += step * Density(mean, deviation, t) / (Math.Cosh(t) * Math.Cosh(t));
        }
        Assert.Equal(1, sum, 1e-12);
    }

    /// <summary>The integral over the actions themselves, by the midpoint rule.</summary>
    [Fact]
    public void The_density_of_actions_integrates_to_one()
    {
        var law = new TanhNormal(0.3, Math.Log(0.4));
        const int Points = 2000;
        double sum = Enumerable.Range(0, Points).Sum(k => 2.0 / Points * Math.Exp((double)law.LogDensity(-1 + (2 * k + 1.0) / Points)));
        Assert.Equal(1, sum, 1e-9);
    }

    /// <summary>Where tanh has rounded to ±1 the density is that of its limit: log(1 − tanh² u) → 2 log 2 − 2|u|.</summary>
    [Theory]
    [InlineData(Precision.F32, 1e-5)]
    [InlineData(Precision.F64, 1e-13)]
    public void The_density_is_right_at_the_edges(Precision precision, double tolerance)
    {
        foreach (double u in new[] { 20.0, -20, 45, -45 })
        {
            var program = Expectation.Of((Law law, Noise _) => new TanhNormal(law.Mean, law.LogDeviation).LogDensityBefore(u));
            var e = program.ValueAndGradient(new(u - 0.5, Math.Log(2)), new() { Paths = 1, Precision = precision });
            double expected = -0.5 * 0.0625 - Math.Log(2) - 0.5 * Math.Log(2 * Math.PI) - 2 * Math.Log(2) + 2 * Math.Abs(u);
            Assert.Equal(expected, e.Value, tolerance * Math.Abs(expected));
            Assert.Equal(0.125, (double)e.Gradient.Mean, 100 * tolerance);
            Assert.Equal(0.0625 - 1, (double)e.Gradient.LogDeviation, 100 * tolerance);
        }
    }

    /// <summary>−E log p of a sample against quadrature, its pathwise gradient against differences of that.</summary>
    [Fact]
    public void The_entropy_and_its_gradient_are_those_of_quadrature()
    {
        static double Entropy(double mean, double logDeviation)
        {
            double sum = 0, step = 0.01, deviation = Math.Exp(logDeviation);
            for (double z = -9; z <= 9; z += step)
                sum += step * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * (0.5 * z * z + logDeviation + 0.5 * Math.Log(2 * Math.PI) + Math.Log(1 / Math.Pow(Math.Cosh(mean + deviation * z), 2)));
            return sum;
        }
        var program = Expectation.Of((Law law, Noise noise) => -new TanhNormal(law.Mean, law.LogDeviation).Sample(noise).LogDensity);
        var e = program.ValueAndGradient(new(0.4, -0.3), new() { Paths = 20_000, Seed = 6 });
        Within.FiveErrors(Entropy(0.4, -0.3), e);
        const double H = 1e-4;
        Within.FiveErrors((Entropy(0.4 + H, -0.3) - Entropy(0.4 - H, -0.3)) / (2 * H), (double)e.Gradient.Mean, (double)e.GradientStandardError.Mean, "the derivative by the mean");
        Within.FiveErrors((Entropy(0.4, -0.3 + H) - Entropy(0.4, -0.3 - H)) / (2 * H), (double)e.Gradient.LogDeviation, (double)e.GradientStandardError.LogDeviation, "the derivative by the deviation");
    }
}
