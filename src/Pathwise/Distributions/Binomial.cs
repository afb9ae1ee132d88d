using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The number of successes of probability p in n independent trials: P(X = k) = C(n, k) pᵏ(1 − p)ⁿ⁻ᵏ. Discrete.</summary>
public sealed class Binomial : Distribution
{
    const int MostListed = 64;

    /// <summary>With n trials, a whole number, of success probability p in [0, 1].</summary>
    public Binomial(Real n, Real p)
        : base(p => new Binomial(p[0], p[1]), In(Domain.Count, n, "the number of trials of binomial"), In(Domain.UnitInterval, p, "the probability of binomial")) { }

    /// <summary>The number of trials n.</summary>
    public Real Trials => Parameters[0];

    /// <summary>The success probability p.</summary>
    public Real Probability => Parameters[1];

    /// <summary>np.</summary>
    public override Real Mean => Trials * Probability;

    /// <summary>np(1 − p).</summary>
    public override Real Variance => Mean * (1 - Probability);

    /// <summary>−Σ p(k) log p(k), where n is a number up to 64.</summary>
    public override Real Entropy => FiniteSupport is { } values ? values.Aggregate((Real)0, (sum, k) => sum - Weighted(LogDensity(k))) : base.Entropy;

    static Real Weighted(Real logProbability) => Where(logProbability > double.NegativeInfinity, Exp(logProbability) * logProbability, 0);

    /// <inheritdoc/>
    public override Support Support => new(0, Trials, IsDiscrete: true);

    internal override double[]? FiniteSupport
    {
        get
        {
            var n = Trials.Node;
            while (n.Op is Require or ToPaths or BroadcastTo) n = n.Inputs[0];
            return n.Op is Constant { Uniform: { } number } && number <= MostListed ? [.. Enumerable.Range(0, (int)number + 1).Select(k => (double)k)] : null;
        }
    }

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(Common(Trials, Probability)));

    /// <summary>log C(n, x) + x log p + (n − x) log(1 − p).</summary>
    public override Real LogDensity(Real x) => OnSupport(IsCount(x) & (x <= Trials), x, k => CountProbabilities.LogBinomial(Trials, k, Probability));

    /// <summary>I_(1 − p)(n − ⌊x⌋, ⌊x⌋ + 1) (DLMF 8.17.5).</summary>
    public override Real Cdf(Real x) => Where(x < 0, 0, BinomialDraw.Cdf(Trials, Floor(Max(x, 0)), Probability));

    /// <inheritdoc/>
    public override Real Quantile(Real p) => BinomialDraw.Op.On(Trials, Probability, p);

    /// <summary>(n − x)/(1 − p) in p.</summary>
    internal override Real? CoupledWeight(int parameter, Real x) => parameter == 1 ? Where(x < Trials, (Trials - x) / (1 - Probability), 0) : (Real?)null;
}

/// <summary>The least k with P(X ≤ k) ≥ u: operands n, p, u.</summary>
internal sealed record BinomialDraw() : Composite(3)
{
    public static readonly BinomialDraw Op = new();

    public override string Name => "binomial";
    public override Crossing Crossing(int input) => input < 2 ? Graphs.Crossing.Discrete : Graphs.Crossing.Jump;

    public override double Scalar(ReadOnlySpan<double> x)
    {
        double n = x[0], p = x[1], u = x[2];
        if (double.IsNaN(n) || double.IsNaN(p) || p == 1) return n * p;
        return Inversion.Least(u, Math.Min(Math.Floor((n + 1) * p), n), k => (n - k) / (k + 1) * (p / (1 - p)));
    }

    /// <summary>Of the rarer outcome, whose count is small where either is.</summary>
    protected override Real Compose(ReadOnlySpan<Real> x)
    {
        var (n, p, u) = (x[0], x[1], x[2]);
        var turned = p > 0.5;
        Real rare = Where(turned, 1 - p, p), q = 1 - rare, mean = n * rare, variance = Max(mean * q, 1);
        var k = Inversion.Least(Where(turned, 1 - u, u), mean, Sqrt(variance), (q - rare) / Sqrt(variance), (1 - 6 * rare * q) / variance, n,
            k => CountProbabilities.LogBinomial(n, k, rare), k => Cdf(n, k, rare), k => (n - k) / (k + 1) * (rare / q));
        return Where(turned, n - k, k);
    }

    public static Real Cdf(Real n, Real k, Real p) => Where(k < n, BetaCdf(Max(n - k, 1), k + 1, 1 - p), 1);

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => null;
}
