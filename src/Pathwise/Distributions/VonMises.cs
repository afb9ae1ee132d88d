using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// Von Mises's law of angles, of density e^(κ cos(x − μ))/(2π I₀(κ)), sampled by its quantile on [μ − π, μ + π] with the implicit derivative in κ (Figurnov, Mohamed and Mnih, NeurIPS 2018), right to 10⁻⁸ relative.
/// </summary>
public sealed class VonMises : Distribution
{
    /// <summary>With mean direction μ, in radians, and concentration κ &gt; 0.</summary>
    public VonMises(Real mean, Real concentration)
        : base(p => new VonMises(p[0], p[1]), mean, In(Domain.Positive, concentration, "the concentration of von_mises")) { }

    /// <summary>The mean direction μ.</summary>
    public override Real Mean => Spread(Parameters[0]);

    /// <summary>The concentration κ.</summary>
    public Real Concentration => Parameters[1];

    /// <summary>log 2πI₀(κ) − κI₁(κ)/I₀(κ).</summary>
    public override Real Entropy => Spread(LogNormaliser - Concentration * MeanCosine);

    /// <inheritdoc/>
    public override Support Support => new(Mean - Math.PI, Mean + Math.PI);

    internal Real LogNormaliser => Math.Log(2 * Math.PI) + LogBesselI(0, Concentration);

    /// <summary>I₁(κ)/I₀(κ).</summary>
    internal Real MeanCosine => Exp(LogBesselI(1, Concentration) - LogBesselI(0, Concentration));

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(BatchShape));

    /// <summary>κ cos(x − μ) − log 2πI₀(κ), for an angle in any turn.</summary>
    public override Real LogDensity(Real x) => Concentration * Cos(x - Mean) - LogNormaliser;

    /// <summary>The probability of [μ − π, x].</summary>
    public override Real Cdf(Real x) => VonMisesCdf(x - Mean, Concentration);

    /// <inheritdoc/>
    public override Real Quantile(Real p) => Mean + VonMisesQuantile(Concentration, p);
}
