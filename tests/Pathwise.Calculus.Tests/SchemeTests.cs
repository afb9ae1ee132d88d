using Pathwise.Tests;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests;

/// <summary>What single schemes promise beyond their orders.</summary>
public class SchemeTests
{
    record None(Real Unused);

    static SdePath[] Solve(SdeSystem system, Real[] start, TimeGrid grid, Scheme scheme, Noise noise) =>
        SdePath.Solve(system, start, grid, scheme, [.. Enumerable.Range(0, system.Drivers).Select(k => noise[$"W{k}"])]);

    record Reversion(Real Theta, Real Mean, Real Sigma, Real Start);

    /// <summary>One exact step of an Ornstein–Uhlenbeck process has its moments and their derivatives.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Exact_steps_of_Ornstein_and_Uhlenbeck(int steps)
    {
        var e = Expectation.Of((Reversion p, Noise noise) =>
        {
            var x = Ito.Sde((x, t) => p.Theta * (p.Mean - x), (x, t) => p.Sigma).Solve(p.Start, TimeGrid.Uniform(0, 1, steps), ExactScheme.Scheme, noise).Terminal;
            return x * x;
        }).ValueAndGradient(new(1.5, 0.5, 0.4, 2), 100_000, seed: 1);
        Agreement.IsValueOf(0.747394167, e);
        Agreement.Within(-0.587211776, (double)e.Gradient.Theta, (double)e.GradientStandardError.Theta);
        Agreement.Within(0.253390115, (double)e.Gradient.Sigma, (double)e.GradientStandardError.Sigma);
        Agreement.Within(0.372491365, (double)e.Gradient.Start, (double)e.GradientStandardError.Start);
    }

    /// <summary>θ = 0 is Brownian motion, with the derivative in θ of the limit: ∂θ E X² = −2x₀² h − σ²h² … at h = 1, and m = 0.</summary>
    [Fact]
    public void Exact_steps_without_reversion_have_the_limit_and_its_derivative()
    {
        var e = Expectation.Of((Reversion p, Noise noise) =>
        {
            var x = Ito.Sde((x, t) => -p.Theta * x, (x, t) => p.Sigma).Solve(p.Start, TimeGrid.Uniform(0, 1, 1), ExactScheme.Scheme, noise).Terminal;
            return x * x;
        }).ValueAndGradient(new(0, 0, 0.4, 2), 100_000, seed: 1);
        Agreement.IsValueOf(4 + 0.16, e);
        // E X² = x₀²e^(−2θ) + σ²(1 − e^(−2θ))/(2θ).
        Agreement.Within(-2 * 4 - 0.16, (double)e.Gradient.Theta, (double)e.GradientStandardError.Theta);
    }

    /// <summary>Exact geometric Brownian motion is the solution on the same noise; path by path ∂X/∂σ = X(W − σT) and ∂X/∂μ = T·X.</summary>
    [Fact]
    public void Exact_steps_of_geometric_Brownian_motion_are_the_solution()
    {
        var program = Expectation.Of((Reversion p, Noise noise) => Ito.Sde((x, t) => p.Mean * x, (x, t) => p.Sigma * x).Solve(p.Start, TimeGrid.Uniform(0, 1, 4), ExactScheme.Scheme, noise).Terminal);
        for (int path = 0; path < 5; path++)
        {
            var replay = program.Replay(new(0, 0.3, 0.5, 2), path, seed: 3);
            double w = replay.Values.First(v => v.Operation == "normal").Values.Sum() / 2, x = 2 * Math.Exp(0.3 - 0.125 + 0.5 * w);
            Assert.Equal(x, replay.Result, 1e-13 * x);
            var derivatives = replay.Derivatives.ToDictionary(d => d.Parameter, d => d.Values[0]);
            Assert.Equal(x * (w - 0.5), derivatives["Sigma"], 1e-12 * x);
            Assert.Equal(x, derivatives["Mean"], 1e-12 * x);
        }
    }

