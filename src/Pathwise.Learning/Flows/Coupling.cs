using static Pathwise.Functions;

namespace Pathwise.Learning.Flows;

/// <summary>
/// Half of the coordinates, a, stay as they are and say what is done to the others, b: x_b = τ(z_b; h(z_a)) coordinate by coordinate, h a network. Both directions take one pass of it; the log-determinant is Σ log ∂τ/∂z
/// (Dinh, Sohl-Dickstein and Bengio, Density estimation using Real NVP, ICLR 2017; with splines, Durkan et al., NeurIPS 2019).
/// </summary>
/// <param name="Network">h, from the coordinates that stay to the parameters of the others' maps.</param>
/// <param name="Map">τ.</param>
/// <param name="Size">d, at least 2. The first ⌈d/2⌉ coordinates are one half.</param>
/// <param name="ChangesFirst">Whether it is the first half that changes.</param>
public sealed record Coupling(Mlp Network, ElementMap Map, int Size, bool ChangesFirst) : Bijection
{
    /// <summary>A coupling that starts as the identity: the network's last layer is 0.</summary>
    /// <param name="dimension">d, at least 2.</param>
    /// <param name="hidden">The sizes of the network's hidden layers.</param>
    /// <param name="map">τ.</param>
    /// <param name="changesFirst">Which half changes.</param>
    /// <param name="key">The key of the hidden layers' first weights.</param>
    /// <param name="activation">The function between layers.</param>
    public static Coupling Of(int dimension, int[] hidden, ElementMap map, bool changesFirst, RandomKey key, Activation activation = Activation.Silu)
    {
        int first = (Coordinates(dimension, "a coupling", 2) + 1) / 2, changed = changesFirst ? first : dimension - first;
        var network = Mlp.Of([dimension - changed, .. hidden, changed * map.Parameters], activation, key);
        return new(Made.StartingAtZero(network), map, dimension, changesFirst);
    }

    /// <inheritdoc/>
    public override int Dimension => Size;

    /// <inheritdoc/>
    protected override Mapped Push(Real z, Noise? noise) => Apply(z, Map.Forward);

    /// <inheritdoc/>
    protected override Mapped Pull(Real x, Noise? noise) => Apply(x, Map.Inverse);

    Mapped Apply(Real from, Func<Real, Real, (Real Value, Real LogDerivative)> map)
    {
        int first = (Coordinates(Size, "a coupling", 2) + 1) / 2;
        Real upper = Slice(from, 0, 0, first), lower = Slice(from, 0, first, Size - first);
        var (stays, changes) = ChangesFirst ? (lower, upper) : (upper, lower);
        var (value, logDerivative) = map(changes, Reshape(Network.Apply(stays), new(changes.Shape[0], Map.Parameters)));
        return new(ChangesFirst ? Concat(0, value, stays) : Concat(0, stays, value), Sum(logDerivative));
    }
}
