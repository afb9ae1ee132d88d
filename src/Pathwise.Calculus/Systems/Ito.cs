namespace Pathwise.Calculus;

/// <summary>Stochastic differential equations in the sense of Itô.</summary>
public static class Ito
{
    /// <summary>
    /// dX = a(X, t) dt + b(X, t) dW. The state is a scalar, or an array with one independent driver for each element.
    /// </summary>
    public static ItoSde Sde(Func<Real, Real, Real> drift, Func<Real, Real, Real> diffusion) =>
        new(new ItoSystem((t, x) => [drift(x[0], t)], (t, x) => new Real?[,] { { diffusion(x[0], t) } }, Drivers: 1, Names: ["dW"]));

    /// <summary>dX = a(X, t) dt + Σⱼ bⱼ(X, t) dWⱼ for a state of several numbers, a record of <see cref="Real"/> or an array of them, with independent drivers.</summary>
    /// <param name="drift">a.</param>
    /// <param name="diffusions">For each driver the state that its increment is multiplied by; numbers that it does not move are 0.</param>
    public static ItoSde<TState> Sde<TState>(Func<TState, Real, TState> drift, params Func<TState, Real, TState>[] diffusions) => new(new(drift, diffusions, null));

    /// <summary>The same with drivers that are correlated.</summary>
    /// <param name="correlation">The correlation matrix of the drivers.</param>
    /// <param name="drift">a.</param>
    /// <param name="diffusions">For each driver the state that its increment is multiplied by.</param>
    public static ItoSde<TState> Sde<TState>(Real[,] correlation, Func<TState, Real, TState> drift, params Func<TState, Real, TState>[] diffusions) => new(new(drift, diffusions, correlation));
}

/// <summary>Stochastic differential equations in the sense of Stratonovich.</summary>
public static class Stratonovich
{
    /// <summary>
    /// dX = a(X, t) dt + b(X, t) ∘ dW. The state is a scalar, or an array with one independent driver for each element.
    /// </summary>
    public static StratonovichSde Sde(Func<Real, Real, Real> drift, Func<Real, Real, Real> diffusion) =>
        new(new StratonovichSystem((t, x) => [drift(x[0], t)], (t, x) => new Real?[,] { { diffusion(x[0], t) } }, Drivers: 1, Names: ["dW"]));

    /// <summary>dX = a(X, t) dt + Σⱼ bⱼ(X, t) ∘ dWⱼ for a state of several numbers, a record of <see cref="Real"/> or an array of them, with independent drivers.</summary>
    /// <param name="drift">a.</param>
    /// <param name="diffusions">For each driver the state that its increment is multiplied by; numbers that it does not move are 0.</param>
    public static StratonovichSde<TState> Sde<TState>(Func<TState, Real, TState> drift, params Func<TState, Real, TState>[] diffusions) => new(new(drift, diffusions, null));

    /// <summary>The same with drivers that are correlated.</summary>
    /// <param name="correlation">The correlation matrix of the drivers.</param>
    /// <param name="drift">a.</param>
    /// <param name="diffusions">For each driver the state that its increment is multiplied by.</param>
    public static StratonovichSde<TState> Sde<TState>(Real[,] correlation, Func<TState, Real, TState> drift, params Func<TState, Real, TState>[] diffusions) => new(new(drift, diffusions, correlation));
}
