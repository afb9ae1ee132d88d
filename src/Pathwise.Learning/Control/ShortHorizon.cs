using Pathwise.Calculus;
using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Learning.Control;

/// <summary>A policy and what it thinks that states are worth.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Critic">A network from observations to V/<see cref="ShortHorizon{TPolicy}.ValueScale"/>.</param>
public sealed record ActorCritic<TPolicy>(TPolicy Policy, Mlp Critic);

/// <summary>
/// Losses whose gradient is the policy gradient through the dynamics of a model that can be differentiated. Train them as any loss: by <see cref="Trainer"/>.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Sample">A policy's action from an observation, and noise: a reparameterised draw.</param>
public sealed record ShortHorizon<TPolicy>(EnvironmentModel Model, Func<TPolicy, Real, Noise, Real> Sample)
{
    /// <summary>The steps of an episode; unless given, the model's time limit.</summary>
    public int Steps { get; init; } = Model.TimeLimit ?? 200;

    /// <summary>h, the steps that a gradient goes through.</summary>
    public int Window { get; init; } = 32;

    /// <summary>γ.</summary>
    public double Discount { get; init; } = 0.99;

    /// <summary>λ: what the critic learns from is between one step and its own opinion (0) and all steps of the window (1).</summary>
    public double TraceDecay { get; init; } = 0.95;

    /// <summary>What a critic's output of 1 means; unless given 1/(1 − γ), the worth of a reward of 1 for ever.</summary>
    public double? ValueScale { get; init; }

    double Worth => ValueScale ?? (Discount < 1 ? 1 / (1 - Discount) : Steps);

    /// <summary>−E Σ γᵗrₜ over a whole episode: SVG(∞). The way back goes through all steps, so it suits short episodes and gentle dynamics.</summary>
    public Expectation<TPolicy> Return()
    {
        Check();
        return Expectation.Of((TPolicy policy, Noise noise) =>
            -Rollout.Of(Model, Model.Reset(noise["reset"]), Steps, (observation, draws) => Sample(policy, observation, draws), noise).Return(Discount));
    }

    /// <summary>
    /// The short-horizon actor–critic (Xu, Makoviychuk, Narang, Ramos, Matusik, Garg and Macklin, Accelerated policy learning with parallel differentiable simulation, ICLR 2022): a path is an episode, cut into windows of h steps. The actor's
    /// gradient goes through the steps of a window, and what follows is worth V(s_h): −(1/T) Σ over windows of Σ γᵏr_k + γʰV(s_h), where V is held. The critic follows (1/T) Σ (V(sₜ) − yₜ)², held states and targets, in units of
    /// <see cref="ValueScale"/>: yₜ = rₜ + γ((1 − λ)V(sₜ₊₁) + λyₜ₊₁) within a window. Parameters of the two are apart, so one loss trains both.
    /// </summary>
    public Expectation<ActorCritic<TPolicy>> Loss()
    {
        Check();
        int windows = Math.Max(1, Steps / Window), h = Math.Min(Window, Steps);
        return Expectation.Of((ActorCritic<TPolicy> at, Noise noise) =>
        {
            var held = Held(at.Critic);
            var loop = Loop.Build(windows, backward: false, [Model.Reset(noise["reset"]).Node, Filled(Shape.Scalar, 1).Node, Filled(Shape.Scalar, 0).Node], [], (_, carry, _) =>
            {
                Real start = StopGradient(carry[0].AsReal()), going = carry[1].AsReal();
                var window = Rollout.Of(Model, start, h, (observation, draws) => Sample(at.Policy, observation, draws), noise, TapeMemory.Full);
                Real actor = window.Return(Discount, Worth * Value(held, window.Observation));
                Real critic = CriticLoss(at.Critic, held, window);
                return ([StopGradient(window.Final).Node, (going * StopGradient(window.Going)).Node, (carry[2].AsReal() + going * (critic - actor)).Node], []);
            });
            return Item.Of(loop, 2).AsReal() / (windows * h);
        });
    }

    Real CriticLoss(Mlp critic, Mlp held, Rollout window)
    {
        int h = window.Rewards.Shape[0];
        Real before = StopGradient(window.Before), seen = StopGradient(window.Observations);
        Real values = before * Reshape(critic.Apply(seen), h), last = window.Going * Value(held, window.Observation);
        Real next = h == 1 ? Reshape(last, 1) : Concat(0, Slice(values, 0, 1, h - 1), Reshape(last, 1));
        double[] weights = [.. Enumerable.Range(0, h).Select(t => Discount * (t == h - 1 ? 1 : 1 - TraceDecay))];
        double[] traces = [.. Enumerable.Range(0, h * h).Select(i => (i / h, i % h) is var (t, k) && k >= t ? Math.Pow(Discount * TraceDecay, k - t) : 0)];
        Real targets = MatMul(Real.FromArray(new Shape(h, h), traces), window.Rewards / Worth + weights * next), miss = before * (values - StopGradient(targets));
        return Sum(miss * miss);
    }

    static Real Value(Mlp critic, Real observation) => critic.Apply(observation)[0];

    /// <summary>The same network, whose parameters are held.</summary>
    static Mlp Held(Mlp network) => network with { Layers = [.. network.Layers.Select(layer => layer with { Weight = StopGradient(layer.Weight), Bias = StopGradient(layer.Bias) })] };

    void Check()
    {
        if (Steps < 1) throw Setting.Outside("the number of steps of an episode", Steps, "at least 1");
        if (Window < 1) throw Setting.Outside("the steps of a window", Window, "at least 1");
        if (!(Discount is > 0 and <= 1)) throw Setting.Outside("a discount", Discount, "above 0 and at most 1");
        if (!(TraceDecay is >= 0 and <= 1)) throw Setting.Outside("the decay of a trace", TraceDecay, "from 0 to 1");
        if (!(Worth > 0 && double.IsFinite(Worth))) throw Setting.Outside("the scale of values", Worth, "positive");
    }
}
