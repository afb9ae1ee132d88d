using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Learning;

/// <summary>
/// Elements that are 0 or 1, given by logits: log p(y) = Σ yᵢlᵢ − log(1 + e^lᵢ), which overflows for no logit. Between 0 and 1 this is the cross-entropy that many use for grey pixels, but no density: it does not
/// integrate to 1, and bounds made of it are not comparable with others. Binarised pixels (<see cref="Autoencoders.Pixels.Binarised"/>) are.
/// </summary>
/// <param name="Logits">l = log(p/(1 − p)).</param>
public sealed record BernoulliLikelihood(Real Logits) : Likelihood
{
    /// <inheritdoc/>
    public override Real LogDensity(Real observation) => Sum(observation * Logits - Softplus(Logits));

    /// <summary>p = 1/(1 + e⁻ˡ).</summary>
    public override Real Mean => Sigmoid(Logits);

    /// <summary>p(1 − p).</summary>
    public override Real Variance => Sigmoid(Logits) * Sigmoid(-Logits);

    /// <summary>A discrete draw: it has no pathwise derivative in the logits.</summary>
    public override Real Sample(Noise noise) => new Bernoulli(Mean).Sample(noise);
}
