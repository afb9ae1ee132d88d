using Pathwise.Learning.Flows;

namespace Pathwise.Learning.Tests.Flows;

public class AutoregressiveTests
{
    /// <summary>Row i of the output depends on each input before i and on no other: changing one input changes just the rows after it.</summary>
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    [InlineData(5, 4)]
    [InlineData(6, 13)]
    public void A_masked_network_sees_what_comes_before(int dimension, int hidden)
    {
        var network = BijectionCatalogue.Moved(Made.Of(dimension, [hidden, hidden + 1], 3, new RandomKey(3)));
        double[] at = Plain.Numbers(dimension).ToArray(), first = network.Apply(at).ToArray();
        for (int j = 0; j < dimension; j++)
        {
            double[] moved = [.. at];
            moved[j] += 0.5;
            double[] second = network.Apply(moved).ToArray();
            for (int i = 0; i < dimension; i++)
                for (int k = 0; k < 3; k++)
                    Assert.Equal(i > j, first[i * 3 + k] != second[i * 3 + k]);
        }
    }

    /// <summary>x₁ = e^{s₁} z₁ + m₁, x₂ = e^{s(x₁)} z₂ + m(x₁), by hand.</summary>
    [Fact]
    public void Two_coordinates_by_hand()
    {
        var map = BijectionCatalogue.Moved(MaskedAutoregressive.Of(2, [4], new AffineMap(2), new RandomKey(4)));
        double[] z = [0.7, -1.1];
        double[] unseen = map.Network.Apply(new double[2]).ToArray();
        double Scale(double h) => Math.Exp(2 * Math.Tanh(h / 2));
        double x1 = Scale(unseen[0]) * z[0] + unseen[1];
        double[] seen = map.Network.Apply(new[] { x1, 0 }).ToArray();
        double x2 = Scale(seen[2]) * z[1] + seen[3];
        var (value, log) = map.Forward(z);
        Assert.Equal([x1, x2], value.ToArray(), (a, b) => Math.Abs(a - b) < 1e-13);
        Assert.Equal(Math.Log(Scale(unseen[0])) + Math.Log(Scale(seen[2])), (double)log, 1e-13);
    }
}
