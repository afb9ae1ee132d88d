namespace Pathwise.Calculus;

/// <summary>Stochastic differential equations in the sense of Itô.</summary>
public static class Ito
{
    /// <summary>
    /// dX = a(X, t) dt + b(X, t) dW. The state is a scalar, or an array with one independent driver for each element.
    /// </summary>
    public static ItoSde Sde(Func<Real, Real, Real> drift, Func<Real, Real, Real> diffusion) =>
        new(new ItoSystem((t, x) => [drift(x[0], t)], (t, x) => new Real?[,] { { diffusion(x[0], t) } }, Drivers: 1, Names: ["dW"]));
}

/// <summary>Stochastic differential equations in the sense of Stratonovich.</summary>
public static class Stratonovich
{
    /// <summary>
    /// dX = a(X, t) dt + b(X, t) ∘ dW. The state is a scalar, or an array with one independent driver for each element.
    /// </summary>
    public static StratonovichSde Sde(Func<Real, Real, Real> drift, Func<Real, Real, Real> diffusion) =>
        new(new StratonovichSystem((t, x) => [drift(x[0], t)], (t, x) => new Real?[,] { { diffusion(x[0], t) } }, Drivers: 1, Names: ["dW"]));
}
