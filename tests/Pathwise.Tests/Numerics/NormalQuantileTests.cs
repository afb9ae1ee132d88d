using Pathwise.Numerics;

namespace Pathwise.Tests.Numerics;

public class NormalQuantileTests
{
    /// <summary>Computed with mpmath in 50 digits and rounded.</summary>
    static readonly (double P, double Z)[] s_golden =
    [
        (0.5000000000000001, 2.782916424671767e-16), (0.4999999999999999, -2.782916424671767e-16), (0.49999999999, -2.506628482030354e-11),
        (0.4999, -0.00025066283008800747), (0.49, -0.025068908258711057), (0.45, -0.12566134685507402),
        (0.4, -0.2533471031357997), (0.3, -0.5244005127080408), (0.25, -0.6744897501960817),
        (0.2, -0.8416212335729142), (0.1, -1.2815515655446004), (0.0750000000000001, -1.4395314709384552),
        (0.075, -1.439531470938456), (0.07499, -1.4396021182393162), (0.05, -1.6448536269514726),
        (0.025, -1.9599639845400543), (0.01, -2.326347874040841), (0.001, -3.0902323061678136),
        (1e-4, -3.7190164854556804), (1e-6, -4.753424308822899), (1e-8, -5.612001244174789),
        (1e-10, -6.361340902404057), (1.3887943864964e-11, -6.657904643501104), (1.3887943864965e-11, -6.657904643501094),
        (1e-12, -7.034483825301132), (1.1102230246251565e-16, -8.209536151601387), (1e-20, -9.262340089798407),
        (1e-30, -11.464024688443615), (1e-50, -14.933337534788489), (1e-100, -21.273453560965326),
        (1e-150, -26.122961190593983), (1e-200, -30.20559417957964), (1e-250, -33.79958617269484),
        (1e-300, -37.0470962993612), (2.2250738585072014e-308, -37.5193793471445), (1e-310, -37.663060331949524),
        (5e-324, -38.467405617144344), (0.9, 1.2815515655446006), (0.975, 1.9599639845400538),
        (0.999, 3.090232306167813), (0.9999999, 5.199337582290661), (0.9999999999999999, 8.209536151601387),
    ];

    [Fact]
    public void Within_5_ulp_of_high_precision()
    {
        foreach (var (p, z) in s_golden)
        {
            double actual = FixedFunctions.NormalQuantile(p), ulp = Math.BitIncrement(Math.Abs(z)) - Math.Abs(z);
            Assert.True(Math.Abs(actual - z) <= 5 * ulp, $"Φ⁻¹({p:R}) = {actual:R} instead of {z:R}");
        }
    }

    [Fact]
    public void Odd_about_one_half()
    {
        for (int i = 1; i < 4096; i++)
            Assert.Equal(FixedFunctions.NormalQuantile(i / 8192.0), -FixedFunctions.NormalQuantile(1 - i / 8192.0));
        Assert.Equal(0, FixedFunctions.NormalQuantile(0.5));
    }

    [Fact]
    public void Limits_and_what_is_no_probability()
    {
        Assert.Equal(double.NegativeInfinity, FixedFunctions.NormalQuantile(0));
        Assert.Equal(double.PositiveInfinity, FixedFunctions.NormalQuantile(1));
        Assert.All([-0.1, 1.1, double.NaN, double.PositiveInfinity], p => Assert.True(double.IsNaN(FixedFunctions.NormalQuantile(p))));
    }

    /// <summary>Against Newton's iteration on the distribution function, which shares nothing with the rational approximations.</summary>
    [Fact]
    public void Agrees_with_the_reference()
    {
        for (int i = 1; i < 5000; i++)
        {
            double p = i / 10_000.0, z = ReferenceFunctions.NormalQuantile(p);
            Assert.Equal(1, FixedFunctions.NormalQuantile(p) / z, tolerance: 1e-13 + 2e-16 / Math.Abs(z));
        }
    }

    /// <summary>erfc in 40 digits, rounded, where the reference changes from its series to its continued fraction.</summary>
    [Theory]
    [InlineData(0.3, 0.6713732405408726)]
    [InlineData(0.5, 0.4795001221869535)]
    [InlineData(0.6, 0.3961439091520741)]
    [InlineData(0.74, 0.2953219221452542)]
    [InlineData(0.76, 0.28246324719440913)]
    [InlineData(1.9, 0.0072095707647425325)]
    [InlineData(5, 1.537459794428035e-12)]
    public void The_reference_of_the_distribution_function_is_right_to_its_last_digits(double x, double erfc) =>
        Assert.Equal(1, ReferenceFunctions.Erfc(x) / erfc, tolerance: 1.5e-15);
}
