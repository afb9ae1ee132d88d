using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Pathwise.NoiseSources;

namespace Pathwise.Tests.NoiseSources;

/// <summary>The Sobol points before scrambling: their data and their nets.</summary>
public class SobolPointTests
{
    /// <summary>Written out in the format of its source, the data is that file, byte for byte.</summary>
    [Fact]
    public void Direction_numbers_are_those_of_Joe_and_Kuo()
    {
        var text = new StringBuilder("d       s       a       m_i     \n");
        int d = 1;
        foreach (var (s, a, m) in DirectionNumbers.Read().Skip(1))
            text.Append(CultureInfo.InvariantCulture, $"{++d,-8}{s,-8}{a,-8}{string.Join(" ", m)} \n");
        Assert.Equal(DirectionNumbers.Dimensions, d);
        Assert.Equal("68EEDD2A4E3B659B9695E7AFF0F8AC68718BCF620730FC3D3A8C65DF2A067441", Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(text.ToString()))));
    }

    static double Coordinate(ulong[] v, int point)
    {
        ulong x = 0;
        for (int k = 0; k < 32; k++) if (((point >> k) & 1) != 0) x ^= v[k];
        return x * Math.ScaleB(1, -64);
    }

    /// <summary>Sobol's sequence as it is usually printed: in the order of Gray's code.</summary>
    [Fact]
    public void First_points()
    {
        double[][] points = [[0, 0, 0], [0.5, 0.5, 0.5], [0.75, 0.25, 0.25], [0.25, 0.75, 0.75], [0.375, 0.375, 0.625], [0.875, 0.875, 0.125], [0.625, 0.125, 0.875], [0.125, 0.625, 0.375]];
        var v = DirectionNumbers.Of(3, 32);
        for (int i = 0; i < points.Length; i++)
            for (int d = 0; d < 3; d++) Assert.Equal(points[i][d], Coordinate(v[d], i ^ (i >> 1)));
    }

    /// <summary>mₖ is odd, so the matrix of every coordinate is triangular with ones: any 2ᵐ first points have one in each of 2ᵐ strata.</summary>
    [Fact]
    public void Every_coordinate_is_a_net()
    {
        foreach (ulong[] v in DirectionNumbers.Of(DirectionNumbers.Dimensions, 37))
            for (int k = 0; k < v.Length; k++) Assert.Equal(63 - k, BitOperations.TrailingZeroCount(v[k]));
    }
}
