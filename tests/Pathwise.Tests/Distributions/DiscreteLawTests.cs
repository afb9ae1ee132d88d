using Pathwise.Distributions;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.Ops;
using Pathwise.Tests.Ops;
using static Pathwise.Functions;

namespace Pathwise.Tests.Distributions;

/// <summary>What discrete laws say of themselves, by summing their probabilities.</summary>
public class DiscreteLawTests
{
    public static TheoryData<int> Laws => [.. Enumerable.Range(0, DiscreteLaw.All.Length)];

    static void Near(double expected, double actual, double tolerance = 1e-11) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{actual} is not {expected}");

    static double Mean(double[] p, Func<int, double> f) => p.Select((weight, k) => weight == 0 ? 0 : weight * f(k)).Sum();

    [Theory]
    [MemberData(nameof(Laws))]
    public void Moments_are_those_of_the_probabilities(int index)
    {
        var law = DiscreteLaw.All[index];
        var p = law.Probabilities();
        Near(1, p.Sum());
        double mean = Mean(p, k => k);
        Near(mean, (double)law.Law.Mean);
        double variance = Mean(p, k => (k - mean) * (k - mean));
        Near(variance, (double)law.Law.Variance);
        if (law.Name is not ("poisson" or "negative_binomial") && law.Largest <= 64 | law.Name != "binomial") Near(-Mean(p, k => Math.Log(p[k])), (double)law.Law.Entropy);
    }

    [Theory]
    [MemberData(nameof(Laws))]
    public void Distribution_function_sums_the_probabilities(int index)
    {
        var law = DiscreteLaw.All[index];
        var p = law.Probabilities();
        var cdf = law.Law.Cdf(law.Values).ToArray();
        var between = law.Law.Cdf(law.Values + 0.5).ToArray();
        double sum = 0;
        for (int k = 0; k < p.Length; k++)
        {
            Near(sum += p[k], cdf[k], 1e-12);
            Assert.Equal(cdf[k], between[k]);
        }
        Assert.Equal(0, (double)law.Law.Cdf(-0.5));
    }

    [Theory]
    [MemberData(nameof(Laws))]
    public void Nothing_lies_off_the_support(int index)
    {
        var law = DiscreteLaw.All[index].Law;
        foreach (double x in new[] { -1, 0.5, double.PositiveInfinity, double.NegativeInfinity }) Assert.Equal(double.NegativeInfinity, (double)law.LogDensity(x));
        if (law.FiniteSupport is not { } values)
        {
            Assert.True(law is Geometric or Poisson or NegativeBinomial || DiscreteLaw.All[index].Largest > 64);
            return;
        }
        Assert.Equal(values, DiscreteLaw.All[index].Values.ToArray());
        Assert.Equal(double.NegativeInfinity, (double)law.LogDensity(values[^1] + 1));
    }

    /// <summary>Uniform numbers of all sizes, from both ends.</summary>
    static readonly double[] s_uniform = [.. Enumerable.Range(1, 499).Select(i => i / 500.0), .. Enumerable.Range(1, 51).SelectMany(i => new[] { Math.ScaleB(1, -i), 1 - Math.ScaleB(1, -i) })];

    /// <summary>Quantiles of the oracle and of the lowered graph, as draws are.</summary>
    static IEnumerable<double[]> Quantiles(Distribution law)
    {
        yield return law.Quantile(s_uniform).ToArray();
        var u = Node.Leaf(new Parameter(Shape.Scalar, "u"), perPath: true);
        yield return LoweredFunctions.Run(Lowering.Lower(new Graph([u], [law.Quantile(u.AsReal()).Node]), Precision.F64), Precision.F64, s_uniform);
    }

    [Theory]
    [MemberData(nameof(Laws))]
    public void Quantile_inverts_the_distribution_function(int index)
    {
        var law = DiscreteLaw.All[index];
        var p = law.Probabilities();
        var cdf = new double[p.Length];
        for (int k = 0; k < p.Length; k++) cdf[k] = (k > 0 ? cdf[k - 1] : 0) + p[k];
        foreach (var quantiles in Quantiles(law.Law))
            for (int i = 0; i < quantiles.Length; i++)
            {
                int k = (int)quantiles[i];
                double u = s_uniform[i];
                Assert.True(u <= cdf[k] + 1e-12 && (k == 0 || u > cdf[k - 1] - 1e-12), $"{law} at {u} is {k}");
            }
    }

    [Theory]
    [MemberData(nameof(Laws))]
    public void Draws_have_the_mean_and_variance(int index)
    {
        const int Paths = 100_000;
        var law = DiscreteLaw.All[index];
        var p = law.Probabilities();
        double mean = Mean(p, k => k), second = Mean(p, k => Math.Pow(k - mean, 2)), fourth = Mean(p, k => Math.Pow(k - mean, 4));
        var parameters = (Real)law.Parameters;
        Distribution Traced(Real x) => law.Name == "categorical" ? new Categorical(x) : law.Law.With([.. law.Parameters.Select((_, i) => x[i])]);
        var first = Expectation.Of((Real x, Noise noise) => Traced(x).Sample(noise)).Value(parameters, Paths, seed: 5);
        Assert.True(Math.Abs(first.Value - mean) <= 5 * Math.Sqrt(second / Paths) + 1e-9, $"{first.Value} is not {mean}");
        var spread = Expectation.Of((Real x, Noise noise) => Pow(Traced(x).Sample(noise) - mean, 2)).Value(parameters, Paths, seed: 6);
        Assert.True(Math.Abs(spread.Value - second) <= 5 * Math.Sqrt((fourth - second * second) / Paths) + 1e-9, $"{spread.Value} is not {second}");
    }

