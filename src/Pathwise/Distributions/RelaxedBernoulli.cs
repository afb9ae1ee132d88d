using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// The binary concrete law on (0, 1), of σ((logit p + ℓ)/τ) with ℓ logistic (Maddison, Mnih and Teh, The concrete distribution, ICLR 2017; Jang, Gu and Poole, Categorical reparameterization with
/// Gumbel-softmax, ICLR 2017): it tends to a Bernoulli draw as the temperature τ falls. Sampled so; the derivatives are exact to rounding.
/// </summary>
public sealed class RelaxedBernoulli : Distribution
{
    /// <summary>With success probability p in (0, 1) and temperature τ &gt; 0.</summary>
    public RelaxedBernoulli(Real probability, Real temperature)
        : base(p => new RelaxedBernoulli(p[0], p[1]), In(Domain.UnitInterval, probability, "the probability of relaxed_bernoulli"), In(Domain.Positive, temperature, "the temperature of relaxed_bernoulli")) { }

    /// <summary>The success probability p, that of draws above ½.</summary>
    public Real Success => Parameters[0];

    /// <summary>The temperature τ.</summary>
    public Real Temperature => Parameters[1];

    Real Logit => Log(Success) - Log1p(-Success);

    /// <inheritdoc/>
    public override Support Support => Support.Unit;

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(BatchShape));

    /// <summary>The logistic log-density of z = logit x, with location logit p/τ and scale 1/τ, less log x(1 − x).</summary>
    public override Real LogDensity(Real x) => OnSupport((x > 0) & (x < 1), x, y =>
    {
        Real log = Log(y), other = Log1p(-y), z = Temperature * (log - other) - Logit;
        return Log(Temperature) - Softplus(z) - Softplus(-z) - log - other;
    }, within: 0.5);

    /// <summary>σ(τ logit x − logit p).</summary>
    public override Real Cdf(Real x)
    {
        var inside = (x > 0) & (x < 1);
        var y = Where(inside, x, 0.5);
        return Where(inside, Sigmoid(Temperature * (Log(y) - Log1p(-y)) - Logit), Where(x <= 0, 0, 1));
    }

    /// <summary>σ((logit p + logit u)/τ) at the probability u.</summary>
    public override Real Quantile(Real p) => Sigmoid((Logit + Log(p) - Log1p(-p)) / Temperature);
}
