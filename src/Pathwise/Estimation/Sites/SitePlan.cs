using Pathwise.Distributions;

namespace Pathwise.Estimation;

/// <summary>Chooses an estimator for every draw whose law depends on a parameter.</summary>
internal static class SitePlan
{
    /// <summary>Sums over at most so many combinations of values are chosen without being asked for.</summary>
    const int FewCombinations = 16;

    /// <summary>The sites outside loops, inputs before users, and what each does.</summary>
    /// <param name="result">The traced result.</param>
    /// <param name="parameters">The parameters asked for.</param>
    /// <param name="options">What the user wants of the whole.</param>
    /// <param name="order">The order of the derivatives that are to be right.</param>
    public static List<Site> Of(Node result, IEnumerable<Node> parameters, EstimationOptions options, int order)
    {
        var nodes = Graph.OrderOf(result);
        var relevant = Graph.Dependents(nodes, parameters);
        var sites = new List<Site>();
        int combinations = 1;
        foreach (var node in nodes)
        {
            if (node.Op is not Sampled) continue;
            var chosen = !node.Inputs[1..].Any(relevant.Contains) ? Estimators.Pathwise
                : Wanted(node, options, wanted => Obstacle(node, wanted, order) is null) ?? Best(node, order, ref combinations);
            if (Obstacle(node, chosen, order) is { } cause) throw Refused(node, chosen, cause);
            sites.Add(new(node, chosen));
        }
        return sites;
    }

    /// <summary>Inside a loop, where a draw is one of many, the score function is what there is for discrete laws.</summary>
    public static Estimator InLoop(Node node, EstimationOptions options)
    {
        string? Cause(Estimator estimator) => estimator.Method is EstimatorMethod.Pathwise or EstimatorMethod.Score ? Obstacle(node, estimator, 1)
            : "inside loops there are pathwise, score, leave_one_out, moving_baseline and regression";
        var chosen = Wanted(node, options, wanted => Cause(wanted) is null) ?? (((Distribution)((Sampled)node.Op).Law).IsDiscrete ? Estimators.LeaveOneOut : Estimators.Pathwise);
        return Cause(chosen) is { } cause ? throw Refused(node, chosen, cause) : chosen;
    }

    /// <summary>What is asked for at a draw, if anything is.</summary>
    static Estimator? Wanted(Node node, EstimationOptions options, Func<Estimator, bool> isPossible)
    {
        var own = ((Sampled)node.Op).By;
        return options.Sites is { } everywhere && (own is null || options.OverridesSites) && isPossible(everywhere) ? everywhere : own;
    }

    static PathwiseException Refused(Node node, Estimator chosen, string cause) => new("PW0063", $"'by {chosen}' at a draw from {((Sampled)node.Op).Law.Name}: {cause}",
        "choose another estimator at this draw, or leave the choice to the library", node.Place);

    /// <summary>Pathwise for what is continuous; for discrete draws the sum over few values, else coupled differences, else the score function.</summary>
    static Estimator Best(Node node, int order, ref int combinations)
    {
        var law = Site.LawOf(node);
        if (!law.IsDiscrete) return Estimators.Pathwise;
        if (node.Shape.Count == 1 && law.FiniteSupport is { } support && combinations * support.Length <= FewCombinations)
        {
            combinations *= support.Length;
            return Estimators.Enumeration;
        }
        return order == 1 && Differences.CanCouple(node) ? Estimators.Coupled : Estimators.LeaveOneOut;
    }

    /// <summary>Why a draw does not have an estimator; null where it has.</summary>
    static string? Obstacle(Node node, Estimator estimator, int order)
    {
        var law = Site.LawOf(node);
        return estimator.Method switch
        {
            EstimatorMethod.Pathwise => null,
            // Where the ends of the support move, the density jumps there, and its logarithm has no derivative that tells.
            EstimatorMethod.Score when Graph.OrderOf(law.Support.Low.Node, law.Support.High.Node).Any(n => n.Op is Parameter) => "the law's support depends on a parameter, and the score function would miss what its ends contribute",
            EstimatorMethod.Score => null,
            EstimatorMethod.Enumeration when law.FiniteSupport is null || node.Shape.Count > 1 => "sums over all values need one draw of finitely many known values",
            EstimatorMethod.Enumeration => null,
            // A difference of the program at two values of a draw takes the draw's law for granted.
            _ when order > 1 => "second derivatives need pathwise, enumeration or the score function",
            EstimatorMethod.Coupled when !Differences.CanCouple(node) => "coupled differences need a discrete law whose distribution function has a derivative in closed form",
            EstimatorMethod.MeasureValued when !Differences.HasWeakDerivative(node) => "the law has no measure-valued derivative here in each of its parameters, or the draw is an array",
            EstimatorMethod.DisArm or EstimatorMethod.Rebar or EstimatorMethod.StraightThrough when law is not Bernoulli => "it is for bernoulli",
            _ => null,
        };
    }
}
