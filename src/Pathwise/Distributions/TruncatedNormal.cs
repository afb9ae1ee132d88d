using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// The normal law N(μ, σ²) cut to an interval, sampled by its quantile, which keeps its digits however far in a tail the interval lies. The derivatives, in all four
/// parameters, are the implicit ones in closed form: with a and z the standardised lower end and draw, ∂x/∂low = (1 − u)φ(a)/φ(z), and so on. Their relative error is
/// a few units of rounding times 1 + a² (in the location and scale; a end nearest to 0, where the interval lies off it): 10⁻¹⁰ up to a = 1000.
/// </summary>
public sealed class TruncatedNormal : Distribution
{
    /// <summary>Stands for an infinite end in units of σ, so that no infinity is multiplied by 0.</summary>
    const double Infinite = 1e15;

    readonly Real _a, _b;

    /// <summary>With location μ, scale σ &gt; 0, and the ends low &lt; high, either of which may be infinite.</summary>
    public TruncatedNormal(Real location, Real scale, Real low, Real high)
        : base(p => new TruncatedNormal(p[0], p[1], p[2], p[3]), location, In(Domain.Positive, scale, "the scale of truncated_normal"), low, high)
    {
        _a = Standard(low, -Infinite);
        _b = Standard(new Require(Domain.NonEmpty, "high − low of truncated_normal", 2).On(high, high - low), Infinite);
    }

    Real Standard(Real end, double infinite)
    {
        var isFinite = Abs(Composite.Held(end)) < double.PositiveInfinity;
        return Where(isFinite, (Where(isFinite, end, 0) - Location) / Scale, infinite);
    }

    /// <summary>The location μ: the mean of the law before it is cut.</summary>
    public Real Location => Parameters[0];

    /// <summary>The scale σ: the standard deviation of the law before it is cut.</summary>
    public Real Scale => Parameters[1];

    /// <summary>The lower end.</summary>
    public Real Low => Parameters[2];

    /// <summary>The upper end.</summary>
    public Real High => Parameters[3];

    /// <summary>μ + σ(φ(a) − φ(b))/Z with the standardised ends a and b and Z = Φ(b) − Φ(a).</summary>
    public override Real Mean => Location + Scale * StandardMean;

    /// <summary>σ²(1 + (aφ(a) − bφ(b))/Z − ((φ(a) − φ(b))/Z)²).</summary>
    public override Real Variance => Scale * Scale * (1 + _a * Hazard(_a) - _b * Hazard(_b) - StandardMean * StandardMean);

    /// <summary>½ log 2πe + log σZ + (aφ(a) − bφ(b))/2Z.</summary>
    public override Real Entropy => 0.5 + Normal.HalfLogTwoPi + Log(Scale) + LogMass + 0.5 * (_a * Hazard(_a) - _b * Hazard(_b));

    /// <inheritdoc/>
    public override Support Support => new(Low, High);

    Real LogMass => LogOfNormalInterval.Op.On(_a, _b);

    Real StandardMean => Hazard(_a) - Hazard(_b);

    /// <summary>φ(z)/Z.</summary>
    Real Hazard(Real z) => Exp(-0.5 * (z * z) - Normal.HalfLogTwoPi - LogMass);

    private protected override Real Draw(Noise noise) => Location + Scale * TruncatedNormalQuantile.Op.On(_a, _b, noise.Uniform(BatchShape));

    /// <summary>The normal log-density less log Z, within the ends.</summary>
    public override Real LogDensity(Real x) => Where((x >= Low) & (x <= High), new Normal(Location, Scale).LogDensity(x) - LogMass, double.NegativeInfinity);

    /// <summary>(Φ(z) − Φ(a))/Z with z = (x − μ)/σ.</summary>
    public override Real Cdf(Real x) =>
        Where(x <= Low, 0, Where(x >= High, 1, Exp(LogOfNormalInterval.Op.On(_a, Min(Max((x - Location) / Scale, _a), _b)) - LogMass)));

    /// <summary>μ + σz with Φ(z) = (1 − p)Φ(a) + pΦ(b).</summary>
    public override Real Quantile(Real p) => Where(p <= 0, Low, Where(p >= 1, High, Location + Scale * TruncatedNormalQuantile.Op.On(_a, _b, p)));
}
