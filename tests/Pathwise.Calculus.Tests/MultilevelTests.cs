using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests;

/// <summary>Multilevel Monte Carlo against closed forms.</summary>
public class MultilevelTests
{
    record Market(Real Spot, Real Rate, Real Volatility);

    /// <summary>A call by Milstein's scheme: price, Δ, ρ and vega within their errors, and the rates that theory gives: α = 1, β = 2 (Lipschitz payoff), γ = 1.</summary>
    [Fact]
    public void European_call()
    {
        var e = Multilevel.Of((Market m, BrownianMotion w) => Exp(-m.Rate) * Max(Ito.Sde((s, t) => m.Rate * s, (s, t) => m.Volatility * s).Solve(m.Spot, w, Milstein.Scheme).Terminal - 100, 0), TimeGrid.Uniform(0, 1, 2))
            .ValueAndGradient(new(100, 0.05, 0.2), target: 0.02, seed: 1);
        Assert.True(e.Bias < 0.02 && e.StandardError < 0.02);
        Agreement.Within(10.4505835722, e.Value, e.StandardError, uncertainty: e.Bias);
        double[] exact = [0.636830651, 53.2324815, 37.5240347];
        // The gradients' bias is a few times the value's in their own units.
        foreach (var (expected, derivative) in exact.Zip(e.Gradient)) Agreement.Within(expected, derivative.Mean!.Value, derivative.StandardError!.Value, uncertainty: 2e-3 * Math.Abs(expected));
        Assert.InRange(e.Alpha, 0.7, 1.4);
        Assert.InRange(e.Beta, 1.7, 2.3);
        Assert.InRange(e.Gamma, 0.8, 1.1);
        Assert.True(e.Saving > 2);
        // Fewer and fewer paths on finer levels.
        Assert.True(e.Levels.Zip(e.Levels.Skip(1)).All(pair => pair.First.Paths >= pair.Second.Paths));
    }

    /// <summary>The same seed gives the same bits; another, others.</summary>
    [Fact]
    public void Same_seed_same_bits()
    {
        var square = Multilevel.Of((Real sigma, BrownianMotion w) => { var x = Ito.Sde((x, t) => -x, (x, t) => sigma + 0 * x).Solve(1, w, EulerMaruyama.Scheme).Terminal; return x * x; }, TimeGrid.Uniform(0, 1, 4));
        var (a, b, c) = (square.ValueAndGradient(0.5, 0.01, seed: 2), square.ValueAndGradient(0.5, 0.01, seed: 2), square.ValueAndGradient(0.5, 0.01, seed: 3));
        Assert.Equal(a.Value, b.Value);
        Assert.NotEqual(a.Value, c.Value);
        // E X² = e⁻² + σ²(1 − e⁻²)/2.
        Agreement.Within(Math.Exp(-2) + 0.125 * (1 - Math.Exp(-2)), a.Value, a.StandardError, uncertainty: a.Bias);
        Agreement.Within(0.5 * (1 - Math.Exp(-2)), a.Gradient[0].Mean!.Value, a.Gradient[0].StandardError!.Value, uncertainty: 0.01);
    }
}
