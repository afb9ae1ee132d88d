namespace Pathwise.Calculus;

/// <summary>
/// A one-step scheme for Itô equations. Orders are those of convergence as the step h → 0: strong for paths, weak for expectations.
/// </summary>
public abstract class Scheme
{
    /// <summary>The name, as in model files.</summary>
    public abstract string Name { get; }

    /// <summary>(E|X_T − X̂_T|²)^½ = O(h^order).</summary>
    public abstract double StrongOrder { get; }

    /// <summary>|E f(X_T) − E f(X̂_T)| = O(h^order) for smooth f.</summary>
    public abstract double WeakOrder { get; }

    /// <summary>X̂(t + h) from X̂(t) and the independent increments of the drivers.</summary>
    internal abstract Real[] Step(ItoSystem system, Real t, double h, Real[] x, Real[] independent);
}

/// <summary>All schemes, by name.</summary>
public static class Schemes
{
    /// <summary>The catalogue.</summary>
    public static IReadOnlyList<Scheme> All { get; } = [EulerMaruyama.Scheme, Milstein.Scheme];
}
