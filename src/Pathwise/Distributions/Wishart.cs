using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// Wishart's law of symmetric positive definite d×d matrices: of Σ xxᵀ over n draws x of the normal law with covariance V = LLᵀ, for real n too. Sampled by Bartlett's decomposition LAAᵀLᵀ (Proc. R. Soc. Edinburgh 53,
/// 1933), A lower triangular with normal elements and roots of chi-squared draws on its diagonal, whose derivative in n is implicit; that in L is exact.
/// </summary>
public sealed class Wishart : MultivariateDistribution
{
    /// <summary>With n &gt; d − 1 degrees of freedom and the Cholesky factor L of the scale matrix, lower triangular of positive diagonal.</summary>
    public Wishart(Real df, Real factor) : base(p => new Wishart(p[0], p[1]), AboveRank(df, factor), MultivariateNormal.CholeskyFactor(factor, "wishart")) { }

    static Real AboveRank(Real df, Real factor) =>
        new Require(Domain.Positive, "the degrees of freedom of wishart, less the rows of its matrix, plus 1,", 2).On(df, df - (factor.Shape.Rank > 0 ? factor.Shape[0] - 1 : 0));

    /// <summary>The degrees of freedom n.</summary>
    public Real DegreesOfFreedom => Parameters[0];

    /// <summary>The Cholesky factor L of the scale matrix.</summary>
    public Real Factor => Parameters[1];

    int Dimension => Factor.Shape[0];

    Real Scale => MatMul(Factor, Transpose(Factor));

    /// <summary>nV.</summary>
    public override Real Mean => DegreesOfFreedom * Scale;

    /// <summary>n(Vᵢⱼ² + VᵢᵢVⱼⱼ), element by element.</summary>
    public override Real Variance
    {
        get
        {
            var diagonal = Sum(Factor * Factor, 1);
            return DegreesOfFreedom * (Scale * Scale + Reshape(diagonal, new(Dimension, 1)) * diagonal);
        }
    }

    /// <summary>(d + 1) log det L + ½d(d + 1) log 2 + log Γ_d(n/2) − (n − d − 1)/2·Σψ((n − i)/2) + nd/2.</summary>
    public override Real Entropy => (Dimension + 1) * Triangular.LogDeterminant(Triangular.Elements(Factor)) + 0.5 * Dimension * (Dimension + 1) * Math.Log(2) + LogMultivariateGamma
        - 0.5 * (DegreesOfFreedom - Dimension - 1) * Triangular.Total(Halves.Select(Digamma)) + 0.5 * Dimension * DegreesOfFreedom;

    /// <inheritdoc/>
    public override Support Support => new(double.NegativeInfinity, double.PositiveInfinity, Constraint: "a symmetric positive definite matrix");

    /// <summary>(n − i)/2 for i = 0 … d − 1.</summary>
    IEnumerable<Real> Halves => Enumerable.Range(0, Dimension).Select(i => 0.5 * (DegreesOfFreedom - i));

    Real LogMultivariateGamma => 0.25 * Dimension * (Dimension - 1) * Math.Log(Math.PI) + Triangular.Total(Halves.Select(LogGamma));

    private protected override Real Draw(Noise noise)
    {
        int d = Dimension;
        // √χ² from half the logarithm of a gamma draw.
        var diagonal = Stack([.. Halves.Select(half => Exp(0.5 * (LogGammaQuantile(half, noise.Uniform()) + Math.Log(2))))]);
        var normal = noise.Normal(new Shape(d, d));
        Real Mask(Func<int, int, bool> holds) => Real.FromArray(new(d, d), [.. Enumerable.Range(0, d * d).Select(e => holds(e / d, e % d) ? 1.0 : 0)]);
        var a = normal * Mask((i, j) => j < i) + diagonal * Mask((i, j) => i == j);
        var root = MatMul(Factor, a);
        return MatMul(root, Transpose(root));
    }

    /// <summary>(n − d − 1)/2·log det x − ½ tr V⁻¹x − nd/2·log 2 − n log det L − log Γ_d(n/2).</summary>
    public override Real LogDensity(Real x)
    {
        var (l, root) = (Triangular.Elements(Factor), Triangular.Cholesky(Triangular.Elements(x)));
        return (DegreesOfFreedom - Dimension - 1) * Triangular.LogDeterminant(root) - 0.5 * Triangular.SquaresOfSolutions(l, root)
            - 0.5 * Dimension * Math.Log(2) * DegreesOfFreedom - DegreesOfFreedom * Triangular.LogDeterminant(l) - LogMultivariateGamma;
    }
}
