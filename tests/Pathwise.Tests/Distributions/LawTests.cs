using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Tests.Laws;

/// <summary>What every law of the catalogue is tested for. Integrals are by quadrature of the density alone.</summary>
public class LawTests
{
    /// <summary>From the edge of the noise to the other.</summary>
    static readonly double[] s_uniforms = [5.551115123125783e-17, 1e-9, 0.003, 0.1, 0.35, 0.47, 0.8, 0.97, 0.99999, 1 - 1.1102230246251565e-16];

    static string At(double[] parameters, double point) => $"at ({string.Join(", ", parameters)}), {point:R}";

    static void Agrees(double expected, double actual, double size, double tolerance, string what) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance * size || actual.Equals(expected), $"{what}: {actual:R} is not {expected:R}, off by {Math.Abs(actual - expected) / size:e1} of {size:R}");

    public static TheoryData<string> Names => LawCatalogue.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_density_integrates_to_one_and_gives_the_moments(string name)
    {
        var law = LawCatalogue.Named(name);
        foreach (var θ in law.AllSets)
        {
            double median = law.Centre(θ);
            Tail left = new(law, θ, median, lower: true), right = new(law, θ, median, lower: false);
            double Expected(Func<double, double, double> g) => left.Of(g) + right.Of(g);
            Agrees(1, Expected((_, _) => 1), 1, 1e-11, $"total {At(θ, median)}");
            double[] Of(string what, Func<Distribution, Real> value)
            {
                try { return law.Run(what, (d, _) => value(d), θ, 0.5); }
                catch (PathwiseException e) when (e.Id == "PW0060") { return [double.NaN]; }
            }
            double mean = Of("mean", d => d.Mean)[0], variance = Of("variance", d => d.Variance)[0], entropy = Of("entropy", d => d.Entropy)[0];
            if (double.IsFinite(mean)) Agrees(median + Expected((x, _) => x - median), mean, Expected((x, _) => Math.Abs(x)), 1e-10, $"mean {At(θ, median)}");
            if (double.IsFinite(mean) && double.IsFinite(variance))
                Agrees(Expected((x, _) => (x - mean) * (x - mean)), variance, variance + 1e-5 * mean * mean, 1e-8, $"variance {At(θ, median)}");
            if (double.IsFinite(entropy)) Agrees(Expected((_, logDensity) => -logDensity), entropy, Math.Max(1, Math.Abs(entropy)), 1e-9, $"entropy {At(θ, median)}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_distribution_function_is_the_integral_of_the_density_and_the_quantile_its_inverse(string name)
    {
        var law = LawCatalogue.Named(name);
        foreach (var θ in law.AllSets)
        {
            var x = law.Samples(θ, s_uniforms)[0];
            var cdf = law.Run("cdf", (d, y) => d.Cdf(y), θ, x);
            var back = law.HasPath ? law.Run("quantile of cdf", (d, y) => d.Quantile(d.Cdf(y)), θ, x) : x;
            var slope = law.Run("slope of cdf", (d, y) => Derivative(d.Cdf(y), y), θ, x);
            var logDensity = law.LogDensity([θ], x);
            for (int i = 0; i < x.Length; i++)
            {
                if (x[i] == law.Ends(θ).Low || x[i] == law.Ends(θ).High) continue;
                var (tail, isLower) = Tail.Smaller(law, θ, x[i]);
                double probability = tail.Probability, lower = isLower ? probability : 1 - probability, upper = 1 - lower;
                Agrees(lower, cdf[i], 1, 1e-12, $"P(X ≤ x) {At(θ, x[i])}");
                if (isLower) Agrees(lower, cdf[i], lower + 1e-5 * Math.Abs(x[i]) * Math.Exp(logDensity[i]), 1e-10, $"P(X ≤ x) {At(θ, x[i])}");
                double density = Math.Exp(logDensity[i]);
                // What rounding of p, and of the distances from the ends, does to the quantile.
                double spread = 1e-14 * (1 + Math.Abs(Math.Log(lower))) / density + 1e-12 * Math.Abs(x[i]);
                if (upper > 1e-9 && lower > 1e-12) Agrees(x[i], back[i], 1, 10 * spread, $"quantile {At(θ, x[i])}");
                if (upper > 1e-9) Agrees(density, slope[i], density, 1e-9, $"slope {At(θ, x[i])}");
            }
        }
    }

    static Real Derivative(Real y, Real x) => Pathwise.Derivatives.Reverse.Gradient(y.Node, x.Node)[0] is { } g ? new Real(g) : 0;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_samplers_derivative_transports_probability(string name)
    {
        var law = LawCatalogue.Named(name);
        foreach (var θ in law.AllSets)
        {
            var samples = law.Samples(θ, s_uniforms);
            Assert.All(samples, row => Assert.All(row, x => Assert.True(double.IsFinite(x), $"{x} {At(θ, 0)}")));
            var logDensity = law.LogDensity([θ], samples[0]);
            var ends = law.Ends(θ);
            for (int i = 0; i < s_uniforms.Length; i++)
            {
                double x = samples[0][i], density = Math.Exp(logDensity[i]);
                // Differences in an end see nothing where x is close to it.
                double near = 1e-2 * law.Spread(θ);
                if (x == 0 || (law.EndsMove(θ) && x - ends.Low < near) || ends.High - x < near) continue;
                var (side, lower) = Tail.Smaller(law, θ, x);
                for (int j = 0; j < θ.Length; j++)
                {
                    var (value, size) = side.Derivative(j);
                    double scale = Math.Max(Math.Max(size / density, Math.Abs(samples[1 + j][i])), 1e-5 * law.Sensitivity(θ, j));
                    Agrees((lower ? -value : value) / density, samples[1 + j][i], scale, law.Tolerance, $"∂x/∂θ{j} {At(θ, x)} for u = {s_uniforms[i]:R}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Second_derivatives_of_the_sampler_are_differences_of_the_first(string name)
    {
        var law = LawCatalogue.Named(name);
        double[] uniforms = [1e-9, 0.1, 0.35, 0.8, 0.97];
        if (!law.HasPath) return;
        foreach (var θ in law.AllSets)
        {
            var second = law.SecondDerivatives(θ, uniforms);
            for (int j = 0; j < θ.Length; j++)
            {
                double unit = law.Unit(θ, j);
                var rows = new Dictionary<double, double[][]>();
                double[][] Row(double s)
                {
                    if (rows.TryGetValue(s, out var row)) return row;
                    double[] at = [.. θ];
                    at[j] += s * unit;
                    return rows[s] = law.Samples(at, uniforms);
                }
                for (int i = 0; i < θ.Length; i++)
                    for (int k = 0; k < uniforms.Length; k++)
                    {
                        double h = 1e-2, expected = Differences.First(s => Row(s)[1 + i][k], h) / unit;
                        double size = Math.Max(Math.Abs(expected), Math.Max(Math.Abs(Row(0)[1 + i][k]), 1e-2 * law.Sensitivity(θ, i)) / unit) + law.Rounding * 1e8 / (h * unit);
                        Agrees(expected, second[i * θ.Length + j][k], size, 1e-7, $"∂²x/∂θ{i}∂θ{j} {At(θ, Row(0)[0][k])}");
                    }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_log_densitys_derivatives_are_its_differences(string name)
    {
        var law = LawCatalogue.Named(name);
        double[] uniforms = [0.003, 0.2, 0.6, 0.9, 0.999];
        foreach (var θ in law.AllSets)
        {
            var x = law.Samples(θ, uniforms)[0];
            double spread = Math.Abs(x[3] - x[1]);
            var exact = law.Run("derivatives of log density", (d, p, y) =>
            {
                var value = d.LogDensity(y);
                return [.. p.Append(y).Select(v => Derivative(value, v) + 0 * y)];
            }, [θ], x);
            for (int k = 0; k < x.Length; k++)
                for (int j = 0; j <= θ.Length; j++)
                {
                    var ends = law.Ends(θ);
                    double room = Math.Min(Math.Min(x[k] - ends.Low, ends.High - x[k]), spread);
                    double unit = j < θ.Length ? law.Unit(θ, j) : room;
                    // No step in a parameter may move an end of the support past x.
                    double h = j < θ.Length ? Math.Min(0.01, 0.02 * room / unit) : 0.02;
                    double expected = Differences.First(s =>
                    {
                        double[] at = [.. θ];
                        if (j < θ.Length) at[j] += s * unit;
                        return law.LogDensity([at], [j < θ.Length ? x[k] : x[k] + s * unit])[0];
                    }, h) / unit;
                    double value = law.LogDensity([θ], [x[k]])[0];
                    Agrees(expected, exact[j][k], Math.Abs(expected) + ((1 + Math.Abs(value)) * 1e-6 + Math.Abs(expected * x[k]) * 1e-7 + law.Rounding * 1e8) / (h * unit), 1e-8, $"derivative {j} of the log-density {At(θ, x[k])}");
                }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_certificate_is_pathwise_in_every_parameter(string name)
    {
        var law = LawCatalogue.Named(name);
        var θ = law.AllSets.First();
        var certificate = Expectation.Of((Real[] p, Noise noise) => Tanh(law.Of(p).Sample(noise))).Certificate([.. θ.Select(v => (Real)v)]);
        Assert.All(certificate.Entries, entry => Assert.Equal(Verdict.Pathwise, entry.Verdict));
    }

    record Choice(Real[] Parameters, Real Centre, Real Square, Real Limit, Real Below);

    /// <summary>Moments of 200,000 samples, and shares below three points, within five standard errors.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_follow_the_law(string name)
    {
        const long Paths = 200_000;
        var law = LawCatalogue.Named(name);
        // One program for all: x − c, its square, or whether x is below a limit.
        var program = Expectation.Of((Choice p, Noise noise) =>
        {
            var x = law.Of(p.Parameters).Sample(noise) - p.Centre;
            return Where(p.Below > 0, Where(x < p.Limit, 1.0, 0.0), Where(p.Square > 0, x * x, x));
        });
        Estimate Value(double[] θ, double centre, bool square, double? limit) => program.Value(
            new([.. θ.Select(v => (Real)v)], centre, square ? 1 : 0, limit ?? 0, limit is null ? 0 : 1), Paths, seed: 11);
        foreach (var θ in law.AllSets)
        {
            foreach (double q in (double[])[0.03, 0.45, 0.9])
            {
                double x = law.Samples(θ, [q])[0][0], p = law.Run("cdf", (d, y) => d.Cdf(y), θ, x)[0];
                Agrees(p, Value(θ, 0, false, x).Value, Math.Sqrt(p * (1 - p) / Paths), 5, $"P(X < x) {At(θ, x)}");
            }
            if (law.HeavySets.Contains(θ)) continue;
            double mean = law.Run("mean", (d, _) => d.Mean, θ, 0.5)[0], variance = law.Run("variance", (d, _) => d.Variance, θ, 0.5)[0];
            Agrees(0, Value(θ, mean, false, null).Value, Math.Sqrt(variance / Paths), 5, $"mean {At(θ, mean)}");
            var squares = Value(θ, mean, true, null);
            Agrees(variance, squares.Value, squares.StandardError!.Value, 5, $"variance {At(θ, mean)}");
        }
    }
}
