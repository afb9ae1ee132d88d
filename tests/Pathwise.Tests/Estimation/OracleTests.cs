using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Tests.Estimation;

/// <summary>Estimates against closed forms. The bound is five standard errors, from the exact variance where it is known.</summary>
public class OracleTests
{
    record Law(Real Mu, Real Sigma);

    const long Paths = 200_000;

    static void Agrees(double expected, double actual, double variance) =>
        Assert.True(Math.Abs(actual - expected) <= 5 * Math.Sqrt(variance / Paths), $"{actual} is not {expected} ± 5·{Math.Sqrt(variance / Paths)}");

    /// <summary>A variance estimated from n samples is within 5 of its own standard errors (which the fourth moment bounds here).</summary>
    static void HasVariance(double expected, Real standardError, double kurtosis = 40)
    {
        double variance = Math.Pow((double)standardError, 2) * Paths;
        Assert.True(Math.Abs(variance / expected - 1) <= 5 * Math.Sqrt((kurtosis - 1) / Paths), $"the variance is {variance} instead of {expected}");
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(0.5, 0.3, -0.7)]
    [InlineData(-2, 1.7, 0.4)]
    public void Square_cost(double mu, double sigma, double k)
    {
        var cost = Expectation.Of((Law p, Noise noise) =>
        {
            var x = new Normal(p.Mu, p.Sigma).Sample(noise);
            return (x - k) * (x - k);
        });
        var e = cost.ValueAndGradient(new(mu, sigma), Paths, seed: 3);
        double d = mu - k;
        Agrees(d * d + sigma * sigma, e.Value, 4 * d * d * sigma * sigma + 2 * Math.Pow(sigma, 4));
        Agrees(2 * d, (double)e.Gradient.Mu, 4 * sigma * sigma);
        Agrees(2 * sigma, (double)e.Gradient.Sigma, 4 * d * d + 8 * sigma * sigma);
        HasVariance(4 * sigma * sigma, e.GradientStandardError.Mu);
        HasVariance(4 * d * d + 8 * sigma * sigma, e.GradientStandardError.Sigma);
    }

    [Theory]
    [InlineData(1, 1, 0.5, 0.0392846)]
    [InlineData(1, 1, 2, 1.9398635)]
    [InlineData(0.3, 0.8, 1.4, double.NaN)]
    public void Cosine_cost(double mu, double sigma, double k, double variance)
    {
        var cost = Expectation.Of((Law p, Noise noise) => Cos(k * new Normal(p.Mu, p.Sigma).Sample(noise)));
        var e = cost.ValueAndGradient(new(mu, sigma), Paths, seed: 4);
        double a = Math.Exp(-k * k * sigma * sigma / 2), b = Math.Exp(-2 * k * k * sigma * sigma), s = Math.Sin(k * mu);
        double exact = k * k * (0.5 * (1 - b * Math.Cos(2 * k * mu)) - a * a * s * s);
        if (!double.IsNaN(variance)) Assert.Equal(variance, exact, tolerance: 1e-7);
        Agrees(-k * a * s, (double)e.Gradient.Mu, exact);
        HasVariance(exact, e.GradientStandardError.Mu, 10);
        Agrees(-k * k * sigma * a * Math.Cos(k * mu), (double)e.Gradient.Sigma, k * k);
    }

    record Market(Real Spot, Real Rate, Real Volatility);

    static readonly Expectation<Market> s_call = Expectation.Of((Market m, Noise noise) =>
        Exp(-m.Rate) * Max(m.Spot * Exp(m.Rate - 0.5 * m.Volatility * m.Volatility + m.Volatility * noise.Normal()) - 100, 0));

    [Fact]
    public void Black_Scholes_call()
    {
        var e = s_call.ValueAndGradient(new(100, 0.05, 0.2), Paths, seed: 7);
        void Within(double expected, double actual, Real error) => Assert.True(Math.Abs(actual - expected) <= 5 * (double)error, $"{actual} ± {error} is not {expected}");
        Within(10.4505835722, e.Value, e.StandardError!.Value);
        Within(0.636830651, (double)e.Gradient.Spot, e.GradientStandardError.Spot);
        Within(37.5240347, (double)e.Gradient.Volatility, e.GradientStandardError.Volatility);
        Within(53.2324815, (double)e.Gradient.Rate, e.GradientStandardError.Rate);
        HasVariance(0.5764 * 0.5764, e.GradientStandardError.Spot, 5);
        Assert.True(e.Certificate.IsSound);
    }

