using Pathwise.Distributions;

namespace Pathwise.Estimation;

/// <summary>A draw from a law, outside or inside loops, with the estimator chosen for it.</summary>
internal sealed record Site(Node Node, Estimator Estimator)
{
    /// <summary>The sample, as a function of the law's parameters and noise.</summary>
    public Node Sample => Node.Inputs[0];

    /// <summary>The law's parameters, where the draw is made.</summary>
    public Real[] Parameters => [.. Node.Inputs[1..].Select(input => input.AsReal())];

    /// <summary>The law of a site's node, with its parameters there.</summary>
    public static Distribution LawOf(Node node) => ((Distribution)((Sampled)node.Op).Law).With([.. node.Inputs[1..].Select(input => input.AsReal())]);

    /// <summary>The logarithm of the likelihood of the values drawn, which are held, in the law's parameters: over all elements.</summary>
    public static Node LogLikelihood(Node node) => Functions.Sum(LawOf(node).LogDensity(Held(node.Inputs[0]))).Node;

    /// <summary>Whether a law's parameter is made of numbers alone, so that nothing is differentiated in it.</summary>
    public static bool IsNumber(Node parameter) => !Graph.OrderOf(parameter).Any(node => node.Op is Parameter or Draw);

    /// <summary>A value that differentiation takes as given.</summary>
    public static Real Held(Node value) => new StopGradient(Reported: false).On(value.Place.OrNowhere, value.AsReal());
}
