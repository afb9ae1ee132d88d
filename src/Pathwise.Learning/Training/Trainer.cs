using Pathwise.Estimation;

namespace Pathwise.Learning;

/// <summary>Training: parameters follow the gradient of an expected loss downhill, a batch of paths at a time.</summary>
public static class Trainer
{
    /// <summary>Of a loss whose paths are noise alone.</summary>
    public static Trainer<TParameters> Of<TParameters>(Expectation<TParameters> loss, TrainingOptions options, Evaluation<TParameters>? evaluation = null)
    {
        var (program, rows) = loss.OfData;
        return Of(program, rows, options, evaluation, 0);
    }

    /// <summary>Of a loss over rows of data with their noise: every epoch goes through all rows in an order of its own.</summary>
    public static Trainer<TParameters> Of<TParameters, TRow>(Expectation<TParameters, TRow> loss, IReadOnlyList<TRow> rows, TrainingOptions options, Evaluation<TParameters>? evaluation = null) =>
        Of(loss, rows, options, evaluation, rows.Count);

    static Trainer<TParameters> Of<TParameters, TRow>(Expectation<TParameters, TRow> loss, IReadOnlyList<TRow> rows, TrainingOptions options, Evaluation<TParameters>? evaluation, int count)
    {
        var order = count > 0 ? new RowOrder(count, options.Seed) : null;
        Func<long, int>? rowOf = order is null ? null : order.RowOf;
        return new(start => options.Precision == Precision.F32 ? loss.Program<float>(start, rows, rowOf) : loss.Program<double>(start, rows, rowOf), order, count, options, evaluation);
    }
}

/// <summary>
/// A loss with all that its training needs. Step s takes the mean gradient over paths sB to (s + 1)B − 1, which is certified before anything runs, and no standard errors; the optimiser moves the parameters.
/// The result is a function of the first parameters, the data and the options, to the bit.
/// </summary>
public sealed class Trainer<TParameters>
{
    readonly Func<TParameters, StochasticProgram> _program;
    readonly RowOrder? _order;
    readonly int _rows;
    readonly TrainingOptions _options;
    readonly Evaluation<TParameters>? _evaluation;

    internal Trainer(Func<TParameters, StochasticProgram> program, RowOrder? order, int rows, TrainingOptions options, Evaluation<TParameters>? evaluation)
    {
        if (evaluation is { Every: < 1 }) throw Setting.Outside("the number of steps between evaluations", evaluation.Every, "at least 1");
        if (evaluation is { Patience: < 0 }) throw Setting.Outside("the patience", evaluation.Patience, "at least 0");
        (_program, _order, _rows, _options, _evaluation) = (program, order, rows, options, evaluation);
        Steps = options.StepsFor(rows);
    }

    /// <summary>The number of steps, if training does not stop early.</summary>
    public long Steps { get; }

    /// <summary>
    /// Trains from <paramref name="start"/>, or from where a checkpoint has left off. A gradient that would be wrong throws <see cref="GradientRefusedException"/> before anything runs; a loss that is not finite
    /// <see cref="NonFiniteException"/> with the path; PW4061 if the checkpoint is of another run.
    /// </summary>
    public Trained<TParameters> Run(TParameters start) => _options.Precision == Precision.F32
        ? new TrainingRun<TParameters, float>(_program(start), start, _order, _rows, Steps, _options, _evaluation).Run()
        : new TrainingRun<TParameters, double>(_program(start), start, _order, _rows, Steps, _options, _evaluation).Run();
}
