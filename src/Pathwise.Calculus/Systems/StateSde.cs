using Pathwise.Estimation;

namespace Pathwise.Calculus;

/// <summary>
/// Equations dX = a(X, t) dt + Σⱼ bⱼ(X, t) dWⱼ in the sense of Itô for a state of several numbers: a record of <see cref="Real"/>, or an array of them.
/// </summary>
public sealed class ItoSde<TState>
{
    readonly StateEquations<TState> _equations;
    readonly Func<TState, Real, Real>? _intensity;
    readonly Func<TState, Real, Noise, TState>? _jump;

    internal ItoSde(StateEquations<TState> equations, Func<TState, Real, Real>? intensity = null, Func<TState, Real, Noise, TState>? jump = null) => (_equations, _intensity, _jump) = (equations, intensity, jump);

    /// <summary>These equations with jumps of the state: see <see cref="ItoSde.WithJumps"/>.</summary>
    public ItoSde<TState> WithJumps(Func<TState, Real, Real> intensity, Func<TState, Real, Noise, TState> jump) => new(_equations, intensity, jump);

    /// <summary>The path from an initial state over a time grid.</summary>
    public SdePath<TState> Solve(TState initial, TimeGrid grid, ItoScheme scheme, Noise noise, TapeMemory memory = TapeMemory.Full) =>
        _equations.Path(initial, x => SdePath.Solve(System(initial), x, grid, scheme, _equations.Scopes(noise), _equations.Names(initial), memory));

    /// <summary>The path from an initial state along a Brownian motion of as many drivers, over its grid.</summary>
    public SdePath<TState> Solve(TState initial, BrownianMotion motion, ItoScheme scheme, TapeMemory memory = TapeMemory.Full) =>
        _equations.Path(initial, x => SdePath.Solve(System(initial), x, motion, scheme, _equations.Names(initial), memory));

    /// <summary>The path on adaptive steps within those of a grid, whose states are kept.</summary>
    public SdePath<TState> Solve(TState initial, TimeGrid grid, ItoScheme scheme, Noise noise, ErrorControl control) =>
        Solve(initial, new BrownianMotion(grid, _equations.Scopes(noise), hasAreas: scheme.UsesAreas), scheme, control);

    /// <summary>The path along a Brownian motion of as many drivers, on adaptive steps within those of its grid.</summary>
    public SdePath<TState> Solve(TState initial, BrownianMotion motion, ItoScheme scheme, ErrorControl control) =>
        _equations.Path(initial, x => SdePath.Solve(System(initial), x, motion, scheme, _equations.Names(initial), control: control));

    /// <summary>Measures the strong and weak orders of a scheme on these equations of numbers, by halving steps along the same noise: the strong order is of the Euclidean distance of the states at the end, the weak one of f.</summary>
    public Convergence Converge(TState initial, double end, ItoScheme scheme, Func<TState, Real> f, int firstSteps = 8, int levels = 5, long paths = 20_000, long seed = 0) =>
        Convergence.Of(motion => _equations.Flat(Solve(initial, motion, scheme).Terminal), _equations.Drivers, end, x => f(_equations.State(initial, x)), firstSteps, levels, new() { Paths = paths, Seed = seed });

    /// <summary>The equations in formulas, at a state like this one. What is not a number must be made by <see cref="Expression.Unknown"/>.</summary>
    public ItoEquations Formulas(TState like, params string[] positive) => ItoEquations.Of(System(like).Continuous, _equations.Names(like), name => positive.Contains(name, StringComparer.Ordinal));

    /// <summary>Compares what is derived from these equations of numbers: see <see cref="ItoSde.CrossCheck"/>.</summary>
    public CrossCheck CrossCheck(TState initial, TimeGrid grid, ItoScheme scheme, long paths = 20_000, long seed = 0) =>
        Calculus.CrossCheck.Run(System(initial).Continuous, _equations.Names(initial), _equations.Flat(initial), grid, scheme, [], new() { Paths = paths, Seed = seed });

    /// <summary>The joint density of two states at a time, from a point, on cells × cells; equations of numbers alone (with parameters: <see cref="Calculus.Densities.Of{TParameters, TState}"/>).</summary>
    public JointDensity Density(TState initial, double time, DensityOptions x, DensityOptions y) => Densities(initial, ParameterValues.None, [time], x, y)[0];

