using Pathwise.Calculus;
using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Tests.Estimation;

/// <summary>Gradients of means across jumps, against closed forms (Black–Scholes with S = K = 100, r = .05, σ = .2) and against each other.</summary>
public class JumpTests
{
    sealed record Law(Real Mu, Real Sigma);

    sealed record Market(Real Spot, Real Rate, Real Volatility);

    static readonly Market s_market = new(100, 0.05, 0.2);

    static EstimationOptions Options(JumpEstimator jumps, long paths = 100_000, long seed = 1) => new() { Paths = paths, Seed = seed, Jumps = jumps };

    static void Near(double exact, Real mean, Real error, string what) => Near(exact, (double)mean, (double)error, what);

    static void Near(double exact, double mean, double error, string what) =>
        Assert.True(Math.Abs(mean - exact) <= 5 * error + 1e-9 * Math.Abs(exact), $"{what}: {mean} ± {error} instead of {exact}");

    [Theory]
    [InlineData(JumpEstimator.Auto, "pathwise + boundary")]
    [InlineData(JumpEstimator.Boundary, "pathwise + boundary")]
    [InlineData(JumpEstimator.ByParts, "pathwise + by_parts")]
    public void Heaviside_of_a_normal(JumpEstimator jumps, string name)
    {
        var e = Expectation.Of((Law p, Noise noise) => Where(new Normal(p.Mu, p.Sigma).Sample(noise) > 0, 1, 0)).ValueAndGradient(new(0.5, 1), Options(jumps));
        Near(0.3520653267643, e.Gradient.Mu, e.GradientStandardError.Mu, "∂μ");
        Near(-0.3520653267643 * 0.5, e.Gradient.Sigma, e.GradientStandardError.Sigma, "∂σ");
        Assert.Equal((Verdict.Jump, name), (e.Certificate["Mu"].Verdict, e.Estimators["Mu"]));
    }

    [Fact]
    public void Pathwise_alone_and_jumps_that_are_to_be_refused_are_refused()
    {
        var heaviside = Expectation.Of((Law p, Noise noise) => Where(new Normal(p.Mu, p.Sigma).Sample(noise) > 0, 1, 0));
        Assert.Throws<GradientRefusedException>(() => heaviside.ValueAndGradient(new(0.5, 1), new EstimationOptions { Estimator = EstimatorKind.Pathwise }));
        Assert.Throws<GradientRefusedException>(() => heaviside.ValueAndGradient(new(0.5, 1), Options(JumpEstimator.Refuse)));
    }

    [Theory]
    [InlineData(JumpEstimator.Boundary)]
    [InlineData(JumpEstimator.ByParts)]
    public void Uniform_noise_and_thresholds_that_move(JumpEstimator jumps)
    {
        // P(u² < a, and bu + c > 0 …) in closed form: E 1[bu < a]·(a + u) with a < b: ∫₀^{a/b} (a + u) du = a²/b + a²/(2b²).
        var e = Expectation.Of((Law p, Noise noise) => { var u = noise.Uniform(); return Where(p.Sigma * u < p.Mu, p.Mu + u, 0); }).ValueAndGradient(new(0.3, 0.8), Options(jumps));
        double a = 0.3, b = 0.8;
        Near(2 * a / b + a / (b * b), e.Gradient.Mu, e.GradientStandardError.Mu, "∂a");
        Near(-a * a / (b * b) - a * a / (b * b * b), e.Gradient.Sigma, e.GradientStandardError.Sigma, "∂b");
    }

    static Real Terminal(Market m, Noise noise, int steps, ItoScheme scheme) =>
        Ito.Sde((s, t) => m.Rate * s, (s, t) => m.Volatility * s).Solve(m.Spot, TimeGrid.Uniform(0, 1, steps), scheme, noise).Terminal;

    static Real Exact(Market m, Noise noise) => m.Spot * Exp(m.Rate - 0.5 * (m.Volatility * m.Volatility) + m.Volatility * noise.Normal());

    [Theory]
    [InlineData(JumpEstimator.Boundary)]
    [InlineData(JumpEstimator.ByParts)]
    public void Digital_option(JumpEstimator jumps)
    {
        var e = Expectation.Of((Market m, Noise noise) => Exp(-m.Rate) * Where(Exact(m, noise) > 100, 1, 0)).ValueAndGradient(s_market, Options(jumps));
        Near(0.018762017345846895, e.Gradient.Spot, e.GradientStandardError.Spot, "Δ");
        Near(-0.6566706071046413, e.Gradient.Volatility, e.GradientStandardError.Volatility, "vega");
        // ρ: −price + e^(−r)φ(d₂)/(σ√T)
        Near(1.343876919130926, e.Gradient.Rate, e.GradientStandardError.Rate, "ρ");
    }

