using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// How often each of several categories occurs in n independent trials: a vector of counts of sum n, drawn by the binomial laws of each count given those before
/// it (Devroye, Non-uniform random variate generation, 1986, XI.1.4). Discrete.
/// </summary>
public sealed class Multinomial : Distribution
{
    readonly int _n;

    /// <summary>With n trials and the vector of probabilities of the categories, none negative, of sum 1.</summary>
    public Multinomial(int n, Real probabilities) : base(p => new Multinomial(n, p[0]), InSimplex(probabilities, "multinomial"))
    {
        if (n < 0 || Probabilities.Shape.Rank != 1)
            throw new PathwiseException("PW0016", n < 0 ? $"the number of trials of multinomial is {n}" : $"the probabilities of multinomial have shape {Probabilities.Shape}",
                n < 0 ? "it must not be negative" : "give a vector", Place.OfCaller());
        _n = n;
    }

    /// <summary>The probabilities.</summary>
    public Real Probabilities => Parameters[0];

    int Count => Probabilities.Shape[0];

    /// <summary>npⱼ.</summary>
    public override Real Mean => _n * Probabilities;

    /// <summary>npⱼ(1 − pⱼ).</summary>
    public override Real Variance => Mean * (1 - Probabilities);

    /// <inheritdoc/>
    public override Support Support => new(0, _n, IsDiscrete: true, $"counts of sum {_n}");

    private protected override Real Draw(Noise noise)
    {
        var u = noise.Uniform(Count);
        Real[] p = [.. Enumerable.Range(0, Count).Select(j => Probabilities[j])], rest = new Real[Count], counts = new Real[Count];
        rest[^1] = p[^1];
        for (int j = Count - 2; j >= 0; j--) rest[j] = p[j] + rest[j + 1];
        Real left = _n;
        for (int j = 0; j < Count - 1; j++)
        {
            var some = rest[j] > 0;
            counts[j] = BinomialDraw.Op.On(left, Where(some, p[j] / Where(some, rest[j], 1), 0), u[j]);
            left = left - counts[j];
        }
        counts[^1] = left;
        return Stack(counts);
    }

    /// <summary>log n! + Σ (xⱼ log pⱼ − log xⱼ!).</summary>
    public override Real LogDensity(Real x)
    {
        var inside = Sum(Where(IsCount(x), 0, 1)) + Abs(Sum(x) - _n) == 0;
        return OnSupport(inside, x, k => LogGamma(_n + 1) + Sum(XLogY(k, Probabilities) - LogGamma(k + 1)));
    }
}
