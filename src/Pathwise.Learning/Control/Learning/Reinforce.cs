using static Pathwise.Functions;

namespace Pathwise.Learning.Control;

/// <summary>
/// REINFORCE with a baseline, the contrast to pathwise gradients: the policy follows E[∇log π(a|s)·(G − V(s))], the score function's gradient, with G the discounted rewards from s to the end of the episode and V a network that
/// learns their mean (Williams, Simple statistical gradient-following algorithms for connectionist reinforcement learning, Machine Learning 8, 1992). Where an episode is cut off, G goes on with V of the last observation.
/// An update draws a batch from the steps of the last episodes, which are then forgotten.
/// </summary>
public static class Reinforce
{
    /// <inheritdoc cref="Sac.Train(EnvironmentModel, SacOptions)"/>
    public static TrainedControl<ReinforceModel> Train(EnvironmentModel model, ReinforceOptions options)
    {
        using var environment = new SimulatedEnvironment(model, options.Seed);
        return Train(environment, options, options.Evaluating(model));
    }

    /// <inheritdoc cref="Sac.Train(IEnvironment, SacOptions, Func{IPolicy, long, double})"/>
    public static TrainedControl<ReinforceModel> Train(IEnvironment environment, ReinforceOptions options, Func<IPolicy, long, double>? evaluate = null)
    {
        options.Validate();
        var buffer = new ReplayBuffer(options.BufferSize, environment.Observations, environment.Actions);
        using var learner = new ReinforceLearner(environment, buffer, options);
        return new ControlRun<ReinforceModel>(learner, environment, buffer, options, "reinforce", evaluate).Run();
    }
}

/// <summary>How REINFORCE learns. There are no random steps, no targets, and no steps for each update: an update comes after so many episodes.</summary>
public sealed record ReinforceOptions : ControlOptions
{
    /// <summary>Smaller networks and larger batches than those of methods with a replay buffer.</summary>
    public ReinforceOptions() => (RandomSteps, BatchSize, Hidden) = (0, 2048, [64, 64]);

    /// <summary>Episodes for each update.</summary>
    public int EpisodesPerUpdate { get; init; } = 10;

    /// <summary>Steps of the baseline for each update.</summary>
    public int BaselineSteps { get; init; } = 10;

    internal override IEnumerable<(string Name, double Value)> Key => [.. base.Key, ("episodes per update", EpisodesPerUpdate), ("baseline steps", BaselineSteps)];

    internal override void Validate()
    {
        base.Validate();
        if (RandomSteps > 0) throw Setting.Outside("the number of random steps", RandomSteps, "0: the score of actions that the policy has not drawn says nothing");
        if (EpisodesPerUpdate < 1) throw Setting.Outside("the number of episodes for each update", EpisodesPerUpdate, "at least 1");
        if (BaselineSteps < 1) throw Setting.Outside("the steps of the baseline for each update", BaselineSteps, "at least 1");
    }
}

/// <summary>The networks of REINFORCE.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Baseline">Observations to the mean of what is to come.</param>
public sealed record ReinforceModel(GaussianPolicy Policy, Mlp Baseline);

internal sealed class ReinforceLearner : Learner<ReinforceModel>
{
    /// <summary>Actions are kept in single precision, and may round to ±1, where the law has no density.</summary>
    const double Edge = 1 - 1e-6;

    readonly Update<ReinforceModel> _baseline, _policy;
    readonly ReinforceOptions _options;

    public ReinforceLearner(IEnvironment environment, ReplayBuffer buffer, ReinforceOptions options) : this(Start(environment, options), buffer, options) { }

    ReinforceLearner(ReinforceModel model, ReplayBuffer buffer, ReinforceOptions options)
        : base(model, model.Policy, buffer, options, Simulation.Of((IPolicy policy, SeenRow row, Noise noise) => ((GaussianPolicy)policy).Sample(row.Observation, noise["control/explore"])))
    {
        _options = options;
        _baseline = UpdateOf("baseline", (at, row, _) => 0.5 * Pow(Return(at, row) - at.Baseline.Apply(row.Observation)[0], 2), model, nameof(ReinforceModel.Baseline));
        _policy = UpdateOf("policy", PolicyLoss, model, nameof(ReinforceModel.Policy));
    }

    static ReinforceModel Start(IEnvironment environment, ReinforceOptions options)
    {
        var key = new RandomKey(options.Seed)["control/reinforce"];
        int observations = environment.Observations.Size;
        return new(GaussianPolicy.Of(observations, environment.Actions, options.Hidden, key["policy"]), Mlp.Of([observations, .. options.Hidden, 1], Activation.Relu, key["baseline"]));
    }

    public override IReadOnlyList<Update<ReinforceModel>> Updates => [_baseline, _policy];
    public override IPolicy PolicyOf(ReinforceModel model) => model.Policy;
    public override int StepsAhead => int.MaxValue;
    public override bool IsDue(ControlState state, bool isOver) => isOver && state.Episode % _options.EpisodesPerUpdate == 0;

    protected override (double Critic, double? Policy) Learn(long update, double rate)
    {
        double baseline = 0;
        for (int k = 0; k < _options.BaselineSteps; k++)
        {
            Draw(update * (_options.BaselineSteps + 1) + k);
            baseline += _baseline.Step(Batch, Parameters, rate) / _options.BaselineSteps;
        }
        Draw(update * (_options.BaselineSteps + 1) + _options.BaselineSteps);
        double policy = _policy.Step(Batch, Parameters, rate);
        Buffer.Restore(0);
        return (baseline, policy);
    }

    static Real Return(ReinforceModel model, Experience row) => row.Reward + row.Discount * StopGradient(model.Baseline.Apply(row.Next)[0]);

    internal static Real PolicyLoss(ReinforceModel model, Experience row, Noise noise)
    {
        Real unit = Clamp(Range.Shrink(row.Action, model.Policy.Low, model.Policy.High), -Edge, Edge);
        return -(model.Policy.Law(row.Observation).LogDensity(unit) * (Return(model, row) - model.Baseline.Apply(row.Observation)[0]));
    }
}
