using Pathwise.Distributions;
using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Tests.Estimation;

/// <summary>Every estimator against closed forms: the mean by 5 standard errors of its exact variance, the reported error by that variance.</summary>
public class EstimatorTests
{
    const int Paths = 200_000;

    sealed record Law(Real Mu, Real Sigma);

    static void Agrees(double exact, double? variance, Real mean, Real error, string what)
    {
        double se = variance is { } v ? Math.Sqrt(v / Paths) : (double)error;
        Assert.True(Math.Abs((double)mean - exact) <= 5 * se + 1e-12, $"{what}: {(double)mean} instead of {exact}, {Math.Abs((double)mean - exact) / se:0.0} standard errors off");
        // The relative error of an estimated variance of heavy tails is within a tenth here.
        if (variance is > 0) Assert.InRange((double)error * (double)error * Paths / variance.Value, 0.85, 1.15);
    }

    /// <summary>(x − k)² with x ~ N(μ, σ²): ∂μ = 2d, ∂σ = 2σ with d = μ − k, and the variances of Mohamed et al. (2020), section 3.</summary>
    public static TheoryData<string, double, double, double> SquareCost
    {
        get
        {
            var data = new TheoryData<string, double, double, double>();
            foreach (var (mu, sigma, k) in new[] { (1.0, 1.0, 0.0), (0.5, 1.5, 2.0), (-1.0, 0.4, 0.3) })
                foreach (string estimator in new[] { "pathwise", "score", "regression", "leave_one_out", "moving_baseline", "measure_valued" }) data.Add(estimator, mu, sigma, k);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(SquareCost))]
    public void Square_cost_of_a_normal(string estimator, double mu, double sigma, double k)
    {
        var e = Expectation.Of((Law p, Noise noise) => { var x = new Normal(p.Mu, p.Sigma).Sample(noise).By(Estimators.ByName[estimator]); return (x - k) * (x - k); })
            .ValueAndGradient(new(mu, sigma), Paths, seed: 3);
        double d = mu - k, d2 = d * d, s2 = sigma * sigma;
        (double? Mu, double? Sigma) variance = estimator switch
        {
            "pathwise" => (4 * s2, 4 * d2 + 8 * s2),
            "score" => (d2 * d2 / s2 + 14 * d2 + 15 * s2, 2 * d2 * d2 / s2 + 60 * d2 + 74 * s2),
            "measure_valued" => ((16 / Math.PI - 4) * d2, 4 * d2 + 4 * s2),
            "regression" => (8 * d2 + 6 * s2, 40 * d2 + 24 * s2),
            _ => (null, null),
        };
        Assert.Equal(estimator, e.Estimators["Mu"]);
        Agrees(2 * d, variance.Mu, e.Gradient.Mu, e.GradientStandardError.Mu, "∂μ");
        Agrees(2 * sigma, variance.Sigma, e.Gradient.Sigma, e.GradientStandardError.Sigma, "∂σ");
    }

    [Theory]
    [InlineData(0.5, 0.0392846, 0.4552484)]
    [InlineData(2, 1.9398635, 0.4410695)]
    public void Cosine_of_a_normal(double k, double pathwise, double score)
    {
        foreach (var (estimator, variance) in new[] { (Estimators.Pathwise, pathwise), (Estimators.Score, score) })
        {
            var e = Expectation.Of((Real mu, Noise noise) => Cos(k * new Normal(mu, 1).Sample(noise).By(estimator))).ValueAndGradient(1, Paths, seed: 5);
            Agrees(-k * Math.Exp(-k * k / 2) * Math.Sin(k), variance, e.Gradient, e.GradientStandardError, estimator.Name);
        }
    }

    /// <summary>b ~ Bernoulli(σ(l)): E(b − .49)² = σ(l)(.51² − .49²) + .49².</summary>
    [Theory]
    [InlineData("score", 0.5, 0.0156375)]
    [InlineData("score", 0.1, 0.0059954)]
    [InlineData("leave_one_out", 0.3, null)]
    [InlineData("moving_baseline", 0.3, null)]
    [InlineData("regression", 0.3, null)]
    [InlineData("coupled", 0.3, null)]
    [InlineData("measure_valued", 0.3, 0.0)]
    [InlineData("enumeration", 0.3, 0.0)]
    [InlineData("disarm", 0.3, null)]
    [InlineData("rebar", 0.3, null)]
    public void Toy_of_the_literature(string estimator, double p, double? variance)
    {
        double logit = Math.Log(p / (1 - p)), exact = p * (1 - p) * (0.51 * 0.51 - 0.49 * 0.49);
        var e = Expectation.Of((Real l, Noise noise) => { var b = new Bernoulli(Sigmoid(l)).Sample(noise).By(Estimators.ByName[estimator]); return (b - 0.49) * (b - 0.49); })
            .ValueAndGradient(logit, Paths, seed: 1);
        Agrees(exact, variance, e.Gradient, e.GradientStandardError, estimator);
        Assert.Equal(Verdict.Discrete, e.Certificate.Entries[0].Verdict);
        Assert.Equal(estimator, e.Estimators["parameter"]);
    }

