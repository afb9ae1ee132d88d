using System.Globalization;
using Pathwise.Estimation;
using Pathwise.Learning;
using Pathwise.Learning.Control;
using Evaluation = Pathwise.Learning.Control.Evaluation;

namespace Pathwise.Cli;

/// <summary>How a policy is to be learnt.</summary>
/// <param name="Steps">Steps of the environment; of svg, updates.</param>
/// <param name="Batch">Experiences of an update; of svg, episodes side by side.</param>
/// <param name="Rate">The learning rate, of svg at the start.</param>
/// <param name="Discount">γ.</param>
/// <param name="EvaluateEvery">Steps from one evaluation to the next.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Threads">The number of threads.</param>
/// <param name="Checkpoint">The file that keeps what learning remembers.</param>
internal sealed record ControlTraining(long Steps, int Batch, double Rate, double Discount, long EvaluateEvery, long Seed, int Threads, string? Checkpoint)
{
    /// <summary>The seed of evaluations at the end, which no training has; those on the way have the next.</summary>
    public const long EvaluationSeed = 987_654_321;

    /// <summary>Episodes of an evaluation on the way.</summary>
    const int EvaluationEpisodes = 10;

    /// <summary>Whether the rate falls to 0 as half a cosine does.</summary>
    public bool RateFalls { get; init; }

    /// <summary>Of svg: the steps that a gradient goes through, and its largest norm.</summary>
    public int Window { get; init; }
    public double? Clip { get; init; }

    /// <summary>Of methods that learn by acting.</summary>
    public long RandomSteps { get; init; }
    public int RandomHold { get; init; }
    public int StepsAhead { get; init; }
    public int Buffer { get; init; }
    public double RewardScale { get; init; }

    /// <summary>Of sac: the weight of entropy, and the entropy that it is found for if none is given.</summary>
    public double? Temperature { get; init; }
    public double? TargetEntropy { get; init; }

    Schedule Schedule => RateFalls ? Schedules.Cosine(Rate, Steps) : Schedules.Constant(Rate);

    long RecordEvery => Math.Max(1, Steps / 20);

    /// <summary>Learns a policy, and writes it to a file before anything else can fail.</summary>
    public (IPolicy Policy, IReadOnlyList<ControlRecord> History) Run(ControlSettings settings, Watch watch, string file)
    {
        var model = settings.Model;
        T Kept<T>(T policy)
        {
            ControlFile.Write(file, policy, settings);
            return policy;
        }
        TOptions With<TOptions>(TOptions options) where TOptions : ControlOptions => options with
        {
            Steps = Steps, BatchSize = Batch, Rate = Schedule, Discount = Discount, Hidden = settings.Hidden, Seed = Seed, Threads = Threads, Checkpoint = Checkpoint, RandomSteps = RandomSteps, RandomHold = RandomHold,
            StepsAhead = StepsAhead, BufferSize = Buffer, RewardScale = RewardScale, EvaluateEvery = EvaluateEvery, EvaluationEpisodes = EvaluationEpisodes, RecordEvery = RecordEvery, Progress = new Told(watch), Cancellation = watch.Stop,
        };
        switch (settings.Method)
        {
            case "sac": return Sac.Train(model, With(new SacOptions { Temperature = Temperature, TargetEntropy = TargetEntropy })) is var sac ? (Kept(sac.Model.Policy), sac.History) : default;
            case "td3": return Td3.Train(model, With(new Td3Options())) is var td3 ? (Kept(td3.Model.Policy), td3.History) : default;
            case "reinforce": return Reinforce.Train(model, With(new ReinforceOptions())) is var reinforce ? (Kept(reinforce.Model.Policy), reinforce.History) : default;
        }
        var method = new ShortHorizon<GaussianPolicy>(model, (policy, observation, noise) => policy.Sample(observation, noise)) { Window = Window, Discount = Discount };
        var critic = Mlp.Of([model.Observations.Size, .. settings.Hidden, 1], Activation.Tanh, new RandomKey(Seed)["critic"]);
        var evaluation = new Evaluation<ActorCritic<GaussianPolicy>>(at => -Evaluation.MeanReturn(model, at.Policy, EvaluationEpisodes, EvaluationSeed + 1), EvaluateEvery);
        var trained = Trainer.Of(method.Loss(), new TrainingOptions
        {
            Steps = Steps, BatchSize = Batch, Rate = Schedule, ClipNorm = Clip, Seed = Seed, Threads = Threads, Checkpoint = Checkpoint, RecordEvery = EvaluateEvery, Progress = new ToldOfTraining(watch), Cancellation = watch.Stop,
        }, evaluation).Run(new(settings.Gaussian(Seed), critic));
        return (Kept(trained.Model.Policy), [.. trained.History.Select(r => new ControlRecord(r.Step, r.Step * Batch, null, null, r.Loss, null, -r.Evaluated))]);
    }

    sealed class Told(Watch watch) : IProgress<ControlProgress>
    {
        public void Report(ControlProgress value) => watch.At((double)value.Step / value.Steps, () => string.Create(CultureInfo.InvariantCulture,
            $"step {value.Step:N0} of {value.Steps:N0}{(value.Return is { } last ? $", last return {last:F1}" : "")}{(value.Evaluated is { } evaluated ? $", evaluated {evaluated:F1}" : "")}"));
    }

    sealed class ToldOfTraining(Watch watch) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => watch.At((double)value.Step / value.Steps,
            () => string.Create(CultureInfo.InvariantCulture, $"update {value.Step:N0} of {value.Steps:N0}{(value.Evaluated is { } evaluated ? $", evaluated {-evaluated:F1}" : "")}"));
    }
}
