namespace Pathwise.Learning.Flows;

/// <summary>Bijections one after another: T = T_n ∘ … ∘ T₁, the first part applied to z first. Log-determinants add up.</summary>
/// <param name="Parts">The maps, in the order in which they are applied on the way from z to x.</param>
public sealed record Composition(Bijection[] Parts) : Bijection
{
    /// <inheritdoc/>
    public override int Dimension => Parts.Length > 0 ? Parts[0].Dimension : throw Misfit("a composition of no maps", "give it at least one");

    /// <inheritdoc/>
    protected override Mapped Push(Real z, Noise? noise) => Apply(z, Parts, (part, at) => part.Forward(at, noise));

    /// <inheritdoc/>
    protected override Mapped Pull(Real x, Noise? noise) => Apply(x, Parts.AsEnumerable().Reverse(), (part, at) => part.Inverse(at, noise));

    static Mapped Apply(Real at, IEnumerable<Bijection> parts, Func<Bijection, Real, Mapped> map)
    {
        Real total = 0;
        foreach (var part in parts)
        {
            (at, var logDeterminant) = map(part, at);
            total += logDeterminant;
        }
        return new(at, total);
    }
}
