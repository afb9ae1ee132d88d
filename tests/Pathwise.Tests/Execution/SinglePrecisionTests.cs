using Pathwise.Execution;
using Pathwise.Numerics;

namespace Pathwise.Tests.Execution;

/// <summary>Numbers go between the precisions as the language's own conversions say, at every vector width, and leave alone what lies behind them.</summary>
public class SinglePrecisionTests
{
    // Ties, overflow, subnormal numbers of either precision, and what is not finite; 21 numbers, so that every width has a rest.
    static readonly double[] s_numbers =
    [
        0, -0.0, 1, -1.5, Math.PI, 1 + Math.ScaleB(1, -24), 1 + 3 * Math.ScaleB(1, -24), 1 + Math.ScaleB(1, -24) + Math.ScaleB(1, -50), 3.4028235e38, 3.4028236e38, 3.5e38, -1e300, 1e-38,
        1e-45, 7e-46, 1e-60, 5e-324, double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1e-42,
    ];

    [Fact]
    public void Every_width_rounds_and_widens_as_casts_do()
    {
        Check<Lanes128>();
        Check<Lanes256>();
        Check<Lanes512>();
    }

    static void Check<T>() where T : unmanaged, ILanes<T>
    {
        for (int count = 0; count <= s_numbers.Length; count++)
        {
            var narrow = new float[s_numbers.Length + 1];
            var wide = new double[count];
            Array.Fill(narrow, 77);
            SinglePrecision.Narrow<T>(narrow.AsSpan(0, count), s_numbers.AsSpan(0, count));
            SinglePrecision.Widen<T>(wide, narrow.AsSpan(0, count));
            Assert.Equal(s_numbers[..count].Select(x => BitConverter.SingleToUInt32Bits((float)x)), narrow[..count].Select(BitConverter.SingleToUInt32Bits));
            Assert.Equal(narrow[..count].Select(x => BitConverter.DoubleToUInt64Bits(x)), wide.Select(BitConverter.DoubleToUInt64Bits));
            Assert.All(narrow[count..], x => Assert.Equal(77, x));
        }
    }

    [Fact]
    public void Rounding_of_many_numbers()
    {
        double[] numbers = [.. Enumerable.Range(0, 1000).Select(i => s_numbers[i % 21] + i)], rounded = new double[numbers.Length];
        SinglePrecision.Round(numbers, rounded);
        Assert.Equal(numbers.Select(x => (double)(float)x), rounded);
    }
}
