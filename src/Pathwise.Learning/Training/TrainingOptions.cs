namespace Pathwise.Learning;

/// <summary>
/// How a model is trained. Threads, logs, checkpoints, progress and cancellation change no bit of what is learnt; everything else is part of its key, together with the first parameters and the data.
/// </summary>
public sealed record TrainingOptions
{
    /// <summary>The number of steps; give this or <see cref="Epochs"/>.</summary>
    public long Steps { get; init; }

    /// <summary>The number of times that every row of data is seen.</summary>
    public double Epochs { get; init; }

    /// <summary>B, the paths of a step: rows of data with their noise, or noise alone.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The rule by which parameters follow the gradient.</summary>
    public Optimiser Optimiser { get; init; } = new Adam();

    /// <summary>The learning rate.</summary>
    public Schedule Rate { get; init; } = Schedules.Constant(1e-3);

    /// <summary>The largest norm of a gradient: longer ones are scaled to it.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The moving average of the parameters that is kept beside them.</summary>
    public MovingAverage? Average { get; init; }

    /// <summary>The seed of all noise and of the order of rows. Step s runs paths sB to (s + 1)B − 1.</summary>
    public long Seed { get; init; }

    /// <summary>The precision of paths, parameters and optimiser.</summary>
    public Precision Precision { get; init; } = Precision.F32;

    /// <summary>The number of threads; 0 is one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>Steps from one record of the history to the next. A record's loss is the mean over these steps.</summary>
    public long RecordEvery { get; init; } = 100;

    /// <summary>Steps from one measurement of the gradient's noise to the next, at the steps that are recorded; 0 is never. It takes 1024 paths or a batch, whichever is more.</summary>
    public long NoiseEvery { get; init; }

    /// <summary>A file, <c>.csv</c> or <c>.jsonl</c>, to which each record is written as it is made.</summary>
    public string? Log { get; init; }

    /// <summary>
    /// A file (safetensors) that holds all that training remembers. Where it exists, training continues from it, and ends in the same bits as if it had never stopped. It is written now and then, at the end, and when training is cancelled.
    /// </summary>
    public string? Checkpoint { get; init; }

    /// <summary>Steps from one checkpoint to the next.</summary>
    public long CheckpointEvery { get; init; } = 1000;

    /// <summary>Who is told how far training has come, up to ten times a second.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Stops training between steps.</summary>
    public CancellationToken Cancellation { get; init; }

    internal long StepsFor(long rows)
    {
        if (BatchSize < 1) throw Setting.Outside("the size of a batch", BatchSize, "at least 1");
        if (RecordEvery < 1) throw Setting.Outside("the number of steps between records", RecordEvery, "at least 1");
        if (NoiseEvery < 0) throw Setting.Outside("the number of steps between measurements of noise", NoiseEvery, "at least 0");
        if (CheckpointEvery < 1) throw Setting.Outside("the number of steps between checkpoints", CheckpointEvery, "at least 1");
        if (ClipNorm is { } most && !(most > 0)) throw Setting.Outside("the largest norm of a gradient", most, "positive");
        if (Threads < 0) throw new PathwiseException("PW0020", $"{Threads} threads", "ask for at least 1, or 0 for one per processor");
        if (Steps > 0 == Epochs > 0 || Steps < 0 || !(Epochs >= 0 && Epochs * rows < long.MaxValue))
            throw new PathwiseException("PW4060", $"training of {Steps} steps and {Epochs} epochs", "give a positive number of one of them");
        if (Steps > 0) return Steps;
        if (rows == 0) throw new PathwiseException("PW4060", "epochs of a loss without rows of data", "give the number of steps");
        return (long)Math.Ceiling(Epochs * rows / BatchSize);
    }
}

/// <summary>How far training has come.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps to do.</param>
/// <param name="Loss">The loss of the last step's batch.</param>
/// <param name="Evaluated">The last evaluation, if there was one.</param>
/// <param name="Elapsed">The time since training began or was resumed.</param>
public readonly record struct TrainingProgress(long Step, long Steps, double Loss, double? Evaluated, TimeSpan Elapsed);

/// <summary>A measure of a model on data that it is not trained on, lower is better.</summary>
/// <param name="Measure">The measure of the parameters (their moving average, where there is one). A pure function: a run that is resumed relies on it.</param>
/// <param name="Every">Steps from one evaluation to the next; there is one after the last step too.</param>
/// <param name="Patience">Evaluations in a row without a new best after which training stops; 0 is never.</param>
public sealed record Evaluation<TParameters>(Func<TParameters, double> Measure, long Every, int Patience = 0);

/// <summary>One line of training's history.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Loss">The mean loss since the last record.</param>
/// <param name="Rate">The learning rate of the last step.</param>
/// <param name="GradientNorm">The norm of the last step's gradient, before it is clipped.</param>
/// <param name="Evaluated">The evaluation after this step, if there was one.</param>
/// <param name="GradientNoise">The gradient's noise array by array, if it was measured.</param>
public sealed record TrainingRecord(long Step, double Loss, double Rate, double GradientNorm, double? Evaluated = null, IReadOnlyList<GradientNoise>? GradientNoise = null);

/// <summary>The noise in the derivatives by one array of parameters, in root mean squares over its elements.</summary>
/// <param name="Parameter">The array's name.</param>
/// <param name="Gradient">The derivative.</param>
/// <param name="Deviation">The standard deviation of the derivative of one batch.</param>
public sealed record GradientNoise(string Parameter, double Gradient, double Deviation);

/// <summary>What training has come to.</summary>
/// <param name="Model">The parameters to use: those with the best evaluation if training was to stop early, else their moving average if there is one, else the last.</param>
/// <param name="Last">The parameters after the last step.</param>
/// <param name="History">The records.</param>
/// <param name="Steps">Steps done.</param>
public sealed record Trained<TParameters>(TParameters Model, TParameters Last, IReadOnlyList<TrainingRecord> History, long Steps);
