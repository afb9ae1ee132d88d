using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests;

/// <summary>States of several numbers, as records.</summary>
public class StateTests
{
    record Heston(Real Stock, Real Variance);

    record Model(Real Spot, Real V0, Real Kappa, Real Theta, Real Xi, Real Rho, Real Rate);

    static ItoSde<Heston> Of(Model m) => Ito.Sde<Heston>(new Real[,] { { 1, m.Rho }, { m.Rho, 1 } },
        (x, t) => new(m.Rate * x.Stock, m.Kappa * (m.Theta - Max(x.Variance, 0))),
        (x, t) => new(x.Stock * Sqrt(Max(x.Variance, 0)), 0),
        (x, t) => new(0, m.Xi * Sqrt(Max(x.Variance, 0))));

    static readonly Model s_at = new(100, 0.04, 2, 0.04, 0.3, -0.7, 0.05);

    /// <summary>E S_T = S₀e^(rT) and E V_T = θ + (v₀ − θ)e^(−κT), up to Euler's (1 + rh)ᴺ; formulas have the names of the record's numbers.</summary>
    [Fact]
    public void Records_are_states()
    {
        var e = Expectation.Of((Model m, Noise noise) => Of(m).Solve(new(m.Spot, m.V0), TimeGrid.Uniform(0, 1, 64), EulerMaruyama.Scheme, noise).Terminal.Stock).ValueAndGradient(s_at, 50_000, seed: 1);
        Agreement.IsValueOf(100 * Math.Pow(1 + 0.05 / 64, 64), e);
        var v = Expectation.Of((Model m, Noise noise) => Of(m).Solve(new(m.Spot, m.V0 + 0.02), TimeGrid.Uniform(0, 1, 64), EulerMaruyama.Scheme, noise).Mean((x, t) => x.Variance)).Value(s_at, 50_000, seed: 2);
        double h = 1.0 / 64, decay = 1 - 2 * h;
        Agreement.IsValueOf(0.04 + 0.02 * Enumerable.Range(1, 64).Average(n => Math.Pow(decay, n)), v, uncertainty: 1e-5);
        Real U(string name) => Expression.Unknown(name);
        var formulas = Of(new(100, 0.04, U("kappa"), U("theta"), U("xi"), U("rho"), U("r"))).Formulas(new(1, 1), "Variance");
        Assert.Equal("d(log Stock) = (r - Variance/2) dt + sqrt(Variance) dW1", formulas.Lemma(Expression.Apply("log", Expression.Symbol("Stock"))).ToString());
    }

    [Fact]
    public void Matrices_that_are_no_correlations_are_refused()
    {
        ItoSde<Heston> With(Real[,] correlation) => Ito.Sde<Heston>(correlation, (x, t) => x, (x, t) => x, (x, t) => x);
        foreach (var bad in new Real[][,] { new Real[,] { { 1, 0.5 }, { 0.4, 1 } }, new Real[,] { { 2, 0 }, { 0, 1 } }, new Real[,] { { 1, 1.5 }, { 1.5, 1 } }, new Real[,] { { 1 } } })
            Assert.Equal("PW2009", Assert.Throws<PathwiseException>(() => With(bad)).Id);
        // Not positive definite, seen where the numbers are known.
        Assert.Throws<PathwiseException>(() => Expectation.Of((Real rho, Noise noise) => Ito.Sde<Heston>(new Real[,] { { 1, rho }, { rho, 1 } }, (x, t) => x, (x, t) => new(1, 0), (x, t) => new(0, 1))
            .Solve(new(0, 0), TimeGrid.Uniform(0, 1, 2), EulerMaruyama.Scheme, noise).Terminal.Variance).Value(1.5, 100, seed: 1));
    }

    /// <summary>Kubo's oscillator keeps its length under Stratonovich's calculus: by Heun's scheme up to O(h).</summary>
    [Fact]
    public void Stratonovich_systems()
    {
        var e = Expectation.Of((Real scale, Noise noise) =>
        {
            var x = Stratonovich.Sde<Real[]>((x, t) => [0, 0], (x, t) => [-scale * x[1], scale * x[0]]).Solve([1, 0], TimeGrid.Uniform(0, 1, 200), StochasticHeun.Scheme, noise).Terminal;
            return x[0];
        }).ValueAndGradient(1, 50_000, seed: 3);
        // E cos(σW) = e^(−σ²/2).
        Agreement.IsValueOf(Math.Exp(-0.5), e, uncertainty: 1e-3);
        Agreement.Within(-Math.Exp(-0.5), (double)e.Gradient, (double)e.GradientStandardError, uncertainty: 2e-3);
    }

    /// <summary>What is derived from one equation agrees; with too few steps for a drift, the bias is taken into account.</summary>
    record Plane(Real X, Real Y);