    /// <summary>Cox, Ingersoll and Ross: E X = m + (x₀ − m)e^(−κ), Var X = x₀σ²(e^(−κ) − e^(−2κ))/κ + mσ²(1 − e^(−κ))²/(2κ).</summary>
    [Fact]
    public void Exact_steps_of_Cox_Ingersoll_and_Ross()
    {
        static double Square(double kappa, double m, double sigma, double start)
        {
            double d = Math.Exp(-kappa), mean = m + (start - m) * d;
            return mean * mean + start * sigma * sigma * (d - d * d) / kappa + m * sigma * sigma * (1 - d) * (1 - d) / (2 * kappa);
        }
        var e = Expectation.Of((Reversion p, Noise noise) =>
        {
            var x = Ito.Sde((x, t) => p.Theta * (p.Mean - x), (x, t) => p.Sigma * Sqrt(x)).Solve(p.Start, TimeGrid.Uniform(0, 1, 2), ExactScheme.Scheme, noise).Terminal;
            return x * x;
        }).ValueAndGradient(new(2, 0.5, 0.6, 0.2), 40_000, seed: 2);
        Agreement.IsValueOf(Square(2, 0.5, 0.6, 0.2), e);
        Agreement.Within(Differences.First(s => Square(2 + s, 0.5, 0.6, 0.2)), (double)e.Gradient.Theta, (double)e.GradientStandardError.Theta);
        Agreement.Within(Differences.First(s => Square(2, 0.5 + s, 0.6, 0.2)), (double)e.Gradient.Mean, (double)e.GradientStandardError.Mean);
        Agreement.Within(Differences.First(s => Square(2, 0.5, 0.6 + s, 0.2)), (double)e.Gradient.Sigma, (double)e.GradientStandardError.Sigma);
        Agreement.Within(Differences.First(s => Square(2, 0.5, 0.6, 0.2 + s)), (double)e.Gradient.Start, (double)e.GradientStandardError.Start);
    }

    [Fact]
    public void Exact_steps_are_refused_where_none_are_known() => Assert.Equal("PW2003", Assert.Throws<PathwiseException>(() => Expectation.Of((Reversion p, Noise noise) =>
        Ito.Sde((x, t) => x - x * x * x, (x, t) => p.Sigma).Solve(p.Start, TimeGrid.Uniform(0, 1, 2), ExactScheme.Scheme, noise).Terminal).Certificate(new(2, 0.5, 0.6, 0.2))).Id);

    /// <summary>The Lévy area A = ½∫(W₁dW₂ − W₂dW₁) has E cos λA = 1/cosh(λT/2) (Lévy 1951), whatever the number of steps.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Levy_areas_have_their_law(int steps)
    {
        var system = new ItoSystem((t, x) => [0, 0, 0], (t, x) => new Real?[,] { { 1, null }, { null, 1 }, { -0.5 * x[1], 0.5 * x[0] } }, 2);
        foreach (double λ in new[] { 1.0, 3.0 })
        {
            var e = Expectation.Of((None _, Noise noise) => Cos(λ * Solve(system, [0, 0, 0], TimeGrid.Uniform(0, 1, steps), LevyAreaMilstein.Scheme, noise)[2].Terminal)).Value(new None(0), 100_000, seed: 4);
            // A normal tail instead of the area's own: the characteristic function of a few terms differs in the fourth cumulant.
            Agreement.IsValueOf(1 / Math.Cosh(0.5 * λ), e, uncertainty: steps == 1 ? 2e-3 : 5e-4);
        }
    }

    /// <summary>Given the increments, a Lévy area over a step h has the variance h²/12 + h(W₁² + W₂²)/12: E A²W₁² = h³(1/12 + 3/12 + 1/12).</summary>
    [Fact]
    public void Levy_areas_know_their_increments()
    {
        var system = new ItoSystem((t, x) => [0, 0, 0], (t, x) => new Real?[,] { { 1, null }, { null, 1 }, { -0.5 * x[1], 0.5 * x[0] } }, 2);
        var e = Expectation.Of((None _, Noise noise) =>
        {
            var x = Solve(system, [0, 0, 0], TimeGrid.Uniform(0, 2, 1), LevyAreaMilstein.Scheme, noise);
            var product = x[2].Terminal * x[0].Terminal;
            return product * product;
        }).Value(new None(0), 200_000, seed: 5);
        Agreement.IsValueOf(8 * 5.0 / 12, e);
    }

