using static Pathwise.Functions;

namespace Pathwise.Learning.Data;

/// <summary>
/// Two interleaved half circles: with u uniform on (0, 1) and either sign, (cos πu, sin πu) or (1 − cos πu, ½ − sin πu), plus normal noise (scikit-learn's <c>make_moons</c>).
/// </summary>
public sealed class TwoMoons : Toy
{
    /// <summary>With the standard deviation of the noise. PW4009 if it is negative.</summary>
    public TwoMoons(double deviation) => Deviation = deviation >= 0 && double.IsFinite(deviation) ? deviation
        : throw new PathwiseException("PW4009", $"moons with noise of standard deviation {deviation}", "give 0 or a positive number", Place.OfCaller());

    /// <summary>The standard deviation of the noise.</summary>
    public double Deviation { get; }

    /// <inheritdoc/>
    public override Real Sample(Noise noise)
    {
        // The lower moon is the upper one turned half a turn about (½, ¼).
        Real lower = noise.Bits(), sign = 1 - 2 * lower, angle = Math.PI * noise.Uniform();
        return Stack(lower + sign * Cos(angle), 0.5 * lower + sign * Sin(angle)) + Deviation * noise.Normal(2);
    }
}
