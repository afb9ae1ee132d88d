using Pathwise.Distributions;

namespace Pathwise.Learning.BayesianNetworks;

/// <summary>A multilayer perceptron with normal weights: Bayesian linear layers with a function between them (not after the last).</summary>
/// <param name="Layers">The layers, in order.</param>
/// <param name="Activation">The function between them.</param>
public sealed record BayesianMlp(BayesianLinear[] Layers, Activation Activation)
{
    /// <summary>A perceptron with <paramref name="sizes"/>[0] inputs, hidden layers of the sizes between, and the last size's outputs; all weights start with one standard deviation.</summary>
    public static BayesianMlp Of(int[] sizes, Activation activation, double deviation, RandomKey key, Initialisation? initialisation = null) => sizes.Length >= 2
        ? new([.. Enumerable.Range(0, sizes.Length - 1).Select(i => BayesianLinear.Of(sizes[i], sizes[i + 1], deviation, key[i], initialisation))], activation)
        : throw Setting.Outside("the number of sizes of a perceptron", sizes.Length, "at least 2, inputs and outputs");

    /// <summary>The outputs of a vector of inputs, or of each row of a matrix, by one draw of the weights; row for row another with <see cref="WeightNoise.Local"/>.</summary>
    public Real Apply(Real x, Noise noise, WeightNoise how = WeightNoise.Local)
    {
        for (int i = 0; i < Layers.Length; i++) x = Layers[i].Apply(i == 0 ? x : Activation.Of(x), noise, how);
        return x;
    }

    /// <summary>A draw of the network: on each path its own, or, with <c>noise.Shared</c>, one for all.</summary>
    public Mlp Draw(Noise noise) => new([.. Layers.Select(layer => layer.Draw(noise))], Activation);

    /// <summary>The divergence of all weights from a prior, in nats.</summary>
    public Real Divergence(Distribution prior, Noise noise) => Layers.Select(layer => layer.Divergence(prior, noise)).Aggregate((a, b) => a + b);
}
