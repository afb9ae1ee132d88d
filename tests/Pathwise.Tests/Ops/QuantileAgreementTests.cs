using Pathwise.Execution;
using static Pathwise.Functions;

namespace Pathwise.Tests.Ops;

/// <summary>Kernels' quantiles, by few steps from a guess, against the oracle's, by bisection, at laws and probabilities spread over all there are.</summary>
public class QuantileAgreementTests
{
    /// <summary>Numbers in (0, 1) that fill it evenly, another sequence for each dimension (Weyl's, of square roots of primes).</summary>
    static double Even(int i, int dimension) => i * Math.Sqrt(dimension switch { 0 => 2, 1 => 3, 2 => 5, _ => 7 }) % 1;

    /// <summary>Between two positive numbers, evenly in the logarithm.</summary>
    static double Between(double low, double high, double share) => low * Math.Pow(high / low, share);

    /// <summary>A third of them in the middle, a third in either tail.</summary>
    static double Probability(int i, int dimension) => (i % 3, Even(i, dimension)) switch
    {
        (0, var u) => u,
        (1, var u) => Between(1e-16, 1, u),
        (_, var u) => 1 - Between(1e-16, 1, u),
    };

    static void Agree(Func<Real[], Real> program, double[][] points, double bound)
    {
        double[] expected = GoldenQuantiles.Run(x => [program(x).Node], points, Executor.Reference, Precision.F64)[0];
        double[] given = GoldenQuantiles.Run(x => [program(x).Node], points, Executor.Simd, Precision.F64)[0];
        for (int i = 0; i < given.Length; i++)
            Assert.True(Math.Abs(given[i] - expected[i]) <= bound * Math.Max(1, Math.Abs(expected[i])), $"{string.Join(", ", points[i])}: oracle {expected[i]:R}, kernel {given[i]:R}");
    }

    [Theory]
    [InlineData(0.01, 1e5, 1e-11)]
    [InlineData(0.001, 1e6, 1e-10)]
    public void Beta(double least, double greatest, double bound) => Agree(x => LogitBetaQuantile(x[0], x[1], x[2]),
        [.. Enumerable.Range(1, 2000).Select(i => new[] { Between(least, greatest, Even(i, 0)), Between(least, greatest, Even(i, 1)), Probability(i, 2) })], bound);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Von_Mises_and_Fisher(int dimension) => Agree(x => LogitVonMisesFisherQuantile(dimension, x[0], x[1]),
        [.. Enumerable.Range(1, 500).Select(i => new[] { Between(1e-3, 1e5, Even(i, 0)), Probability(i, 1) })], 1e-10);
}
