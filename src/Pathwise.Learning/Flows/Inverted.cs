namespace Pathwise.Learning.Flows;

/// <summary>The inverse of a bijection as a bijection: its forward map is the other's inverse.</summary>
/// <param name="Of">The map to be inverted.</param>
public sealed record Inverted(Bijection Of) : Bijection
{
    /// <inheritdoc/>
    public override int Dimension => Of.Dimension;

    /// <inheritdoc/>
    protected override Mapped Push(Real z, Noise? noise) => Of.Inverse(z, noise);

    /// <inheritdoc/>
    protected override Mapped Pull(Real x, Noise? noise) => Of.Forward(x, noise);
}
