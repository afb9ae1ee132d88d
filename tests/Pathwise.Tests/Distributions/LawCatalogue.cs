using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Tests.Laws;

/// <summary>Every continuous law of one real number. A new law without a row here, or a test of its own, fails <see cref="CoverageTests"/>.</summary>
internal static class LawCatalogue
{
    public static IReadOnlyList<LawCase> All { get; } =
    [
        new("normal", p => new Normal(p[0], p[1]), [0, 1], [-2.5, 0.3], [50, 0.1]),
        new("lognormal", p => new LogNormal(p[0], p[1]), [0, 0.4], [1.5, 0.2]) { HeavySets = [[-1, 2]] },
        new("uniform", p => new Uniform(p[0], p[1]), [0, 1], [-3, 4.5]),
        new("exponential", p => new Exponential(p[0]), [1], [0.02], [300]),
        new("laplace", p => new Laplace(p[0], p[1]), [0, 1], [2, 0.25]) { Middle = 0.5 },
        new("cauchy", p => new Cauchy(p[0], p[1])) { HeavySets = [[0, 1], [-3, 0.2]] },
        new("logistic", p => new Logistic(p[0], p[1]), [0, 1], [-1, 3]),
        new("gumbel", p => new Gumbel(p[0], p[1]), [0, 1], [5, 0.3]),
        new("weibull", p => new Weibull(p[0], p[1]), [1, 1], [2, 3.5], [0.7, 200]) { HeavySets = [[1.5, 0.4], [1, 0.15]] },
        new("pareto", p => new Pareto(p[0], p[1]), [1, 6], [0.3, 40]) { HeavySets = [[1, 1.5], [2, 0.5]] },
        new("kumaraswamy", p => new Kumaraswamy(p[0], p[1]), [1, 1], [2, 5], [0.5, 0.7], [30, 200]) { HeavySets = [[0.2, 3], [7, 0.9]] },
        new("half_normal", p => new HalfNormal(p[0]), [1], [0.02]),
        new("half_cauchy", p => new HalfCauchy(p[0])) { HeavySets = [[1], [4]] },
        new("truncated_normal", p => new TruncatedNormal(p[0], p[1], p[2], p[3]), [0, 1, -1, 2], [0, 1, 8, 10], [0, 1, -10, -8], [1, 0.5, -20, 1.5], [0, 2, 0.1, 0.3],
            [0, 1, -3, 60], [0, 1, 30, 31]) { Rounding = 5e-12 },
        new("truncated_normal without lower end", p => new TruncatedNormal(p[0], p[1], double.NegativeInfinity, p[2]), [0, 1, 2], [0.5, 2, -30], [0.5, 2, 30]) { Rounding = 5e-12 },
        new("inverse_gaussian", p => new InverseGaussian(p[0], p[1]), [1, 1], [2, 30], [0.1, 1e4]) { HeavySets = [[1, 0.02], [5, 0.05]] },
        new("gamma", p => new Gamma(p[0], p[1]), [1, 1], [2.5, 0.3], [0.3, 2], [40, 5], [80, 10]) { HeavySets = [[0.15, 1]], Rounding = 1e-12 },
        new("inverse_gamma", p => new InverseGamma(p[0], p[1]), [6, 1], [40, 5]) { HeavySets = [[0.5, 2]] },
        new("chi_squared", p => new ChiSquared(p[0]), [1], [5], [200]) { Rounding = 1e-12 },
        new("beta", p => new Beta(p[0], p[1]), [1, 1], [2, 5], [0.4, 1.3], [30, 20]) { HeavySets = [[0.2, 3]], Rounding = 1e-12 },
        new("student_t", p => new StudentT(p[0], p[1], p[2]), [6, 0, 1], [60, -3, 0.2]) { HeavySets = [[1, 0, 1], [0.6, 2, 3]], Rounding = 1e-12 },
        new("f", p => new F(p[0], p[1]), [3, 10], [40, 60]) { HeavySets = [[0.8, 1.5]], Rounding = 1e-12 },
        new("von_mises", p => new VonMises(p[0], p[1])) { HeavySets = [[0, 1], [0.4, 0.05], [-1, 20], [2, 200]], Tolerance = 1e-9, Rounding = 1e-12 },
        new("relaxed_bernoulli", p => new RelaxedBernoulli(p[0], p[1])) { HeavySets = [[0.3, 1], [0.6, 0.8], [0.4, 2]] },
        new("mixture of one family", p => new Mixture(Stack(p[0], 1 - p[0]), new Normal(Stack(p[1], p[2]), Stack(p[3], p[4]))), [0.3, -1, 2, 0.5, 1]) { HasPath = false },
        new("mixture of several", p => new Mixture(Stack(p[0], p[1], 1 - p[0] - p[1]), new Gamma(p[2], 1), new LogNormal(0, p[3]), new Exponential(p[4])), [0.2, 0.5, 3, 0.4, 2]) { HasPath = false },
        new("transformed by a sigmoid", p => new Transformed(new Normal(p[0], p[1]), Bijector.Sigmoid)) { HeavySets = [[0, 1], [1, 0.5]] },
        new("transformed by several", p => new Transformed(new Gumbel(p[0], 1), Bijector.Affine(p[1], p[2]), Bijector.Exp, Bijector.Power(p[3]))) { HeavySets = [[0.2, 0.1, 0.05, 0.7]] },
        new("transformed by tanh", p => new Transformed(new Logistic(p[0], p[1]), Bijector.Tanh)) { HeavySets = [[0, 0.4]], Rounding = 1e-13 },
        new("transformed by softplus", p => new Transformed(new Normal(p[0], p[1]), Bijector.Softplus)) { HeavySets = [[0.5, 2]] },
    ];

    public static LawCase Named(string name) => All.Single(law => law.Name == name);

    public static TheoryData<string> Names => [.. All.Select(law => law.Name)];
}