    [Fact]
    public void Gamma_of_a_call_by_differentiating_twice_is_refused()
    {
        var refused = Assert.Throws<GradientRefusedException>(() => s_call.Hessian(new(100, 0.05, 0.2), new EstimationOptions { Paths = 1000, Estimator = EstimatorKind.Pathwise }));
        Assert.Equal(Verdict.Jump, refused.Certificate["Spot"].Verdict);
    }

    [Fact]
    public void Digital_and_heaviside_are_refused_pathwise()
    {
        var digital = Expectation.Of((Market m, Noise noise) =>
        {
            var s = m.Spot * Exp(m.Rate - 0.5 * m.Volatility * m.Volatility + m.Volatility * noise.Normal());
            return Exp(-m.Rate) * Where(s > 100, 1, 0);
        });
        var certificate = digital.Certificate(new(100, 0.05, 0.2));
        Assert.All(certificate.Entries, entry => Assert.Equal(Verdict.Jump, entry.Verdict));
        Assert.EndsWith("OracleTests.cs", certificate["Spot"].Sites[0].Place.File, StringComparison.Ordinal);
        Assert.Throws<GradientRefusedException>(() => digital.ValueAndGradient(new(100, 0.05, 0.2), new EstimationOptions { Estimator = EstimatorKind.Pathwise }));

        var heaviside = Expectation.Of((Law p, Noise noise) => Where(new Normal(p.Mu, p.Sigma).Sample(noise) > 0, 1, 0));
        Assert.Equal(Verdict.Jump, heaviside.Certificate(new(0.5, 1))["Mu"].Verdict);
        var value = heaviside.Value(new(0.5, 1), Paths);
        Agrees(0.6914624613, value.Value, 0.25);
    }

