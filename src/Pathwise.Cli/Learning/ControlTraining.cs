using System.Globalization;
using Pathwise.Estimation;
using Pathwise.Learning;
using Pathwise.Learning.Control;
using Evaluation = Pathwise.Learning.Control.Evaluation;

namespace Pathwise.Cli;

/// <summary>The learning of a policy.</summary>
/// <param name="How">How it is learnt.</param>
/// <param name="EvaluateEvery">Steps from one evaluation to the next.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Threads">The number of threads.</param>
/// <param name="Checkpoint">The file that keeps what learning remembers.</param>
internal sealed record ControlTraining(ControlChoices How, long EvaluateEvery, long Seed, int Threads, string? Checkpoint)
{
    /// <summary>The seed of evaluations at the end, which no training has; those on the way have the next.</summary>
    public const long EvaluationSeed = 987_654_321;

    /// <summary>Episodes of an evaluation on the way.</summary>
    const int EvaluationEpisodes = 10;

    Schedule Schedule => How.RateFalls ? Schedules.Cosine(How.Rate, How.Steps) : Schedules.Constant(How.Rate);

    long RecordEvery => Math.Max(1, How.Steps / 20);

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
            Steps = How.Steps, BatchSize = How.Batch, Rate = Schedule, Discount = How.Discount, Hidden = settings.Hidden, Seed = Seed, Threads = Threads, Checkpoint = Checkpoint, RandomSteps = How.RandomSteps, RandomHold = How.RandomHold,
            StepsAhead = How.StepsAhead, BufferSize = How.Buffer, RewardScale = How.RewardScale, EvaluateEvery = EvaluateEvery, EvaluationEpisodes = EvaluationEpisodes, RecordEvery = RecordEvery, Progress = new Told(watch), Cancellation = watch.Stop,
        };
        switch (settings.Method)
        {
            case "sac": return Sac.Train(model, With(new SacOptions { Temperature = How.Temperature, TargetEntropy = How.TargetEntropy })) is var sac ? (Kept(sac.Model.Policy), sac.History) : default;
            case "td3": return Td3.Train(model, With(new Td3Options())) is var td3 ? (Kept(td3.Model.Policy), td3.History) : default;
            case "reinforce": return Reinforce.Train(model, With(new ReinforceOptions())) is var reinforce ? (Kept(reinforce.Model.Policy), reinforce.History) : default;
        }
        var method = new ShortHorizon<GaussianPolicy>(model, (policy, observation, noise) => policy.Sample(observation, noise)) { Window = How.Window, Discount = How.Discount };
        var critic = Mlp.Of([model.Observations.Size, .. settings.Hidden, 1], Activation.Tanh, new RandomKey(Seed)["critic"]);
        var evaluation = new Evaluation<ActorCritic<GaussianPolicy>>(at => -Evaluation.MeanReturn(model, at.Policy, EvaluationEpisodes, EvaluationSeed + 1), EvaluateEvery);
        var trained = Trainer.Of(method.Loss(), new TrainingOptions
        {
            Steps = How.Steps, BatchSize = How.Batch, Rate = Schedule, ClipNorm = How.Clip, Seed = Seed, Threads = Threads, Checkpoint = Checkpoint, RecordEvery = EvaluateEvery, Progress = new ToldOfTraining(watch), Cancellation = watch.Stop,
        }, evaluation).Run(new(settings.Gaussian(Seed), critic));
        return (Kept(trained.Model.Policy), [.. trained.History.Select(r => new ControlRecord(r.Step, r.Step * How.Batch, null, null, r.Loss, null, -r.Evaluated))]);
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
