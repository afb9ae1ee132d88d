using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Tests.Laws;

/// <summary>Divergences against quadrature of the densities, for every pair of laws of numbers in the table.</summary>
public class DivergenceTests
{
    /// <summary>Two sets of parameters of a law: for p, and for q.</summary>
    static (LawCase Case, double[] P, double[] Q)? Of(Type type) => type switch
    {
        _ when type == typeof(Pareto) => (LawCatalogue.Named("pareto"), [1, 6], [0.7, 4]),
        _ when type == typeof(Uniform) => (LawCatalogue.Named("uniform"), [0.2, 0.9], [-0.5, 1.5]),
        _ when type == typeof(InverseGamma) => (LawCatalogue.Named("inverse_gamma"), [6, 1], [5, 2]),
        _ when type == typeof(Gumbel) => (LawCatalogue.Named("gumbel"), [0, 1], [0.5, 1.3]),
        _ when type == typeof(Cauchy) => (LawCatalogue.Named("cauchy"), [0, 1], [0.5, 1.5]),
        _ when type == typeof(Normal) => (LawCatalogue.Named("normal"), [0, 1], [1, 2]),
        _ when type == typeof(VonMises) => (LawCatalogue.Named("von_mises"), [0, 1], [0.4, 2]),
        _ when type == typeof(Weibull) => (LawCatalogue.Named("weibull"), [2, 3.5], [1.5, 1.2]),
        _ when type == typeof(InverseGaussian) => (LawCatalogue.Named("inverse_gaussian"), [1, 1], [2, 3]),
        _ when type == typeof(TruncatedNormal) => (LawCatalogue.Named("truncated_normal"), [0, 1, -1, 2], [0, 1, -1, 2]),
        _ when LawCatalogue.All.FirstOrDefault(c => c.Of([.. c.AllSets.First().Select(v => (Real)v)]).GetType() == type) is { } found && type != typeof(Transformed) =>
            (found, found.AllSets.First(), found.AllSets.ElementAtOrDefault(1) ?? [.. found.AllSets.First().Select(v => v * 1.3 + 0.1)]),
        _ => null,
    };

    public static TheoryData<Type, Type> Pairs => [.. Divergence.Pairs.Where(pair => pair.Q != typeof(Laplace) && Of(pair.P) is not null && Of(pair.Q) is not null)];

    static Distribution Law(LawCase law, double[] parameters) => law.Of([.. parameters.Select(v => (Real)v)]);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Closed_forms_are_integrals(Type p, Type q)
    {
        var (of, θ, _) = Of(p)!.Value;
        var (to, _, φ) = Of(q)!.Value;
        double actual = (double)Divergence.KullbackLeibler(Law(of, θ), Law(to, φ)), middle = of.Centre(θ);
        if (double.IsPositiveInfinity(actual))
        {
            // Some of p's draws have no density under q.
            Assert.Contains(of.Samples(θ, [1e-6, 0.1, 0.47, 0.9, 1 - 1e-6])[0], x => to.LogDensity([φ], [x])[0] == double.NegativeInfinity);
            return;
        }
        double Side(bool lower) => new Tail(of, θ, middle, lower).Of((x, logDensity) => logDensity - to.LogDensity([φ], [x])[0]);
        Assert.Equal(Side(true) + Side(false), actual, 1e-8 * Math.Max(1, actual));
    }

    /// <summary>The density has a kink: Simpson's rule on either side of it, and of the other's.</summary>
    [Fact]
    public void To_a_Laplace_law()
    {
        Laplace q = new(1.2, 0.8);
        foreach (var p in (Distribution[])[new Normal(0.5, 1.3), new Laplace(-0.4, 1.5)])
        {
            double total = 0;
            double[] ends = [-60, -0.4, 1.2, 60];
            for (int piece = 0; piece < 3; piece++)
            {
                const int Steps = 40_000;
                double[] x = [.. Enumerable.Range(0, Steps + 1).Select(i => ends[piece] + (ends[piece + 1] - ends[piece]) * i / Steps)];
                double[] log = p.LogDensity(x).ToArray(), other = q.LogDensity(x).ToArray();
                total += (ends[piece + 1] - ends[piece]) / (3 * Steps) * Enumerable.Range(0, Steps + 1).Sum(i => (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(log[i]) * (log[i] - other[i]));
            }
            Assert.Equal(total, (double)Divergence.KullbackLeibler(p, q), 1e-10);
        }
    }

    [Fact]
    public void The_table_has_the_pairs_of_laws_of_numbers() => Assert.True(Pairs.Count > 150, $"{Pairs.Count} pairs");

    [Fact]
    public void Of_normals() => Assert.Equal(0.4431471806, (double)Divergence.KullbackLeibler(new Normal(0, 1), new Normal(1, 2)), 1e-10);

    [Fact]
    public void A_bijector_cancels() => Assert.Equal(0.4431471806,
        (double)Divergence.KullbackLeibler(new Transformed(new Normal(0, 1), Bijector.Sigmoid), new Transformed(new Normal(1, 2), Bijector.Sigmoid)), 1e-10);

    [Fact]
    public void A_pair_without_a_closed_form_is_refused() =>
        Assert.Equal("PW0061", Assert.Throws<PathwiseException>(() => Divergence.KullbackLeibler(new StudentT(3, 0, 1), new Normal(0, 1))).Id);

    [Fact]
    public void Intervals_that_do_not_fit_diverge()
    {
        Assert.Equal(double.PositiveInfinity, (double)Divergence.KullbackLeibler(new Uniform(-1, 2), new Uniform(0, 2)));
        Assert.Equal(double.PositiveInfinity, (double)Divergence.KullbackLeibler(new Uniform(-1, 2), new Exponential(1)));
        Assert.Equal(double.PositiveInfinity, (double)Divergence.KullbackLeibler(new Pareto(1, 2), new Pareto(2, 2)));
        Assert.Equal(Math.Log(2), (double)Divergence.KullbackLeibler(new Uniform(0, 1), new Uniform(0, 2)), 1e-15);
    }
}
