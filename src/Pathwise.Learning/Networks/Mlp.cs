namespace Pathwise.Learning;

/// <summary>A multilayer perceptron: linear layers with a function between them (not after the last).</summary>
/// <param name="Layers">The layers, in order.</param>
/// <param name="Activation">The function between them.</param>
public sealed record Mlp(Linear[] Layers, Activation Activation)
{
    /// <summary>A perceptron with <paramref name="sizes"/>[0] inputs, hidden layers of the sizes between, and the last size's outputs; layer i draws its weights under the key's name i.</summary>
    public static Mlp Of(int[] sizes, Activation activation, RandomKey key, Initialisation? initialisation = null) => sizes.Length >= 2
        ? new([.. Enumerable.Range(0, sizes.Length - 1).Select(i => Linear.Of(sizes[i], sizes[i + 1], key[i], initialisation))], activation)
        : throw Setting.Outside("the number of sizes of a perceptron", sizes.Length, "at least 2, inputs and outputs");

    /// <summary>W_L σ(… σ(W₁ x + b₁) …) + b_L of a vector of inputs; of a matrix, of each row.</summary>
    public Real Apply(Real x)
    {
        for (int i = 0; i < Layers.Length; i++) x = Layers[i].Apply(i == 0 ? x : Activation.Of(x));
        return x;
    }
}
