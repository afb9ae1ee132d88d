namespace Pathwise.Calculus;

/// <summary>Stochastic differential equations in the sense of Itô.</summary>
public static class Ito
{
    /// <summary>
    /// dX = a(X, t) dt + b(X, t) dW. The state is a scalar, or an array with one independent driver for each element.
    /// </summary>
    public static ItoSde Sde(Func<Real, Real, Real> drift, Func<Real, Real, Real> diffusion) => new(drift, diffusion);
}

/// <summary>An Itô equation dX = a(X, t) dt + b(X, t) dW.</summary>
public sealed class ItoSde
{
    readonly ItoSystem _system;

    internal ItoSde(Func<Real, Real, Real> drift, Func<Real, Real, Real> diffusion) =>
        _system = new((t, x) => [drift(x[0], t)], (t, x) => new Real?[,] { { diffusion(x[0], t) } }, Drivers: 1, Names: ["dW"]);

    /// <summary>The equation in formulas, of a scalar state; parameters go by their names.</summary>
    /// <param name="state">The state's name.</param>
    /// <param name="positive">Names of what is known to be positive.</param>
    public ItoEquations Formulas(string state = "X", params string[] positive) => ItoEquations.Of(_system, [state], name => positive.Contains(name, StringComparer.Ordinal));

    /// <summary>The path from an initial state over a time grid.</summary>
    public SdePath Solve(Real initial, TimeGrid grid, Scheme scheme, Noise noise) =>
        SdePath.Solve(_system, [initial], grid, scheme, shape => [noise.Normal(shape)])[0];
}
