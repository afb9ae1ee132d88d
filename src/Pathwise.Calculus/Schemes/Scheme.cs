namespace Pathwise.Calculus;

/// <summary>
/// A one-step scheme for stochastic differential equations. Orders are those of convergence as the step h → 0: strong for paths, weak for expectations.
/// </summary>
public abstract class Scheme
{
    private protected Scheme() { }

    /// <summary>The name, as in model files.</summary>
    public abstract string Name { get; }

    /// <summary>(E|X_T − X̂_T|²)^½ = O(h^order), for the noise that the scheme is made for.</summary>
    public abstract double StrongOrder { get; }

    /// <summary>The strong order for additive noise.</summary>
    public virtual double StrongOrderForAdditiveNoise => Math.Max(1, StrongOrder);

    /// <summary>|E f(X_T) − E f(X̂_T)| = O(h^order) for smooth f.</summary>
    public abstract double WeakOrder { get; }

    /// <summary>
    /// Whether paths converge to the solution on steps that are chosen by looking at the motion (Gaines and Lyons, SIAM J. Appl. Math. 57, 1997): not unless the scheme has all terms of the order of h in ΔW.
    /// </summary>
    internal virtual bool ConvergesOnAdaptiveSteps(bool isAdditive) => false;

    /// <summary>Whether steps ask for space-time areas.</summary>
    internal virtual bool UsesAreas => false;

    /// <summary>What the scheme carries beside the state, at the start.</summary>
    internal virtual Real[] Start(Real[] x) => [];

    /// <summary>X̂(t + h) from X̂(t).</summary>
    internal abstract Real[] Next(Step step);

    /// <summary>Whether a step can be taken back in closed form.</summary>
    internal virtual bool IsReversible => false;

    /// <summary>X̂(t) from X̂(t + h): of a step that holds the state, and what the scheme carries, at t + h, and is to be left with what the scheme carries at t.</summary>
    internal virtual Real[] Previous(Step step) => throw new InvalidOperationException();
}

/// <summary>A scheme that converges to the solution in the sense of Itô.</summary>
public abstract class ItoScheme : Scheme
{
    private protected ItoScheme() { }
}

/// <summary>A scheme that converges to the solution in the sense of Stratonovich.</summary>
public abstract class StratonovichScheme : Scheme
{
    private protected StratonovichScheme() { }
}

/// <summary>All schemes, by name.</summary>
public static class Schemes
{
    /// <summary>The catalogue.</summary>
    public static IReadOnlyList<Scheme> All { get; } =
    [
        EulerMaruyama.Scheme, Milstein.Scheme, LevyAreaMilstein.Scheme, StochasticRungeKutta.Scheme, AdditiveRungeKutta.Scheme, Platen.Scheme, TamedEuler.Scheme, ImplicitEuler.Scheme, ExactScheme.Scheme,
        StochasticHeun.Scheme, StochasticMidpoint.Scheme, ReversibleHeun.Scheme,
    ];
}