    internal JointDensity[] Densities(TState initial, ParameterValues parameters, double[] times, DensityOptions x, DensityOptions y)
    {
        var flat = _equations.Flat(initial);
        if (flat.Length != 2 || Array.Exists(flat, value => !value.Shape.IsScalar)) throw new PathwiseException("PW2011", $"a joint density of {flat.Sum(value => value.Shape.Count)} states", "take a state of two numbers", Place.OfCaller());
        return PlaneFokkerPlanck.Solve(System(initial).Continuous, parameters, PlaneInitialLaw.Point(flat[0], flat[1]), x.Axis, y.Axis, x.Start, times, x.Steps);
    }

    /// <summary>The same process as equations in the sense of Stratonovich, with the drift a − ½ Σⱼ Σₗ bₗⱼ ∂bⱼ/∂xₗ (of independent drivers).</summary>
    public StratonovichSde<TState> ToStratonovich()
    {
        if (_intensity is not null) throw new PathwiseException("PW2030", "equations with jumps in the sense of Stratonovich", "convert the equations, and add jumps in the sense of Itô", Place.OfCaller());
        return new(_equations.WithDrift((like, t, x) => System(like).ToStratonovich().Drift(t, x)));
    }

    internal ItoSystem System(TState like) => new(_equations.Drift(like), _equations.Diffusion(like), _equations.Drivers, _equations.Factor)
    {
        Jumps = _intensity is { } intensity && _jump is { } jump
            ? [new((t, x) => intensity(_equations.State(like, x), t), (t, x, noise) => _equations.Flat(jump(_equations.State(like, x), t, noise)))] : [],
    };
}

/// <summary>Equations dX = a(X, t) dt + Σⱼ bⱼ(X, t) ∘ dWⱼ in the sense of Stratonovich for a state of several numbers: a record of <see cref="Real"/>, or an array of them.</summary>
public sealed class StratonovichSde<TState>
{
    readonly StateEquations<TState> _equations;

    internal StratonovichSde(StateEquations<TState> equations) => _equations = equations;

    /// <summary>The path from an initial state over a time grid.</summary>
    public SdePath<TState> Solve(TState initial, TimeGrid grid, StratonovichScheme scheme, Noise noise, TapeMemory memory = TapeMemory.Full) =>
        _equations.Path(initial, x => SdePath.Solve(System(initial), x, grid, scheme, _equations.Scopes(noise), _equations.Names(initial), memory));

    /// <summary>The path from an initial state along a Brownian motion of as many drivers, over its grid.</summary>
    public SdePath<TState> Solve(TState initial, BrownianMotion motion, StratonovichScheme scheme, TapeMemory memory = TapeMemory.Full) =>
        _equations.Path(initial, x => SdePath.Solve(System(initial), x, motion, scheme, _equations.Names(initial), memory));

    /// <summary>The path on adaptive steps within those of a grid, whose states are kept.</summary>
    public SdePath<TState> Solve(TState initial, TimeGrid grid, StratonovichScheme scheme, Noise noise, ErrorControl control) =>
        Solve(initial, new BrownianMotion(grid, _equations.Scopes(noise), hasAreas: scheme.UsesAreas), scheme, control);

    /// <summary>The path along a Brownian motion of as many drivers, on adaptive steps within those of its grid.</summary>
    public SdePath<TState> Solve(TState initial, BrownianMotion motion, StratonovichScheme scheme, ErrorControl control) =>
        _equations.Path(initial, x => SdePath.Solve(System(initial), x, motion, scheme, _equations.Names(initial), control: control));

    /// <summary>Measures the strong and weak orders of a scheme on these equations of numbers, by halving steps along the same noise: the strong order is of the Euclidean distance of the states at the end, the weak one of f.</summary>
    public Convergence Converge(TState initial, double end, StratonovichScheme scheme, Func<TState, Real> f, int firstSteps = 8, int levels = 5, long paths = 20_000, long seed = 0) =>
        Convergence.Of(motion => _equations.Flat(Solve(initial, motion, scheme).Terminal), _equations.Drivers, end, x => f(_equations.State(initial, x)), firstSteps, levels, new() { Paths = paths, Seed = seed });

    /// <summary>Compares what is derived from these equations of numbers: see <see cref="ItoSde.CrossCheck"/>.</summary>
    public CrossCheck CrossCheck(TState initial, TimeGrid grid, StratonovichScheme scheme, long paths = 20_000, long seed = 0) =>
        Calculus.CrossCheck.Run(System(initial), _equations.Names(initial), _equations.Flat(initial), grid, scheme, [], new() { Paths = paths, Seed = seed });

