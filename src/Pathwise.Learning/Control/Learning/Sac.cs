using static Pathwise.Functions;

namespace Pathwise.Learning.Control;

/// <summary>
/// Soft actor–critic: the policy a = tanh(μ(s) + σ(s)ε) climbs the value of its actions and its entropy, E[min Q(s, a) − α log π(a|s)], by the pathwise gradient; critics learn y = r + γ(min Q̄(s′, a′) − α log π(a′|s′)) with
/// slowly following targets Q̄; α is lowered where the entropy is above its target (Haarnoja et al., Soft actor-critic algorithms and applications, arXiv:1812.05905).
/// </summary>
public static class Sac
{
    /// <summary>Learns a model's task, in episodes of <c>options.Seed</c>; evaluations have episodes of their own.</summary>
    public static TrainedControl<SacModel> Train(EnvironmentModel model, SacOptions options)
    {
        using var environment = new SimulatedEnvironment(model, options.Seed);
        return Train(environment, options, options.Evaluating(model));
    }

    /// <summary>Learns the task of an environment.</summary>
    public static TrainedControl<SacModel> Train(IEnvironment environment, SacOptions options, Func<IPolicy, long, double>? evaluate = null)
    {
        options.Validate();
        var buffer = new ReplayBuffer(options.BufferSize, environment.Observations, environment.Actions);
        using var learner = new SacLearner(environment, buffer, options);
        return new ControlRun<SacModel>(learner, environment, buffer, options, "sac", evaluate).Run();
    }
}

/// <summary>How SAC learns.</summary>
public sealed record SacOptions : ControlOptions
{
    /// <summary>α, the weight of the policy's entropy; null lets it be found.</summary>
    public double? Temperature { get; init; }

    /// <summary>The entropy that α is found for, in nats of actions within ±1; null is minus the number of their components.</summary>
    public double? TargetEntropy { get; init; }

    internal override IEnumerable<(string Name, double Value)> Key => [.. base.Key, ("temperature", Temperature ?? double.NaN), ("target entropy", TargetEntropy ?? double.NaN)];

    internal override void Validate()
    {
        base.Validate();
        if (Temperature is { } α && !(α > 0)) throw Setting.Outside("the temperature", α, "positive");
        if (TargetEntropy is { } h && !double.IsFinite(h)) throw Setting.Outside("the target entropy", h, "a number");
    }
}

/// <summary>The networks of SAC.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="LogTemperature">log α.</param>
/// <param name="Critics">The critics.</param>
/// <param name="Targets">The critics' targets.</param>
public sealed record SacModel(GaussianPolicy Policy, Real LogTemperature, Critics Critics, Critics Targets);

internal sealed class SacLearner : Learner<SacModel>
{
    readonly Update<SacModel> _critics, _policy;
    readonly FollowingTargets<SacModel> _targets;
    readonly int _temperature;

    public SacLearner(IEnvironment environment, ReplayBuffer buffer, SacOptions options) : this(Start(environment, options), buffer, options) { }

    SacLearner(SacModel model, ReplayBuffer buffer, SacOptions options)
        : base(model, model.Policy, buffer, options, Simulation.Of((IPolicy policy, SeenRow row, Noise noise) => ((GaussianPolicy)policy).Sample(row.Observation, noise["control/explore"])))
    {
        double entropy = options.TargetEntropy ?? -buffer.ActionSize;
        bool isFound = options.Temperature is null;
        _critics = UpdateOf("critics", CriticLoss, model, nameof(SacModel.Critics));
        _policy = UpdateOf("policy", (at, row, noise) => PolicyLoss(at, row, noise, entropy), model, isFound ? [nameof(SacModel.Policy), nameof(SacModel.LogTemperature)] : [nameof(SacModel.Policy)]);
        _targets = new(Layout, nameof(SacModel.Critics), nameof(SacModel.Targets), options.TargetRate);
        _temperature = Layout.Places.Single(place => place.Name == nameof(SacModel.LogTemperature)).Start;
    }

    static SacModel Start(IEnvironment environment, SacOptions options)
    {
        var key = new RandomKey(options.Seed)["control/sac"];
        int observations = environment.Observations.Size;
        var critics = Critics.Of(observations, environment.Actions.Size, options.Hidden, key["critics"]);
        return new(GaussianPolicy.Of(observations, environment.Actions, options.Hidden, key["policy"]), Math.Log(options.Temperature ?? 1), critics, critics);
    }

    public override IReadOnlyList<Update<SacModel>> Updates => [_critics, _policy];
    public override IPolicy PolicyOf(SacModel model) => model.Policy;
    public override double? Temperature => Math.Exp(Parameters[_temperature]);

    protected override (double Critic, double? Policy) Learn(long update, double rate)
    {
        double critic = _critics.Step(update, Parameters, rate), policy = _policy.Step(update, Parameters, rate);
        _targets.Follow(Parameters);
        return (critic, policy);
    }

    internal static Real CriticLoss(SacModel model, Experience row, Noise noise)
    {
        var (action, density) = model.Policy.Law(row.Next).Sample(noise);
        Real target = row.Reward + row.Discount * (model.Targets.Lowest(row.Next, action) - Exp(model.LogTemperature) * density);
        return model.Critics.Mistake(row.Observation, Range.Shrink(row.Action, model.Policy.Low, model.Policy.High), target);
    }

    /// <summary>α log π − min Q of a new action; and for α, −log α·(log π + target), whose derivative by log α is that of the entropy's constraint.</summary>
    internal static Real PolicyLoss(SacModel model, Experience row, Noise noise, double targetEntropy)
    {
        var (action, density) = model.Policy.Law(row.Observation).Sample(noise);
        return StopGradient(Exp(model.LogTemperature)) * density - model.Critics.Lowest(row.Observation, action) - model.LogTemperature * StopGradient(density + targetEntropy);
    }
}
