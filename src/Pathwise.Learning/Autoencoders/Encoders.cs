using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Learning.Autoencoders;

/// <summary>A network that gives the law of the latents of an observation. Any record of parameters may implement it.</summary>
public interface IEncoder
{
    /// <summary>q(z | x). Of a conditional model x is the observation's elements followed by the condition's.</summary>
    Distribution Encode(Real observation);
}

/// <summary>Independent normal latents with means μ and standard deviations e^(s/2), where (μ, s) are the two halves of a perceptron's outputs (Kingma and Welling, Auto-encoding variational Bayes, ICLR 2014).</summary>
/// <param name="Network">A perceptron with twice as many outputs as there are latents.</param>
public sealed record GaussianEncoder(Mlp Network) : IEncoder
{
    /// <summary>An encoder with the sizes given, from the number of inputs over hidden layers to the number of latents.</summary>
    public static GaussianEncoder Of(int[] sizes, Activation activation, RandomKey key, Initialisation? initialisation = null) =>
        new(Mlp.Of([.. sizes[..^1], 2 * sizes[^1]], activation, key, initialisation));

    /// <inheritdoc/>
    public Distribution Encode(Real observation)
    {
        var (mean, logVariance) = Halves.Of(Network.Apply(Reshape(observation, observation.Shape.Count)), "a Gaussian encoder");
        return new Normal(mean, Exp(0.5 * logVariance));
    }
}

/// <summary>Independent binary latents, whose logits are a perceptron's outputs. Their draws are discrete: the autoencoder's estimator, or the library's choice, takes care of the derivative.</summary>
/// <param name="Network">A perceptron with an output for each latent.</param>
public sealed record BernoulliEncoder(Mlp Network) : IEncoder
{
    /// <inheritdoc/>
    public Distribution Encode(Real observation) => new Bernoulli(Sigmoid(Network.Apply(Reshape(observation, observation.Shape.Count))));
}

/// <summary>
/// Independent categorical latents, whose logits are a perceptron's outputs. Draws are discrete, indices from 0; with a temperature they are relaxed, vectors of shares on a new last axis, and differentiated pathwise (Jang, Gu and
/// Poole, Categorical reparameterization with Gumbel-softmax, ICLR 2017; Maddison, Mnih and Teh, The concrete distribution, ICLR 2017).
/// </summary>
/// <param name="Network">A perceptron with latents times categories outputs.</param>
/// <param name="Categories">The categories of a latent.</param>
/// <param name="Temperature">The temperature of relaxed draws; 0 for discrete ones.</param>
public sealed record CategoricalEncoder(Mlp Network, int Categories, double Temperature = 0) : IEncoder
{
    /// <inheritdoc/>
    public Distribution Encode(Real observation)
    {
        var outputs = Network.Apply(Reshape(observation, observation.Shape.Count));
        if (Categories < 1 || outputs.Shape.Count % Categories != 0) throw Setting.Outside("the number of categories of a latent", Categories, $"a divisor of the network's {outputs.Shape.Count} outputs");
        var logits = Reshape(outputs, new(outputs.Shape.Count / Categories, Categories));
        return Temperature == 0 ? new Categorical(Softmax(logits)) : new RelaxedOneHot(Temperature, logits);
    }
}

static class Halves
{
    /// <summary>A vector's two halves.</summary>
    public static (Real First, Real Second) Of(Real outputs, string what)
    {
        int count = outputs.Shape.Count;
        if (count % 2 != 0) throw new PathwiseException("PW4040", $"{what} of a network with {count} outputs", "give it two outputs for each element: a location and a logarithm of the variance", Place.OfCaller());
        return (Slice(outputs, 0, 0, count / 2), Slice(outputs, 0, count / 2, count / 2));
    }
}
