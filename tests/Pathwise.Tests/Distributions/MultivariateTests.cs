using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Tests.Laws;

/// <summary>Laws of vectors and matrices: against laws of numbers, against each other, and by samples within five standard errors.</summary>
public class MultivariateTests
{
    const long Paths = 50_000;

    static readonly Real s_mean = (double[])[0.3, -1, 2];
    static readonly Real s_factor = Real.FromArray(new(3, 3), 0.9, 0, 0, 0.4, 1.2, 0, -0.3, 0.2, 0.7);
    static readonly Real s_columns = Real.FromArray(new(3, 2), 0.5, -0.2, 1, 0.3, 0.1, 0.8);
    static readonly Real s_diagonal = (double[])[0.4, 0.2, 1.1];

    static MultivariateNormal OfCovariance(Real mean, Real covariance)
    {
        var l = Triangular.Cholesky(Triangular.Elements(covariance));
        int d = mean.Shape[0];
        return new(mean, Real.FromArray(new(d, d), [.. Enumerable.Range(0, d * d).Select(e => e % d > e / d ? 0 : (double)l[e / d, e % d])]));
    }

    public static TheoryData<string> Laws => [.. s_laws.Keys];

    static readonly Dictionary<string, Func<Real, Distribution>> s_laws = new()
    {
        ["multivariate_normal"] = p => new MultivariateNormal(s_mean * p, s_factor),
        ["low_rank_normal"] = p => new LowRankNormal(s_mean, s_columns * p, s_diagonal),
        ["dirichlet"] = p => new Dirichlet(p * (Real)(double[])[0.8, 2, 3.5]),
        ["wishart"] = p => new Wishart(4.5 * p, Real.FromArray(new(2, 2), 1.1, 0, 0.4, 0.6)),
        ["von_mises_fisher in 2"] = p => new VonMisesFisher((double[])[3, 4], 2 * p),
        ["von_mises_fisher in 3"] = p => new VonMisesFisher((double[])[1, -2, 2], 5 * p),
        ["von_mises_fisher in 6"] = p => new VonMisesFisher((double[])[1, 0, 0, 1, 1, 0.5], 3 * p),
    };

    static void Within(double expected, double value, double error) => Assert.True(Math.Abs(value - expected) <= 5 * error, $"{value} ± {error} is not {expected}");

    static double Derivative(Func<Real, Real> f) => Differences.First(s => (double)f(1 + s), 0.01);

    /// <summary>The mean and variance of every element, and their derivatives; the entropy as the mean of −log p.</summary>
    [Theory]
    [MemberData(nameof(Laws))]
    public void Samples_have_the_moments(string name)
    {
        var law = s_laws[name];
        var mean = law(1).Mean;
        Real Weights(Shape shape) => Real.FromArray(shape, [.. Enumerable.Range(1, shape.Count).Select(i => Math.Sin(2 * i))]);
        var linear = Expectation.Of((Real p, Noise noise) => Sum(Weights(mean.Shape) * law(p).Sample(noise))).ValueAndGradient(1, Paths, seed: 5);
        Within((double)Sum(Weights(mean.Shape) * mean), linear.Value, linear.StandardError!.Value);
        Within(Derivative(p => Sum(Weights(mean.Shape) * law(p).Mean)), (double)linear.Gradient, (double)linear.GradientStandardError + 1e-12);
        var square = Expectation.Of((Real p, Noise noise) => Sum(Weights(mean.Shape) * Squared(law(p).Sample(noise)))).ValueAndGradient(1, Paths, seed: 6);
        Within((double)Sum(Weights(mean.Shape) * (law(1).Variance + Squared(mean))), square.Value, square.StandardError!.Value);
        Within(Derivative(p => Sum(Weights(mean.Shape) * (law(p).Variance + Squared(law(p).Mean)))), (double)square.Gradient, (double)square.GradientStandardError);
        var entropy = Expectation.Of((Real p, Noise noise) => -law(p).LogDensity(law(p).Sample(noise))).Value(1, Paths, seed: 7);
        Within((double)law(1).Entropy, entropy.Value, entropy.StandardError!.Value + 1e-12);
    }

    static Real Squared(Real x) => x * x;

