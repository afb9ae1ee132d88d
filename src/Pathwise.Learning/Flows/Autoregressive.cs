using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Learning.Flows;

/// <summary>
/// Masked autoregressive flow: xᵢ = τ(zᵢ; hᵢ(x₁ … xᵢ₋₁)), h a masked network. The inverse, and so the density, takes one pass of the network, the forward map d
/// (Papamakarios, Pavlakou and Murray, Masked autoregressive flow for density estimation, NeurIPS 2017).
/// </summary>
/// <param name="Network">h.</param>
/// <param name="Map">τ.</param>
public sealed record MaskedAutoregressive(Made Network, ElementMap Map) : Bijection
{
    /// <summary>A map that starts as the identity.</summary>
    /// <param name="dimension">d.</param>
    /// <param name="hidden">The sizes of the network's hidden layers, at least d − 1 each.</param>
    /// <param name="map">τ.</param>
    /// <param name="key">The key of the hidden layers' first weights.</param>
    /// <param name="activation">The function between layers.</param>
    public static MaskedAutoregressive Of(int dimension, int[] hidden, ElementMap map, RandomKey key, Activation activation = Activation.Silu) => new(Made.Of(dimension, hidden, map.Parameters, key, activation), map);

    /// <inheritdoc/>
    public override int Dimension => Network.Dimension;

    /// <inheritdoc/>
    protected override Mapped Push(Real z, Noise? noise) => Passes.OneByOne(Network, z, Map.Forward);

    /// <inheritdoc/>
    protected override Mapped Pull(Real x, Noise? noise) => Passes.AtOnce(Network, x, Map.Inverse);
}

/// <summary>
/// Inverse autoregressive flow: xᵢ = τ(zᵢ; hᵢ(z₁ … zᵢ₋₁)), h a masked network. The forward map, and so sampling with its density, takes one pass of the network, the inverse d
/// (Kingma et al., Improved variational inference with inverse autoregressive flow, NeurIPS 2016).
/// </summary>
/// <param name="Network">h.</param>
/// <param name="Map">τ.</param>
public sealed record InverseAutoregressive(Made Network, ElementMap Map) : Bijection
{
    /// <summary>A map that starts as the identity.</summary>
    /// <param name="dimension">d.</param>
    /// <param name="hidden">The sizes of the network's hidden layers, at least d − 1 each.</param>
    /// <param name="map">τ.</param>
    /// <param name="key">The key of the hidden layers' first weights.</param>
    /// <param name="activation">The function between layers.</param>
    public static InverseAutoregressive Of(int dimension, int[] hidden, ElementMap map, RandomKey key, Activation activation = Activation.Silu) => new(Made.Of(dimension, hidden, map.Parameters, key, activation), map);

    /// <inheritdoc/>
    public override int Dimension => Network.Dimension;

    /// <inheritdoc/>
    protected override Mapped Push(Real z, Noise? noise) => Passes.AtOnce(Network, z, Map.Forward);

    /// <inheritdoc/>
    protected override Mapped Pull(Real x, Noise? noise) => Passes.OneByOne(Network, x, Map.Inverse);
}

/// <summary>The two directions of maps whose i-th parameters depend on the coordinates before i.</summary>
static class Passes
{
    /// <summary>The parameters depend on what is given.</summary>
    public static Mapped AtOnce(Made network, Real given, Func<Real, Real, (Real Value, Real LogDerivative)> map)
    {
        var (value, logDerivative) = map(given, network.Apply(given));
        return new(value, Sum(logDerivative));
    }

    /// <summary>The parameters depend on what is looked for: pass i finds its i-th coordinate, from those before, and leaves the others at 0 or as they were found.</summary>
    public static Mapped OneByOne(Made network, Real given, Func<Real, Real, (Real Value, Real LogDerivative)> map)
    {
        int d = network.Dimension;
        Real numbers = Enumerable.Range(0, d).Select(i => (double)i).ToArray();
        var nothing = Filled(d, 0);
        var loop = Loop.Build(d, backward: false, [nothing.Node, Filled(Shape.Scalar, 0).Node], [], (index, carries, _) =>
        {
            var (found, total) = (carries[0].AsReal(), carries[1].AsReal());
            var (value, logDerivative) = map(given, network.Apply(found));
            var isNext = numbers == index.AsReal();
            return ([Functions.Where(isNext, value, found).Node, (total + Sum(Functions.Where(isNext, logDerivative, nothing))).Node], []);
        });
        return new(Item.Of(loop, 0).AsReal(), Item.Of(loop, 1).AsReal());
    }
}
