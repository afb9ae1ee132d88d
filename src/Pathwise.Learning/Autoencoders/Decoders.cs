using static Pathwise.Functions;

namespace Pathwise.Learning.Autoencoders;

/// <summary>A network that gives the law of an observation from latents. Any record of parameters may implement it.</summary>
public interface IDecoder
{
    /// <summary>p(x | z). Of a conditional model z is the latents followed by the condition's elements.</summary>
    Likelihood Decode(Real latents);
}

/// <summary>Binary pixels, whose logits are a perceptron's outputs.</summary>
/// <param name="Network">A perceptron with an output for each pixel.</param>
public sealed record BernoulliDecoder(Mlp Network) : IDecoder
{
    /// <inheritdoc/>
    public Likelihood Decode(Real latents) => new BernoulliLikelihood(Network.Apply(Reshape(latents, latents.Shape.Count)));
}

/// <summary>Normal elements, whose means are a perceptron's outputs, with learnt standard deviations that do not depend on the latents.</summary>
/// <param name="Network">A perceptron with an output for each element.</param>
/// <param name="LogDeviation">log σ, one for all elements or one for each.</param>
public sealed record GaussianDecoder(Mlp Network, Real LogDeviation) : IDecoder
{
    /// <inheritdoc/>
    public Likelihood Decode(Real latents) => new GaussianLikelihood(Network.Apply(Reshape(latents, latents.Shape.Count)), Exp(LogDeviation));
}

/// <summary>Normal elements, whose means are a perceptron's outputs, with a standard deviation that is not learnt.</summary>
/// <param name="Network">A perceptron with an output for each element.</param>
/// <param name="Deviation">σ.</param>
public sealed record FixedGaussianDecoder(Mlp Network, double Deviation) : IDecoder
{
    /// <inheritdoc/>
    public Likelihood Decode(Real latents) => new GaussianLikelihood(Network.Apply(Reshape(latents, latents.Shape.Count)), Deviation);
}

/// <summary>Normal elements with means μ and standard deviations e^(s/2), where (μ, s) are the two halves of a perceptron's outputs.</summary>
/// <param name="Network">A perceptron with two outputs for each element.</param>
public sealed record HeteroscedasticDecoder(Mlp Network) : IDecoder
{
    /// <inheritdoc/>
    public Likelihood Decode(Real latents)
    {
        var (mean, logVariance) = Halves.Of(Network.Apply(Reshape(latents, latents.Shape.Count)), "a heteroscedastic decoder");
        return new GaussianLikelihood(mean, Exp(0.5 * logVariance));
    }
}