    [Fact]
    public void A_low_rank_normal_is_a_normal_of_its_covariance()
    {
        LowRankNormal low = new(s_mean, s_columns, s_diagonal), other = new(s_mean * 0.5, s_columns * 0.7 + 0.1, s_diagonal * 1.3);
        MultivariateNormal full = OfCovariance(s_mean, low.Covariance), second = OfCovariance(other.Mean, other.Covariance);
        Real x = (double[])[1, 0.2, -0.4];
        Assert.Equal((double)full.LogDensity(x), (double)low.LogDensity(x), 1e-13);
        Assert.Equal((double)full.Entropy, (double)low.Entropy, 1e-13);
        Assert.Equal(full.Variance.ToArray(), low.Variance.ToArray(), (a, b) => Math.Abs(a - b) < 1e-13);
        double expected = (double)Divergence.KullbackLeibler(full, second);
        Assert.Equal(expected, (double)Divergence.KullbackLeibler(low, other), 1e-12);
        Assert.Equal(expected, (double)Divergence.KullbackLeibler(low, second), 1e-12);
        Assert.Equal(expected, (double)Divergence.KullbackLeibler(full, other), 1e-12);
    }

    [Fact]
    public void A_diagonal_normal_is_normals()
    {
        MultivariateNormal p = new((double[])[1, 2], Real.FromArray(new(2, 2), 0.5, 0, 0, 3)), q = new((double[])[0, 1], Real.FromArray(new(2, 2), 2, 0, 0, 1));
        Normal[] of = [new(1, 0.5), new(2, 3)], to = [new(0, 2), new(1, 1)];
        Assert.Equal((double)of[0].LogDensity(0.3) + (double)of[1].LogDensity(-1), (double)p.LogDensity((double[])[0.3, -1]), 1e-13);
        Assert.Equal((double)Divergence.KullbackLeibler(of[0], to[0]) + (double)Divergence.KullbackLeibler(of[1], to[1]), (double)Divergence.KullbackLeibler(p, q), 1e-13);
    }

    record Root(Real L11, Real L21, Real L22);

    [Theory]
    [InlineData(0.4, -0.3139543)]
    [InlineData(1.1, -0.3742948)]
    public void Derivatives_in_the_Cholesky_factor(double l21, double expected)
    {
        var e = Expectation.Of((Root l, Noise noise) =>
        {
            var z = new MultivariateNormal((double[])[0, 0], Reshape(Stack(l.L11, 0, l.L21, l.L22), new(2, 2))).Sample(noise);
            return Cos(0.5 * z[0] + 0.75 * z[1]);
        }).ValueAndGradient(new(0.6, l21, 0.8), Paths, seed: 3);
        Within(expected, (double)e.Gradient.L21, (double)e.GradientStandardError.L21);
    }

    [Fact]
    public void A_Dirichlet_law_of_two_is_a_beta_law()
    {
        Dirichlet p = new((double[])[2, 3.5]), q = new((double[])[0.7, 1.2]);
        Beta a = new(2, 3.5), b = new(0.7, 1.2);
        Assert.Equal((double)a.LogDensity(0.3), (double)p.LogDensity((double[])[0.3, 0.7]), 1e-13);
        Assert.Equal((double)a.Entropy, (double)p.Entropy, 1e-13);
        Assert.Equal((double)Divergence.KullbackLeibler(a, b), (double)Divergence.KullbackLeibler(p, q), 1e-13);
    }

    [Theory]
    [InlineData(0.409017, -0.0408396)]
    [InlineData(0.209017, 0.0977007)]
    public void Derivatives_of_a_Dirichlet_laws_variance(double α, double expected)
    {
        var e = Expectation.Of((Real a, Noise noise) =>
        {
            var z = new Dirichlet(Stack(a, a, 1)).Sample(noise)[2];
            return Squared(z - 1 / (2 * α + 1));
        }).ValueAndGradient(α, Paths, seed: 4);
        Within(expected, (double)e.Gradient, (double)e.GradientStandardError);
    }

    [Fact]
    public void Draws_of_tiny_concentrations_are_finite()
    {
        var e = Expectation.Of((Real a, Noise noise) => Sum(Squared(new Dirichlet(Stack(a, 2 * a, a)).Sample(noise)))).ValueAndGradient(1e-3, 20_000, seed: 8);
        Within(1 - (1 - 6 / 16.0) * 0.004 / 1.004, e.Value, e.StandardError!.Value);
    }

