namespace Pathwise;

/// <summary>Where the draws of paths come from (docs/noise.md).</summary>
public enum NoiseKind
{
    /// <summary>Independent draws of a counter-based generator.</summary>
    Counter,

    /// <summary>
    /// Sobol points under sixteen independent Owen scrambles: far smaller errors for smooth programs. The number of paths is rounded up to 16·2ᵐ.
    /// </summary>
    Sobol,
}
