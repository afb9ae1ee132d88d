using Pathwise.Estimation;
using Pathwise.NoiseSources;

namespace Pathwise.Calculus;

/// <summary>
/// Multilevel Monte Carlo: E P_L = E P₀ + Σ E(P_ℓ − P_ℓ₋₁), with P_ℓ the result on a grid of M·2^ℓ steps and both results of a level along the same Brownian motion, so that most paths are short ones. (Giles, Multilevel Monte Carlo
/// path simulation, Operations Research 56, 2008; Multilevel Monte Carlo methods, Acta Numerica 24, 2015.) Gradients are estimated on the same levels.
/// </summary>
public static class Multilevel
{
    /// <summary>The expectation of a program of parameters and of a Brownian motion, whose grid it solves its equations on.</summary>
    /// <param name="program">The program.</param>
    /// <param name="coarsest">The grid of level 0.</param>
    /// <param name="drivers">The number of independent drivers.</param>
    public static Multilevel<TParameters> Of<TParameters>(Func<TParameters, BrownianMotion, Real> program, TimeGrid coarsest, int drivers = 1) => new(program, coarsest, drivers);
}

/// <summary>An expectation to be estimated on many levels.</summary>
public sealed class Multilevel<TParameters>
{
    readonly Func<TParameters, BrownianMotion, Real> _program;
    readonly TimeGrid _coarsest;
    readonly int _drivers;
    readonly Dictionary<int, Expectation<TParameters>> _levels = [];

    internal Multilevel(Func<TParameters, BrownianMotion, Real> program, TimeGrid coarsest, int drivers) => (_program, _coarsest, _drivers) = (program, coarsest, drivers);

    /// <summary>Runs as many levels, and paths on each, as the root mean square error of the value asks for.</summary>
    /// <param name="at">The parameters.</param>
    /// <param name="target">The root mean square error of the value, of bias and noise together.</param>
    /// <param name="seed">The seed; levels have noise of their own.</param>
    public MultilevelEstimate ValueAndGradient(TParameters at, double target, long seed = 0) =>
        MultilevelRun.Of(level => Level(level).Program(at), level => _coarsest.Steps << level, null, target, new EstimationOptions { Seed = seed });

    /// <summary>P_ℓ − P_ℓ₋₁ (P₀ on level 0).</summary>
    Expectation<TParameters> Level(int level)
    {
        lock (_levels)
            return _levels.TryGetValue(level, out var known) ? known : _levels[level] = Expectation.Of((TParameters parameters, Noise noise) =>
            {
                var fine = new BrownianMotion(_coarsest.Refined(1 << level), noise, _drivers);
                return level == 0 ? _program(parameters, fine) : _program(parameters, fine) - _program(parameters, fine.Coarser(2));
            });
    }
}

/// <summary>What one level contributes.</summary>
/// <param name="Level">ℓ.</param>
/// <param name="Steps">The steps of its finer grid.</param>
/// <param name="Paths">Paths run.</param>
/// <param name="Mean">The mean of P_ℓ − P_ℓ₋₁.</param>
/// <param name="Variance">Its variance, of one path.</param>
/// <param name="Cost">Operations of a path.</param>
public sealed record MultilevelLevel(int Level, int Steps, long Paths, double Mean, double Variance, long Cost);

/// <summary>A derivative, summed over the levels; null where it was refused.</summary>
public sealed record MultilevelDerivative(string Parameter, double? Mean, double? StandardError, string Estimator);

/// <summary>A multilevel estimate.</summary>
/// <param name="Value">The value.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Bias">The bias that the finest level leaves, |E(P_L − P_L₋₁)|/(2^α − 1).</param>
/// <param name="Gradient">The derivatives, with the levels' estimators.</param>
/// <param name="Levels">The levels.</param>
/// <param name="Alpha">The weak rate: |E(P_ℓ − P_ℓ₋₁)| ∝ 2^(−αℓ), as measured.</param>
/// <param name="Beta">The variance's rate: Var(P_ℓ − P_ℓ₋₁) ∝ 2^(−βℓ), as measured.</param>
/// <param name="Gamma">The cost's rate: operations of a path ∝ 2^(γℓ), as counted.</param>
/// <param name="Saving">How many times as many operations single-level Monte Carlo on the finest grid takes for the same standard error.</param>
public sealed record MultilevelEstimate(double Value, double StandardError, double Bias, IReadOnlyList<MultilevelDerivative> Gradient, IReadOnlyList<MultilevelLevel> Levels, double Alpha, double Beta, double Gamma, double Saving);
