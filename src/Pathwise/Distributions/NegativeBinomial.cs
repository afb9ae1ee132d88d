using Pathwise.Numerics;
using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// The number of failures before the r-th success of probability p, for real r too: P(X = k) = Γ(k + r)/(Γ(r) k!)·pʳ(1 − p)ᵏ. It is a Poisson law whose rate is
/// a gamma variable of shape r and rate p/(1 − p). Discrete.
/// </summary>
public sealed class NegativeBinomial : Distribution
{
    /// <summary>With r &gt; 0 successes of probability p in (0, 1].</summary>
    public NegativeBinomial(Real r, Real p) : base(p => new NegativeBinomial(p[0], p[1]),
        In(Domain.Positive, r, "the number of successes of negative_binomial"), In(Domain.PositiveProbability, p, "the probability of negative_binomial")) { }

    /// <summary>The number of successes r.</summary>
    public Real Successes => Parameters[0];

    /// <summary>The success probability p.</summary>
    public Real Probability => Parameters[1];

    /// <summary>r(1 − p)/p.</summary>
    public override Real Mean => Successes * (1 - Probability) / Probability;

    /// <summary>r(1 − p)/p².</summary>
    public override Real Variance => Mean / Probability;

    /// <inheritdoc/>
    public override Support Support => Support.Counts;

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(Common(Successes, Probability)));

    /// <summary>That of r successes in x + r trials of which the last is one.</summary>
    public override Real LogDensity(Real x) =>
        OnSupport(IsCount(x), x, k => Log(Successes / (Successes + k)) + CountProbabilities.LogBinomial(Successes + k, k, 1 - Probability));

    /// <summary>I_p(r, ⌊x⌋ + 1) (DLMF 8.17.24).</summary>
    public override Real Cdf(Real x) => Where(x < 0, 0, BetaCdf(Successes, Floor(Max(x, 0)) + 1, Probability));

    /// <inheritdoc/>
    public override Real Quantile(Real p) => NegativeBinomialDraw.Op.On(Successes, Probability, p);

    /// <summary>−(x + r)/p in p.</summary>
    internal override Real? CoupledWeight(int parameter, Real x) => parameter == 1 ? -(x + Successes) / Probability : (Real?)null;
}

/// <summary>
/// The least k with P(X ≤ k) ≥ u, by bisection: with few successes the law is as skewed as a gamma law of small shape, and no expansion guesses its quantile.
/// Operands r, p, u.
/// </summary>
internal sealed record NegativeBinomialDraw() : Composite(3)
{
    public static readonly NegativeBinomialDraw Op = new();

    /// <summary>Enough for bounds up to 2⁴⁸.</summary>
    const int Halvings = 48;

    public override string Name => "negative_binomial";
    public override Crossing Crossing(int input) => input < 2 ? Graphs.Crossing.Discrete : Graphs.Crossing.Jump;

    public override double Scalar(ReadOnlySpan<double> x)
    {
        double r = x[0], p = x[1], u = x[2];
        if (double.IsNaN(r) || double.IsNaN(p)) return double.NaN;
        double low = -1, high = Math.Ceiling((r + 9 * Math.Sqrt(r) + 45) / p);
        while (high - low > 1)
        {
            double middle = Math.Floor((low + high) / 2);
            if (ReferenceBeta.Cdf(r, middle + 1, p) >= u) high = middle; else low = middle;
        }
        return high;
    }

    /// <summary>p·X is about a gamma variable of shape r, whose tail beyond r + 9√r + 45 is below the precision.</summary>
    protected override Real Compose(ReadOnlySpan<Real> x)
    {
        var (r, p, u) = (x[0], x[1], x[2]);
        var bound = Ceiling((r + 9 * Sqrt(r) + 45) / p);
        var loop = Loop.Build(Halvings, backward: false, [Filled(u.Shape, -1).Node, bound.Node], [], (_, carries, _) =>
        {
            var (low, high) = (carries[0].AsReal(), carries[1].AsReal());
            var middle = Floor(0.5 * (low + high));
            var reached = (middle > low) & (BetaCdf(r, Max(middle, 0) + 1, p) >= u);
            return ([Where(reached, low, middle).Node, Where(reached, middle, high).Node], []);
        });
        return Graphs.Item.Of(loop, 1).AsReal();
    }

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => null;
}
