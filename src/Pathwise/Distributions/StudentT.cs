using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// Student's law with ν degrees of freedom, moved and scaled, sampled by its quantile: with w a beta variable of shapes ν/2 and ½ at twice the smaller of u and 1 − u, |t| = √(ν(1 − w)/w). The derivative in ν is the
/// implicit one, to 10⁻¹⁰ relative for ν in [2·10⁻³, 2·10⁶]; the others are exact.
/// </summary>
public sealed class StudentT : Distribution
{
    /// <summary>With ν &gt; 0 degrees of freedom, a location and a scale &gt; 0.</summary>
    public StudentT(Real df, Real location, Real scale) : base(p => new StudentT(p[0], p[1], p[2]),
        In(Domain.Positive, df, "the degrees of freedom of student_t"), location, In(Domain.Positive, scale, "the scale of student_t")) { }

    /// <summary>The degrees of freedom ν.</summary>
    public Real DegreesOfFreedom => Parameters[0];

    /// <summary>The location.</summary>
    public Real Location => Parameters[1];

    /// <summary>The scale.</summary>
    public Real Scale => Parameters[2];

    /// <summary>The location for ν &gt; 1, else NaN.</summary>
    public override Real Mean => Where(DegreesOfFreedom > 1, Spread(Location), double.NaN);

    /// <summary>scale²·ν/(ν − 2) for ν &gt; 2, infinite for ν in (1, 2], else NaN.</summary>
    public override Real Variance => Where(DegreesOfFreedom > 2, Scale * Scale * DegreesOfFreedom / Where(DegreesOfFreedom > 2, DegreesOfFreedom - 2, 1),
        Where(DegreesOfFreedom > 1, Spread(double.PositiveInfinity), double.NaN));

    /// <summary>½(ν + 1)(ψ(½(ν + 1)) − ψ(½ν)) + ½ log ν + log B(½ν, ½) + log scale.</summary>
    public override Real Entropy => 0.5 * (DegreesOfFreedom + 1) * (Digamma(0.5 * (DegreesOfFreedom + 1)) - Digamma(0.5 * DegreesOfFreedom)) + 0.5 * Log(DegreesOfFreedom)
        + CountProbabilities.LogBeta(0.5 * DegreesOfFreedom, 0.5) + Log(Scale);

    /// <inheritdoc/>
    public override Support Support => Support.Reals;

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(BatchShape));

    /// <summary>−½(ν + 1) log(1 + z²/ν) − ½ log ν − log B(½ν, ½) − log scale with z = (x − location)/scale.</summary>
    public override Real LogDensity(Real x)
    {
        var z = (x - Location) / Scale;
        return -0.5 * (DegreesOfFreedom + 1) * Log1p(z * z / DegreesOfFreedom) - 0.5 * Log(DegreesOfFreedom) - CountProbabilities.LogBeta(0.5 * DegreesOfFreedom, 0.5) - Log(Scale);
    }

    /// <summary>½ I_w(ν/2, ½) with w = ν/(ν + z²) left of the location, and its complement to 1 right of it.</summary>
    public override Real Cdf(Real x)
    {
        var z = (x - Location) / Scale;
        var tail = 0.5 * BetaCdf(0.5 * DegreesOfFreedom, 0.5, DegreesOfFreedom / (DegreesOfFreedom + z * z));
        return Where(z < 0, tail, 1 - tail);
    }

    /// <inheritdoc/>
    public override Real Quantile(Real p)
    {
        var isLower = p < 0.5;
        var size = Sqrt(DegreesOfFreedom) * Exp(-0.5 * LogitBetaQuantile(0.5 * DegreesOfFreedom, 0.5, 2 * Where(isLower, p, 1 - p)));
        return Location + Scale * Where(isLower, -size, size);
    }
}
