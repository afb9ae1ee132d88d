using Pathwise.Estimation;

namespace Pathwise.Learning;

/// <summary>How an <see cref="Objective{TParameters}"/> is evaluated. The number of threads changes no bit.</summary>
public sealed record ObjectiveOptions
{
    /// <summary>The paths of a batch.</summary>
    public int BatchSize { get; init; } = 1024;

    /// <summary>The seed of all noise.</summary>
    public long Seed { get; init; }

    /// <summary>The precision of the paths.</summary>
    public Precision Precision { get; init; }

    /// <summary>The number of threads; 0 is one for each processor.</summary>
    public int Threads { get; init; }
}

/// <summary>Objectives of optimisers.</summary>
public static class Objective
{
    /// <summary>E f(θ, ε) over batches of paths.</summary>
    /// <param name="expectation">The program.</param>
    /// <param name="like">Parameters whose shapes and settings are those of all.</param>
    /// <param name="options">How it is evaluated.</param>
    public static Objective<TParameters> Of<TParameters>(Expectation<TParameters> expectation, TParameters like, ObjectiveOptions? options = null) => new(expectation.Program(like), like, options ?? new());

    /// <summary>E f(θ, x, ε) over batches of paths, of which path k reads row k modulo the number of rows.</summary>
    /// <inheritdoc cref="Of{TParameters}(Expectation{TParameters}, TParameters, ObjectiveOptions?)"/>
    /// <param name="expectation">The program.</param>
    /// <param name="like">Parameters whose shapes and settings are those of all.</param>
    /// <param name="rows">The data.</param>
    /// <param name="options">How it is evaluated.</param>
    public static Objective<TParameters> Of<TParameters, TRow>(Expectation<TParameters, TRow> expectation, TParameters like, IReadOnlyList<TRow> rows, ObjectiveOptions? options = null) =>
        new(expectation.Program(like, rows), like, options ?? new());
}

/// <summary>
/// The mean of a program over a batch of paths, and its gradient, as functions of flat numbers: what loops of one's own and optimisers of other libraries ask for. All that can be is prepared once; an evaluation then allocates nothing.
/// No standard errors are made. Not for several threads at once.
/// </summary>
/// <remarks>
/// A batch has the same noise at every evaluation. So with one batch this is a deterministic, differentiable function of the parameters, as line searches and quasi-Newton methods need it (sample average approximation: Shapiro, Dentcheva and
/// Ruszczyński, Lectures on Stochastic Programming, 2009, chapter 5); with a new batch each time, gradients are independent and unbiased (stochastic approximation: Robbins and Monro, 1951).
/// </remarks>
public sealed class Objective<TParameters> : IDisposable
{
    readonly BatchGradient<double> _gradient;

    internal Objective(StochasticProgram program, TParameters like, ObjectiveOptions options)
    {
        var estimation = new EstimationOptions { Paths = options.BatchSize, Seed = options.Seed, Precision = options.Precision, Threads = options.Threads };
        estimation.Validate();
        (_gradient, Layout) = (new(program, estimation), new(like));
    }

    /// <summary>Where each parameter lies among the flat numbers, and the way to them and back.</summary>
    public FlatParameters<TParameters> Layout { get; }

    /// <summary>The mean over the paths of a batch, sB to (s + 1)B − 1 for batch s; <paramref name="gradient"/> receives its derivatives.</summary>
    /// <param name="parameters">As many numbers as there are parameters.</param>
    /// <param name="gradient">As many numbers, which are written over.</param>
    /// <param name="batch">Which batch.</param>
    /// <exception cref="GradientRefusedException">The gradient would be wrong.</exception>
    /// <exception cref="NonFiniteException">A value or a derivative is not finite.</exception>
    public double ValueAndGradient(double[] parameters, double[] gradient, long batch = 0)
    {
        Layout.Fits(parameters.Length);
        Layout.Fits(gradient.Length);
        return _gradient.Run(batch, parameters, gradient);
    }

    /// <summary>Gives back threads and memory.</summary>
    public void Dispose() => _gradient.Dispose();
}
