using static Pathwise.Functions;

namespace Pathwise.Learning.Flows;

/// <summary>
/// A masked perceptron: row i of its output [d, k] depends on the inputs before i alone. Hidden unit j has degree 1 + j mod (d − 1) and sees what has no higher degree; row i (from 1) sees hidden units of degree below i
/// (Germain, Gregor, Murray and Larochelle, MADE: masked autoencoder for distribution estimation, ICML 2015). Entries of the weights that the masks cut have derivative 0.
/// </summary>
/// <param name="Layers">The layers, in order; their weights before masking.</param>
/// <param name="Activation">The function between them.</param>
/// <param name="Dimension">d.</param>
public sealed record Made(Linear[] Layers, Activation Activation, int Dimension)
{
    /// <summary>A network whose output is 0 at first: its last layer is.</summary>
    /// <param name="dimension">d.</param>
    /// <param name="hidden">The sizes of the hidden layers, at least d − 1 each if every output is to see all inputs before it.</param>
    /// <param name="outputs">k, the number of outputs for each input.</param>
    /// <param name="key">The key of the hidden layers' first weights.</param>
    /// <param name="activation">The function between layers.</param>
    public static Made Of(int dimension, int[] hidden, int outputs, RandomKey key, Activation activation = Activation.Silu)
    {
        Setting.Extents("a masked network", dimension, outputs);
        return new(StartingAtZero(Mlp.Of([dimension, .. hidden, dimension * outputs], activation, key)).Layers, activation, dimension);
    }

    /// <summary>A perceptron with a last layer of zeros.</summary>
    internal static Mlp StartingAtZero(Mlp network)
    {
        var last = network.Layers[^1];
        return network with { Layers = [.. network.Layers[..^1], new(Initialisations.Full(last.Weight.Shape, 0), Initialisations.Full(last.Bias.Shape, 0))] };
    }

    /// <summary>Of a vector [d] an array [d, k], row i a function of the entries before i.</summary>
    public Real Apply(Real x)
    {
        if (x.Shape.Rank != 1 || x.Shape[0] != Dimension) throw Setting.Misfit("a masked network", x.Shape, $"a vector [{Dimension}]");
        int[] degrees = [.. Enumerable.Range(1, Dimension)];
        for (int i = 0; i < Layers.Length; i++)
        {
            bool isLast = i == Layers.Length - 1;
            int units = Layers[i].Bias.Shape[0], inputs = degrees.Length, each = units / Dimension;
            // With one input nothing comes before it: hidden units of degree 0 see nothing.
            int[] next = [.. Enumerable.Range(0, units).Select(j => isLast ? 1 + j / each : Dimension == 1 ? 0 : 1 + j % (Dimension - 1))], from = degrees;
            var mask = Real.FromArray(new(units, inputs), [.. Enumerable.Range(0, units * inputs).Select(e => Sees(next[e / inputs], from[e % inputs], isLast) ? 1.0 : 0.0)]);
            x = MatMul(Layers[i].Weight * mask, i == 0 ? x : Activation.Of(x)) + Layers[i].Bias;
            degrees = next;
        }
        return Reshape(x, new(Dimension, x.Shape[0] / Dimension));
    }

    static bool Sees(int unit, int input, bool isLast) => isLast ? unit > input : unit >= input;
}
