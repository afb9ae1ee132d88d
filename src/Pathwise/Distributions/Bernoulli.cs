namespace Pathwise.Distributions;

/// <summary>1 with probability p, else 0. Discrete: a draw has no pathwise derivative in p, and the certificate says so.</summary>
public sealed class Bernoulli : Distribution
{
    readonly Real _p;

    /// <summary>With success probability p in [0, 1].</summary>
    public Bernoulli(Real p) => _p = In(Domain.UnitInterval, p, "the probability of bernoulli");

    /// <inheritdoc/>
    public override Real Sample(Noise noise) => BernoulliDraw.Op.On(_p, noise.Uniform(_p.Shape));

    /// <inheritdoc/>
    public override Real Mean => _p;

    /// <inheritdoc/>
    public override Real Variance => _p * (1 - _p);
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
