using static Pathwise.Functions;

namespace Pathwise.Learning;

/// <summary>An affine map, y = W x + b.</summary>
/// <param name="Weight">W, of shape (outputs, inputs).</param>
/// <param name="Bias">b, of shape (outputs).</param>
public sealed record Linear(Real Weight, Real Bias)
{
    /// <summary>A layer with first weights; without a choice of them weights and biases are uniform on ±1/√inputs.</summary>
    public static Linear Of(int inputs, int outputs, RandomKey key, Initialisation? initialisation = null)
    {
        Setting.Extents("a linear layer", inputs, outputs);
        var (weight, bias) = Initialisations.Draw(key, initialisation, new(outputs, inputs), outputs, inputs, outputs);
        return new(weight, bias);
    }

    /// <summary>W x + b of a vector of inputs; of a matrix, of each row.</summary>
    public Real Apply(Real x)
    {
        if (x.Shape.Rank is not (1 or 2) || x.Shape[x.Shape.Rank - 1] != Weight.Shape[1]) throw Setting.Misfit("a linear layer", x.Shape, $"{Weight.Shape[1]} inputs, or rows of them");
        return (x.Shape.Rank == 1 ? MatMul(Weight, x) : MatMul(x, Transpose(Weight))) + Bias;
    }
}
