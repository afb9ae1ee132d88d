using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>Divergences of laws in closed form.</summary>
public static partial class Divergence
{
    /// <summary>
    /// The Kullback–Leibler divergence E_p[log p(x) − log q(x)], in nats, element by element for laws of numbers; infinite where p draws what q cannot. Pairs without a closed form are errors (PW0061).
    /// </summary>
    public static Real KullbackLeibler(Distribution p, Distribution q) => s_closed.TryGetValue((p.GetType(), q.GetType()), out var closed)
        ? closed(p, q)
        : throw new PathwiseException("PW0061", $"the divergence of {p.Name} from {q.Name} has no closed form here", "estimate it by the mean of p.LogDensity(x) - q.LogDensity(x) over samples of p", Place.OfCaller());

    /// <summary>The pairs that have one.</summary>
    internal static IEnumerable<(Type P, Type Q)> Pairs => s_closed.Keys;

    /// <summary>The closed forms, by the types of p and q.</summary>
    static readonly Dictionary<(Type P, Type Q), Func<Distribution, Distribution, Real>> s_closed = Closed();

    static Dictionary<(Type P, Type Q), Func<Distribution, Distribution, Real>> Closed()
    {
        var table = new Dictionary<(Type, Type), Func<Distribution, Distribution, Real>>();
        AddFamilies(table);
        AddCrossEntropies(table);
        AddMultivariate(table);
        AddDiscrete(table);
        return table;
    }

    static void Add<TP, TQ>(this Dictionary<(Type, Type), Func<Distribution, Distribution, Real>> table, Func<TP, TQ, Real> closed)
        where TP : Distribution where TQ : Distribution => table.Add((typeof(TP), typeof(TQ)), (p, q) => closed((TP)p, (TQ)q));

    static Real Square(Real x) => x * x;

    /// <summary>log r − 1 + 1/r, for the ratio of two scales: 0 at 1.</summary>
    static Real OfRatio(Real r) => Log(r) + (1 / r - 1);

    /// <summary>Of two laws of one family.</summary>
    static void AddFamilies(Dictionary<(Type, Type), Func<Distribution, Distribution, Real>> table)
    {
        table.Add((Normal p, Normal q) => OfNormals(p.Mean, p.StandardDeviation, q.Mean, q.StandardDeviation));
        table.Add((LogNormal p, LogNormal q) => OfNormals(p.Mu, p.Sigma, q.Mu, q.Sigma));
        table.Add((HalfNormal p, HalfNormal q) => OfNormals(0, p.Scale, 0, q.Scale));
        table.Add((Exponential p, Exponential q) => OfRatio(p.Rate / q.Rate));
        table.Add((Uniform p, Uniform q) => Where((q.Low <= p.Low) & (p.High <= q.High), Log((q.High - q.Low) / (p.High - p.Low)), double.PositiveInfinity));
        table.Add((Laplace p, Laplace q) =>
        {
            var distance = Abs(p.Location - q.Location);
            return Log(q.Scale / p.Scale) - 1 + (distance + p.Scale * Exp(-distance / p.Scale)) / q.Scale;
        });
        // Chyzak and Nielsen, A closed-form formula for the Kullback–Leibler divergence between Cauchy distributions, 2019.
        table.Add((Cauchy p, Cauchy q) => Log((Square(p.Scale + q.Scale) + Square(p.Location - q.Location)) / (4 * p.Scale * q.Scale)));
        table.Add((Gumbel p, Gumbel q) =>
        {
            var r = p.Scale / q.Scale;
            return -Log(r) + Gumbel.EulerGamma * (r - 1) + Exp((q.Location - p.Location) / q.Scale + LogGamma(1 + r)) - 1 + (p.Location - q.Location) / q.Scale;
        });
        table.Add((Weibull p, Weibull q) =>
        {
            var r = q.Shape / p.Shape;
            // E log(x/λ_p) = −γ/k_p.
            return Log(p.Shape / q.Shape) + q.Shape * Log(q.Scale / p.Scale) - Gumbel.EulerGamma * (1 - r) + Exp(q.Shape * Log(p.Scale / q.Scale) + LogGamma(1 + r)) - 1;
        });
        table.Add((Pareto p, Pareto q) => Where(p.Scale >= q.Scale, q.Shape * Log(p.Scale / q.Scale) + OfRatio(p.Shape / q.Shape), double.PositiveInfinity));
        table.Add((Gamma p, Gamma q) => OfGammas(p, q));
        table.Add((ChiSquared p, ChiSquared q) => OfGammas(p.AsGamma, q.AsGamma));
        table.Add((ChiSquared p, Gamma q) => OfGammas(p.AsGamma, q));
        table.Add((Gamma p, ChiSquared q) => OfGammas(p, q.AsGamma));
        table.Add((InverseGamma p, InverseGamma q) => OfGammas(new(p.Shape, p.Rate), new(q.Shape, q.Rate)));
        table.Add((Beta p, Beta q) =>
        {
            Real total = p.A + p.B, other = q.A + q.B;
            return Beta.LogBeta(q.A, q.B) - Beta.LogBeta(p.A, p.B) + (p.A - q.A) * Digamma(p.A) + (p.B - q.B) * Digamma(p.B) + (other - total) * Digamma(total);
        });
        // By E x = μ and E 1/x = 1/μ + 1/λ.
        table.Add((InverseGaussian p, InverseGaussian q) => 0.5 * (Log(p.Shape / q.Shape) - 1 + q.Shape / p.Shape + q.Shape * Square(p.Mean - q.Mean) / (p.Mean * Square(q.Mean))));
        table.Add((VonMises p, VonMises q) => q.LogNormaliser - p.LogNormaliser + p.MeanCosine * (p.Concentration - q.Concentration * Cos(p.Mean - q.Mean)));
        // A bijector cancels where both have the same.
        table.Add((Transformed p, Transformed q) => p.Bijectors.Count == q.Bijectors.Count && p.Bijectors.Zip(q.Bijectors, AreSame).All(same => same)
            ? KullbackLeibler(p.Origin, q.Origin)
            : throw new PathwiseException("PW0061", "the divergence of laws transformed by different bijectors has no closed form here", "use the same bijectors, or sampling", Place.OfCaller()));
    }

    static bool AreSame(Bijector a, Bijector b) => a.Name == b.Name && a.Parameters.Zip(b.Parameters, (x, y) => x.Equals(y)).All(same => same);

    /// <summary>½((σ/τ)² + ((μ − ν)/τ)² − 1) − log(σ/τ).</summary>
    static Real OfNormals(Real mean, Real deviation, Real otherMean, Real otherDeviation)
    {
        Real ratio = deviation / otherDeviation, distance = (mean - otherMean) / otherDeviation;
        return 0.5 * ((ratio - 1) * (ratio + 1) + distance * distance) - Log(ratio);
    }

    static Real OfGammas(Gamma p, Gamma q) =>
        (p.Shape - q.Shape) * Digamma(p.Shape) - LogGamma(p.Shape) + LogGamma(q.Shape) + q.Shape * Log(p.Rate / q.Rate) + p.Shape * (q.Rate / p.Rate - 1);
}
