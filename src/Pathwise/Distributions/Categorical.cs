using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// The index, from 0, of one of n categories with probabilities pⱼ, along the last axis of an array: a draw has the shape that is left without it. Discrete.
/// </summary>
/// <remarks>
/// The probabilities are taken as free: the derivative in pⱼ is that of Σ pₖ f(k), up to what the constraint Σ pₖ = 1 leaves open, which vanishes in whatever
/// keeps the sum, such as a softmax.
/// </remarks>
public sealed class Categorical : Distribution
{
    /// <summary>With probabilities along the last axis, none negative, of sum 1.</summary>
    public Categorical(Real probabilities) : base(p => new Categorical(p[0]), InSimplex(probabilities, "categorical")) { }

    /// <summary>With one probability for each category.</summary>
    public Categorical(params Real[] probabilities) : this(Stack(probabilities)) { }

    /// <summary>The probabilities, along the last axis.</summary>
    public Real Probabilities => Parameters[0];

    int Last => Probabilities.Shape.Rank - 1;

    int Count => Probabilities.Shape[Last];

    Real Indices => FiniteSupport;

    /// <summary>Σ j·pⱼ.</summary>
    public override Real Mean => Total(Probabilities * Indices);

    /// <summary>Σ j²·pⱼ − (Σ j·pⱼ)².</summary>
    public override Real Variance
    {
        get
        {
            var away = Indices - Beside(Mean);
            return Total(Probabilities * (away * away));
        }
    }

    /// <summary>−Σ pⱼ log pⱼ.</summary>
    public override Real Entropy => -Total(XLogY(Probabilities, Probabilities));

    /// <inheritdoc/>
    public override Support Support => new(0, Count - 1, IsDiscrete: true);

    internal override double[] FiniteSupport => [.. Enumerable.Range(0, Count).Select(j => (double)j)];

    internal override Real ProbabilityOf(double value) => At(value);

    private protected override Real Draw(Noise noise) => Quantile(noise.Uniform(Probabilities.Shape.Without([Last])));

    /// <summary>log pₓ.</summary>
    public override Real LogDensity(Real x) => Log(At(x));

    Real At(Real x) => Total(Where(Beside(x) == Indices, Probabilities, 0));

    /// <summary>Σ pⱼ over j ≤ x.</summary>
    public override Real Cdf(Real x) => Total(Where(Beside(x) >= Indices, Probabilities, 0));

    /// <summary>The number of categories whose cumulative probability lies below p (over the whole, which rounding may have moved from 1).</summary>
    public override Real Quantile(Real p)
    {
        if (Count == 1) return 0 * p;
        var ones = Enumerable.Range(0, Count * Count).Select(i => i / Count <= i % Count ? 1.0 : 0).ToArray();
        var cumulative = MatMul(Probabilities, Real.FromArray(new(Count, Count), ones));
        var whole = Slice(cumulative, Last, Count - 1, 1);
        return Total(CategoricalStep.Op.On(Slice(cumulative, Last, 0, Count - 1) / whole, Beside(p)));
    }

    static Real Total(Real x) => Sum(x, x.Shape.Rank - 1);

    /// <summary>A value for each draw, to stand beside the probabilities.</summary>
    static Real Beside(Real x) => Reshape(x, new([.. x.Shape.Extents, 1]));

    /// <summary>−1/pₓ for every j ≤ x, but 0 at the last category.</summary>
    internal override Real? CoupledWeight(int parameter, Real x) => Where((Beside(x) >= Indices) & (Beside(x) < Count - 1), -1 / Beside(At(x)), 0);
}

/// <summary>1 where u &gt; c, else 0: whether a draw lies beyond the categories up to one, of cumulative probability c.</summary>
internal sealed record CategoricalStep() : Elementwise(2)
{
    public static readonly CategoricalStep Op = new();

    public override string Name => "categorical";
    public override Crossing Crossing(int input) => input == 0 ? Graphs.Crossing.Discrete : Graphs.Crossing.Jump;
    public override double Scalar(ReadOnlySpan<double> x) => x[1] > x[0] ? 1 : double.IsNaN(x[0]) ? x[0] : 0;
    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => Functions.Where(x[1] > x[0], 1, Functions.Where(Lowered.IsNaN(x[0]), x[0], 0));
    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => null;
}