    [Fact]
    public void Digital_option_on_an_equation_both_ways()
    {
        foreach (ItoScheme scheme in new Scheme[] { EulerMaruyama.Scheme, Milstein.Scheme })
        {
            var expectation = Expectation.Of((Market m, Noise noise) => Exp(-m.Rate) * Where(Terminal(m, noise, 16, scheme) > 100, 1, 0));
            var byParts = expectation.ValueAndGradient(s_market, Options(JumpEstimator.ByParts));
            // The exact law's; sixteen steps move it by less than 1 % (Euler: .0186 …).
            Assert.InRange((double)byParts.Gradient.Spot, 0.0185, 0.0190);
            if (scheme != EulerMaruyama.Scheme) continue;
            var boundary = expectation.ValueAndGradient(s_market, Options(JumpEstimator.Boundary, seed: 2));
            foreach (Func<Market, Real> of in new Func<Market, Real>[] { m => m.Spot, m => m.Rate, m => m.Volatility })
            {
                var (a, b) = ((double)of(boundary.Gradient), (double)of(byParts.Gradient));
                double error = Math.Sqrt(Math.Pow((double)of(boundary.GradientStandardError), 2) + Math.Pow((double)of(byParts.GradientStandardError), 2));
                Assert.True(Math.Abs(a - b) <= 5 * error, $"{a} and {b}, ± {error}");
            }
            // Conditioning on the last of many steps is dear: the pilot run finds the other way.
            Assert.Equal("pathwise + by_parts", expectation.ValueAndGradient(s_market, Options(JumpEstimator.Auto, 20_000)).Estimators["Spot"]);
        }
    }

    [Fact]
    public void Comparisons_that_flip_together_flip_together()
    {
        // S > K and S <= K never hold at once, and their product has no derivative; the rest is the digital's.
        static Real Program(Market m, Noise noise)
        {
            var s = Exact(m, noise);
            return Where(s > 100, 1, 0) * Where(s <= 100, 5, 0) + Where(!(s > 100) & (100 >= s), 2, 3);
        }
        var e = Expectation.Of<Market>(Program).ValueAndGradient(s_market, Options(JumpEstimator.Boundary));
        Near(0.018762017345846895 * Math.Exp(0.05), e.Gradient.Spot, e.GradientStandardError.Spot, "Δ");
    }

    [Fact]
    public void A_barrier_inside_the_path_is_refused()
    {
        // The running minimum flips by any step's draw: conditioning on the last would miss the others.
        var barrier = Expectation.Of((Market m, Noise noise) =>
        {
            var path = Ito.Sde((s, t) => m.Rate * s, (s, t) => m.Volatility * s).Solve(m.Spot, TimeGrid.Uniform(0, 1, 8), EulerMaruyama.Scheme, noise);
            return Where(path.Min > 90, Max(path.Terminal - 100, 0), 0);
        });
        Assert.Throws<GradientRefusedException>(() => barrier.ValueAndGradient(s_market, Options(JumpEstimator.Auto)));
    }

    [Fact]
    public void A_barrier_watched_at_all_times_by_Brownian_bridges()
    {
        // The logarithm's Euler scheme and bridges are exact: the down-and-out call with barrier 90, whatever the steps.
        var barrier = Expectation.Of((Market m, Noise noise) =>
        {
            var path = Ito.Sde((x, t) => m.Rate - 0.5 * (m.Volatility * m.Volatility), (x, t) => m.Volatility).Solve(Log(m.Spot), TimeGrid.Uniform(0, 1, 8), EulerMaruyama.Scheme, noise);
            return Exp(-m.Rate) * Max(Exp(path.Terminal) - 100, 0) * (1 - path.CrossingProbability(Log(90)));
        });
        var e = barrier.ValueAndGradient(s_market, Options(JumpEstimator.Auto, 400_000));
        Assert.Equal("pathwise", e.Estimators["Spot"]);
        Near(8.66547166, e.Value, e.StandardError!.Value, "price");
        Near(0.830169446, e.Gradient.Spot, e.GradientStandardError.Spot, "Δ");
        Near(11.2814223, e.Gradient.Volatility, e.GradientStandardError.Volatility, "vega");
    }

    [Theory]
    [InlineData(JumpEstimator.Boundary)]
    [InlineData(JumpEstimator.ByParts)]
    public void Second_derivatives_of_a_call(JumpEstimator jumps)
    {
        var e = Expectation.Of((Market m, Noise noise) => Exp(-m.Rate) * Max(Exact(m, noise) - 100, 0)).Hessian(s_market, Options(jumps, 200_000));
        Near(0.018762017345846895, e.Value[0, 0], e.StandardError[0, 0], "Γ");
        Near(-0.2814302601877034, e.Value[0, 2], e.StandardError[0, 2], "vanna");
        Near(-0.2814302601877034, e.Value[2, 0], e.StandardError[2, 0], "vanna, the other way round");
        Near(9.850059106569619, e.Value[2, 2], e.StandardError[2, 2], "volga");
    }

    [Fact]
    public void Draws_of_both_kinds_and_jumps_meet()
    {
        // b ~ Bernoulli(p) and x ~ N(bμ, 1): P(x > 0) = (1 − p)/2 + pΦ(μ).
        var e = Expectation.Of((Law p, Noise noise) => Where(new Normal(p.Mu * new Bernoulli(p.Sigma).Sample(noise), 1).Sample(noise) > 0, 1, 0))
            .ValueAndGradient(new(0.5, 0.4), Options(JumpEstimator.Auto));
        Near(0.4 * 0.3520653267643, e.Gradient.Mu, e.GradientStandardError.Mu, "∂μ");
        Near(0.69146246127401 - 0.5, e.Gradient.Sigma, e.GradientStandardError.Sigma, "∂p");
    }
}
