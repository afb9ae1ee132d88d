using Pathwise.Calculus;
using static Pathwise.Functions;

namespace Pathwise.Benchmarks;

/// <summary>Adaptive steps beside a grid of as many: what a step costs that was chosen along the path.</summary>
static class AdaptiveSteps
{
    public record Parameters(Real Mu, Real Sigma);

    public static readonly Parameters At = new(0.1, 0.8);

    /// <summary>An equation on a grid, on adaptive steps within its steps, and the number of those taken.</summary>
    public sealed class Case(string name, int grid, ErrorControl control, Func<Parameters, TimeGrid, Noise, ErrorControl?, SdePath> solve)
    {
        public string Name => name;
        public Expectation<Parameters> Chosen { get; } = Expectation.Of((Parameters p, Noise noise) => solve(p, TimeGrid.Uniform(0, 1, grid), noise, control).Terminal);
        public Expectation<Parameters> Taken { get; } = Expectation.Of((Parameters p, Noise noise) => solve(p, TimeGrid.Uniform(0, 1, grid), noise, control).StepsTaken);
        public Expectation<Parameters> OnGrid(int steps) => Expectation.Of((Parameters p, Noise noise) => solve(p, TimeGrid.Uniform(0, 1, steps), noise, null).Terminal);
    }

    static SdePath Geometric(Parameters p, TimeGrid grid, Noise noise, ErrorControl? control) =>
        ByMilstein(Ito.Sde((s, t) => p.Mu * s, (s, t) => p.Sigma * s), grid, noise, control);

    static SdePath Additive(Parameters p, TimeGrid grid, Noise noise, ErrorControl? control) =>
        ByMilstein(Ito.Sde((x, t) => p.Mu * x, (x, t) => p.Sigma), grid, noise, control);

    static SdePath Dear(Parameters p, TimeGrid grid, Noise noise, ErrorControl? control)
    {
        var equation = Stratonovich.Sde((x, t) => p.Mu * Sin(x) - Tanh(x) * Exp(-t), (x, t) => p.Sigma * Sqrt(1 + x * x) * (1 + 0.1 * Cos(x)));
        return control is null ? equation.Solve(1, grid, StochasticHeun.Scheme, noise) : equation.Solve(1, grid, StochasticHeun.Scheme, noise, control);
    }

    static SdePath ByMilstein(ItoSde equation, TimeGrid grid, Noise noise, ErrorControl? control) =>
        control is null ? equation.Solve(1, grid, Milstein.Scheme, noise) : equation.Solve(1, grid, Milstein.Scheme, noise, control);

    public static readonly Case[] Cases =
    [
        new("geometric Brownian motion, grid of 128 never cut", 128, new(1e9, 1e9), Geometric),
        new("linear drift and additive noise, grid of 2 cut deep", 2, new(0, 0.8e-5), Additive),
        new("geometric Brownian motion, grid of 64", 64, new(3e-4, 3e-4), Geometric),
        new("geometric Brownian motion, grid of 4", 4, new(1e-3, 1e-3), Geometric),
        new("coefficients of five functions, Heun, grid of 64", 64, new(3e-5, 3e-5), Dear),
    ];
}
