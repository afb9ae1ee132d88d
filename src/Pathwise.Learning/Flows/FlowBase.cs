using static Pathwise.Functions;

namespace Pathwise.Learning.Flows;

/// <summary>The law of z that a flow starts from, as a record of parameters and settings.</summary>
public abstract record FlowBase
{
    /// <summary>The number of coordinates.</summary>
    public abstract int Dimension { get; }

    /// <summary>A draw [d] as a function of parameters and noise.</summary>
    public abstract Real Sample(Noise noise);

    /// <summary>log p(z).</summary>
    public abstract Real LogDensity(Real z);

    /// <summary>−½|z|² − (d/2) log 2π.</summary>
    private protected static Real StandardLogDensity(Real z) => -0.5 * Sum(z * z) - z.Shape.Count * 0.91893853320467274178;
}

/// <summary>The standard normal law.</summary>
/// <param name="Size">The number of coordinates.</param>
public sealed record StandardNormal(int Size) : FlowBase
{
    /// <inheritdoc/>
    public override int Dimension => Size;

    /// <inheritdoc/>
    public override Real Sample(Noise noise) => noise.Normal(Size);

    /// <inheritdoc/>
    public override Real LogDensity(Real z) => StandardLogDensity(z);
}

/// <summary>Independent normal coordinates with means and standard deviations eˢ that are learnt.</summary>
/// <param name="Mean">The means, of shape (d).</param>
/// <param name="LogDeviation">s, of shape (d).</param>
public sealed record DiagonalNormal(Real Mean, Real LogDeviation) : FlowBase
{
    /// <inheritdoc/>
    public override int Dimension => Mean.Shape.Count;

    /// <inheritdoc/>
    public override Real Sample(Noise noise) => Mean + Exp(LogDeviation) * noise.Normal(Dimension);

    /// <inheritdoc/>
    public override Real LogDensity(Real z) => StandardLogDensity((z - Mean) * Exp(-LogDeviation)) - Sum(LogDeviation);
}
