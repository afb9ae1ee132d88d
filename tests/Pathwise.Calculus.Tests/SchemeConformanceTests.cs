using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests;

/// <summary>Every scheme of the catalogue converges with the orders that it states. A new scheme is tested without writing a test.</summary>
public class SchemeConformanceTests
{
    /// <summary>An equation with the exact solution at T = 1 as a function of the path's increments.</summary>
    sealed record Oracle(string Name, ItoSde Sde, double Start, Func<SdePath, Real> Solution, Func<SdePath, double>? Unknown = null)
    {
        public bool IsAdditive => Unknown is not null;
    }

    const double Theta = 1.5;

    /// <summary>
    /// Mean and variance of the solution of dX = −θX dt + 0.8 dW given what a path has drawn: in each step ∫ e^(−θ(h − s)) dW(s) is c₀ΔW + c₁H and more of a smaller order, with H = ∫ (½ − s/h) dW of variance h/12.
    /// </summary>
    static (Real Mean, double Variance) Reversion(SdePath path)
    {
        int n = path.Grid.Steps;
        double h = path.Grid.Step, z = Theta * h, c0 = (1 - Math.Exp(-z)) / z;
        // ∫ e^(−θ(h − s))(½ − s/h) ds, divided by h/12.
        double c1 = 12 * (0.5 * c0 - (1 - (1 - Math.Exp(-z)) / z) / z);
        double[] decay = [.. Enumerable.Range(0, n).Select(k => Math.Exp(-z * (n - 1 - k)))];
        var mean = 0.5 * Math.Exp(-Theta) + 0.8 * c0 * Math.Sqrt(h) * Functions.Sum(decay * Increments.Of(path));
        return Increments.Areas(path) is { } areas ? (mean + 0.8 * c1 * Math.Sqrt(h / 12) * Functions.Sum(decay * areas), 0) : (mean, decay.Sum(d => d * d) * 0.64 * c1 * c1 * h / 12);
    }


    static readonly Oracle[] s_oracles =
    [
        new("geometric", Ito.Sde((x, t) => 0.2 * x, (x, t) => 0.8 * x), 1, path => Exp(0.2 - 0.32 + 0.8 * Increments.Sum(path))),
        // So much drift that noise cannot hide the bias, and too much for strong errors of order ½ to show.
        new("growth", Ito.Sde((x, t) => 1.5 * x, (x, t) => 0.2 * x), 1, path => Exp(1.5 - 0.02 + 0.2 * Increments.Sum(path))),
        new("hyperbolic sine", Ito.Sde((x, t) => 0.5 * x, (x, t) => Sqrt(1 + x * x)), 0.5, path => Sinh(Increments.Sum(path) + Math.Asinh(0.5))),
        new("hyperbolic tangent", Ito.Sde((x, t) => -0.64 * x * (1 - x * x), (x, t) => 0.8 * (1 - x * x)), 0.3, path => Tanh(0.8 * Increments.Sum(path) + Math.Atanh(0.3))),
        // Additive noise: the solution is known up to what the draws do not say of it.
        new("Ornstein–Uhlenbeck", Ito.Sde((x, t) => -Theta * x, (x, t) => 0.8 + 0 * x), 0.5, path => Reversion(path).Mean, path => Reversion(path).Variance),
    ];

    public static TheoryData<Scheme, string> Cases => [.. Schemes.All.SelectMany(scheme => s_oracles.Where(oracle => Fits(scheme, oracle)).Select(oracle => (scheme, oracle.Name)))];

    /// <summary>Whether a scheme takes an oracle's noise. (Exact steps have no order; ExactSchemeTests.)</summary>
    static bool Fits(Scheme scheme, Oracle oracle) => scheme != ExactScheme.Scheme && (oracle.IsAdditive || scheme != AdditiveRungeKutta.Scheme);

    static SdePath Solve(Scheme scheme, Oracle oracle, TimeGrid grid, Noise noise) => scheme is ItoScheme ito ? oracle.Sde.Solve(oracle.Start, grid, ito, noise)
        : oracle.Sde.ToStratonovich().Solve(oracle.Start, grid, (StratonovichScheme)scheme, noise);

    public static TheoryData<Scheme, string> StrongCases => [.. Cases.Select(row => row.Data).Where(row => row.Item2 != "growth")];

    record None(Real Unused);

    static Estimate Error(Scheme scheme, Oracle oracle, int steps, bool squared) => Expectation.Of((None _, Noise noise) =>
    {
        var path = Solve(scheme, oracle, TimeGrid.Uniform(0, 1, steps), noise);
        var error = path.Terminal - oracle.Solution(path);
        return squared ? error * error + (oracle.Unknown?.Invoke(path) ?? 0) : error;
    }).Value(new None(0), 8000, seed: 9);

    /// <summary>The observed order is the nearest half to the slope between 32 and 128 steps.</summary>
    [Theory]
    [MemberData(nameof(StrongCases))]
    public void Strong_order(Scheme scheme, string name)
    {
        var oracle = s_oracles.Single(o => o.Name == name);
        double coarse = Error(scheme, oracle, 32, squared: true).Value, fine = Error(scheme, oracle, 128, squared: true).Value;
        double slope = 0.5 * Math.Log(coarse / fine, 4), expected = oracle.IsAdditive ? scheme.StrongOrderForAdditiveNoise : scheme.StrongOrder;
        // With a linear drift, what a step leaves of additive noise may be smaller still.
        double observed = Math.Round(2 * slope) / 2;
        Assert.True(oracle.IsAdditive ? observed >= expected : observed == expected, $"{scheme.Name} on {name}: slope {slope} instead of {expected}");
    }

    /// <summary>The same for the error of the mean, where noise leaves it visible.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Weak_order(Scheme scheme, string name)
    {
        var oracle = s_oracles.Single(o => o.Name == name);
        Estimate coarse = Error(scheme, oracle, 8, squared: false), fine = Error(scheme, oracle, 32, squared: false);
        double slope = Math.Log(Math.Abs(coarse.Value / fine.Value), 4);
        double error = Math.Sqrt(Math.Pow(coarse.StandardError!.Value / coarse.Value, 2) + Math.Pow(fine.StandardError!.Value / fine.Value, 2)) / Math.Log(4);
        // The order is refuted only if the slope rounds to less by more than five standard errors.
        Assert.True(slope + 5 * error >= scheme.WeakOrder - 0.5, $"{scheme.Name} on {name}: slope {slope} ± {error} instead of {scheme.WeakOrder}");
        if (name is "growth") Assert.True(5 * error < 0.5, $"noise hides the bias: {slope} ± {error}");
    }

    [Fact]
    public void Names_are_unique() => Assert.Equal(Schemes.All.Count, Schemes.All.Select(scheme => scheme.Name).Distinct().Count());
}
