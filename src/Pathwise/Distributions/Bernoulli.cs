using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>1 with probability p, else 0. Discrete: a draw has no pathwise derivative in p, and the certificate says so.</summary>
public sealed class Bernoulli : Distribution
{
    /// <summary>With success probability p in [0, 1].</summary>
    public Bernoulli(Real p) : base(p => new Bernoulli(p[0]), In(Domain.UnitInterval, p, "the probability of bernoulli")) { }

    /// <inheritdoc/>
    public override Real Mean => Parameters[0];

    /// <inheritdoc/>
    public override Real Variance => Mean * (1 - Mean);

    /// <summary>−p log p − (1 − p) log(1 − p).</summary>
    public override Real Entropy => -(XLogY(Mean, Mean) + XLogY(1 - Mean, 1 - Mean));

    /// <inheritdoc/>
    public override Support Support => Support.Bits;

    internal override double[] FiniteSupport => [0, 1];

    /// <summary>1/(1 − p) at 0, 0 at 1.</summary>
    internal override Real? CoupledWeight(int parameter, Real x) => Where(x == 0, 1 / (1 - Mean), 0);

    /// <summary>1 against 0.</summary>
    internal override (Real Constant, Real Plus, Real Minus)? WeakDerivative(int parameter, Noise noise) => (1, Filled(Mean.Shape, 1), Filled(Mean.Shape, 0));

    private protected override Real Draw(Noise noise) => BernoulliDraw.Op.On(Mean, noise.Uniform(Mean.Shape));

    /// <summary>log p at 1, log(1 − p) at 0.</summary>
    public override Real LogDensity(Real x) => Where(x == 1, Log(Mean), Where(x == 0, Log1p(-Mean), double.NegativeInfinity));

    /// <inheritdoc/>
    public override Real Cdf(Real x) => Where(x < 0, 0, Where(x < 1, 1 - Mean, 1));

    /// <inheritdoc/>
    public override Real Quantile(Real p) => Where(p <= 1 - Mean, 0, 1);

    internal override Real ProbabilityOf(double value) => value == 1 ? Mean : 1 - Mean;
}

/// <summary>1 where u &lt; p, else 0: a discrete draw as a function of its probability and of uniform noise.</summary>
internal sealed record BernoulliDraw() : Elementwise(2)
{
    public static readonly BernoulliDraw Op = new();

    public override string Name => "bernoulli";
    public override Crossing Crossing(int input) => input == 0 ? Graphs.Crossing.Discrete : Graphs.Crossing.Jump;
    public override double Scalar(ReadOnlySpan<double> x) => x[1] < x[0] ? 1 : double.IsNaN(x[0]) ? x[0] : 0;
    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => Functions.Where(x[1] < x[0], 1, Functions.Where(Lowered.IsNaN(x[0]), x[0], 0));
    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => null;
}
