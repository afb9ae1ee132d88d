namespace Pathwise.Calculus;

/// <summary>
/// Adaptive steps: every step of a grid is cut in halves, these in halves and so on, path by path, until the error of each is tolerated. The error is estimated by comparing one step with two of half its length along the same
/// motion, and two are taken: √(mean over states of (difference/(absolute + relative·|X|))²) ≤ 1.
/// </summary>
/// <remarks>
/// What has been seen of the motion is kept when a step is cut (no skipping back), which convergence needs: Gaines and Lyons, Variable step size control in the numerical solution of stochastic differential equations, SIAM J. Appl. Math.
/// 57, 1997; Foster and Jelinčič, On the convergence of adaptive approximations for stochastic differential equations, 2023. Where steps are cut is held fixed in derivatives, which go through the steps that were taken alone: the value
/// jumps by amounts within the tolerance where a path changes its steps. Coefficients may not draw.
/// </remarks>
/// <param name="Relative">The tolerated error of a step as a part of the state's size.</param>
/// <param name="Absolute">The tolerated error of a step in the state's units.</param>
public sealed record ErrorControl(double Relative, double Absolute)
{
    /// <summary>The largest number of halvings of a grid's step. A step that would need more is an error on its path.</summary>
    public int Halvings { get; init; } = 14;

    /// <summary>The largest number of steps tried on a path for each step of the grid, in the mean over them; in all no more than 131,072, or this number if it is larger. More are an error on their path.</summary>
    public int Tries { get; init; } = 4096;

    internal void Validate()
    {
        if (!(Relative >= 0 && Absolute >= 0 && Relative + Absolute > 0 && double.IsFinite(Relative + Absolute)))
            throw new PathwiseException("PW2031", $"tolerances of {Relative} relative and {Absolute} absolute", "give numbers that are not negative, at least one of them positive", Place.OfCaller());
        if (Halvings is < 1 or > 20) throw new PathwiseException("PW2031", $"at most {Halvings} halvings of a step", "allow 1 to 20", Place.OfCaller());
        if (Tries is < 1 or > 1_000_000) throw new PathwiseException("PW2031", $"at most {Tries} tries within a step of the grid", "allow 1 to 1,000,000", Place.OfCaller());
    }
}
