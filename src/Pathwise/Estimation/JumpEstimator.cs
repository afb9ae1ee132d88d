namespace Pathwise;

/// <summary>How the derivative of a mean is estimated where a comparison breaks the pathwise derivative.</summary>
public enum JumpEstimator
{
    /// <summary>By the boundary where that can be, else by parts.</summary>
    Auto,

    /// <summary>
    /// The pathwise derivative plus a boundary term: one draw in which the comparison is strictly monotone is put where it flips, and the change of the result there is weighted by
    /// the draw's density.
    /// </summary>
    Boundary,

    /// <summary>The likelihood-ratio route: the derivative across the jump is taken over to the density of the draws upstream, by parts.</summary>
    ByParts,

    /// <summary>Not at all: a gradient through a jump is refused.</summary>
    Refuse,
}