    /// <summary>Second moments of dX = Y dW₁, dY = ½X dW₂, whose noise does not commute: m₁′ = m₂, m₂′ = ¼m₁. The weak error falls as h².</summary>
    [Fact]
    public void Platen_is_of_weak_order_two_for_noise_that_does_not_commute()
    {
        // m₁ + m₂ from (1, 1): with frequency ½, m₁ = cosh(½t) + 2 sinh(½t), m₂ = ½ sinh(½t) + cosh(½t).
        double exact = 2 * Math.Cosh(0.5 * 1) + 2.5 * Math.Sinh(0.5);
        double Bias(Scheme scheme, int steps, out double error)
        {
            var system = new ItoSystem((t, x) => [0, 0], (t, x) => new Real?[,] { { x[1], null }, { null, 0.5 * x[0] } }, 2);
            var e = Expectation.Of((None _, Noise noise) =>
            {
                var x = Solve(system, [1, 1], TimeGrid.Uniform(0, 1, steps), scheme, noise);
                return x[0].Terminal * x[0].Terminal + x[1].Terminal * x[1].Terminal;
            }).Value(new None(0), 1_000_000, seed: 6);
            error = e.StandardError!.Value;
            return e.Value - exact;
        }
        // One step of a scheme of weak order 2 has the moments to h²: 2 + ¼·5 h + ½·¼·2 h².
        double one = 2 + 1.25 + 0.25 - exact;
        Assert.InRange(Bias(Platen.Scheme, 1, out double error), one - 5 * error, one + 5 * error);
        double euler = Bias(EulerMaruyama.Scheme, 1, out error);
        Assert.InRange(euler, 3.25 - exact - 5 * error, 3.25 - exact + 5 * error);
    }

    /// <summary>dX = −X⁵ dt + dW from 3: Euler's scheme with 16 steps explodes; tamed and implicit steps do not, and agree.</summary>
    [Fact]
    public void Tamed_and_implicit_steps_do_not_explode()
    {
        Estimate Square(ItoScheme scheme, int steps) => Expectation.Of((None _, Noise noise) =>
        {
            var x = Ito.Sde((x, t) => -Pow(x, 5), (x, t) => 1 + 0 * x).Solve(3, TimeGrid.Uniform(0, 1, steps), scheme, noise).Terminal;
            return x * x;
        }).Value(new None(0), 20_000, seed: 7);
        Assert.Throws<NonFiniteException>(() => Square(EulerMaruyama.Scheme, 16));
        var tamed = Square(TamedEuler.Scheme, 2048);
        Agreement.IsValueOf(tamed.Value, Square(ImplicitEuler.Scheme, 512), uncertainty: 5 * tamed.StandardError!.Value + 0.005);
        Assert.InRange(Square(TamedEuler.Scheme, 16).Value, 0, 10);
    }

    /// <summary>A stiff linear system: implicit Euler's mean is (1 − hA)⁻ᴺx₀, with the derivative in the stiffness.</summary>
    [Fact]
    public void Implicit_steps_solve_systems()
    {
        const int steps = 8;
        double[] Mean(double k)
        {
            double[] x = [1, 2];
            double h = 1.0 / steps;
            // (1 + hk) x + (−h) y = X, hx + (1 + h) y = Y for dX = (−kX + Y) dt, dY = (−X − Y) dt.
            for (int n = 0; n < steps; n++)
            {
                double determinant = (1 + h * k) * (1 + h) + h * h;
                x = [((1 + h) * x[0] + h * x[1]) / determinant, ((1 + h * k) * x[1] - h * x[0]) / determinant];
            }
            return x;
        }
        var e = Expectation.Of((Real k, Noise noise) =>
        {
            var system = new ItoSystem((t, x) => [-k * x[0] + x[1], -x[0] - x[1]], (t, x) => new Real?[,] { { 0.01 }, { 0.02 } }, 1);
            return Solve(system, [1, 2], TimeGrid.Uniform(0, 1, steps), ImplicitEuler.Scheme, noise)[1].Terminal;
        }).ValueAndGradient(200, 2000, seed: 8);
        Agreement.IsValueOf(Mean(200)[1], e);
        Agreement.Within(Differences.First(s => Mean(200 + s)[1]), (double)e.Gradient, (double)e.GradientStandardError, 1e-12);
    }