    [Fact]
    public void Measure_valued_derivatives_in_rates()
    {
        // E x² is 2/λ² for an exponential draw and a(a + 1)/λ² for a gamma one.
        var exponential = Expectation.Of((Real rate, Noise noise) => Square(new Pathwise.Distributions.Exponential(rate).Sample(noise).By(Estimators.MeasureValued))).ValueAndGradient(1.5, Paths, seed: 1);
        Agrees(-4 / Math.Pow(1.5, 3), null, exponential.Gradient, exponential.GradientStandardError, "exponential");
        var gamma = Expectation.Of((Real rate, Noise noise) => Square(new Gamma(2.5, rate).Sample(noise).By(Estimators.MeasureValued))).ValueAndGradient(1.5, Paths, seed: 2);
        Agrees(-2 * 2.5 * 3.5 / Math.Pow(1.5, 3), null, gamma.Gradient, gamma.GradientStandardError, "gamma");
    }

    [Fact]
    public void Few_values_are_summed_over_without_being_asked()
    {
        // E[(a + b·c)²] over three coins; c's law depends on b.
        static Real Program(Law p, Noise noise)
        {
            var a = new Bernoulli(p.Mu).Sample(noise["a"]);
            var b = new Bernoulli(p.Sigma).Sample(noise["b"]);
            var c = new Bernoulli(Sigmoid(b + p.Mu)).Sample(noise["c"]);
            return (a + b * c) * (a + b * c) + p.Mu * noise.Normal();
        }
        static double Exact(double m, double s)
        {
            double up = 1 / (1 + Math.Exp(-1 - m));
            return m + 2 * m * s * up + s * up;
        }
        var e = Expectation.Of<Law>(Program).ValueAndGradient(new(0.3, 0.6), 1000, seed: 2);
        Assert.Equal("pathwise + enumeration", e.Estimators["Mu"]);
        Assert.Equal("enumeration", e.Estimators["Sigma"]);
        const double h = 1e-5;
        Assert.Equal((Exact(0.3, 0.6 + h) - Exact(0.3, 0.6 - h)) / (2 * h), (double)e.Gradient.Sigma, 8);
        // The normal term alone is left to chance.
        Assert.Equal((Exact(0.3 + h, 0.6) - Exact(0.3 - h, 0.6)) / (2 * h), (double)e.Gradient.Mu, 5 / Math.Sqrt(1000));
    }

    /// <summary>x ← x + (2b − 1)h + …, a coin at every step whose law depends on where the walk is.</summary>
    static Real Walk(Law p, Noise noise, Estimator? estimator)
    {
        var loop = Loop.Build(4, false, [Constant.Of(0)], [], (_, carry, _) =>
        {
            var x = carry[0].AsReal();
            var coin = new Bernoulli(Sigmoid(p.Mu - p.Sigma * x)).Sample(noise["coin"]);
            if (estimator is not null) coin = coin.By(estimator);
            return ([(x + coin).Node], []);
        });
        var end = Item.Of(loop, 0).AsReal();
        return end * end + p.Mu * end;
    }

    static double WalkMean(double mu, double sigma)
    {
        double[] law = [1, 0, 0, 0, 0];
        for (int n = 0; n < 4; n++)
        {
            var next = new double[5];
            for (int x = 0; x <= n; x++)
            {
                double up = 1 / (1 + Math.Exp(-(mu - sigma * x)));
                next[x] += law[x] * (1 - up);
                next[x + 1] += law[x] * up;
            }
            law = next;
        }
        return law.Select((w, x) => w * (x * x + mu * x)).Sum();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("score")]
    [InlineData("regression")]
    public void A_draw_at_every_step_of_a_loop(string? name)
    {
        var e = Expectation.Of((Law p, Noise noise) => Walk(p, noise, name is null ? null : Estimators.ByName[name])).ValueAndGradient(new(0.3, 0.6), Paths, seed: 4);
        const double h = 1e-5;
        Agrees((WalkMean(0.3 + h, 0.6) - WalkMean(0.3 - h, 0.6)) / (2 * h), null, e.Gradient.Mu, e.GradientStandardError.Mu, "∂μ");
        Agrees((WalkMean(0.3, 0.6 + h) - WalkMean(0.3, 0.6 - h)) / (2 * h), null, e.Gradient.Sigma, e.GradientStandardError.Sigma, "∂σ");
        Assert.Equal($"pathwise + {name ?? "leave_one_out"}", e.Estimators["Mu"]);
        Assert.Equal(name ?? "leave_one_out", e.Estimators["Sigma"]);
    }

