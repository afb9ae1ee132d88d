using Pathwise.Numerics;
using Pathwise.Tests.Ops;

namespace Pathwise.Tests.Numerics;

/// <summary>The functions of noise against values of 250 bits.</summary>
public class FixedFunctionTests
{
    [Fact]
    public void Logarithm_is_right_to_a_unit_in_the_last_place()
    {
        var (x, y, remainder) = LoweredFunctions.Golden("log", Precision.F64);
        for (int i = 0; i < y.Length; i++)
        {
            if (!double.IsNormal(x[0][i])) continue;
            double error = Math.Abs((FixedFunctions.Log(x[0][i]) - y[i]) / LoweredFunctions.LastPlace(y[i], Precision.F64) - remainder[i]);
            Assert.True(error < 1, $"log {x[0][i]:R}: {error:F3}");
        }
    }

    [Fact]
    public void Cosine_and_sine_of_turns_are_right_to_a_unit_in_the_last_place_of_1()
    {
        foreach (string name in new[] { "cos_of_turns", "sin_of_turns" })
        {
            var (x, y, remainder) = LoweredFunctions.Golden(name, Precision.F64);
            for (int i = 0; i < y.Length; i++)
            {
                var (cos, sin) = FixedFunctions.CosSinOfTurns(Lanes128.Of(x[0][i]));
                double got = (name[0] == 'c' ? cos : sin).First;
                double error = Math.Abs(got - y[i] - remainder[i] * LoweredFunctions.LastPlace(y[i], Precision.F64));
                Assert.True(error < Math.ScaleB(1, -52), $"{name} {x[0][i]:R}: {error / Math.ScaleB(1, -52):F3}");
                // Near a zero the error is small against the value too: the reduction is exact.
                Assert.True(error <= 4 * LoweredFunctions.LastPlace(y[i], Precision.F64), $"{name} {x[0][i]:R}");
            }
        }
    }
}
