using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// The Dirichlet law of shares that sum to 1, of density Π xᵢ^(αᵢ − 1)/B(α); the last axis counts. Sampled as the softmax of logarithms of gamma draws, which is finite for concentrations of any size. The derivative is
/// the gamma draws' implicit one carried through: right in expectation, and to 10⁻¹⁰ relative for concentrations from 10⁻² to 10⁵.
/// </summary>
public sealed class Dirichlet : MultivariateDistribution
{
    /// <summary>With concentrations α &gt; 0 along the last axis.</summary>
    public Dirichlet(Real concentration) : base(p => new Dirichlet(p[0]), In(Domain.Positive, concentration, "a concentration of dirichlet"))
    {
        if (concentration.Shape.IsScalar) throw new PathwiseException("PW0065", "one concentration of dirichlet", "give a vector of them", Place.OfCaller());
    }

    /// <summary>The concentrations α.</summary>
    public Real Concentration => Parameters[0];

    int Last => Concentration.Shape.Rank - 1;

    /// <summary>A sum over the last axis, which is kept.</summary>
    Real Total(Real x) => Reshape(Sum(x, Last), Ops.Sum.Kept(x.Shape, [Last]));

    /// <summary>α/Σα.</summary>
    public override Real Mean => Concentration / Total(Concentration);

    /// <summary>m(1 − m)/(1 + Σα) with the mean m.</summary>
    public override Real Variance => Mean * (1 - Mean) / (1 + Total(Concentration));

    /// <summary>log B(α) + (Σα − K)ψ(Σα) − Σ(α − 1)ψ(α).</summary>
    public override Real Entropy
    {
        get
        {
            var total = Sum(Concentration, Last);
            return LogNormaliser + (total - Concentration.Shape[Last]) * Digamma(total) - Sum((Concentration - 1) * Digamma(Concentration), Last);
        }
    }

    /// <inheritdoc/>
    public override Support Support => new(0, 1, Constraint: "a sum of 1 along the last axis");

    /// <summary>log B(α) = Σ log Γ(α) − log Γ(Σα).</summary>
    internal Real LogNormaliser => Sum(LogGamma(Concentration), Last) - LogGamma(Sum(Concentration, Last));

    private protected override Real Draw(Noise noise) => Softmax(LogGammaQuantile(Concentration, noise.Uniform(Concentration.Shape)));

    /// <summary>Σ (α − 1) log x − log B(α), for shares x that sum to 1.</summary>
    public override Real LogDensity(Real x) => Sum(Where(Concentration == 1, 0, (Concentration - 1) * Log(x)), Last) - LogNormaliser;
}