    /// <summary>Times that are not equally spaced: the exact scheme does not see them, and integrals are weighted.</summary>
    [Fact]
    public void Grids_of_any_times()
    {
        var grid = TimeGrid.At(0, 0.1, 0.4, 1);
        var e = Expectation.Of((Reversion p, Noise noise) =>
        {
            var path = Ito.Sde((x, t) => p.Mean * x, (x, t) => p.Sigma * x).Solve(p.Start, grid, ExactScheme.Scheme, noise);
            return path.Integral((x, t) => 1 + t + 0 * x) + path.Terminal;
        }).Value(new(0, 0.3, 0.5, 2), 50_000, seed: 9);
        Agreement.IsValueOf(1 + 0.1 * 0.3 + 0.4 * 0.6 + 2 * Math.Exp(0.3), e);
        Assert.Equal("PW2001", Assert.Throws<PathwiseException>(() => TimeGrid.At(0, 0.5, 0.4)).Id);
        Assert.Equal(TimeGrid.At(0, 0.05, 0.1, 0.25, 0.4, 0.7, 1), grid.Refined(2));
    }

    /// <summary>From Itô to Stratonovich and back is where one began; Kubo's oscillator keeps its length in the mean under Heun.</summary>
    [Fact]
    public void The_calculi_convert_into_each_other()
    {
        var there = Ito.Sde((x, t) => 0.5 * x, (x, t) => Sqrt(1 + x * x));
        double Mean(ItoSde sde) => Expectation.Of((None _, Noise noise) => sde.Solve(0.5, TimeGrid.Uniform(0, 1, 8), EulerMaruyama.Scheme, noise).Terminal).Value(new None(0), 1000, seed: 1).Value;
        Assert.Equal(Mean(there), Mean(there.ToStratonovich().ToIto()), 1e-13);
        // √(1 + X²) ∘ dW is without a drift.
        Assert.Equal(Mean(there), Mean(Stratonovich.Sde((x, t) => 0 * x, (x, t) => Sqrt(1 + x * x)).ToIto()), 1e-13);
        var kubo = new StratonovichSystem((t, x) => [0, 0], (t, x) => new Real?[,] { { -x[1] }, { x[0] } }, 1);
        foreach (var scheme in Schemes.All.OfType<StratonovichScheme>())
        {
            var length = Expectation.Of((None _, Noise noise) =>
            {
                var x = Solve(kubo, [1, 0], TimeGrid.Uniform(0, 1, 256), scheme, noise);
                return x[0].Terminal * x[0].Terminal + x[1].Terminal * x[1].Terminal;
            }).Value(new None(0), 4000, seed: 10);
            Assert.Equal(1, length.Value, 0.02);
            var ito = Expectation.Of((None _, Noise noise) => Solve(kubo.ToIto(), [1, 0], TimeGrid.Uniform(0, 1, 256), EulerMaruyama.Scheme, noise)[0].Terminal).Value(new None(0), 20_000, seed: 11);
            Agreement.IsValueOf(Math.Exp(-0.5), ito, uncertainty: 1e-3);
        }
    }

    record Both(Real Mu, Real Sigma);

    /// <summary>Second derivatives go through every scheme: ∂²E X²/∂σ² by differences of first ones on the same noise.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Second_derivatives(Scheme scheme)
    {
        var program = Expectation.Of((Both p, Noise noise) =>
        {
            var sde = Ito.Sde((x, t) => p.Mu * x, (x, t) => scheme == AdditiveRungeKutta.Scheme ? p.Sigma * p.Sigma + 0 * x : p.Sigma * x);
            var path = scheme is ItoScheme ito ? sde.Solve(1, TimeGrid.Uniform(0, 1, 4), ito, noise) : sde.ToStratonovich().Solve(1, TimeGrid.Uniform(0, 1, 4), (StratonovichScheme)scheme, noise);
            return path.Terminal * path.Terminal;
        });
        var hessian = program.Hessian(new(0.3, 0.4), 1000, seed: 12);
        double Gradient(double mu, double sigma, bool inMu) => program.ValueAndGradient(new(mu, sigma), 1000, seed: 12).Gradient is var g ? (double)(inMu ? g.Mu : g.Sigma) : 0;
        foreach (var (i, j) in new[] { (0, 0), (0, 1), (1, 1) })
        {
            double difference = Differences.First(s => Gradient(0.3 + (j == 0 ? s : 0), 0.4 + (j == 1 ? s : 0), i == 0), 1e-4);
            Assert.Equal(difference, hessian.Value[i, j], 1e-6 * Math.Max(1, Math.Abs(difference)));
        }
    }

    public static TheoryData<Scheme> All => [.. Schemes.All];
}
