using Pathwise.Numerics;
using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The number of failures before the first success of probability p, from 0: P(X = k) = p(1 − p)ᵏ. Discrete.</summary>
public sealed class Geometric : Distribution
{
    /// <summary>With success probability p in (0, 1].</summary>
    public Geometric(Real p) : base(p => new Geometric(p[0]), In(Domain.PositiveProbability, p, "the probability of geometric")) { }

    /// <summary>The success probability p.</summary>
    public Real Probability => Parameters[0];

    /// <summary>(1 − p)/p.</summary>
    public override Real Mean => (1 - Probability) / Probability;

    /// <summary>(1 − p)/p².</summary>
    public override Real Variance => Mean / Probability;

    /// <summary>−log p − (1 − p) log(1 − p)/p.</summary>
    public override Real Entropy => -(Log(Probability) + XLog1pY(1 - Probability, -Probability) / Probability);

    /// <inheritdoc/>
    public override Support Support => Support.Counts;

    private protected override Real Draw(Noise noise) => GeometricDraw.Op.On(Probability, noise.Uniform(Probability.Shape));

    /// <summary>log p + x log(1 − p).</summary>
    public override Real LogDensity(Real x) => OnSupport(IsCount(x), x, k => Log(Probability) + XLog1pY(k, -Probability));

    /// <summary>1 − (1 − p)^(⌊x⌋ + 1).</summary>
    public override Real Cdf(Real x) => Where(x < 0, 0, -Expm1((Floor(Max(x, 0)) + 1) * Log1p(-Probability)));

    /// <summary>⌈log(1 − q)/log(1 − p)⌉ − 1, but at least 0.</summary>
    public override Real Quantile(Real p) => Max(Ceiling(Log1p(-p) / Log1p(-Probability)) - 1, 0);

    internal override Real? CoupledWeight(int parameter, Real x) => -(x + 1) / Probability;
}

/// <summary>⌊log u/log(1 − p)⌋, which is at least k where u ≤ (1 − p)ᵏ: the quantile at 1 − u.</summary>
internal sealed record GeometricDraw() : Elementwise(2)
{
    public static readonly GeometricDraw Op = new();

    public override string Name => "geometric";
    public override Crossing Crossing(int input) => input == 0 ? Graphs.Crossing.Discrete : Graphs.Crossing.Jump;
    public override double Scalar(ReadOnlySpan<double> x) => Math.Floor(Math.Log(x[1]) / ReferenceFunctions.Log1p(-x[0]));
    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => Floor(Lowered.Log(x[1], precision) / Lowered.Log1p(-x[0], precision));
    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => null;
}
