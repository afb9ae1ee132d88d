using Pathwise.Derivatives;
using Pathwise.Execution;

namespace Pathwise.Estimation;

/// <summary>A program with the surrogate that its derivatives are taken of, made ready to certify and to run.</summary>
/// <param name="Certified">The whole surrogate, as certificates see it.</param>
/// <param name="Sample">The result without estimators' derivatives, as certificates see it.</param>
/// <param name="Value">The result as it is run: with the bits that it has alone.</param>
/// <param name="Whole">The whole surrogate, as it is differentiated.</param>
/// <param name="Rest">The surrogate without what <paramref name="Terms"/> add while blocks are reduced.</param>
/// <param name="Terms">Score terms with a baseline that is made of other paths.</param>
/// <param name="Sites">Estimators, with the parameters of the laws they serve.</param>
/// <param name="OfJumps">What was done about jumps.</param>
/// <param name="Draws">All draws, estimators' own included.</param>
internal sealed record RepairedProgram(Node Certified, Node Sample, Node Value, Node Whole, Node Rest, ScoreTerm[] Terms,
    (Estimator Estimator, Node[] Parameters)[] Sites, string[] OfJumps, Node[] Draws)
{
    /// <summary>Tells surrogates of one program apart.</summary>
    string Key => Whole.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A program's surrogate, with its jumps repaired; null where the program's own derivative is all there is to take.</summary>
    public static RepairedProgram? Of(StochasticProgram program, Node[] parameters, EstimationOptions options, int order)
    {
        var plain = Sampled.Plain(program.Traced)[0];
        var surrogate = Surrogate.Of(program.Traced, parameters, options, order) ?? new(plain, plain, [], [], plain);
        var prepared = StochasticProgram.Prepared([plain, surrogate.Whole, surrogate.Rest, surrogate.Sample, .. surrogate.Terms.SelectMany(term => (Node[])[term.Cost, term.LogLikelihood])]);
        string[] ofJumps = [];
        if (options.Jumps != JumpEstimator.Refuse && JumpRepair.Of(prepared[1], parameters, options.Jumps) is var (whole, names))
        {
            var rest = ReferenceEquals(prepared[2], prepared[1]) ? whole : JumpRepair.Of(prepared[2], parameters, options.Jumps)?.Result ?? prepared[2];
            (prepared[1], prepared[2], ofJumps) = (whole, rest, names);
        }
        if (surrogate.Sites.Length == 0 && ofJumps.Length == 0) return null;
        var runnable = StochasticProgram.Runnable(prepared);
        var terms = surrogate.Terms.Select((term, i) => term with { Cost = runnable[4 + 2 * i], LogLikelihood = runnable[5 + 2 * i] });
        return new(prepared[1], prepared[3], runnable[0], runnable[1], runnable[2], [.. terms], surrogate.Sites, ofJumps, StochasticProgram.DrawsOf(prepared));
    }

    /// <summary>The value, its gradient, and where score terms are to be added.</summary>
    public (CompiledGraph Graph, ScoreOutputs[] Terms) Gradient(StochasticProgram program, IReadOnlyList<ProgramParameter> wanted, EstimationOptions options, bool summed = false)
    {
        Node[] variables = [.. wanted.Select(p => p.Node)];
        // Of a large gradient only sums over blocks are kept: its score terms have no baseline.
        Node[][] scores = summed || StochasticProgram.IsLarge(variables) ? [] : [.. Terms.Select(term => Reverse.Gradient(term.LogLikelihood, variables).Select((g, i) => g ?? Constant.Of(variables[i].Shape, 0)).ToArray())];
        var graph = program.Compiled($"repaired {Key} {string.Join(",", wanted.Select(p => p.Name))}", options, () =>
            [Value, .. program.WithGradient(scores.Length < Terms.Length ? Whole : Rest, wanted).Skip(1), .. scores.SelectMany((score, t) => score.Prepend(Terms[t].Cost))],
            gradients: wanted.Count, summed);

        int entries = variables.Sum(v => v.Shape.Count), next = 1 + entries;
        var outputs = new List<ScoreOutputs>();
        for (int t = 0; t < scores.Length; t++, next += 1 + entries)
        {
            int cost = next;
            outputs.Add(new(cost, [.. Enumerable.Range(0, entries).Select(e => (cost + 1 + e, 1 + e))], Terms[t].Baseline));
        }
        return (graph, [.. outputs]);
    }

    /// <summary>The names of the estimators that a parameter's derivative is made by.</summary>
    public string EstimatorsOf(StochasticProgram program, ProgramParameter parameter)
    {
        var names = new List<string>();
        bool Enters(Node node) => program.Certificate(node, [parameter]).Entries[0].Verdict is not (Verdict.Independent or Verdict.Detached);
        if (Enters(Sample)) names.Add(Estimators.Pathwise.Name);
        names.AddRange(Sites.Where(site => site.Parameters.Any(Enters)).Select(site => site.Estimator.IsUnbiased ? site.Estimator.Name : $"{site.Estimator.Name} (biased)"));
        // A jump is repaired for the parameters that the program's own routes take across it.
        if (program.Certificate(Sample, [parameter]).Entries[0].HasJump) names.AddRange(OfJumps);
        return string.Join(" + ", names.Distinct(StringComparer.Ordinal));
    }
}
