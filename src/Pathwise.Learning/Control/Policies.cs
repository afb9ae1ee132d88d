using static Pathwise.Functions;

namespace Pathwise.Learning.Control;

/// <summary>What acts: a network from observations to actions.</summary>
public interface IPolicy
{
    /// <summary>The action to take where nothing is to be tried, in the units of the space of actions.</summary>
    Real Act(Real observation);
}

/// <summary>A stochastic policy, a = tanh(μ(s) + σ(s)·ε) stretched to the space of actions.</summary>
/// <param name="Network">Observations to means and log-deviations, which are limited to [−20, 2].</param>
/// <param name="Low">The lowest action.</param>
/// <param name="High">The highest action.</param>
public sealed record GaussianPolicy(Mlp Network, double[] Low, double[] High) : IPolicy
{
    /// <summary>A policy with first weights.</summary>
    public static GaussianPolicy Of(int observations, Box actions, int[] hidden, RandomKey key)
    {
        Checks.Bounded(actions);
        return new(Mlp.Of([observations, .. hidden, 2 * actions.Size], Activation.Relu, key), [.. actions.Low], [.. actions.High]);
    }

    /// <summary>The law of actions within ±1.</summary>
    public TanhNormal Law(Real observation)
    {
        Real outputs = Network.Apply(observation);
        return new(Slice(outputs, 0, 0, Low.Length), Clamp(Slice(outputs, 0, Low.Length, Low.Length), -20, 2));
    }

    /// <summary>An action in the units of the space.</summary>
    public Real Sample(Real observation, Noise noise) => Range.Stretch(Law(observation).Sample(noise).Action, Low, High);

    /// <inheritdoc/>
    public Real Act(Real observation) => Range.Stretch(Tanh(Law(observation).Mean), Low, High);
}

/// <summary>A deterministic policy, a = tanh(μ(s)) stretched to the space of actions.</summary>
/// <param name="Network">Observations to means.</param>
/// <param name="Low">The lowest action.</param>
/// <param name="High">The highest action.</param>
public sealed record DeterministicPolicy(Mlp Network, double[] Low, double[] High) : IPolicy
{
    /// <summary>A policy with first weights.</summary>
    public static DeterministicPolicy Of(int observations, Box actions, int[] hidden, RandomKey key)
    {
        Checks.Bounded(actions);
        return new(Mlp.Of([observations, .. hidden, actions.Size], Activation.Relu, key), [.. actions.Low], [.. actions.High]);
    }

    /// <summary>The action within ±1.</summary>
    public Real Unit(Real observation) => Tanh(Network.Apply(observation));

    /// <inheritdoc/>
    public Real Act(Real observation) => Range.Stretch(Unit(observation), Low, High);
}

/// <summary>Actions within ±1 and in the units of their space.</summary>
static class Range
{
    public static Real Stretch(Real unit, double[] low, double[] high) => Middle(low, high) + Half(low, high) * unit;

    public static Real Shrink(Real action, double[] low, double[] high) => (action - Middle(low, high)) / Half(low, high);

    static double[] Middle(double[] low, double[] high) => [.. low.Zip(high, (l, h) => (l + h) / 2)];

    // A component of one value is not divided by 0.
    static double[] Half(double[] low, double[] high) => [.. low.Zip(high, (l, h) => h > l ? (h - l) / 2 : 1)];
}
