using static Pathwise.Functions;

namespace Pathwise.Learning.Flows;

/// <summary>Coordinates in another order: xᵢ = z_{Order[i]}. The log-determinant is 0.</summary>
/// <param name="Order">Each coordinate's number once. PW4050 otherwise.</param>
public sealed record Permutation(int[] Order) : Bijection
{
    /// <summary>The last coordinate first.</summary>
    public static Permutation Reversed(int dimension) => new([.. Enumerable.Range(0, Coordinates(dimension, "a permutation")).Reverse()]);

    /// <summary>An order drawn by a key, all equally probable.</summary>
    public static Permutation Random(int dimension, RandomKey key)
    {
        double[] draws = key.Uniform(Coordinates(dimension, "a permutation")).ToArray();
        return new([.. Enumerable.Range(0, dimension).OrderBy(i => draws[i])]);
    }

    /// <inheritdoc/>
    public override int Dimension => Order.Length;

    /// <inheritdoc/>
    protected override Mapped Push(Real z, Noise? noise) => new(Taken(z, Checked()), 0);

    /// <inheritdoc/>
    protected override Mapped Pull(Real x, Noise? noise)
    {
        var inverse = new int[Order.Length];
        int[] order = Checked();
        for (int i = 0; i < inverse.Length; i++) inverse[order[i]] = i;
        return new(Taken(x, inverse), 0);
    }

    static Real Taken(Real from, int[] order) => Gather(from, Array.ConvertAll(order, i => (double)i));

    int[] Checked() => Order.Order().SequenceEqual(Enumerable.Range(0, Order.Length)) ? Order
        : throw Misfit($"({string.Join(", ", Order)}) as an order of coordinates", $"name each of 0 to {Order.Length - 1} once");
}
