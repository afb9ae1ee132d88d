namespace Pathwise.Learning.Control;

/// <summary>
/// How a policy is learnt from a replay buffer. Threads, logs, checkpoints, progress and cancellation change no bit of what is learnt; all else is part of its key, together with the environment. The numbers are those of
/// Pendulum; with <c>Rate = 3e-4</c>, <c>RandomSteps = 10_000</c> and a larger buffer they are the papers'.
/// </summary>
public abstract record ControlOptions
{
    /// <summary>Steps of the environment.</summary>
    public long Steps { get; init; } = 20_000;

    /// <summary>Steps at the beginning with actions uniform on their space. Learning begins when they are done.</summary>
    public long RandomSteps { get; init; } = 1000;

    /// <summary>
    /// The steps for which each of those actions is kept. Where rewards are rare and an action must last to lead anywhere, as on a hill, actions that change at every step undo each other
    /// (Dabney, Ostrovski and Barreto, Temporally-extended ε-greedy exploration, ICLR 2021).
    /// </summary>
    public int RandomHold { get; init; } = 1;

    /// <summary>Steps of the environment for each update.</summary>
    public int UpdateEvery { get; init; } = 1;

    /// <summary>The experiences of an update.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>The most experiences that are kept.</summary>
    public int BufferSize { get; init; } = 100_000;

    /// <summary>The hidden layers of policy and critics, relu between them.</summary>
    public int[] Hidden { get; init; } = [256, 256];

    /// <summary>γ, what a reward is worth if it comes a step later.</summary>
    public double Discount { get; init; } = 0.99;

    /// <summary>What rewards are multiplied by before they are learnt from, so that values are of a size that networks come to quickly: returns of thousands are far. Returns that are told are not multiplied.</summary>
    public double RewardScale { get; init; } = 1;

    /// <summary>n: critics learn from the rewards of n steps and the value after those.</summary>
    public int StepsAhead { get; init; } = 1;

    /// <summary>τ, the share of the critics that goes into their targets at each update.</summary>
    public double TargetRate { get; init; } = 0.005;

    /// <summary>The rule by which parameters follow their gradients.</summary>
    public Optimiser Optimiser { get; init; } = new Adam();

    /// <summary>The learning rate, by updates done.</summary>
    public Schedule Rate { get; init; } = Schedules.Constant(1e-3);

    /// <summary>The seed of first weights, exploration, batches and noise.</summary>
    public long Seed { get; init; }

    /// <summary>The number of threads; 0 is one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>Steps from one record of the history to the next.</summary>
    public long RecordEvery { get; init; } = 1000;

    /// <summary>Steps from one evaluation to the next, each of which is recorded; 0 is never.</summary>
    public long EvaluateEvery { get; init; }

    /// <summary>Episodes of an evaluation.</summary>
    public int EvaluationEpisodes { get; init; } = 10;

    /// <summary>The most steps of an evaluation's episodes; null is the model's time limit.</summary>
    public int? EvaluationSteps { get; init; }

    /// <summary>
    /// A file (safetensors) that holds all that learning remembers, the buffer included. Where it exists, learning goes on from it, and ends in the same bits as if it had never stopped. It is written now and then, at the end, and
    /// when learning is cancelled.
    /// </summary>
    public string? Checkpoint { get; init; }

    /// <summary>Steps from one checkpoint to the next.</summary>
    public long CheckpointEvery { get; init; } = 5000;

    /// <summary>Who is told how far learning has come, up to ten times a second.</summary>
    public IProgress<ControlProgress>? Progress { get; init; }

    /// <summary>Stops learning between steps.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The mean return of a policy in a model's episodes of a seed.</summary>
    internal Func<IPolicy, long, double> Evaluating(EnvironmentModel model) => (policy, seed) => Evaluation.MeanReturn(model, policy, EvaluationEpisodes, seed, EvaluationSteps);

    /// <summary>What decides what is learnt, by name, as far as it can be written: learning goes on from a checkpoint of the same only.</summary>
    internal virtual IEnumerable<(string Name, double Value)> Key =>
    [
        ("seed", Seed), ("batch", BatchSize), ("random steps", RandomSteps), ("random hold", RandomHold), ("update every", UpdateEvery), ("discount", Discount), ("reward scale", RewardScale), ("steps ahead", StepsAhead), ("target rate", TargetRate),
    ];

    internal virtual void Validate()
    {
        foreach (var (what, value) in new (string, long)[]
        {
            ("the number of steps", Steps), ("the steps for which a random action is kept", RandomHold), ("the steps for each update", UpdateEvery), ("the size of a batch", BatchSize), ("the capacity of the replay buffer", BufferSize), ("the steps that critics look ahead", StepsAhead),
            ("the number of steps between records", RecordEvery), ("the number of episodes of an evaluation", EvaluationEpisodes), ("the number of steps between checkpoints", CheckpointEvery),
        })
            if (value < 1) throw Setting.Outside(what, value, "at least 1");
        if (RandomSteps < 0) throw Setting.Outside("the number of random steps", RandomSteps, "at least 0");
        if (EvaluationSteps < 1) throw Setting.Outside("the most steps of an evaluation's episodes", EvaluationSteps.Value, "at least 1");
        if (EvaluateEvery < 0) throw Setting.Outside("the number of steps between evaluations", EvaluateEvery, "at least 0");
        if (!(Discount is >= 0 and <= 1)) throw Setting.Outside("the discount", Discount, "from 0 to 1");
        if (!(RewardScale > 0 && double.IsFinite(RewardScale))) throw Setting.Outside("the scale of rewards", RewardScale, "positive");
        if (!(TargetRate is > 0 and <= 1)) throw Setting.Outside("the rate of target networks", TargetRate, "above 0, to 1");
        if (Threads < 0) throw new PathwiseException("PW0020", $"{Threads} threads", "ask for at least 1, or 0 for one per processor");
    }
}

/// <summary>How far learning has come.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps to do.</param>
/// <param name="Episodes">Episodes over.</param>
/// <param name="Return">The return of the last episode, if there was one.</param>
/// <param name="Evaluated">The last evaluation, if there was one.</param>
/// <param name="Elapsed">The time since learning began or was resumed.</param>
public readonly record struct ControlProgress(long Step, long Steps, long Episodes, double? Return, double? Evaluated, TimeSpan Elapsed);

/// <summary>One line of learning's history.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Episodes">Episodes over.</param>
/// <param name="Return">The mean return of the episodes that ended since the last record; null if none did.</param>
/// <param name="CriticLoss">The mean loss of the critics since the last record; null before the first update.</param>
/// <param name="PolicyLoss">The mean loss of the policy since the last record; null before its first update.</param>
/// <param name="Temperature">α, where the method has one.</param>
/// <param name="Evaluated">The mean return of the policy's best actions on episodes of their own seed, if it was evaluated.</param>
public sealed record ControlRecord(long Step, long Episodes, double? Return, double? CriticLoss, double? PolicyLoss, double? Temperature = null, double? Evaluated = null);

/// <summary>What learning has come to.</summary>
/// <param name="Model">The networks after the last step.</param>
/// <param name="History">The records.</param>
/// <param name="Steps">Steps done.</param>
public sealed record TrainedControl<TModel>(TModel Model, IReadOnlyList<ControlRecord> History, long Steps);
