using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// Student's law of ν degrees of freedom, moved and scaled. Sampled by its quantile: with b of the beta law of ν/2 and ½, taken at twice the smaller tail's probability, |t| = √(ν(1 − b)/b) (DLMF 8.17(i)). Location
/// and scale have exact derivatives; that in ν is implicit, right to 10⁻¹⁰ relative for ν from 10⁻² to 10⁵. For ν below about 0.1 the largest values overflow.
/// </summary>
public sealed class StudentT : Distribution
{
    /// <summary>With ν &gt; 0 degrees of freedom, location μ and scale σ &gt; 0.</summary>
    public StudentT(Real df, Real location, Real scale)
        : base(p => new StudentT(p[0], p[1], p[2]), In(Domain.Positive, df, "the degrees of freedom of student_t"), location, In(Domain.Positive, scale, "the scale of student_t")) { }

    /// <summary>The degrees of freedom ν.</summary>
    public Real DegreesOfFreedom => Parameters[0];

    /// <summary>The location μ.</summary>
    public Real Location => Parameters[1];

    /// <summary>The scale σ.</summary>
    public Real Scale => Parameters[2];

    /// <summary>μ for ν &gt; 1, else NaN.</summary>
    public override Real Mean => Where(DegreesOfFreedom > 1, Spread(Location), double.NaN);

    /// <summary>σ²ν/(ν − 2) for ν &gt; 2, infinite for ν &gt; 1, else NaN.</summary>
    public override Real Variance => Where(DegreesOfFreedom > 2, Spread(Scale * Scale * (DegreesOfFreedom / Where(DegreesOfFreedom > 2, DegreesOfFreedom - 2, 1))),
        Where(DegreesOfFreedom > 1, double.PositiveInfinity, double.NaN));

    /// <summary>(ν + 1)/2·(ψ((ν + 1)/2) − ψ(ν/2)) + ½ log ν + log B(ν/2, ½) + log σ.</summary>
    public override Real Entropy => Spread(0.5 * (DegreesOfFreedom + 1) * (Digamma(0.5 * (DegreesOfFreedom + 1)) - Digamma(0.5 * DegreesOfFreedom)) - LogNormaliser);

    /// <inheritdoc/>
    public override Support Support => Support.Reals;

    Real LogNormaliser => -0.5 * Log(DegreesOfFreedom) - Beta.LogBeta(0.5 * DegreesOfFreedom, 0.5) - Log(Scale);

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(BatchShape));

    /// <summary>−(ν + 1)/2·log(1 + z²/ν) − ½ log ν − log B(ν/2, ½) − log σ with z = (x − μ)/σ.</summary>
    public override Real LogDensity(Real x)
    {
        var z = (x - Location) / Scale;
        return LogNormaliser - 0.5 * (DegreesOfFreedom + 1) * Log1p(z * z / DegreesOfFreedom);
    }

    /// <summary>½ I_b(ν/2, ½) with b = ν/(ν + z²) for z = (x − μ)/σ below 0, one less that above.</summary>
    public override Real Cdf(Real x)
    {
        Real z = (x - Location) / Scale, tail = 0.5 * BetaCdf(0.5 * DegreesOfFreedom, 0.5, DegreesOfFreedom / (DegreesOfFreedom + z * z));
        return Where(z < 0, tail, 1 - tail);
    }

    /// <summary>The value below which draws fall with probability p.</summary>
    public override Real Quantile(Real p)
    {
        // In the middle the beta draw is 1, and its logit infinite.
        Condition middle = p == 0.5, lower = p < 0.5;
        var size = Sqrt(DegreesOfFreedom) * Exp(-0.5 * LogitBetaQuantile(0.5 * DegreesOfFreedom, 0.5, Where(middle, 0.5, 2 * Min(p, 1 - p))));
        return Location + Scale * Where(middle, 0, Where(lower, -size, size));
    }
}