    /// <summary>From Stratonovich to Itô and back, of a state of two numbers with correlated noise: the correction of the drift in closed form, ½ Σ ρ-weighted b ∂b, and the same drift again.</summary>
    [Fact]
    public void Systems_convert()
    {
        const double rho = 0.4;
        // b₁ = (xy, 0), b₂ = (x, y²): ½(L¹b₁ + L²b₂) with the drivers' correlation.
        var equations = Stratonovich.Sde<Plane>(new Real[,] { { 1, rho }, { rho, 1 } }, (s, t) => new(-s.X, t * s.Y), (s, t) => new(s.X * s.Y, 0), (s, t) => new(s.X, s.Y * s.Y));
        double[] Drift(SdeSystem system, double t, double x, double y) => [.. system.Drift(t, [x, y]).Select(a => (double)a)];
        var like = new Plane(0, 0);
        foreach (var (t, x, y) in (ReadOnlySpan<(double, double, double)>)[(0.3, 1.1, -0.7), (1, -0.4, 0.9)])
        {
            // Σ Cⱼₖ (bₖ·∇)bⱼ / 2 for the drivers' correlation C.
            double[] expected =
            [
                -x + 0.5 * (y * y * x + rho * (x * y + x * y * y) + rho * x * y + x),
                t * y + 0.5 * (2 * y * y * y),
            ];
            double[] found = Drift(equations.ToIto().System(like), t, x, y), again = Drift(equations.ToIto().ToStratonovich().System(like), t, x, y);
            Assert.Equal(expected[0], found[0], 1e-12);
            Assert.Equal(expected[1], found[1], 1e-12);
            Assert.Equal(-x, again[0], 1e-12);
            Assert.Equal(t * y, again[1], 1e-12);
        }
    }

    [Fact]
    public void Cross_checks()
    {
        var well = Ito.Sde((x, t) => x - x * x * x, (x, t) => 0.7 + 0 * x).CrossCheck(0.5, TimeGrid.Uniform(0, 1, 64), EulerMaruyama.Scheme, paths: 10_000, seed: 1);
        well.ThrowIfFailed();
        Assert.True(well.Rows.Count >= 5 && well.Left.Count == 0);
        var pair = Ito.Sde<Heston>((x, t) => new(-x.Stock, -x.Variance + x.Stock), (x, t) => new(0.5, 0), (x, t) => new(0, 0.6)).CrossCheck(new(1, 0), TimeGrid.Uniform(0, 1, 64), EulerMaruyama.Scheme, paths: 10_000, seed: 2);
        pair.ThrowIfFailed();
        Assert.Equal(5, pair.Rows.Count);
        Stratonovich.Sde((x, t) => -x, (x, t) => 0.3 * Sqrt(1 + x * x)).CrossCheck(0.5, TimeGrid.Uniform(0, 1, 64), StochasticHeun.Scheme, paths: 5_000, seed: 4).ThrowIfFailed();
        Stratonovich.Sde<Plane>((s, t) => new(-s.X, s.X - s.Y), (s, t) => new(0.4 + 0.1 * Tanh(s.X), 0), (s, t) => new(0, 0.5)).CrossCheck(new(0.5, 0), TimeGrid.Uniform(0, 1, 64), StochasticHeun.Scheme, paths: 5_000, seed: 5).ThrowIfFailed();
        // Exact steps leave no error of their own to the mean's derivative: the solver's counts.
        Ito.Sde((x, t) => 1.5 * (0.5 - x), (x, t) => 0.4 + 0 * x).CrossCheck(2, TimeGrid.Uniform(0, 1, 4), ExactScheme.Scheme, paths: 5_000, seed: 3).ThrowIfFailed();
        // A disagreement is seen.
        var wrong = well with { Rows = [well.Rows[1] with { Other = well.Rows[1].Other + 0.1 }] };
        Assert.False(wrong.Agrees);
        Assert.Equal("PW2008", Assert.Throws<PathwiseException>(wrong.ThrowIfFailed).Id);
    }

    /// <summary>Measured orders agree with those that schemes state.</summary>
    [Theory]
    [MemberData(nameof(SchemeTests.All), MemberType = typeof(SchemeTests))]
    public void Measured_orders(Scheme scheme)
    {
        var sde = Ito.Sde((x, t) => 0.5 * x, (x, t) => scheme == AdditiveRungeKutta.Scheme ? 0.3 + 0 * x : 0.3 * x);
        var c = scheme is ItoScheme ito ? sde.Converge(1, 1, ito, x => x * x, 8, 4, 4000) : sde.ToStratonovich().Converge(1, 1, (StratonovichScheme)scheme, x => x * x, 8, 4, 4000);
        if (scheme == ExactScheme.Scheme) Assert.Null(c.Strong.Order);
        else Assert.True(c.Strong.Order >= scheme.StrongOrder - 0.2 && c.Weak.Order >= scheme.WeakOrder - 0.3, $"{c.Strong} {c.Weak}");
    }
}
