using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Tests.Distributions;

/// <summary>Discrete laws with their probabilities in plain arithmetic, and the largest value that has any.</summary>
internal sealed record DiscreteLaw(string Name, Func<double[], Distribution> Of, double[] Parameters, int Largest)
{
    public Distribution Law => Of(Parameters);

    public Real Values => Enumerable.Range(0, Largest + 1).Select(k => (double)k).ToArray();

    /// <summary>The probabilities of 0, 1, … at these parameters.</summary>
    public double[] Probabilities(double[] parameters) => Exp(Of(parameters).LogDensity(Values)).ToArray();

    public double[] Probabilities() => Probabilities(Parameters);

    public override string ToString() => $"{Name}({string.Join(", ", Parameters)})";

    public static readonly DiscreteLaw[] All =
    [
        .. new[] { 0.3, 1e-12, 1 - 1e-12, 0, 1 }.Select(p => new DiscreteLaw("bernoulli", x => new Bernoulli(x[0]), [p], 1)),
        .. new[] { (0.3, 120), (0.01, 5000), (1 - 1e-9, 20), (1, 20) }.Select(p => new DiscreteLaw("geometric", x => new Geometric(x[0]), [p.Item1], p.Item2)),
        .. new[] { (1e-3, 20), (0.7, 40), (4.2, 60), (25, 150), (1300, 1900) }.Select(p => new DiscreteLaw("poisson", x => new Poisson(x[0]), [p.Item1], p.Item2)),
        .. new[] { (10, 0.3), (64, 0.5), (1000, 0.02), (1000, 0.7), (5, 0), (5, 1), (0, 0.4), (90, 1e-9) }
            .Select(p => new DiscreteLaw("binomial", x => new Binomial(x[0], x[1]), [p.Item1, p.Item2], p.Item1)),
        .. new[] { (2.5, 0.4, 120), (0.1, 0.05, 1200), (30, 0.5, 200), (400, 0.9, 200), (1, 1, 5), (1e-3, 0.5, 60) }
            .Select(p => new DiscreteLaw("negative_binomial", x => new NegativeBinomial(x[0], x[1]), [p.Item1, p.Item2], p.Item3)),
        .. new double[][] { [0.2, 0.5, 0.3], [1], [0, 0.25, 0, 0.75, 0], [1e-12, 1 - 1e-12] }.Select(p => new DiscreteLaw("categorical", x => new Categorical((Real)x), p, p.Length - 1)),
    ];
}
