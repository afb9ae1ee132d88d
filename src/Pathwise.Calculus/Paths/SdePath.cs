using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>A numerical path X₀, X₁, …, X_N on the grid t₀ … t_N.</summary>
public sealed class SdePath
{
    internal SdePath(TimeGrid grid, Real initial, Real terminal, Node after, Node before, SdeSystem system) =>
        (Grid, Initial, Terminal, After, Before, System) = (grid, initial, terminal, after, before, system);

    /// <summary>The grid.</summary>
    public TimeGrid Grid { get; }

    /// <summary>X₀.</summary>
    public Real Initial { get; }

    /// <summary>X_N.</summary>
    public Real Terminal { get; }

    /// <summary>The number of steps taken: N, or more on adaptive steps, where it differs from path to path.</summary>
    public required Real StepsTaken { get; init; }

    internal SdeSystem System { get; }

    /// <summary>X₁ … X_N, one row each.</summary>
    internal Node After { get; }

    /// <summary>X₀ … X_{N−1}, one row each.</summary>
    internal Node Before { get; }

    /// <summary>The states X₁ … X_N, along a first axis of N rows.</summary>
    public Real States => After.AsReal();

    /// <summary>The mean over X₁ … X_N.</summary>
    public Real Mean => PathFunctional.Mean([this], (_, x) => x[0]);

    /// <summary>The largest of X₀ … X_N.</summary>
    public Real Max => PathFunctional.Max([this], (_, x) => x[0]);

    /// <summary>The smallest of X₀ … X_N.</summary>
    public Real Min => -PathFunctional.Max([this], (_, x) => -x[0]);

    /// <summary>∫ f(X, t) dt as Σ f(X_n, t_n)·h over n = 0 … N − 1.</summary>
    public Real Integral(Func<Real, Real, Real> f) => PathFunctional.Integral([this], (t, x) => f(x[0], t));

    /// <summary>
    /// The probability that the state has met a level between the start and the end, given its values on the grid: 1 − Π(1 − pₙ), with pₙ = e^(−2(Xₙ − B)(Xₙ₊₁ − B)/(b²h)) where both are on one side of
    /// the level, else 1 (the Brownian bridge of diffusion b between two points of the grid; Glasserman, Monte Carlo Methods in Financial Engineering, 2003, §6.4). It has a pathwise derivative where the indicator
    /// of a barrier has none, and no bias of discrete monitoring.
    /// </summary>
    public Real CrossingProbability(Real level) => FirstPassage.Of([this], 0, [level]).Probability;

    /// <summary>
    /// The mean of min(τ, T) with τ the first time at which the state meets one of the levels (one, or one on either side of the start), given its values on the grid: ∫ P(τ &gt; t) dt by the trapezoidal rule over the bridges'
    /// probabilities of not having met a level yet. Of two levels a bridge is taken to meet at most one.
    /// </summary>
    public Real FirstPassageTime(params Real[] levels) => FirstPassage.Of([this], 0, levels).Time;

    /// <summary>Solves a system on a Brownian motion's grid, or on adaptive steps within.</summary>
    internal static SdePath[] Solve(SdeSystem system, Real[] initial, BrownianMotion motion, Scheme scheme, string[]? names = null, TapeMemory memory = TapeMemory.Full, ErrorControl? control = null)
    {
        if (motion.Drivers != system.Drivers) throw new PathwiseException("PW2006", $"a Brownian motion of {motion.Drivers} drivers for equations of {system.Drivers}", "draw a motion with as many drivers as the equations have", Place.OfCaller());
        return control is null ? new PathSolver(system, scheme, motion.Grid, motion.Scopes, names, motion).Solve(initial, memory) : new AdaptivePath(system, scheme, motion.Grid, control, motion, names).Solve(initial);
    }

    /// <summary>Solves a system; each independent driver draws from its scope of noise, afresh in every step.</summary>
    internal static SdePath[] Solve(SdeSystem system, Real[] initial, TimeGrid grid, Scheme scheme, Noise[] scopes, string[]? names = null, TapeMemory memory = TapeMemory.Full) =>
        new PathSolver(system, scheme, grid, scopes, names, null).Solve(initial, memory);
}
