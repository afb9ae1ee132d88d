using Pathwise.Execution;
using Pathwise.Tests;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests;

/// <summary>Functionals of paths against plain loops on the same noise, time grids, and what explodes.</summary>
public class PathTests
{
    record Motion(Real Mu, Real Sigma, Real Start);

    const int Steps = 12;

    static double[] States(double mu, double sigma, double start, IReadOnlyList<double> normals)
    {
        double h = 0.5 / Steps;
        double[] x = [start, .. new double[Steps]];
        // dX = μ(1 + t)X dt + σ cos X dW on [1, 1½].
        for (int n = 0; n < Steps; n++) x[n + 1] = x[n] + mu * (1 + 1 + n * h) * x[n] * h + sigma * Math.Cos(x[n]) * Math.Sqrt(h) * normals[n];
        return x;
    }

    static double Time(int n) => 1 + n * 0.5 / Steps;

    public static TheoryData<string> Functionals => ["terminal", "initial", "mean", "max", "min", "integral", "states"];

    static (Func<SdePath, Real> OfPath, Func<double[], double> OfStates) Functional(string name) => name switch
    {
        "terminal" => (path => path.Terminal, x => x[^1]),
        "initial" => (path => path.Initial, x => x[0]),
        "mean" => (path => path.Mean, x => x[1..].Average()),
        "max" => (path => path.Max, x => x.Max()),
        "min" => (path => path.Min, x => x.Min()),
        "integral" => (path => path.Integral((x, t) => x * x * t), x => x[..^1].Select((v, n) => v * v * Time(n)).Sum() * 0.5 / Steps),
        _ => (path => Sum(path.States * new Real(path.States.Node)), x => x[1..].Sum(v => v * v)),
    };

    [Theory]
    [MemberData(nameof(Functionals))]
    public void Functionals_are_those_of_a_plain_loop(string name)
    {
        var (ofPath, ofStates) = Functional(name);
        var program = Expectation.Of((Motion m, Noise noise) =>
            ofPath(Ito.Sde((x, t) => m.Mu * (1 + t) * x, (x, t) => m.Sigma * Cos(x)).Solve(m.Start, TimeGrid.Uniform(1, 1.5, Steps), EulerMaruyama.Scheme, noise)) * 1
            + 0 * m.Start * noise["unused"].Normal());
        var normals = Expectation.Of((Motion m, Noise noise) =>
            Ito.Sde((x, t) => x, (x, t) => 1 + 0 * x).Solve(m.Start, TimeGrid.Uniform(1, 1.5, Steps), EulerMaruyama.Scheme, noise).Terminal);
        for (int path = 0; path < 10; path++)
        {
            var draws = normals.Replay(new(0.3, 0.8, 0.2), path, seed: 1).Values.First(v => v.Operation == "normal").Values;
            var replay = program.Replay(new(0.3, 0.8, 0.2), path, seed: 1);
            double At(double mu = 0, double sigma = 0, double start = 0) => ofStates(States(0.3 + mu, 0.8 + sigma, 0.2 + start, draws));
            Assert.Equal(At(), replay.Result, 1e-13);
            // Small steps, for the extremes are kinked; what rounding makes of them.
            double rounding = 64 * 1.1e-16 * (1 + Math.Abs(replay.Result)) * 8 / 1e-5;
            Assert.Equal(Differences.First(s => At(mu: s), 1e-5), replay.Derivatives[0].Values[0], rounding);
            Assert.Equal(Differences.First(s => At(sigma: s), 1e-5), replay.Derivatives[1].Values[0], rounding);
            Assert.Equal(Differences.First(s => At(start: s), 1e-5), replay.Derivatives[2].Values[0], rounding);
        }
    }

    [Theory]
    [InlineData(0, 0, 10, "PW2001")]
    [InlineData(1, 0, 10, "PW2001")]
    [InlineData(double.NaN, 1, 10, "PW2001")]
    [InlineData(0, double.PositiveInfinity, 10, "PW2001")]
    [InlineData(0, 1, 0, "PW2002")]
    [InlineData(0, 1, -3, "PW2002")]
    [InlineData(0, 1, TimeGrid.MaximumSteps + 1, "PW2002")]
    public void Time_grids_that_are_none(double start, double end, int steps, string id)
    {
        var e = Assert.Throws<PathwiseException>(() => TimeGrid.Uniform(start, end, steps));
        Assert.Equal(id, e.Id);
        Assert.EndsWith("PathTests.cs", e.Place.File, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_grids()
    {
        var grid = TimeGrid.Uniform(-1, 2, 6);
        Assert.Equal((-1, 2, 6, 0.5), (grid.Start, grid.End, grid.Steps, grid.Step));
        Assert.Equal(grid, TimeGrid.Uniform(-1, 2, 6));
    }

    [Fact]
    public void An_explosion_is_located()
    {
        // The drift −β²X(1 − X²) pushes outwards beyond 1, where 16 Euler steps get to.
        var program = Expectation.Of((Motion m, Noise noise) =>
            Ito.Sde(
                (x, t) => -m.Sigma * m.Sigma * x * (1 - x * x),
                (x, t) => m.Sigma * (1 - x * x)).Solve(m.Start, TimeGrid.Uniform(0, 1, 16), EulerMaruyama.Scheme, noise).Terminal);
        var e = Assert.Throws<NonFiniteException>(() => program.Value(new(0, 3, 0.3), 10_000, seed: 1));
        Assert.InRange(e.Step!.Value, 3, 15);
        Assert.EndsWith("PathTests.cs", e.Place.File, StringComparison.Ordinal);
        Assert.True(e.Place.IsKnown);
        // Replaying the path shows it.
        Assert.False(double.IsFinite(program.Replay(new(0, 3, 0.3), e.Path, seed: 1).Result));
    }
}