    /// <summary>∂/∂θ Σ p(k) f(k) by differences against E[w(X)(f(X + 1) − f(X))].</summary>
    [Theory]
    [MemberData(nameof(Laws))]
    public void Coupled_weights_give_derivatives(int index)
    {
        var law = DiscreteLaw.All[index];
        if (law.Name == "categorical") return;
        static double F(double k) => Math.Cos(0.7 * k) + 0.1 * k;
        var p = law.Probabilities();
        for (int i = 0; i < law.Parameters.Length; i++)
        {
            if (law.Law.CoupledWeight(i, law.Values) is not { } weights) continue;
            double theta = law.Parameters[i];
            if (theta < 1e-6 || (theta > 1 - 1e-6 && law.Name != "poisson")) continue;
            double Cost(double step) => Mean(law.Probabilities([.. law.Parameters.Select((x, j) => j == i ? x + step : x)]), k => F(k));
            var w = weights.ToArray();
            double exact = Differences.First(Cost, 0.03 * (law.Name == "poisson" ? theta : Math.Min(theta, 1 - theta)));
            Near(exact, Mean(p, k => w[k] * (F(k + 1) - F(k))), 2e-9);
        }
    }

    [Fact]
    public void Coupled_weights_of_a_categorical_give_derivatives_through_a_softmax()
    {
        double[] logits = [0.3, -1.1, 0.8, 0.1], f = [1.7, -0.4, 2.2, 0.9, 0];
        double[] Probabilities(double[] x) => Softmax(x).ToArray();
        var p = Probabilities(logits);
        var weights = new Categorical((Real)p).CoupledWeight(0, new double[] { 0, 1, 2, 3 })!.Value.ToArray();
        var perProbability = Enumerable.Range(0, 4).Select(j => Mean(p, k => weights[4 * k + j] * (f[k + 1] - f[k]))).ToArray();
        for (int i = 0; i < 4; i++)
        {
            double chained = Enumerable.Range(0, 4).Sum(j => perProbability[j] * p[j] * ((i == j ? 1 : 0) - p[i]));
            double exact = Differences.First(step => Mean(Probabilities([.. logits.Select((x, j) => j == i ? x + step : x)]), k => f[k]));
            Near(exact, chained, 1e-10);
        }
    }

    [Fact]
    public void Arrays_of_categories_are_along_the_last_axis()
    {
        var law = new Categorical(Real.FromArray(new(2, 3), 0.2, 0.5, 0.3, 0, 0.1, 0.9));
        Assert.Equal([1.1, 1.9], law.Mean.ToArray().Select(x => Math.Round(x, 12)));
        Assert.Equal([1, 2], law.Quantile(new double[] { 0.69, 0.2 }).ToArray());
        Assert.Equal([0.5, 0.9], Exp(law.LogDensity(new double[] { 1, 2 })).ToArray().Select(x => Math.Round(x, 12)));
        Assert.Equal([0.7, 1], law.Cdf(new double[] { 1, 2 }).ToArray().Select(x => Math.Round(x, 12)));
        var sum = Expectation.Of((Real p, Noise noise) => new Categorical(p).Sample(noise).Sum).Value(law.Probabilities, 100_000, seed: 8);
        Assert.Equal(3, sum.Value, 5 * Math.Sqrt(0.58 / 100_000));
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "geometric 0", "the probability of geometric is 0; it must lie in (0, 1]" },
        { "geometric 1.5", "the probability of geometric is 1.5; it must lie in (0, 1]" },
        { "poisson -2", "the rate of poisson is -2; it must not be negative" },
        { "binomial 2.5 0.4", "the number of trials of binomial is 2.5; it must be a whole number, not negative" },
        { "binomial 3 1.01", "the probability of binomial is 1.01; it must lie in [0, 1]" },
        { "negative_binomial 0 0.5", "the number of successes of negative_binomial is 0; it must be positive" },
        { "negative_binomial 2 0", "the probability of negative_binomial is 0; it must lie in (0, 1]" },
        { "categorical 0.4 0.5", "the probabilities of categorical sum to 0.9; the sum must be 1" },
        { "categorical -0.5 1.5", "a probability of categorical is -0.5; it must not be negative" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_parameters_are_named_with_their_values(string call, string message)
    {
        var words = call.Split(' ');
        var numbers = words[1..].Select(w => double.Parse(w, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var of = DiscreteLaw.All.First(law => law.Name == words[0]).Of;
        var thrown = Assert.Throws<PathwiseException>(() => Expectation.Of((Real p, Noise noise) => of(numbers).With(words[0] == "categorical" ? [p] : [.. numbers.Select((_, i) => p[i])]).Sample(noise)).Value(numbers, 10));
        Assert.Equal("PW0016", thrown.Id);
        Assert.Equal(message, $"{thrown.Cause}; {thrown.Cure}");
    }
}
