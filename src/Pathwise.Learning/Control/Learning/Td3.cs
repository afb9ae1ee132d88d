using static Pathwise.Functions;

namespace Pathwise.Learning.Control;

/// <summary>
/// Twin delayed deep deterministic policy gradient: the policy a = tanh(μ(s)) climbs Q₁(s, a); critics learn y = r + γ min Q̄(s′, ā(s′) + ε) with ε clipped noise that smooths the target, and the policy and all targets are updated
/// at every other step only (Fujimoto, van Hoof and Meger, Addressing function approximation error in actor-critic methods, ICML 2018). The noise explores and smooths: nothing is differentiated through it.
/// </summary>
public static class Td3
{
    /// <inheritdoc cref="Sac.Train(EnvironmentModel, SacOptions)"/>
    public static TrainedControl<Td3Model> Train(EnvironmentModel model, Td3Options options)
    {
        using var environment = new SimulatedEnvironment(model, options.Seed);
        return Train(environment, options, options.Evaluating(model));
    }

    /// <inheritdoc cref="Sac.Train(IEnvironment, SacOptions, Func{IPolicy, long, double})"/>
    public static TrainedControl<Td3Model> Train(IEnvironment environment, Td3Options options, Func<IPolicy, long, double>? evaluate = null)
    {
        options.Validate();
        var buffer = new ReplayBuffer(options.BufferSize, environment.Observations, environment.Actions);
        using var learner = new Td3Learner(environment, buffer, options);
        return new ControlRun<Td3Model>(learner, environment, buffer, options, "td3", evaluate).Run();
    }
}

/// <summary>How TD3 learns. Deviations are those of actions within ±1.</summary>
public sealed record Td3Options : ControlOptions
{
    /// <summary>The deviation of the noise that explores.</summary>
    public double ExplorationNoise { get; init; } = 0.1;

    /// <summary>The deviation of the noise that smooths targets.</summary>
    public double SmoothingNoise { get; init; } = 0.2;

    /// <summary>The largest noise that smooths targets.</summary>
    public double SmoothingClip { get; init; } = 0.5;

    /// <summary>Updates of the critics for each of the policy and the targets.</summary>
    public int PolicyEvery { get; init; } = 2;

    internal override IEnumerable<(string Name, double Value)> Key => [.. base.Key, ("exploration noise", ExplorationNoise), ("smoothing noise", SmoothingNoise), ("smoothing clip", SmoothingClip), ("policy every", PolicyEvery)];

    internal override void Validate()
    {
        base.Validate();
        if (!(ExplorationNoise >= 0)) throw Setting.Outside("the noise that explores", ExplorationNoise, "at least 0");
        if (!(SmoothingNoise >= 0)) throw Setting.Outside("the noise that smooths", SmoothingNoise, "at least 0");
        if (!(SmoothingClip >= 0)) throw Setting.Outside("the largest noise that smooths", SmoothingClip, "at least 0");
        if (PolicyEvery < 1) throw Setting.Outside("the updates of critics for each of the policy", PolicyEvery, "at least 1");
    }
}

/// <summary>The networks of TD3.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Critics">The critics.</param>
/// <param name="TargetPolicy">The policy's target.</param>
/// <param name="Targets">The critics' targets.</param>
public sealed record Td3Model(DeterministicPolicy Policy, Critics Critics, DeterministicPolicy TargetPolicy, Critics Targets);

internal sealed class Td3Learner : Learner<Td3Model>
{
    readonly Update<Td3Model> _critics, _policy;
    readonly FollowingTargets<Td3Model>[] _targets;
    readonly int _policyEvery;

    public Td3Learner(IEnvironment environment, ReplayBuffer buffer, Td3Options options) : this(Start(environment, options), buffer, options) { }

    Td3Learner(Td3Model model, ReplayBuffer buffer, Td3Options options)
        : base(model, model.Policy, buffer, options, Simulation.Of((IPolicy policy, SeenRow row, Noise noise) =>
        {
            var acting = (DeterministicPolicy)policy;
            Real unit = acting.Unit(row.Observation);
            return Range.Stretch(Clamp(unit + options.ExplorationNoise * noise["control/explore"].Normal(unit.Shape), -1, 1), acting.Low, acting.High);
        }))
    {
        _policyEvery = options.PolicyEvery;
        _critics = UpdateOf("critics", (at, row, noise) => CriticLoss(at, row, noise, options), model, nameof(Td3Model.Critics));
        _policy = UpdateOf("policy", PolicyLoss, model, nameof(Td3Model.Policy));
        _targets = [new(Layout, nameof(Td3Model.Critics), nameof(Td3Model.Targets), options.TargetRate), new(Layout, nameof(Td3Model.Policy), nameof(Td3Model.TargetPolicy), options.TargetRate)];
    }

    static Td3Model Start(IEnvironment environment, Td3Options options)
    {
        var key = new RandomKey(options.Seed)["control/td3"];
        int observations = environment.Observations.Size;
        var critics = Critics.Of(observations, environment.Actions.Size, options.Hidden, key["critics"]);
        var policy = DeterministicPolicy.Of(observations, environment.Actions, options.Hidden, key["policy"]);
        return new(policy, critics, policy, critics);
    }

    public override IReadOnlyList<Update<Td3Model>> Updates => [_critics, _policy];
    public override IPolicy PolicyOf(Td3Model model) => model.Policy;

    protected override (double Critic, double? Policy) Learn(long update, double rate)
    {
        double critic = _critics.Step(update, Parameters, rate);
        if ((update + 1) % _policyEvery != 0) return (critic, null);
        double policy = _policy.Step(update, Parameters, rate);
        foreach (var target in _targets) target.Follow(Parameters);
        return (critic, policy);
    }

    internal static Real CriticLoss(Td3Model model, Experience row, Noise noise, Td3Options options)
    {
        Real action = model.TargetPolicy.Unit(row.Next);
        Real smoothing = Clamp(options.SmoothingNoise * noise.Normal(action.Shape), -options.SmoothingClip, options.SmoothingClip);
        Real target = row.Reward + row.Discount * model.Targets.Lowest(row.Next, Clamp(action + smoothing, -1, 1));
        return model.Critics.Mistake(row.Observation, Range.Shrink(row.Action, model.Policy.Low, model.Policy.High), target);
    }

    internal static Real PolicyLoss(Td3Model model, Experience row, Noise noise)
    {
        Real input = Concat(0, row.Observation, model.Policy.Unit(row.Observation));
        return -model.Critics.Networks[0].Apply(input)[0];
    }
}
