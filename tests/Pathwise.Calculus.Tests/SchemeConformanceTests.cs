using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests;

/// <summary>Every scheme of the catalogue converges with the orders that it states. A new scheme is tested without writing a test.</summary>
public class SchemeConformanceTests
{
    /// <summary>An equation with the exact solution at T = 1 as a function of the path's increments.</summary>
    sealed record Oracle(string Name, ItoSde Sde, double Start, Func<SdePath, Real> Solution, bool IsAdditive = false);

    static readonly Oracle[] s_oracles =
    [
        new("geometric", Ito.Sde((x, t) => 0.2 * x, (x, t) => 0.8 * x), 1, path => Exp(0.2 - 0.32 + 0.8 * Increments.Sum(path))),
        // So much drift that noise cannot hide the bias, and too much for strong errors of order ½ to show.
        new("growth", Ito.Sde((x, t) => 1.5 * x, (x, t) => 0.2 * x), 1, path => Exp(1.5 - 0.02 + 0.2 * Increments.Sum(path))),
        new("hyperbolic sine", Ito.Sde((x, t) => 0.5 * x, (x, t) => Sqrt(1 + x * x)), 0.5, path => Sinh(Increments.Sum(path) + Math.Asinh(0.5))),
        new("hyperbolic tangent", Ito.Sde((x, t) => -0.64 * x * (1 - x * x), (x, t) => 0.8 * (1 - x * x)), 0.3, path => Tanh(0.8 * Increments.Sum(path) + Math.Atanh(0.3))),
        // d(X + cos t) = dW: additive noise, and a drift that depends on time.
        new("additive", Ito.Sde((x, t) => Sin(3 * t), (x, t) => 0.5 + 0 * x), 0.2, path => 0.2 + (1 - Math.Cos(3)) / 3 + 0.5 * Increments.Sum(path), IsAdditive: true),
    ];

    public static TheoryData<Scheme, string> Cases => [.. Schemes.All.SelectMany(scheme => s_oracles.Select(oracle => (scheme, oracle.Name)))];

    public static TheoryData<Scheme, string> StrongCases => [.. Cases.Select(row => row.Data).Where(row => row.Item2 != "growth")];

    record None(Real Unused);

    static Estimate Error(Scheme scheme, Oracle oracle, int steps, bool squared) => Expectation.Of((None _, Noise noise) =>
    {
        var path = oracle.Sde.Solve(oracle.Start, TimeGrid.Uniform(0, 1, steps), scheme, noise);
        var error = path.Terminal - oracle.Solution(path);
        return squared ? error * error : error;
    }).Value(new None(0), 8000, seed: 9);

    /// <summary>The observed order is the nearest half to the slope between 32 and 128 steps.</summary>
    [Theory]
    [MemberData(nameof(StrongCases))]
    public void Strong_order(Scheme scheme, string name)
    {
        var oracle = s_oracles.Single(o => o.Name == name);
        double coarse = Error(scheme, oracle, 32, squared: true).Value, fine = Error(scheme, oracle, 128, squared: true).Value;
        double slope = 0.5 * Math.Log(coarse / fine, 4), expected = oracle.IsAdditive ? Math.Max(1, scheme.StrongOrder) : scheme.StrongOrder;
        Assert.True(Math.Round(2 * slope) / 2 == expected, $"{scheme.Name} on {name}: slope {slope} instead of {expected}");
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
        if (name is "growth" or "additive")
        {
            Assert.True(5 * error < 0.5, "noise hides the bias");
            Assert.Equal(scheme.WeakOrder, Math.Round(slope));
        }
    }

    [Fact]
    public void Names_are_unique() => Assert.Equal(Schemes.All.Count, Schemes.All.Select(scheme => scheme.Name).Distinct().Count());
}
