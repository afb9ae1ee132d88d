using static Pathwise.Functions;

namespace Pathwise.Learning.Flows;

/// <summary>A velocity f(z, t; θ) that a <see cref="ContinuousFlow"/> follows, as a record of parameters and settings. For training it is differentiated twice: with kinks (relu) the gradient of a density is refused.</summary>
public abstract record VelocityField
{
    /// <summary>The number of coordinates.</summary>
    public abstract int Dimension { get; }

    /// <summary>f(z, t), [d], at a point [d] and a time.</summary>
    public abstract Real At(Real z, Real t);
}

/// <summary>A perceptron of the point and the time.</summary>
/// <param name="Network">From d + 1 inputs, the last of them t, to d outputs.</param>
public sealed record MlpField(Mlp Network) : VelocityField
{
    /// <summary>A field that is 0 at first.</summary>
    /// <param name="dimension">d.</param>
    /// <param name="hidden">The sizes of the hidden layers.</param>
    /// <param name="key">The key of the hidden layers' first weights.</param>
    /// <param name="activation">The function between layers, a smooth one.</param>
    public static MlpField Of(int dimension, int[] hidden, RandomKey key, Activation activation = Activation.Tanh) => new(Made.StartingAtZero(Mlp.Of([dimension + 1, .. hidden, dimension], activation, key)));

    /// <inheritdoc/>
    public override int Dimension => Network.Layers[^1].Bias.Shape[0];

    /// <inheritdoc/>
    public override Real At(Real z, Real t) => Network.Apply(Concat(0, z, Reshape(t, 1)));
}
