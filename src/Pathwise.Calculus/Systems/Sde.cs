namespace Pathwise.Calculus;

/// <summary>An equation dX = a(X, t) dt + b(X, t) dW in the sense of Itô, for a scalar, or for an array with one independent driver for each element.</summary>
public sealed class ItoSde
{
    internal ItoSde(ItoSystem system) => System = system;

    internal ItoSystem System { get; }

    /// <summary>The path from an initial state over a time grid.</summary>
    public SdePath Solve(Real initial, TimeGrid grid, ItoScheme scheme, Noise noise, TapeMemory memory = TapeMemory.Full) =>
        SdePath.Solve(System, [initial], grid, scheme, [noise], memory: memory)[0];

    /// <summary>The path from an initial state along a Brownian motion, over its grid.</summary>
    public SdePath Solve(Real initial, BrownianMotion motion, ItoScheme scheme, TapeMemory memory = TapeMemory.Full) => SdePath.Solve(System, [initial], motion, scheme, memory: memory)[0];

    /// <summary>The path on adaptive steps within those of a grid, whose states are kept.</summary>
    public SdePath Solve(Real initial, TimeGrid grid, ItoScheme scheme, Noise noise, ErrorControl control) => Solve(initial, new BrownianMotion(grid, [noise], hasAreas: scheme.UsesAreas), scheme, control);

    /// <summary>The path along a Brownian motion, on adaptive steps within those of its grid.</summary>
    public SdePath Solve(Real initial, BrownianMotion motion, ItoScheme scheme, ErrorControl control) => SdePath.Solve(System, [initial], motion, scheme, control: control)[0];

    /// <summary>Measures the strong and weak orders of a scheme on this equation of numbers, by halving steps along the same noise; f is what the weak order is of.</summary>
    public Convergence Converge(double initial, double end, ItoScheme scheme, Func<Real, Real> f, int firstSteps = 8, int levels = 5, long paths = 20_000, long seed = 0) =>
        Convergence.Of(motion => [Solve(initial, motion, scheme).Terminal], 1, end, x => f(x[0]), firstSteps, levels, new() { Paths = paths, Seed = seed });

    /// <summary>
    /// Compares what is derived from this equation of numbers: paths with Dynkin's formula, with the Fokker–Planck equation and with the backward one, in standard errors.
    /// </summary>
    public CrossCheck CrossCheck(double initial, TimeGrid grid, ItoScheme scheme, long paths = 20_000, long seed = 0) =>
        Calculus.CrossCheck.Run(System.Continuous, ["X"], [initial], grid, scheme, [], new() { Paths = paths, Seed = seed });

    /// <summary>
    /// The equation in formulas, from which Itô's lemma, the generator and the rest of the calculus follow. What is not a number must be made by <see cref="Expression.Unknown"/>.
    /// </summary>
    /// <param name="state">The state's name.</param>
    /// <param name="positive">Names of what is known to be positive.</param>
    public ItoEquations Formulas(string state = "X", params string[] positive) => ItoEquations.Of(System.Continuous, [state], name => positive.Contains(name, StringComparer.Ordinal));

    /// <summary>
    /// This equation with jumps: dX = a dt + b dW + dJ, where X changes by an amount at the times of a Poisson process (Merton, J. Financ. Econ. 3, 1976). Derivatives in all parameters are right, the intensity's by the score of the number of jumps.
    /// </summary>
    /// <param name="intensity">λ(X, t), jumps in a unit of time.</param>
    /// <param name="jump">By how much X changes, as a function of X before the jump, time, and noise that is fresh for every jump.</param>
    public ItoSde WithJumps(Func<Real, Real, Real> intensity, Func<Real, Real, Noise, Real> jump) =>
        new(System with { Jumps = [.. System.Jumps, new((t, x) => intensity(x[0], t), (t, x, noise) => [jump(x[0], t, noise)])] });

    /// <summary>The same process as an equation in the sense of Stratonovich, with the drift a − ½ b ∂b/∂x.</summary>
    public StratonovichSde ToStratonovich() => new(System.ToStratonovich());
}

/// <summary>An equation dX = a(X, t) dt + b(X, t) ∘ dW in the sense of Stratonovich, for a scalar, or for an array with one independent driver for each element.</summary>
public sealed class StratonovichSde
{
    internal StratonovichSde(StratonovichSystem system) => System = system;

    internal StratonovichSystem System { get; }

    /// <summary>The path from an initial state over a time grid.</summary>
    public SdePath Solve(Real initial, TimeGrid grid, StratonovichScheme scheme, Noise noise, TapeMemory memory = TapeMemory.Full) =>
        SdePath.Solve(System, [initial], grid, scheme, [noise], memory: memory)[0];

    /// <summary>The path from an initial state along a Brownian motion, over its grid.</summary>
    public SdePath Solve(Real initial, BrownianMotion motion, StratonovichScheme scheme, TapeMemory memory = TapeMemory.Full) => SdePath.Solve(System, [initial], motion, scheme, memory: memory)[0];

    /// <summary>The path on adaptive steps within those of a grid, whose states are kept.</summary>
    public SdePath Solve(Real initial, TimeGrid grid, StratonovichScheme scheme, Noise noise, ErrorControl control) => Solve(initial, new BrownianMotion(grid, [noise], hasAreas: scheme.UsesAreas), scheme, control);

    /// <summary>The path along a Brownian motion, on adaptive steps within those of its grid.</summary>
    public SdePath Solve(Real initial, BrownianMotion motion, StratonovichScheme scheme, ErrorControl control) => SdePath.Solve(System, [initial], motion, scheme, control: control)[0];

    /// <summary>Measures the strong and weak orders of a scheme on this equation of numbers, by halving steps along the same noise; f is what the weak order is of.</summary>
    public Convergence Converge(double initial, double end, StratonovichScheme scheme, Func<Real, Real> f, int firstSteps = 8, int levels = 5, long paths = 20_000, long seed = 0) =>
        Convergence.Of(motion => [Solve(initial, motion, scheme).Terminal], 1, end, x => f(x[0]), firstSteps, levels, new() { Paths = paths, Seed = seed });

    /// <summary>Compares what is derived from this equation of numbers: see <see cref="ItoSde.CrossCheck"/>.</summary>
    public CrossCheck CrossCheck(double initial, TimeGrid grid, StratonovichScheme scheme, long paths = 20_000, long seed = 0) =>
        Calculus.CrossCheck.Run(System, ["X"], [initial], grid, scheme, [], new() { Paths = paths, Seed = seed });

    /// <summary>The same process as an equation in the sense of Itô, with the drift a + ½ b ∂b/∂x.</summary>
    public ItoSde ToIto() => new(System.ToIto());
}
