using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// Von Mises and Fisher's law on the unit sphere in d ≥ 2 dimensions, of density e^(κ mᵀx) over a constant. Sampled as wm + √(1 − w²)t, with w by its quantile and t uniform on the directions at right angles to m, a normal
/// vector with its part along m taken off. The derivative in κ is implicit, right to 10⁻⁸ relative; that in m is exact: the law turns with it.
/// </summary>
public sealed class VonMisesFisher : MultivariateDistribution
{
    /// <summary>With mean direction m, a vector of d elements that is scaled to length 1, and concentration κ &gt; 0.</summary>
    public VonMisesFisher(Real mean, Real concentration)
        : base(p => new VonMisesFisher(p[0], p[1]), mean, In(Domain.Positive, concentration, "the concentration of von_mises_fisher"))
    {
        if (mean.Shape.Rank != 1 || mean.Shape[0] < 2 || !concentration.Shape.IsScalar)
            throw new PathwiseException("PW0065", $"a mean direction of shape {mean.Shape} and a concentration of shape {concentration.Shape}", "give a vector of 2 elements or more, and a number", Place.OfCaller());
        Direction = mean / Sqrt(In(Domain.Positive, Sum(mean * mean), "the squared length of the mean direction of von_mises_fisher"));
    }

    /// <summary>The mean direction m.</summary>
    public Real Direction { get; }

    /// <summary>The concentration κ.</summary>
    public Real Concentration => Parameters[1];

    int Dimension => Direction.Shape[0];

    double Order => 0.5 * Dimension - 1;

    /// <summary>m·I_(d/2)(κ)/I_(d/2 − 1)(κ).</summary>
    public override Real Mean => Direction * MeanCosine;

    /// <summary>(1 − r²)·m² + (1 − m²)·r/κ, with r the mean cosine less (d − 1)r/κ along m: element by element.</summary>
    public override Real Variance
    {
        get
        {
            Real across = MeanCosine / Concentration, along = 1 - (Dimension - 1) * across - MeanCosine * MeanCosine, square = Direction * Direction;
            return along * square + across * (1 - square);
        }
    }

    /// <summary>The logarithm of the constant less κ times the mean cosine.</summary>
    public override Real Entropy => LogNormaliser - Concentration * MeanCosine;

    /// <inheritdoc/>
    public override Support Support => new(-1, 1, Constraint: "squares that sum to 1");

    internal Real MeanCosine => Exp(LogBesselI(Order + 1, Concentration) - LogBesselI(Order, Concentration));

    /// <summary>log ((2π)^(d/2) I_(d/2 − 1)(κ)/κ^(d/2 − 1)).</summary>
    internal Real LogNormaliser => 0.5 * Dimension * Math.Log(2 * Math.PI) + LogBesselI(Order, Concentration) - Order * Log(Concentration);

    private protected override Real Draw(Noise noise)
    {
        Real half = 0.5 * LogitVonMisesFisherQuantile(Dimension, Concentration, noise.Uniform()), normal = noise.Normal(Dimension);
        var across = normal - Direction * Sum(normal * Direction);
        return Tanh(half) * Direction + across / (Cosh(half) * Sqrt(Sum(across * across)));
    }

    /// <summary>κ mᵀx less the logarithm of the constant, for x on the sphere.</summary>
    public override Real LogDensity(Real x) => Concentration * Sum(Direction * x) - LogNormaliser;
}
