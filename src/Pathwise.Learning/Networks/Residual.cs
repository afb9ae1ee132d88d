namespace Pathwise.Learning;

/// <summary>
/// A residual block, x + W₂ σ(W₁ norm(x) + b₁) + b₂ (He, Zhang, Ren and Sun, Identity mappings in deep residual networks, ECCV 2016): what is added is normalised, widened, bent and narrowed again.
/// </summary>
/// <param name="Norm">The normalisation of what goes into the branch.</param>
/// <param name="Widen">W₁ and b₁.</param>
/// <param name="Narrow">W₂ and b₂.</param>
/// <param name="Activation">σ.</param>
public sealed record Residual(LayerNorm Norm, Linear Widen, Linear Narrow, Activation Activation)
{
    /// <summary>A block that starts as the identity: its last layer is 0.</summary>
    public static Residual Of(int features, int hidden, Activation activation, RandomKey key, Initialisation? initialisation = null) => new(LayerNorm.Of(features),
        Linear.Of(features, hidden, key["widen"], initialisation), Linear.Of(hidden, features, key["narrow"], Initialisations.Zeros), activation);

    /// <summary>The block's value for a vector of features, or for each row.</summary>
    public Real Apply(Real x) => x + Narrow.Apply(Activation.Of(Widen.Apply(Norm.Apply(x))));
}
