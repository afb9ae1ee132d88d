using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The Poisson law with rate λ: P(X = k) = λᵏ e^(−λ)/k!. Discrete.</summary>
public sealed class Poisson : Distribution
{
    /// <summary>With rate λ ≥ 0.</summary>
    public Poisson(Real rate) : base(p => new Poisson(p[0]), In(Domain.NonNegative, rate, "the rate of poisson")) { }

    /// <summary>The rate λ.</summary>
    public Real Rate => Parameters[0];

    /// <inheritdoc/>
    public override Real Mean => Rate;

    /// <inheritdoc/>
    public override Real Variance => Rate;

    /// <inheritdoc/>
    public override Support Support => Support.Counts;

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(Rate.Shape));

    /// <summary>x log λ − λ − log x!.</summary>
    public override Real LogDensity(Real x) => OnSupport(IsCount(x), x, k => XLogY(k, Rate) - Rate - LogGamma(k + 1));

    /// <inheritdoc/>
    public override Real Quantile(Real p) => PoissonDraw.Op.On(Rate, p);

    internal override Real? CoupledWeight(int parameter, Real x) => Filled(x.Shape, 1);

    /// <summary>X + 1 against X.</summary>
    internal override (Real Constant, Real Plus, Real Minus)? WeakDerivative(int parameter, Noise noise)
    {
        var x = Draw(noise);
        return (1, x + 1, x);
    }
}

/// <summary>The least k with P(X ≤ k) ≥ u.</summary>
internal sealed record PoissonDraw() : Elementwise(2)
{
    public static readonly PoissonDraw Op = new();

    /// <summary>The rate up to which the probabilities are summed from 0, and the terms that reach every u below 1 then.</summary>
    const double Searched = 30;
    const int Terms = 100;

    public override string Name => "poisson";
    public override Crossing Crossing(int input) => input == 0 ? Graphs.Crossing.Discrete : Graphs.Crossing.Jump;

    public override double Scalar(ReadOnlySpan<double> x)
    {
        double rate = x[0], u = x[1], p = Math.Exp(-rate), sum = p;
        if (!(rate <= Searched)) return double.NaN;
        int k = 0;
        while (u > sum && sum + p * rate / (k + 1) > sum)
        {
            p *= rate / ++k;
            sum += p;
        }
        return k;
    }

    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision)
    {
        var (rate, u) = (x[0], x[1]);
        var start = Lowered.Exp(-rate, precision);
        var loop = Loop.Build(Terms, backward: false, [Filled(rate.Shape, 0).Node, start.Node, start.Node], [], (index, carry, _) =>
        {
            var (k, p, sum) = (carry[0].AsReal(), carry[1].AsReal(), carry[2].AsReal());
            var term = p * (rate / (index.AsReal() + 1));
            var step = (u > sum) & (sum + term > sum);
            return ([Where(step, k + 1, k).Node, Where(step, term, p).Node, Where(step, sum + term, sum).Node], []);
        });
        return Where(rate <= Searched, Graphs.Item.Of(loop, 0).AsReal(), double.NaN);
    }

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => null;
}
