using static Pathwise.Functions;

namespace Pathwise.Learning.Data;

/// <summary>
/// Two spirals of one and a half turns, one the other's mirror image in the origin: with t = 3π√u, u uniform on (0, 1), and either sign, ±(−t cos t, t sin t)/3, plus normal noise (after the toy data of Grathwohl and others, FFJORD,
/// ICLR 2019).
/// </summary>
public sealed class Spirals : Toy
{
    /// <summary>With the standard deviation of the noise. PW4009 if it is negative.</summary>
    public Spirals(double deviation) => Deviation = deviation >= 0 && double.IsFinite(deviation) ? deviation
        : throw new PathwiseException("PW4009", $"spirals with noise of standard deviation {deviation}", "give 0 or a positive number", Place.OfCaller());

    /// <summary>The standard deviation of the noise.</summary>
    public double Deviation { get; }

    /// <inheritdoc/>
    public override Real Sample(Noise noise)
    {
        Real sign = 1 - 2 * noise.Bits(), turn = 3 * Math.PI * Sqrt(noise.Uniform());
        var radius = sign * turn / 3;
        return Stack(-radius * Cos(turn), radius * Sin(turn)) + Deviation * noise.Normal(2);
    }
}