    [Fact]
    public void Several_estimators_in_one_program()
    {
        // c ~ N(μ, 1) by score, b ~ Bernoulli(Φ(c)) coupled, z ~ N(b + μ, σ) pathwise; E z² = σ² + E(b + μ)², P(b) = Φ(μ/√2).
        var e = Expectation.Of((Law p, Noise noise) =>
        {
            var c = new Normal(p.Mu, 1).Sample(noise["c"]).By(Estimators.Score);
            var b = new Bernoulli(NormalCdf(c)).Sample(noise["b"]).By(Estimators.Coupled);
            var z = new Normal(b + p.Mu, p.Sigma).Sample(noise["z"]);
            return z * z;
        }).ValueAndGradient(new(0.4, 0.7), Paths, seed: 6);
        double up = 0.61135132, density = Math.Exp(-0.16 / 4) / Math.Sqrt(4 * Math.PI);
        Agrees(0.49 + 0.16 + up * 1.8, null, e.Value, e.StandardError!.Value, "value");
        Agrees(0.8 + 2 * up + 1.8 * density, null, e.Gradient.Mu, e.GradientStandardError.Mu, "∂μ");
        Agrees(1.4, null, e.Gradient.Sigma, e.GradientStandardError.Sigma, "∂σ");
        Assert.Equal("pathwise + score", e.Estimators["Mu"]);
    }

    [Fact]
    public void Costs_that_lie_upstream_or_beside_a_draw_are_left_out()
    {
        // The second draw's cost is its own square; the first, of great variance, would only add noise.
        static Real Program(Law p, Noise noise) => 1000 * noise.Normal() + Square(new Normal(p.Mu, 1).Sample(noise).By(Estimators.Score));
        var e = Expectation.Of<Law>(Program).ValueAndGradient(new(1, 1), Paths);
        Agrees(2, 30, e.Gradient.Mu, e.GradientStandardError.Mu, "∂μ");
    }

    static Real Square(Real x) => x * x;

    [Theory]
    [InlineData("score")]
    [InlineData("leave_one_out")]
    public void Second_derivatives_under_the_score_function(string estimator)
    {
        // E x² = μ² + σ².
        var e = Expectation.Of((Law p, Noise noise) => Square(new Normal(p.Mu, p.Sigma).Sample(noise).By(Estimators.ByName[estimator]))).Hessian(new(0.5, 1.2), Paths, seed: 7);
        foreach (var (i, j, exact) in new[] { (0, 0, 2.0), (0, 1, 0.0), (1, 0, 0.0), (1, 1, 2.0) })
            Agrees(exact, null, e.Value[i, j], e.StandardError[i, j], $"∂²[{i}, {j}]");
    }

    [Fact]
    public void Second_derivatives_of_mixed_programs()
    {
        // x ~ N(μ, 1) by score, y = x + σε pathwise: E y²x² = E x⁴ + σ²E x² = μ⁴ + 6μ² + 3 + σ²(μ² + 1).
        var e = Expectation.Of((Law p, Noise noise) =>
        {
            var x = new Normal(p.Mu, 1).Sample(noise["x"]).By(Estimators.Score);
            var y = x + p.Sigma * noise.Normal();
            return y * y * x * x;
        }).Hessian(new(0.3, 0.8), 2_000_000, seed: 8);
        double mu = 0.3, sigma = 0.8;
        foreach (var (i, j, exact) in new[] { (0, 0, 12 * mu * mu + 12 + 2 * sigma * sigma), (0, 1, 4 * sigma * mu), (1, 1, 2 * (mu * mu + 1)) })
            Assert.True(Math.Abs(e.Value[i, j] - exact) <= 5 * e.StandardError[i, j], $"[{i}, {j}]: {e.Value[i, j]} ± {e.StandardError[i, j]} instead of {exact}");
    }

    [Fact]
    public void Enumeration_is_right_at_second_order_and_differences_are_refused_there()
    {
        static Func<Real, Noise, Real> Program(Estimator estimator) => (l, noise) => Square(new Bernoulli(Sigmoid(l)).Sample(noise).By(estimator) - 0.2) + 0 * noise.Normal();
        var e = Expectation.Of(Program(Estimators.Enumeration)).Hessian(0.4, 1000);
        double s = 1 / (1 + Math.Exp(-0.4));
        Assert.Equal(s * (1 - s) * (1 - 2 * s) * (0.64 - 0.04), e.Value[0, 0], 12);
        Assert.Equal("PW0063", Assert.Throws<PathwiseException>(() => Expectation.Of(Program(Estimators.Coupled)).Hessian(0.4, 1000)).Id);
    }