    [Fact]
    public void A_von_Mises_Fisher_law_on_the_circle_is_von_Mises()
    {
        var law = new VonMisesFisher((double[])[Math.Cos(0.7), Math.Sin(0.7)], 3);
        Assert.Equal((double)new VonMises(0.7, 3).LogDensity(1.5), (double)law.LogDensity((double[])[Math.Cos(1.5), Math.Sin(1.5)]), 1e-13);
        Assert.Equal((double)Divergence.KullbackLeibler(new VonMises(0.7, 3), new VonMises(0.2, 1)),
            (double)Divergence.KullbackLeibler(law, new VonMisesFisher((double[])[Math.Cos(0.2), Math.Sin(0.2)], 1)), 1e-13);
        // On the sphere the constant is κ/(4π sinh κ).
        Assert.Equal(Math.Log(2 / (4 * Math.PI * Math.Sinh(2))) + 2 * 0.6, (double)new VonMisesFisher((double[])[0, 0, 1], 2).LogDensity((double[])[0.8, 0, 0.6]), 1e-13);
    }

    [Fact]
    public void A_Wishart_law_of_one_is_a_gamma_law()
    {
        var law = new Wishart(3.5, Real.FromArray(new(1, 1), 1.5));
        Gamma gamma = new(1.75, 1 / (2 * 2.25));
        Assert.Equal((double)gamma.LogDensity(2.2), (double)law.LogDensity(Real.FromArray(new(1, 1), 2.2)), 1e-13);
        Assert.Equal((double)gamma.Entropy, (double)law.Entropy, 1e-13);
    }

    /// <summary>The density of one share by integrating over none: for two categories the relaxed draw is one number.</summary>
    [Fact]
    public void A_relaxed_draw_of_two_is_a_relaxed_Bernoulli_draw()
    {
        var law = new RelaxedOneHot(0.7, (double[])[Math.Log(0.3), Math.Log(0.7)]);
        Assert.Equal((double)new RelaxedBernoulli(0.3, 0.7).LogDensity(0.2), (double)law.LogDensity((double[])[0.2, 0.8]), 1e-13);
        var e = Expectation.Of((Real l, Noise noise) => new RelaxedOneHot(0.5, Stack(l, 0, 0.4), straightThrough: true).Sample(noise)[0]).ValueAndGradient(1, Paths, seed: 2);
        Within(Math.E / (Math.E + 1 + Math.Exp(0.4)), e.Value, e.StandardError!.Value);
        Assert.True((double)e.Gradient > 0.1);
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "normal", "the standard deviation of normal is -1" }, { "gamma", "the shape of gamma is -2" }, { "truncated", "high − low of truncated_normal is -1" },
        { "diagonal", "a diagonal element of the Cholesky factor of multivariate_normal is -0.5" },
        { "triangle", "an element above the diagonal of the Cholesky factor of multivariate_normal is 0.25" }, { "weights", "the probabilities of mixture sum to 1.5" },
        { "wishart", "the degrees of freedom of wishart, less the rows of its matrix, plus 1, is -0.5" }, { "direction", "the squared length of the mean direction of von_mises_fisher is 0" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Parameters_beyond_their_domain_are_refused_before_the_run(string which, string message)
    {
        var program = Expectation.Of((Real p, Noise noise) => Sum((which switch
        {
            "normal" => new Normal(0, p) as Distribution,
            "gamma" => new Gamma(2 * p, 1),
            "truncated" => new TruncatedNormal(0, 1, 1, 1 + p),
            "diagonal" => new MultivariateNormal((double[])[0, 0], Reshape(Stack(1, 0, 0.3, 0.5 * p), new(2, 2))),
            "triangle" => new MultivariateNormal((double[])[0, 0], Reshape(Stack(1, -0.25 * p, 0.3, 0.5), new(2, 2))),
            "weights" => new Mixture(Stack(-p, 0.5), new Normal((double[])[0, 1], 1)),
            "wishart" => new Wishart(0.5 + 0 * p, Real.FromArray(new(2, 2), 1, 0, 0, 1)),
            _ => new VonMisesFisher(Stack(0 * p, 0), 1),
        }).Sample(noise)));
        var error = Assert.Throws<PathwiseException>(() => program.Value(-1, 1000));
        Assert.Equal("PW0016", error.Id);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
