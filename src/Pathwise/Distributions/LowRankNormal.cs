using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// The normal law of vectors of d elements with covariance WWᵀ + diag D, W of k columns, sampled as μ + Wε + √D ε′: the derivatives are exact. Its density takes the factor of a k×k matrix only, the capacitance
/// I + WᵀD⁻¹W (Woodbury's identity; Golub and Van Loan, Matrix Computations, 4th ed., §2.1.4).
/// </summary>
public sealed class LowRankNormal : MultivariateDistribution
{
    /// <summary>With mean μ [d], factor W [d, k] and variances D &gt; 0 [d].</summary>
    public LowRankNormal(Real mean, Real factor, Real diagonal)
        : base(p => new LowRankNormal(p[0], p[1], p[2]), mean, factor, In(Domain.Positive, diagonal, "an element of the diagonal of low_rank_normal"))
    {
        if (mean.Shape.Rank != 1 || factor.Shape.Rank != 2 || factor.Shape[0] != mean.Shape[0] || diagonal.Shape != mean.Shape)
            throw new PathwiseException("PW0065", $"a mean of shape {mean.Shape}, a factor of shape {factor.Shape} and a diagonal of shape {diagonal.Shape}", "give shapes [d], [d, k] and [d]", Place.OfCaller());
    }

    /// <inheritdoc/>
    public override Real Mean => Parameters[0];

    /// <summary>The factor W.</summary>
    public Real Factor => Parameters[1];

    /// <summary>The variances D beside it.</summary>
    public Real Diagonal => Parameters[2];

    /// <summary>The covariance WWᵀ + diag D.</summary>
    public Real Covariance => MatMul(Factor, Transpose(Factor)) + Reshape(Diagonal, new(Dimension, 1)) * Identity(Dimension);

    internal int Dimension => Mean.Shape[0];

    int Rank => Factor.Shape[1];

    /// <summary>The diagonal of the covariance.</summary>
    public override Real Variance => Sum(Factor * Factor, 1) + Diagonal;

    /// <summary>½d log 2πe + ½ log det(WWᵀ + diag D).</summary>
    public override Real Entropy => Dimension * (0.5 + Normal.HalfLogTwoPi) + HalfLogDeterminant(Capacitance);

    /// <inheritdoc/>
    public override Support Support => Support.Reals;

    /// <summary>The Cholesky factor of I + WᵀD⁻¹W.</summary>
    internal Real[,] Capacitance => Triangular.Cholesky(Triangular.Elements(MatMul(Transpose(Factor), Factor / Reshape(Diagonal, new(Dimension, 1))) + Identity(Rank)));

    internal Real HalfLogDeterminant(Real[,] capacitance) => Triangular.LogDeterminant(capacitance) + 0.5 * Sum(Log(Diagonal));

    /// <summary>xᵀ(WWᵀ + diag D)⁻¹x = xᵀD⁻¹x − |C⁻¹WᵀD⁻¹x|², with CCᵀ the capacitance.</summary>
    internal Real Quadratic(Real[,] capacitance, Real x) => Sum(x * x / Diagonal) -
        Triangular.Squares(Triangular.Solve(capacitance, Triangular.Elements(MatMul(Transpose(Factor), x / Diagonal), Rank)));

    private protected override Real Draw(Noise noise) => Mean + MatMul(Factor, noise.Normal(Rank)) + Sqrt(Diagonal) * noise.Normal(Dimension);

    /// <summary>−½(x − μ)ᵀ(WWᵀ + diag D)⁻¹(x − μ) − ½ log det(WWᵀ + diag D) − ½d log 2π.</summary>
    public override Real LogDensity(Real x)
    {
        var capacitance = Capacitance;
        return -0.5 * Quadratic(capacitance, x - Mean) - HalfLogDeterminant(capacitance) - Dimension * Normal.HalfLogTwoPi;
    }

    static Real Identity(int n) => Real.FromArray(new(n, n), [.. Enumerable.Range(0, n * n).Select(e => e / n == e % n ? 1.0 : 0)]);
}