    [Fact]
    public void A_detached_draw_is_mended_by_its_score_alone()
    {
        var naive = Expectation.Of((Law p, Noise noise) => Square(new Normal(p.Mu, p.Sigma).Sample(noise).Detach()));
        Assert.Throws<GradientRefusedException>(() => naive.ValueAndGradient(new(1, 1)));
        var mended = Expectation.Of((Law p, Noise noise) => Square(new Normal(p.Mu, p.Sigma).Sample(noise).Detach().By(Estimators.Score))).ValueAndGradient(new(1, 1), Paths);
        Assert.Equal(Verdict.Detached, mended.Certificate["Mu"].Verdict);
        Agrees(2, 30, mended.Gradient.Mu, mended.GradientStandardError.Mu, "∂μ");
    }

    [Fact]
    public void Estimators_never_change_a_bit_of_the_value_and_threads_none_of_the_gradient()
    {
        static Real Program(Law p, Noise noise) => Walk(p, noise, Estimators.LeaveOneOut) + Square(new Normal(p.Mu, p.Sigma).Sample(noise).By(Estimators.Regression));
        var expectation = Expectation.Of<Law>(Program);
        var options = new EstimationOptions { Paths = 10_001, Seed = 11, Threads = 1 };
        var e = expectation.ValueAndGradient(new(0.3, 0.6), options);
        Assert.Equal(expectation.Value(new(0.3, 0.6), options).Value, e.Value);
        Assert.Equal(e.Gradient, expectation.ValueAndGradient(new(0.3, 0.6), options with { Threads = 3 }).Gradient);
        Assert.Equal(e.Gradient, expectation.ValueAndGradient(new(0.3, 0.6), options with { Executor = Pathwise.Execution.Executor.Interpreted }).Gradient);
    }

    [Theory]
    [InlineData(NoiseKind.Sobol, false)]
    [InlineData(NoiseKind.Counter, true)]
    public void Baselines_of_other_paths_under_other_noise(NoiseKind noiseKind, bool antithetic)
    {
        foreach (var estimator in new[] { Estimators.LeaveOneOut, Estimators.MovingBaseline, Estimators.Regression })
        {
            var e = Expectation.Of((Law p, Noise noise) => Square(new Normal(p.Mu, p.Sigma).Sample(noise).By(estimator)))
                .ValueAndGradient(new(1, 1), new EstimationOptions { Paths = 1 << 17, Noise = noiseKind, Antithetic = antithetic });
            Agrees(2, null, e.Gradient.Mu, e.GradientStandardError.Mu, $"{estimator} ∂μ");
            Agrees(2, null, e.Gradient.Sigma, e.GradientStandardError.Sigma, $"{estimator} ∂σ");
        }
    }

    [Fact]
    public void Values_beyond_the_support_are_not_evaluated()
    {
        // log(2 − b) is undefined at b = 2, which a coin never shows.
        var e = Expectation.Of((Real p, Noise noise) => Log(2 - new Bernoulli(p).Sample(noise).By(Estimators.Coupled))).ValueAndGradient(0.3, Paths);
        Agrees(-Math.Log(2), null, e.Gradient, e.GradientStandardError, "∂p");
    }

    [Fact]
    public void Estimators_that_a_law_does_not_have_are_refused_by_name()
    {
        static PathwiseException Refused(Func<Law, Noise, Real> program) => Assert.Throws<PathwiseException>(() => Expectation.Of(program).ValueAndGradient(new(0.5, 0.5)));
        var e = Refused((p, noise) => new Normal(p.Mu, p.Sigma).Sample(noise).By(Estimators.Enumeration));
        Assert.Equal("PW0063", e.Id);
        Assert.Contains("enumeration", e.Message, StringComparison.Ordinal);
        Assert.Contains("normal", e.Message, StringComparison.Ordinal);
        Assert.Equal("PW0063", Refused((p, noise) => Walk(p, noise, Estimators.Coupled)).Id);
        // E x = b/2 for x uniform on (0, b), and the score −1/b would say −½.
        Assert.Contains("support", Refused((p, noise) => new Uniform(0, p.Mu).Sample(noise).By(Estimators.Score)).Message, StringComparison.Ordinal);
        Assert.Equal("PW0062", Refused((p, noise) => (p.Mu + noise.Normal()).By(Estimators.Score)).Id);
    }
}
