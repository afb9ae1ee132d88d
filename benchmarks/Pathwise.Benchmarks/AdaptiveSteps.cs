using Pathwise.Calculus;
using static Pathwise.Functions;

namespace Pathwise.Benchmarks;

/// <summary>Adaptive steps beside a grid of as many steps: what a step costs that was chosen along the path.</summary>
static class AdaptiveSteps
{
    public record Parameters(Real Mu, Real Sigma);

    public static readonly Parameters At = new(0.1, 0.8);

    /// <summary>An equation on adaptive steps, one on a fixed grid, and the number of steps taken.</summary>
    public sealed record Case(string Name, Func<Parameters, Noise, SdePath> Adaptive, Func<Parameters, Noise, int, SdePath> Fixed)
    {
        public Expectation<Parameters> Chosen { get; } = Expectation.Of((Parameters p, Noise noise) => Adaptive(p, noise).Terminal);
        public Expectation<Parameters> Taken { get; } = Expectation.Of((Parameters p, Noise noise) => Adaptive(p, noise).StepsTaken);
        public Expectation<Parameters> OnGrid(int steps) => Expectation.Of((Parameters p, Noise noise) => Fixed(p, noise, steps).Terminal);
    }

    static ItoSde Geometric(Parameters p) => Ito.Sde((s, t) => p.Mu * s, (s, t) => p.Sigma * s);
    static StratonovichSde Stiff(Parameters p) => Stratonovich.Sde((x, t) => 40 * p.Mu * Exp(-4 * t) - p.Mu * x, (x, t) => p.Sigma);

    public static readonly Case[] Cases =
    [
        new("Milstein, all tolerated", (p, n) => Geometric(p).Solve(1, TimeGrid.Uniform(0, 1, 128), Milstein.Scheme, n, new ErrorControl(1e9, 1e9)), (p, n, s) => Geometric(p).Solve(1, TimeGrid.Uniform(0, 1, s), Milstein.Scheme, n)),
        new("Milstein, cut as deep as allowed everywhere: 2⁸ parts", (p, n) => Ito.Sde((s, t) => p.Mu * s, (s, t) => p.Sigma).Solve(1, TimeGrid.Uniform(0, 1, 2), Milstein.Scheme, n, new ErrorControl(0, 0.8e-5)), (p, n, s) => Ito.Sde((x, t) => p.Mu * x, (x, t) => p.Sigma).Solve(1, TimeGrid.Uniform(0, 1, s), Milstein.Scheme, n)),
        new("Heun, additive noise, steps the same on all paths", (p, n) => Stiff(p).Solve(0, TimeGrid.Uniform(0, 1, 4), StochasticHeun.Scheme, n, new ErrorControl(0, 1e-4)), (p, n, s) => Stiff(p).Solve(0, TimeGrid.Uniform(0, 1, s), StochasticHeun.Scheme, n)),
        new("Milstein, steps of each path's own, grid of 4", (p, n) => Geometric(p).Solve(1, TimeGrid.Uniform(0, 1, 4), Milstein.Scheme, n, new ErrorControl(1e-3, 1e-3)), (p, n, s) => Geometric(p).Solve(1, TimeGrid.Uniform(0, 1, s), Milstein.Scheme, n)),
        new("Milstein, steps of each path's own, grid of 64", (p, n) => Geometric(p).Solve(1, TimeGrid.Uniform(0, 1, 64), Milstein.Scheme, n, new ErrorControl(3e-4, 3e-4)), (p, n, s) => Geometric(p).Solve(1, TimeGrid.Uniform(0, 1, s), Milstein.Scheme, n)),
        new("Heun, steps of each path's own, grid of 4", (p, n) => Geometric(p).ToStratonovich().Solve(1, TimeGrid.Uniform(0, 1, 4), StochasticHeun.Scheme, n, new ErrorControl(1e-3, 1e-3)), (p, n, s) => Geometric(p).ToStratonovich().Solve(1, TimeGrid.Uniform(0, 1, s), StochasticHeun.Scheme, n)),
    ];
}
