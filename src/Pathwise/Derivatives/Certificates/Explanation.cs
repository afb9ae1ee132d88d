namespace Pathwise.Derivatives;

/// <summary>The words for what a certificate found.</summary>
internal static class Explanation
{
    public static (string Cause, string Cure) Of(Node node, string kind)
    {
        string? known = node.Name ?? node.Inputs.FirstOrDefault()?.Name;
        string name = known ?? "the value", draw = known is null ? "the draw" : $"the draw {known}";
        return kind switch
        {
            "detached" => ($"{draw} is detached: its law depends on the parameter, but the path from the parameter is cut (naïve sampling)",
                "remove the detachment, so that the draw is a function of its parameters and of noise (for a normal, z = mu + sigma·ε), or estimate its derivative by the score function"),
            "discrete" => ($"{name} is a discrete draw ({node.Op.Name}) whose law depends on the parameter: moving the parameter moves a probability, not the value",
                "leave the estimator to the library, which sums over few values or takes differences or the score function, or choose one at the draw"),
            "jump" => (JumpCause(node), "let the estimator add what the jump contributes (it does unless pathwise alone is asked for), smooth the discontinuity, or make both sides agree where the condition flips"),
            "held" => ($"{name} is declared constant by stop_gradient", "nothing to do if it is meant as a constant"),
            _ when node.Op is Binary<Divide> or Unary<Tangent> or Polygamma => ($"{node.Op.Name} is infinite where its argument reaches {(node.Op is Binary<Divide> ? "0" : "a pole")}, "
                + "and noise can take it there: the mean may not exist, and the pathwise derivative misses a jump across it",
                "keep the argument away from there, or check that it never comes near on any path"),
            _ when node.Op is not (Unary<SquareRoot> or Unary<Logarithm> or Binary<Power>) =>
                ($"the derivative of {node.Op.Name} is unbounded where its argument reaches an end of its domain or a pole, and noise can take it there: the variance may be infinite",
                "keep the argument away from there, or check the standard error with growing numbers of paths"),
            _ => ($"the derivative of {node.Op.Name} is unbounded where its argument reaches 0, and noise can take it there: the variance may be infinite",
                "keep the argument away from 0, or check the standard error with growing numbers of paths"),
        };
    }

    static string JumpCause(Node node) => node.Op is Where
        ? "the condition depends on the parameter and on noise, and the two sides differ where it flips: the pathwise derivative misses the jump"
        : $"{node.Op.Name} jumps where its argument, which depends on the parameter and on noise, crosses a step: the pathwise derivative misses the jump";
}