    /// <summary>The same process as equations in the sense of Itô, with the drift a + ½ Σⱼ Σₗ bₗⱼ ∂bⱼ/∂xₗ (of independent drivers).</summary>
    public ItoSde<TState> ToIto() => new(_equations.WithDrift((like, t, x) => System(like).ToIto().Drift(t, x)));

    internal StratonovichSystem System(TState like) => new(_equations.Drift(like), _equations.Diffusion(like), _equations.Drivers, _equations.Factor);
}

/// <summary>A path of a state of several numbers.</summary>
public sealed class SdePath<TState>
{
    readonly SdePath[] _paths;
    readonly Func<Real[], TState> _state;

    internal SdePath(SdePath[] paths, Func<Real[], TState> state) => (_paths, _state) = (paths, state);

    /// <summary>The grid.</summary>
    public TimeGrid Grid => _paths[0].Grid;

    /// <summary>X₀.</summary>
    public TState Initial => _state([.. _paths.Select(path => path.Initial)]);

    /// <summary>X_N.</summary>
    public TState Terminal => _state([.. _paths.Select(path => path.Terminal)]);

    /// <summary>The states X₁ … X_N, each number of them along a first axis of N rows.</summary>
    public TState States => _state([.. _paths.Select(path => path.States)]);

    /// <summary>The number of steps taken: N, or more on adaptive steps, where it differs from path to path.</summary>
    public Real StepsTaken => _paths[0].StepsTaken;

    /// <summary>The mean of f(X, t) over t₁ … t_N.</summary>
    public Real Mean(Func<TState, Real, Real> f) => PathFunctional.Mean(_paths, (t, x) => f(_state(x), t));

    /// <summary>The largest f(X, t) over t₀ … t_N.</summary>
    public Real Max(Func<TState, Real, Real> f) => PathFunctional.Max(_paths, (t, x) => f(_state(x), t));

    /// <summary>The smallest f(X, t) over t₀ … t_N.</summary>
    public Real Min(Func<TState, Real, Real> f) => -PathFunctional.Max(_paths, (t, x) => -f(_state(x), t));

    /// <summary>∫ f(X, t) dt as Σ f(X_n, t_n)·h over n = 0 … N − 1.</summary>
    public Real Integral(Func<TState, Real, Real> f) => PathFunctional.Integral(_paths, (t, x) => f(_state(x), t));
}

/// <summary>Functions of a state, as functions of its numbers.</summary>
internal sealed class StateEquations<TState>(Func<TState, Real, TState> drift, Func<TState, Real, TState>[] diffusions, Real[,]? correlation)
{
    static readonly Structure s_structure = Structure.Of(typeof(TState));

    public int Drivers => diffusions.Length;

    /// <summary>The same equations with another drift, a function of the state's numbers.</summary>
    public StateEquations<TState> WithDrift(Func<TState, Real, Real[], Real[]> other) => new((s, t) => State(s, other(s, t, Flat(s))), diffusions, correlation);

    public Real[,]? Factor { get; } = CorrelationFactor.Of(correlation, diffusions.Length);

    public Noise[] Scopes(Noise noise) => Drivers == 1 ? [noise] : [.. Enumerable.Range(1, Drivers).Select(j => noise[$"W{j}"])];

    public string[] Names(TState like) => [.. s_structure.Flatten(like).Select(leaf => leaf.Name == "parameter" ? "X" : leaf.Name)];

    public Real[] Flat(TState state) => [.. s_structure.Flatten(state).Select(leaf => leaf.Value)];

    public Func<Real, Real[], Real[]> Drift(TState like) => (t, x) => Flat(drift(State(like, x), t));

    public Func<Real, Real[], Real?[,]> Diffusion(TState like) => (t, x) =>
    {
        var b = new Real?[x.Length, Drivers];
        for (int j = 0; j < Drivers; j++)
        {
            var column = Flat(diffusions[j](State(like, x), t));
            for (int i = 0; i < x.Length; i++) if (!column[i].Node.Is(0)) b[i, j] = column[i];
        }
        return b;
    };

    public SdePath<TState> Path(TState initial, Func<Real[], SdePath[]> solve) => new(solve(Flat(initial)), x => State(initial, x));

    public TState State(TState like, Real[] x) => (TState)s_structure.Build(like, new(x));
}
