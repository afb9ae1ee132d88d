using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// The concrete or Gumbel-softmax law on the simplex, of softmax((l + g)/τ) with g of Gumbel's law (Maddison, Mnih and Teh; Jang, Gu and Poole, ICLR 2017): it tends to a one-hot categorical draw as the temperature τ
/// falls. The derivatives are exact to rounding. Straight through, a draw is the one-hot vector itself, with the derivative of the relaxed one: biased, as the certificate says by listing it as held.
/// </summary>
public sealed class RelaxedOneHot : MultivariateDistribution
{
    readonly bool _straightThrough;

    /// <summary>With temperature τ &gt; 0, logits l along the last axis, and whether draws are one-hot with the relaxed derivative.</summary>
    public RelaxedOneHot(Real temperature, Real logits, bool straightThrough = false)
        : base(p => new RelaxedOneHot(p[0], p[1], straightThrough), In(Domain.Positive, temperature, "the temperature of relaxed_one_hot"), logits)
    {
        _straightThrough = straightThrough;
        if (logits.Shape.IsScalar) throw new PathwiseException("PW0065", "one logit of relaxed_one_hot", "give a vector of them", Place.OfCaller());
    }

    /// <summary>The temperature τ.</summary>
    public Real Temperature => Parameters[0];

    /// <summary>The logits l: logarithms of probabilities up to a constant.</summary>
    public Real Logits => Parameters[1];

    int Last => Logits.Shape.Rank - 1;

    /// <inheritdoc/>
    public override Support Support => new(0, 1, Constraint: "a sum of 1 along the last axis");

    private protected override Real Draw(Noise noise)
    {
        var perturbed = Logits - Log(-Log(noise.Uniform(Logits.Shape)));
        var soft = Softmax(perturbed / Temperature);
        if (!_straightThrough) return soft;
        var largest = Reshape(MaxOver(perturbed, Last), Ops.Sum.Kept(perturbed.Shape, [Last]));
        // In this order the values of the relaxed draw cancel exactly.
        return StopGradient(Where(perturbed == largest, Filled(perturbed.Shape, 1), 0)) + (soft - StopGradient(soft));
    }

    /// <summary>log Γ(K) + (K − 1) log τ + Σ(l − (τ + 1) log x) − K log Σ e^(l − τ log x), for shares x that sum to 1.</summary>
    public override Real LogDensity(Real x)
    {
        int k = Logits.Shape[Last];
        Real log = Log(x), score = Logits - Temperature * log;
        return LogGamma(k) + (k - 1) * Log(Temperature) + Sum(score - log, Last) - k * LogSumExp(score, Last);
    }
}
