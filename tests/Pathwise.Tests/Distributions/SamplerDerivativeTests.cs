using Pathwise.Distributions;

namespace Pathwise.Tests.Laws;

/// <summary>Samples and their derivatives against numbers computed with 40 to 60 digits, where quadrature in double precision is too coarse.</summary>
public class SamplerDerivativeTests
{
    static void Agrees(double expected, double actual, double size) =>
        Assert.True(Math.Abs(actual - expected) <= 1e-10 * Math.Abs(expected) + 1e-15 * size, $"{actual:R} is not {expected:R}");

    // (location, scale, low, high), u; x and its derivatives. (1 + a²) roundings are lost in location and scale.
    [Theory]
    [InlineData(0, 1, 8, 10, 0.3, 8.0438016522850997, 0.0052883937086097892, 0.086108788968745821, 0.99471159979877413, 6.4926160786140101e-9)]
    [InlineData(0, 1, 8, 10, 1e-12, 8.0000000000001231, 1.4944290772197172e-14, 2.4268625746740731e-13, 0.99999999999998506, 1.5229979744727631e-20)]
    [InlineData(1, 0.5, -20, 1.5, 0.7, 1.112411253949331, 0.56456178488824924, -0.21061570721308872, 0, 0.43543821511175076)]
    [InlineData(0, 1, 100, 101, 0.5, 100.00693053875243, 6.9286732867875152e-5, 0.013859212039216929, 0.99993071326713212, 2.25618380148078e-44)]
    [InlineData(0, 1, 1000, double.PositiveInfinity, 0.25, 1000.0002876817434, 2.8768108526930368e-7, 0.00057536282865956522, 0.99999971231891473, 0)]
    [InlineData(2, 3, 0.5, 0.75, 0.1, 0.52544459703192016, 0.00031898365392483618, -0.00029940860947771804, 0.89622362682821093, 0.10345738951786423)]
    [InlineData(0, 1, -60, -50, 0.9, -50.002106324107884, 4.2091077148376391e-5, -0.0042108779653028181, 1.5267719184103134e-240, 0.99995790892285162)]
    public void Truncated_normal(double location, double scale, double low, double high, double u, double x0, double ofLocation, double ofScale, double ofLow, double ofHigh)
    {
        double[] expected = [x0, ofLocation, ofScale, ofLow, ofHigh];
        var x = LawCatalogue.Named("truncated_normal").Samples([location, scale, low, high], [u]);
        double nearest = Math.Min(Math.Abs(low - location), Math.Abs(high - location)) / scale, size = low > location || high < location ? 1 + nearest * nearest : 1;
        Assert.Equal(expected[0], x[0][0], 4e-15 * Math.Abs(expected[0]));
        for (int i = 1; i < 5; i++) Agrees(expected[i], x[i][0], i < 3 ? size * (i == 2 ? 1 + nearest : 1) : 0.1);
    }

    // (mean, shape), u; x and its derivatives. ∂x/∂λ is of the size of x/λ times the law's relative width, and vanishes in its middle.
    [Theory]
    [InlineData(1, 1, 0.16572661982939905, 0.29999999999999999, 0.12136460468416993, 0.17863539531583006)]
    [InlineData(2, 30, 0.69133033044990079, 2.2000000000000002, 1.1341027155112552, -0.0022735143674170041)]
    [InlineData(1, 1e-6, 0.001565403823405523, 9.9999999999999995e-8, 1.8415701304780894e-14, 0.099999981584298695)]
    [InlineData(1, 1e-6, 0.99964417394077595, 5.0, 0.027965056828012933, 4972034.9431719873)]
    [InlineData(3, 1e6, 0.57663176878209037, 3.0009999999999999, 1.0004992773998372, -4.9783219951173673e-10)]
    [InlineData(1, 0.01, 0.99596727552635295, 50.0, 54.112942491985524, -411.29424919855241)]
    [InlineData(1, 1e6, 4.5989953293735461e-24, 0.98999999999999999, 0.9850248793782624, 4.9751206217375893e-9)]
    public void Inverse_gaussian(double mean, double shape, double u, double x0, double ofMean, double ofShape)
    {
        double[] expected = [x0, ofMean, ofShape];
        var x = LawCatalogue.Named("inverse_gaussian").Samples([mean, shape], [u]);
        Assert.Equal(expected[0], x[0][0], 1e-12 * expected[0]);
        for (int i = 1; i < 3; i++) Agrees(expected[i], x[i][0], i == 1 ? 0 : expected[0] / shape);
    }

    /// <summary>Gamma laws of rate 2, at given values of the draw times the rate.</summary>
    [Theory]
    [InlineData(0.1, 0.001, 0.0649072473837)]
    [InlineData(0.5, 0.2, 0.794050566331)]
    [InlineData(1, 1, 1.17356302722)]
    [InlineData(2, 1, 0.750778692126)]
    [InlineData(10, 12, 1.11232944302)]
    [InlineData(1000, 1010, 1.00515092968)]
    [InlineData(200, 198.6052116509060600, 0.99733572671923426)]
    public void Gamma(double shape, double x, double expected)
    {
        var law = LawCatalogue.Named("gamma");
        double u = law.Run("cdf", (d, y) => d.Cdf(y), [shape, 2], x / 2)[0];
        var draw = law.Samples([shape, 2], [u]);
        Assert.Equal(x / 2, draw[0][0], 1e-12 * x);
        Assert.Equal(expected / 2, draw[1][0], 1e-11 * expected);
        Assert.Equal(-x / 4, draw[2][0], 1e-12 * x);
    }

    /// <summary>Beta(a, 1) and beta(1, b) have ∂x/∂a = −x log x/a and ∂x/∂b = (1 − x) log(1 − x)/b.</summary>
    [Theory]
    [InlineData(2, 0.3, 0.1805959)]
    [InlineData(0.01, 0.3, 36.11918)]
    [InlineData(1e4, 0.999, 9.994998e-8)]
    public void Beta(double shape, double x, double expected)
    {
        var law = LawCatalogue.Named("beta");
        double u = Math.Pow(x, shape);
        Assert.Equal(-x * Math.Log(x) / shape, expected, 1e-6 * expected);
        Assert.Equal(-x * Math.Log(x) / shape, law.Samples([shape, 1], [u])[1][0], 1e-10 * expected);
        Assert.Equal(x * Math.Log(x) / shape, law.Samples([1, shape], [1 - u])[2][0], (1e-10 + 1e-16 / u) * expected);
    }
}
