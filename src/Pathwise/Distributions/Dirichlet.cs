using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// The Dirichlet law of probabilities that sum to 1 along the last axis, sampled as gamma variables over their sum, in logarithms: finite for concentrations of any size. Each gamma variable's derivative is the implicit one.
/// </summary>
public sealed class Dirichlet : Distribution
{
    /// <summary>With concentrations αⱼ &gt; 0 along the last axis.</summary>
    public Dirichlet(Real concentration) : base(p => new Dirichlet(p[0]), In(Domain.Positive, concentration, "a concentration of dirichlet"))
    {
        if (concentration.Shape.IsScalar) throw new PathwiseException("PW0016", "the concentration of dirichlet is one number", "give a vector", Place.OfCaller());
    }

    /// <summary>The concentrations αⱼ.</summary>
    public Real Concentration => Parameters[0];

    int Last => Concentration.Shape.Rank - 1;

    Real Total(Real x) => Sum(x, Last);

    /// <summary>A value for each law beside each of its elements.</summary>
    Real Beside(Real x) => Broadcast(Reshape(x, Ops.Sum.Kept(Concentration.Shape, [Last])), Concentration.Shape);

    /// <summary>αⱼ/Σα.</summary>
    public override Real Mean => Concentration / Beside(Total(Concentration));

    /// <summary>mⱼ(1 − mⱼ)/(1 + Σα) with m the mean.</summary>
    public override Real Variance => Mean * (1 - Mean) / (1 + Beside(Total(Concentration)));

    /// <summary>log B(α) + (Σα − n)ψ(Σα) − Σ (αⱼ − 1)ψ(αⱼ).</summary>
    public override Real Entropy
    {
        get
        {
            var sum = Total(Concentration);
            return LogNormaliser + (sum - Concentration.Shape[Last]) * Digamma(sum) - Total((Concentration - 1) * Digamma(Concentration));
        }
    }

    /// <summary>log B(α) = Σ log Γ(αⱼ) − log Γ(Σα).</summary>
    Real LogNormaliser => Total(LogGamma(Concentration)) - LogGamma(Total(Concentration));

    /// <inheritdoc/>
    public override Support Support => new(0, 1, Constraint: "elements that sum to 1 along the last axis");

    private protected override Real Draw(Noise noise) => Softmax(LogGammaQuantile(Concentration, noise.Uniform(Concentration.Shape)));

    /// <summary>Σ (αⱼ − 1) log xⱼ − log B(α).</summary>
    public override Real LogDensity(Real x) => Total((Concentration - 1) * Log(x)) - LogNormaliser;
}
