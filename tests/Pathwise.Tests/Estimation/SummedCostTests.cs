using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Tests.Estimation;

/// <summary>A draw that acts on the result by several terms, and arrays of draws whose law has an axis of its own.</summary>
public class SummedCostTests
{
    public static TheoryData<string> OfBernoulli => ["score", "leave_one_out", "moving_baseline", "regression", "enumeration", "coupled", "measure_valued", "disarm", "rebar"];

    /// <summary>E[e^b + 2b²] has derivative e + 1 in p.</summary>
    [Theory]
    [MemberData(nameof(OfBernoulli))]
    public void All_terms_count(string estimator)
    {
        var e = Expectation.Of((Real p, Noise noise) =>
        {
            var b = new Bernoulli(p).Sample(noise).By(Estimators.ByName[estimator]);
            return Exp(b) + 2 * b * b;
        }).ValueAndGradient(0.3, paths: 100_000);
        Assert.Equal(Math.E + 1, (double)e.Gradient, 5 * (double)e.GradientStandardError + 1e-12);
    }

    /// <summary>Σ over the nine pairs of two categorical draws, differentiated in the logits.</summary>
    [Theory]
    [InlineData("score")]
    [InlineData("leave_one_out")]
    [InlineData("coupled")]
    public void Arrays_of_categorical_draws(string estimator)
    {
        double[] at = [0.3, -0.2, 0.5, 0.1, 0, 1];
        double Exact(double[] logits)
        {
            double[] p = Softmax(Real.FromArray(new(2, 3), logits)).ToArray();
            double sum = 0;
            for (int a = 0; a < 3; a++) for (int b = 0; b < 3; b++) sum += p[a] * p[3 + b] * (a * a + b * b + a * b);
            return sum;
        }
        var e = Expectation.Of((Real logits, Noise noise) =>
        {
            var z = new Categorical(Softmax(Reshape(logits, new(2, 3)))).Sample(noise).By(Estimators.ByName[estimator]);
            return Sum(z * z) + z[0] * z[1];
        }).ValueAndGradient(at, paths: 100_000);
        for (int i = 0; i < at.Length; i++)
        {
            double Moved(double by) => Exact([.. at.Select((x, j) => j == i ? x + by : x)]);
            Assert.Equal((Moved(1e-5) - Moved(-1e-5)) / 2e-5, e.Gradient.ToArray()[i], 5 * e.GradientStandardError.ToArray()[i] + 1e-8);
        }
    }
}
