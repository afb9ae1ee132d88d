using Pathwise.Estimation;

namespace Pathwise;

/// <summary>Expectations of stochastic programs, written for one path.</summary>
public static class Expectation
{
    /// <summary>E f(θ, ε): <paramref name="program"/> is traced when it is first needed, once for each shape of its parameters and value of its settings.</summary>
    /// <typeparam name="TParameters">
    /// A <see cref="Real"/>, an array of them, or a record of such (nested at will). A record may also hold settings: <c>int</c>, <c>long</c>, <c>bool</c>, <c>double</c>, <c>string</c>, enumerations, and arrays of
    /// these. They are no parameters; a program is traced anew for other settings.
    /// </typeparam>
    public static Expectation<TParameters> Of<TParameters>(Func<TParameters, Noise, Real> program) => new(program);

    /// <summary>E f(θ, x, ε) over rows of data x and noise: path k reads row k modulo the number of rows.</summary>
    /// <typeparam name="TParameters">
    /// A <see cref="Real"/>, an array of them, or a record of such (nested at will). A record may also hold settings: <c>int</c>, <c>long</c>, <c>bool</c>, <c>double</c>, <c>string</c>, enumerations, and arrays of
    /// these. They are no parameters; a program is traced anew for other settings.
    /// </typeparam>
    /// <typeparam name="TRow">The type of a row, of the same kind.</typeparam>
    public static Expectation<TParameters, TRow> Of<TParameters, TRow>(Func<TParameters, TRow, Noise, Real> program) => new(program);
}

/// <summary>The expectation of a program over its noise, as a function of its parameters. Thread-safe.</summary>
public sealed class Expectation<TParameters>
{
    readonly Expectation<TParameters, Real> _ofData;

    internal Expectation(Func<TParameters, Noise, Real> program) => _ofData = new((parameters, _, noise) => program(parameters, noise));

    // A program without data is one whose only row is never read.
    static readonly Real[] s_none = [0.0];

    /// <summary>The traced program, at some values of the parameters.</summary>
    internal StochasticProgram Program(TParameters at) => _ofData.Program(at, s_none);

    /// <summary>The same program as one over rows of data.</summary>
    internal (Expectation<TParameters, Real> Program, Real[] Rows) OfData => (_ofData, s_none);

    /// <summary>Says, before anything runs, whether the pathwise gradient in each parameter is sound.</summary>
    public Certificate Certificate(TParameters at) => _ofData.Certificate(at, s_none);

    /// <summary>The mean over paths and its standard error.</summary>
    public Estimate Value(TParameters at, long paths = 100_000, long seed = 0) => Value(at, new EstimationOptions { Paths = paths, Seed = seed });

    /// <inheritdoc cref="Value(TParameters, long, long)"/>
    public Estimate Value(TParameters at, EstimationOptions options) => _ofData.Value(at, s_none, options);

    /// <summary>
    /// The mean over paths, its gradient in every parameter, and the standard error of each. A gradient that would be wrong throws
    /// <see cref="GradientRefusedException"/>.
    /// </summary>
    public Estimate<TParameters> ValueAndGradient(TParameters at, long paths = 100_000, long seed = 0) =>
        ValueAndGradient(at, new EstimationOptions { Paths = paths, Seed = seed });

    /// <inheritdoc cref="ValueAndGradient(TParameters, long, long)"/>
    public Estimate<TParameters> ValueAndGradient(TParameters at, EstimationOptions options) => _ofData.ValueAndGradient(at, s_none, options);

    /// <summary>
    /// Second derivatives in every pair of parameter elements, by differentiating twice. The certificate of the gradient decides: where
    /// differentiating a kink once more would miss a jump (Γ of a call), <see cref="GradientRefusedException"/> is thrown.
    /// </summary>
    public HessianEstimate Hessian(TParameters at, long paths = 100_000, long seed = 0) => Hessian(at, new EstimationOptions { Paths = paths, Seed = seed });

    /// <inheritdoc cref="Hessian(TParameters, long, long)"/>
    public HessianEstimate Hessian(TParameters at, EstimationOptions options) => _ofData.Hessian(at, s_none, options);

    /// <summary>
    /// The gradient compared with another unbiased estimator and with differences of the mean under common random numbers, in standard errors. See <see cref="GradientAudit.ThrowIfFailed"/>.
    /// </summary>
    public GradientAudit Audit(TParameters at, EstimationOptions? options = null) => _ofData.Audit(at, s_none, options);

    /// <summary>Pilot runs of every unbiased way of estimating the gradient: variance and cost of each, the library's choice and why.</summary>
    public EstimatorComparison Compare(TParameters at, EstimationOptions? options = null) => _ofData.Compare(at, s_none, options);

    /// <summary>Every value on one path, in order, and the derivatives of the result on that path.</summary>
    public Replay Replay(TParameters at, long path, long seed = 0) => Replay(at, path, new EstimationOptions { Seed = seed });

    /// <summary>The same of a path of a run with these options. With Sobol, shared or recorded noise a path depends on the number of paths.</summary>
    public Replay Replay(TParameters at, long path, EstimationOptions options) => _ofData.Replay(at, s_none, path, options);
}
