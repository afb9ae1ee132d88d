using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// The inverse Gaussian (Wald) law, of the time at which Brownian motion with drift 1/μ and variance 1/λ first reaches 1. Sampled by its quantile; the derivatives are
/// the implicit ones in closed form, right to 10⁻¹² relative for λ/μ from 10⁻⁶ to 10⁶, where they do not vanish.
/// </summary>
public sealed class InverseGaussian : Distribution
{
    /// <summary>With mean μ &gt; 0 and shape λ &gt; 0.</summary>
    public InverseGaussian(Real mean, Real shape)
        : base(p => new InverseGaussian(p[0], p[1]), In(Domain.Positive, mean, "the mean of inverse_gaussian"), In(Domain.Positive, shape, "the shape of inverse_gaussian")) { }

    /// <inheritdoc/>
    public override Real Mean => Spread(Parameters[0]);

    /// <summary>The shape λ.</summary>
    public Real Shape => Parameters[1];

    /// <summary>μ³/λ.</summary>
    public override Real Variance => Mean * Mean * Mean / Shape;

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(BatchShape));

    /// <summary>½ log(λ/2πx³) − λ(x − μ)²/(2μ²x).</summary>
    public override Real LogDensity(Real x) => OnSupport(x > 0, x, y =>
    {
        var z = (y - Mean) / Mean;
        return 0.5 * (Log(Shape) - 3 * Log(y)) - Normal.HalfLogTwoPi - 0.5 * Shape * (z * z) / y;
    });

    /// <summary>φ(A)(R(−A) + R(B)) with A, B = √(λ/x)(x/μ ∓ 1) and Mills' ratio R, or one less φ(A)(R(A) − R(B)).</summary>
    public override Real Cdf(Real x)
    {
        Real y = Where(x > 0, x, 1), s = Sqrt(Shape / y), t = y / Mean, a = s * (t - 1), other = NormalDensity(a) * MillsRatio(s * (t + 1));
        return Where(x > 0, NormalCdf(a) + other, 0);
    }

    /// <inheritdoc/>
    public override Real Quantile(Real p) => InverseGaussianQuantile.Op.On(Parameters[0], Shape, p);
}
