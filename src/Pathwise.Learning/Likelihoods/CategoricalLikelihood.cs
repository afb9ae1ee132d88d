using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Learning;

/// <summary>A class, given by logits: log p(y) = l_y − log Σ e^lₖ.</summary>
/// <param name="Logits">l, a vector with an entry for each class.</param>
public sealed record CategoricalLikelihood(Real Logits) : Likelihood
{
    /// <summary>Of a class, a whole number from 0. Another number is reported when it occurs.</summary>
    public override Real LogDensity(Real observation) => Sum(Gather(Logits, observation)) - LogSumExp(Logits);

    /// <summary>The probabilities of the classes.</summary>
    public override Real Mean => Softmax(Logits);

    /// <summary>pₖ(1 − pₖ) for each class.</summary>
    public override Real Variance => Mean * (1 - Mean);

    /// <summary>A class. A discrete draw: it has no pathwise derivative in the logits.</summary>
    public override Real Sample(Noise noise) => new Categorical(Mean).Sample(noise);
}
