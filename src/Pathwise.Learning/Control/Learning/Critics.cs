using static Pathwise.Functions;

namespace Pathwise.Learning.Control;

/// <summary>Two estimates of the value of an action, of which the lower is believed, as the one that is too high would be followed (Fujimoto, van Hoof and Meger, Addressing function approximation error in actor-critic methods, ICML 2018).</summary>
/// <param name="Networks">Observation and action within ±1 to a value.</param>
public sealed record Critics(Mlp[] Networks)
{
    /// <summary>Two critics with first weights.</summary>
    public static Critics Of(int observations, int actions, int[] hidden, RandomKey key) =>
        new([.. Enumerable.Range(0, 2).Select(i => Mlp.Of([observations + actions, .. hidden, 1], Activation.Relu, key[i]))]);

    /// <summary>What each says of an action within ±1.</summary>
    public Real[] Values(Real observation, Real unitAction)
    {
        Real input = Concat(0, observation, unitAction);
        return [.. Networks.Select(network => network.Apply(input)[0])];
    }

    /// <summary>The lowest value.</summary>
    public Real Lowest(Real observation, Real unitAction) => Values(observation, unitAction).Aggregate(Min);

    /// <summary>Σᵢ (Qᵢ(s, a) − y)².</summary>
    public Real Mistake(Real observation, Real unitAction, Real target) => Values(observation, unitAction).Select(value => (value - target) * (value - target)).Aggregate((a, b) => a + b);
}
