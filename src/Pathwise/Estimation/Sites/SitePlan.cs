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
    /// <param name="kind">What the user wants of the whole.</param>
    /// <param name="order">The order of the derivatives that are to be right.</param>
    public static List<Site> Of(Node result, IEnumerable<Node> parameters, EstimatorKind kind, int order)
    {
        var nodes = Graph.OrderOf(result);
        var relevant = Graph.Dependents(nodes, parameters);
        var sites = new List<Site>();
        int combinations = 1;
        foreach (var node in nodes)
        {
            if (node.Op is not Sampled sampled) continue;
            bool depends = node.Inputs[1..].Any(relevant.Contains);
            var chosen = !depends || kind == EstimatorKind.Pathwise ? Estimators.Pathwise
                : sampled.By ?? (kind == EstimatorKind.Score ? Estimators.Score : Best(node, order, ref combinations));
            Refuse(node, chosen, order);
            sites.Add(new(node, chosen));
        }
        return sites;
    }

    /// <summary>
    /// Inside a loop, where a draw is one of many, the score function is what there is for discrete laws.
    /// </summary>
    public static Estimator InLoop(Node node, EstimatorKind kind)
    {
        var sampled = (Sampled)node.Op;
        if (kind == EstimatorKind.Pathwise) return Estimators.Pathwise;
        var chosen = sampled.By ?? (kind == EstimatorKind.Score ? Estimators.Score : ((Distribution)sampled.Law).IsDiscrete ? Estimators.LeaveOneOut : Estimators.Pathwise);
        return chosen.Method is EstimatorMethod.Pathwise or EstimatorMethod.Score ? chosen
            : throw new PathwiseException("PW0063", $"'{chosen}' for a draw inside a loop", "inside loops choose pathwise, score, leave_one_out, moving_baseline or regression", node.Place);
    }

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

    /// <summary>Refuses an estimator that a law does not have.</summary>
    static void Refuse(Node node, Estimator chosen, int order)
    {
        var law = Site.LawOf(node);
        string? cause = chosen.Method switch
        {
            // A difference of the program at two values of a draw holds the draw's law for granted.
            not (EstimatorMethod.Pathwise or EstimatorMethod.Score or EstimatorMethod.Enumeration) when order > 1 => "second derivatives need pathwise, enumeration or the score function",
            EstimatorMethod.Enumeration when law.FiniteSupport is null || node.Shape.Count > 1 => "sums over all values need one draw of finitely many known values",
            EstimatorMethod.Coupled when !Differences.CanCouple(node) => "coupled differences need a discrete law whose distribution function has a derivative in closed form",
            EstimatorMethod.MeasureValued when !Differences.HasWeakDerivative(node) => "the law has no measure-valued derivative here in each of its parameters, or the draw is an array",
            EstimatorMethod.DisArm or EstimatorMethod.Rebar or EstimatorMethod.StraightThrough when law is not Bernoulli => "it is for bernoulli",
            _ => null,
        };
        if (cause is not null)
            throw new PathwiseException("PW0063", $"'by {chosen}' at a draw from {law.Name}: {cause}", "choose another estimator at this draw, or leave the choice to the library", node.Place);
    }
}