    [Fact]
    public void Hessian_of_a_smooth_program()
    {
        // E e^(μ + σε) = e^(μ + σ²/2).
        var e = Expectation.Of((Law p, Noise noise) => new LogNormal(p.Mu, p.Sigma).Sample(noise)).Hessian(new(0.2, 0.4), Paths, seed: 5);
        double m = Math.Exp(0.2 + 0.08);
        double[,] exact = { { m, 0.4 * m }, { 0.4 * m, (1 + 0.16) * m } };
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 2; j++)
                Assert.True(Math.Abs(e.Value[i, j] - exact[i, j]) <= 5 * e.StandardError[i, j], $"{i},{j}: {e.Value[i, j]} ± {e.StandardError[i, j]} is not {exact[i, j]}");
    }

    [Fact]
    public void Squared_positive_part_may_be_differentiated_twice()
    {
        // d²/dμ² E max(x,0)² = 2 P(x > 0).
        var e = Expectation.Of((Law p, Noise noise) =>
        {
            var plus = Max(new Normal(p.Mu, p.Sigma).Sample(noise), 0);
            return plus * plus;
        }).Hessian(new(0.5, 1), Paths, seed: 6);
        Assert.True(Math.Abs(e.Value[0, 0] - 2 * 0.6914624613) <= 5 * e.StandardError[0, 0]);
    }

    [Fact]
    public void Other_laws()
    {
        var uniform = Expectation.Of((Law p, Noise noise) => { var u = new Uniform(p.Mu, p.Sigma).Sample(noise); return u * u; }).ValueAndGradient(new(1, 3), Paths);
        // E u² = (a² + ab + b²)/3.
        Assert.True(Math.Abs((double)uniform.Gradient.Mu - 5.0 / 3) <= 5 * (double)uniform.GradientStandardError.Mu);
        Assert.True(Math.Abs((double)uniform.Gradient.Sigma - 7.0 / 3) <= 5 * (double)uniform.GradientStandardError.Sigma);

        var exponential = Expectation.Of((Real rate, Noise noise) => { var x = new Exponential(rate).Sample(noise); return x * x; }).ValueAndGradient(2, Paths);
        // E x² = 2/λ², derivative −4/λ³.
        Assert.True(Math.Abs((double)exponential.Gradient + 0.5) <= 5 * (double)exponential.GradientStandardError);
    }

    [Fact]
    public void Verdicts_of_the_table()
    {
        Verdict Of(Func<Law, Noise, Real> f, string name = "Mu") => Expectation.Of(f).Certificate(new(0.3, 0.6))[name].Verdict;
        Assert.Equal(Verdict.Detached, Of((p, noise) => new Normal(p.Mu, p.Sigma).Sample(noise).Detach()));
        Assert.Equal(Verdict.Partial, Of((p, noise) => p.Mu * new Normal(p.Mu, p.Sigma).Sample(noise).Detach()));
        Assert.Equal(Verdict.Detached, Of((p, noise) => p.Mu * new Normal(p.Mu, p.Sigma).Sample(noise).Detach(), "Sigma"));
        Assert.Equal(Verdict.Discrete, Of((p, noise) => p.Mu * new Bernoulli(p.Mu).Sample(noise)));
        Assert.Equal(Verdict.Independent, Of((p, noise) => p.Mu * noise.Normal(), "Sigma"));
        Assert.Equal(Verdict.Pathwise, Of((p, noise) => Max(p.Mu + noise.Normal(), 0)));
        Assert.Equal(Verdict.Jump, Of((p, noise) => Floor(p.Mu + noise.Normal())));
        // A condition without noise, or without the parameter, is no jump.
        Assert.Equal(Verdict.Pathwise, Of((p, noise) => Where(p.Mu > 0, p.Mu, -3) * noise.Normal()));
        Assert.Equal(Verdict.Pathwise, Of((p, noise) => Where(noise.Normal() > 0, p.Mu, 2 * p.Mu)));
        // Sides that agree where the condition flips.
        Assert.Equal(Verdict.Pathwise, Of((p, noise) => { var z = p.Mu + noise.Normal(); return Where(z > 0.2, z - 0.2, 0); }));
        Assert.Equal(Verdict.Pathwise, Of((p, noise) => { var z = p.Mu + noise.Normal(); return Where(z * z > 1, Exp(z * z), Exp(1.0) * z * z); }));
        Assert.Equal(Verdict.Jump, Of((p, noise) => { var z = p.Mu + noise.Normal(); return Where(z > 0.2, z - 0.1, 0); }));
        // Held is no obstacle.
        var held = Expectation.Of((Law p, Noise noise) => p.Mu * StopGradient(p.Mu) + noise.Normal()).Certificate(new(0.3, 0.6));
        Assert.Equal(Verdict.Pathwise, held["Mu"].Verdict);
        Assert.Equal("held", held["Mu"].Sites[0].Kind);
    }

    [Fact]
    public void Discrete_noise_is_not_continuous_noise()
    {
        // The condition flips with a coin whose law is fixed: a mixture of two smooth programs.
        var verdict = Expectation.Of((Law p, Noise noise) => Where(p.Mu * noise.Bits() > 0.1, p.Mu, 0)).Certificate(new(0.3, 0.6))["Mu"].Verdict;
        Assert.Equal(Verdict.Pathwise, verdict);
    }

    [Fact]
    public void Bits_are_the_same_on_any_number_of_threads()
    {
        var one = s_call.ValueAndGradient(new(100, 0.05, 0.2), new EstimationOptions { Paths = 50_001, Threads = 1 });
        var three = s_call.ValueAndGradient(new(100, 0.05, 0.2), new EstimationOptions { Paths = 50_001, Threads = 3 });
        Assert.Equal(one.Value, three.Value);
        Assert.Equal(one.StandardError, three.StandardError);
        Assert.Equal(one.Gradient, three.Gradient);
        Assert.Equal(one.GradientStandardError, three.GradientStandardError);
    }

    [Fact]
    public void Asking_for_gradients_never_changes_the_value()
    {
        var options = new EstimationOptions { Paths = 5000, Seed = 11 };
        Assert.Equal(s_call.Value(new(100, 0.05, 0.2), options).Value, s_call.ValueAndGradient(new(100, 0.05, 0.2), options).Value);
    }

    [Fact]
    public void Replay_shows_the_derivative_on_a_path()
    {
        var replay = Expectation.Of((Law p, Noise noise) => new Normal(p.Mu, p.Sigma).Sample(noise)).Replay(new(2, 0.5), path: 17, seed: 1);
        double noise = replay.Values.Single(v => v.Operation == "normal").Values[0];
        Assert.Equal(2 + 0.5 * noise, replay.Result, 15);
        Assert.Equal(1, replay.Derivatives[0].Values[0]);
        Assert.Equal(noise, replay.Derivatives[1].Values[0]);
    }

    [Fact]
    public void Antithetic_pairs_cancel_odd_functions()
    {
        var e = Expectation.Of((Law p, Noise noise) => p.Mu + p.Sigma * noise.Normal()).ValueAndGradient(new(1, 2), new EstimationOptions { Paths = 1000, Antithetic = true });
        Assert.Equal(1, e.Value, 14);
        Assert.Equal(0, e.StandardError!.Value, 14);
        Assert.Throws<PathwiseException>(() => s_call.Value(new(100, 0.05, 0.2), new EstimationOptions { Paths = 11, Antithetic = true }));
    }

    [Fact]
    public void Shared_noise_is_one_draw_for_all_paths_of_a_replicate()
    {
        var e = Expectation.Of((Law p, Noise noise) => p.Mu + p.Sigma * noise.Shared.Normal() + noise.Normal()).ValueAndGradient(new(1, 2), new EstimationOptions { Paths = 64_000 });
        // Sixteen shared draws: the standard error of the mean is near σ/4, not σ/√n.
        Assert.InRange(e.StandardError!.Value, 0.25, 0.9);
        Assert.InRange(Math.Abs(e.Value - 1), 0, 5 * 0.5);
    }

    [Fact]
    public void A_target_standard_error_stops_at_a_doubling()
    {
        var e = s_call.Value(new(100, 0.05, 0.2), new EstimationOptions { Paths = 10_000_000, TargetStandardError = 0.05 });
        Assert.True(e.StandardError <= 0.05);
        Assert.Equal(131_072, e.Paths);
    }

    [Fact]
    public void A_value_that_is_not_finite_is_located()
    {
        var e = Assert.Throws<NonFiniteException>(() => Expectation.Of((Law p, Noise noise) => Log(p.Mu + noise.Normal())).Value(new(0.5, 1)));
        Assert.Equal("log", e.Operation);
        Assert.Contains("OracleTests.cs", e.Place.File, StringComparison.Ordinal);
    }

    record Layer(Real Weight, Real Bias);
    record Network(Layer[] Layers, Real Scale);

    [Fact]
    public void Nested_records_and_arrays_of_parameters()
    {
        var loss = Expectation.Of((Network n, Noise noise) =>
        {
            Real x = noise.Normal(3);
            foreach (var layer in n.Layers) x = Tanh(MatMul(layer.Weight, x) + layer.Bias);
            return n.Scale * Sum(x * x);
        });
        var w = Real.FromArray(new(3, 3), 0.1, 0.2, 0.3, -0.4, 0.5, 0.6, 0.7, -0.8, 0.9);
        Network At(double shift) => new([new(w, new double[] { 0.1 + shift, 0, -0.1 }), new(w, new double[] { 0, 0, 0 })], 1.5);
        var e = loss.ValueAndGradient(At(0), 2000);
        double slope = Differences.First(h => loss.Value(At(h), 2000).Value);
        Assert.Equal(slope, e.Gradient.Layers[0].Bias.ToArray()[0], 8);
        Assert.Equal(e.Value / 1.5, (double)e.Gradient.Scale, 12);
    }

    record Row(Real X, Real Y);

    [Fact]
    public void Rows_of_data_are_per_path_inputs()
    {
        // The mean square of y − a·x − b over three rows, with noise of variance b² added: a closed form.
        Row[] rows = [new(1, 2), new(2, 3), new(3, 5)];
        var e = Expectation.Of((Law p, Row row, Noise noise) =>
        {
            var residual = row.Y - p.Mu * row.X + p.Sigma * noise.Normal();
            return residual * residual;
        }).ValueAndGradient(new(1.5, 0.2), rows, new EstimationOptions { Paths = 30_000 });
        double[] r = [0.5, 0, 0.5];
        Assert.True(Math.Abs(e.Value - (r.Sum(v => v * v) / 3 + 0.04)) <= 5 * e.StandardError);
        Assert.True(Math.Abs((double)e.Gradient.Mu + 2 * (0.5 * 1 + 0 * 2 + 0.5 * 3) / 3) <= 5 * (double)e.GradientStandardError.Mu);
        Assert.True(Math.Abs((double)e.Gradient.Sigma - 0.4) <= 5 * (double)e.GradientStandardError.Sigma);
    }

    [Fact]
    public void Long_paths_are_run_few_at_a_time()
    {
        // A million draws a path: memory stays bounded, and the bits are those of the sum.
        var walk = Expectation.Of((Law p, Noise noise) => p.Mu * Mean(noise.Normal(1_000_000)));
        var e = walk.Value(new(2, 1), new EstimationOptions { Paths = 64, Threads = 1 });
        Assert.True(Math.Abs(e.Value) <= 5 * 2e-3 / 8);
    }
}
