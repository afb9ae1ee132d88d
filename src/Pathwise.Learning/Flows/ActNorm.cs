using Pathwise.Learning.Data;
using static Pathwise.Functions;

namespace Pathwise.Learning.Flows;

/// <summary>A scale and a shift for each coordinate: xᵢ = exp(sᵢ) zᵢ + bᵢ, log |det ∂x/∂z| = Σ sᵢ (Kingma and Dhariwal, Glow: generative flow with invertible 1×1 convolutions, NeurIPS 2018).</summary>
/// <param name="LogScale">s, of shape (d).</param>
/// <param name="Shift">b, of shape (d).</param>
public sealed record ActNorm(Real LogScale, Real Shift) : Bijection
{
    /// <summary>The identity.</summary>
    public static ActNorm Of(int dimension) => new(Initialisations.Full(Coordinates(dimension, "a scale and shift"), 0), Initialisations.Full(dimension, 0));

    /// <summary>The map whose inverse standardises data: b and eˢ are the coordinates' means and standard deviations. As the last map of a flow it takes care of units.</summary>
    public static ActNorm Fitting(Standardisation scale) => new(scale.Deviations.Select(s => Math.Log(s)).ToArray(), scale.Means.ToArray());

    /// <inheritdoc/>
    public override int Dimension => Shift.Shape.Count;

    /// <inheritdoc/>
    protected override Mapped Push(Real z, Noise? noise) => new(Exp(LogScale) * z + Shift, Sum(LogScale));

    /// <inheritdoc/>
    protected override Mapped Pull(Real x, Noise? noise) => new((x - Shift) * Exp(-LogScale), -Sum(LogScale));
}
