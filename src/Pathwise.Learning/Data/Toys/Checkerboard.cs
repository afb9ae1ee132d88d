using static Pathwise.Functions;

namespace Pathwise.Learning.Data;

/// <summary>
/// Uniform on eight of the sixteen squares of side 2 of the board [−4, 4]²: those whose column and row, counted from 0 at (−4, −4), have an even sum. The density there is 1/32.
/// </summary>
public sealed class Checkerboard : Toy
{
    /// <inheritdoc/>
    public override Real Sample(Noise noise)
    {
        Real odd = noise.Bits(), column = 2 * noise.Bits() + odd, row = 2 * noise.Bits() + odd;
        return 2 * (Stack(column, row) + noise.Uniform(2)) - 4;
    }

    /// <summary>The logarithm of the density at points [2], or [n, 2] for many: −log 32 on the squares, −∞ elsewhere.</summary>
    public Real LogDensity(Real point)
    {
        var (x, y) = Coordinates(point);
        Real column = Floor((x + 4) / 2), row = Floor((y + 4) / 2), half = (column + row) / 2;
        return Where((Floor(half) == half) & (column >= 0) & (column < 4) & (row >= 0) & (row < 4), -Math.Log(32), double.NegativeInfinity);
    }

    /// <summary>The entropy log 32, in nats.</summary>
    public double Entropy => Math.Log(32);
}
