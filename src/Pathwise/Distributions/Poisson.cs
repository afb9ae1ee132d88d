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

    /// <summary>The most that a draw is looked for up to, where it is known to be small; a greater one is one more than this.</summary>
    internal int? Most { get; init; }

    private protected override Real Draw(Noise noise) => noise.Uniform(Rate.Shape) is var u && Most is { } most ? new FewPoissonDraw(most).On(Rate, u) : Quantile(u);

    /// <summary>x log λ − λ − log x!.</summary>
    public override Real LogDensity(Real x) => OnSupport(IsCount(x), x, k => CountProbabilities.LogPoisson(k, Rate));

    /// <summary>Q(⌊x⌋ + 1, λ) (DLMF 8.11.10).</summary>
    public override Real Cdf(Real x) => Where(x < 0, 0, GammaQ(Floor(Max(x, 0)) + 1, Rate));

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

/// <summary>The least k with P(X ≤ k) ≥ u: operands λ, u.</summary>
internal sealed record PoissonDraw() : Composite(2)
{
    public static readonly PoissonDraw Op = new();

    public override string Name => "poisson";
    public override Crossing Crossing(int input) => input == 0 ? Graphs.Crossing.Discrete : Graphs.Crossing.Jump;

    public override double Scalar(ReadOnlySpan<double> x)
    {
        double rate = x[0];
        return !(rate >= 0) ? double.NaN : rate == 0 ? 0 : Inversion.Least(x[1], Math.Floor(rate), k => rate / (k + 1));
    }

    protected override Real Compose(ReadOnlySpan<Real> x)
    {
        var (rate, u) = (x[0], x[1]);
        Real some = Max(rate, 1e-300), deviation = Sqrt(some);
        var k = Inversion.Least(u, rate, deviation, 1 / deviation, 1 / some, double.MaxValue, k => CountProbabilities.LogPoisson(k, rate), k => GammaQ(k + 1, rate), k => rate / (k + 1));
        return Where(rate >= 0, k, double.NaN);
    }

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => null;
}

/// <summary>The Poisson quantile of a small rate, by adding up its probabilities: the least k with F(k) ≥ u, or one more than the most looked for.</summary>
internal sealed record FewPoissonDraw(int Most) : Composite(2)
{
    public override string Name => "few_poisson";
    public override string Attributes => Most.ToString(System.Globalization.CultureInfo.InvariantCulture);
    public override Crossing Crossing(int input) => input == 0 ? Graphs.Crossing.Discrete : Graphs.Crossing.Jump;

    public override double Scalar(ReadOnlySpan<double> x)
    {
        double rate = x[0], probability = Math.Exp(-rate), below = probability;
        if (!(rate >= 0)) return double.NaN;
        int k = 0;
        while (k <= Most && x[1] > below) below += probability *= rate / ++k;
        return k;
    }

    protected override Real Compose(ReadOnlySpan<Real> x)
    {
        var (rate, u) = (x[0], x[1]);
        Real probability = Exp(-rate), below = probability, k = Where(u > below, 1, 0);
        for (int j = 1; j <= Most; j++)
        {
            probability *= rate * (1.0 / j);
            below += probability;
            k += Where(u > below, 1, 0);
        }
        return Where(rate >= 0, k, double.NaN);
    }

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => null;
}
