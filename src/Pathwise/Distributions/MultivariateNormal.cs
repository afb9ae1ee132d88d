using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The normal law of vectors with covariance LLᵀ, sampled as z = μ + Lε with ε standard normal: the derivatives are exact.</summary>
public sealed class MultivariateNormal : MultivariateDistribution
{
    /// <summary>With mean μ, a vector of d elements, and Cholesky factor L, a lower triangular d×d matrix of positive diagonal. (exp or softplus keep a diagonal positive.)</summary>
    public MultivariateNormal(Real mean, Real factor) : base(p => new MultivariateNormal(p[0], p[1]), mean, CholeskyFactor(factor, "multivariate_normal"))
    {
        if (mean.Shape.Rank != 1 || factor.Shape[0] != mean.Shape[0])
            throw new PathwiseException("PW0065", $"a mean of shape {mean.Shape} and a factor of shape {factor.Shape}", "give a vector of d elements and a d×d matrix", Place.OfCaller());
    }

    /// <inheritdoc/>
    public override Real Mean => Parameters[0];

    /// <summary>The Cholesky factor L of the covariance.</summary>
    public Real Factor => Parameters[1];

    /// <summary>The covariance LLᵀ.</summary>
    public Real Covariance => MatMul(Factor, Transpose(Factor));

    internal int Dimension => Mean.Shape[0];

    internal Real[,] Triangle => Triangular.Elements(Factor);

    /// <summary>The diagonal of LLᵀ.</summary>
    public override Real Variance => Sum(Factor * Factor, 1);

    /// <summary>½d log 2πe + Σ log Lᵢᵢ.</summary>
    public override Real Entropy => Dimension * (0.5 + Normal.HalfLogTwoPi) + Triangular.LogDeterminant(Triangle);

    /// <inheritdoc/>
    public override Support Support => Support.Reals;

    private protected override Real Draw(Noise noise) => Mean + MatMul(Factor, noise.Normal(Dimension));

    /// <summary>−½|y|² − Σ log Lᵢᵢ − ½d log 2π with Ly = x − μ.</summary>
    public override Real LogDensity(Real x)
    {
        var l = Triangle;
        return -0.5 * Triangular.Squares(Triangular.Solve(l, Triangular.Elements(x - Mean, Dimension))) - Triangular.LogDeterminant(l) - Dimension * Normal.HalfLogTwoPi;
    }

    /// <summary>A lower triangular matrix of positive diagonal, as it must be.</summary>
    internal static Real CholeskyFactor(Real factor, string name)
    {
        var shape = factor.Shape;
        if (shape.Rank != 2 || shape[0] != shape[1])
            throw new PathwiseException("PW0065", $"a factor of {name} of shape {shape}", "give a square matrix", Place.OfCaller());
        int d = shape[0];
        Real Mask(Func<int, int, bool> holds) => Real.FromArray(shape, [.. Enumerable.Range(0, d * d).Select(e => holds(e / d, e % d) ? 1.0 : 0)]);
        var diagonal = Sum(factor * Mask((i, j) => i == j), 1);
        factor = new Require(Domain.Positive, $"a diagonal element of the Cholesky factor of {name}", 2).On(factor, Reshape(diagonal, new(d, 1)));
        return new Require(Domain.Zero, $"an element above the diagonal of the Cholesky factor of {name}", 2).On(factor, factor * Mask((i, j) => j > i));
    }
}
