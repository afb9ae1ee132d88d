using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// Von Mises's law on the circle, with density e^(κ cos(x − μ))/(2π I₀(κ)) for x in (μ − π, μ + π], sampled by its quantile: the derivative in κ is the implicit one, to 10⁻⁸ relative, that in μ exact. Draws
/// are not brought back to (−π, π], so that they move with the mean direction.
/// </summary>
public sealed class VonMises : Distribution
{
    /// <summary>With mean direction μ and concentration κ &gt; 0.</summary>
    public VonMises(Real mean, Real concentration) : base(p => new VonMises(p[0], p[1]), mean, In(Domain.Positive, concentration, "the concentration of von_mises")) { }

    /// <inheritdoc/>
    public override Real Mean => Spread(Parameters[0]);

    /// <summary>The concentration κ.</summary>
    public Real Concentration => Parameters[1];

    /// <summary>1 − E cos(x − μ) = 1 − I₁(κ)/I₀(κ).</summary>
    public Real CircularVariance => 1 - Exp(LogBesselI(1, Concentration) - LogBesselI(0, Concentration));

    /// <summary>log(2π I₀(κ)) − κ I₁(κ)/I₀(κ).</summary>
    public override Real Entropy => LogOfTwoPi + LogBesselI(0, Concentration) - Concentration * (1 - CircularVariance);

    const double LogOfTwoPi = 2 * Normal.HalfLogTwoPi;

    /// <inheritdoc/>
    public override Support Support => new(Parameters[0] - Math.PI, Parameters[0] + Math.PI);

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(BatchShape));

    /// <summary>κ cos(x − μ) − log(2π I₀(κ)).</summary>
    public override Real LogDensity(Real x) => Where(Abs(x - Parameters[0]) <= Math.PI, Concentration * Cos(x - Parameters[0]) - LogOfTwoPi - LogBesselI(0, Concentration), double.NegativeInfinity);

    /// <inheritdoc/>
    public override Real Cdf(Real x) => VonMisesCdf(x - Parameters[0], Concentration);

    /// <inheritdoc/>
    public override Real Quantile(Real p) => Parameters[0] + VonMisesQuantile(Concentration, p);
}
