using Pathwise.Execution;

namespace Pathwise.Estimation;

/// <summary>A way of estimating a program's gradient: how it is asked for, and the estimators that each parameter's derivative is made by.</summary>
internal sealed record Candidate(string Name, EstimationOptions Options, string[] Estimators, RepairedProgram? Repaired)
{
    /// <summary>The operations of a path: primitives of the lowered graph, those of a loop's body once for each step.</summary>
    public long Operations(StochasticProgram program, IReadOnlyList<ProgramParameter> wanted)
    {
        var graph = Repaired is null ? program.Gradient(wanted, Options) : Repaired.Gradient(program, wanted, Options).Graph;
        return Count(graph.Graph);
    }

    internal static long Count(Graph graph) => graph.Order.Sum(node => node.Op is Loop loop ? loop.Steps * Count(loop.Body) : node is { PerPath: true, Op: not (Leaf or Item or ToPaths) } ? node.Shape.Count : 0L);

    /// <summary>Moments of the value and of each entry of the gradient, and the number of paths.</summary>
    public (Moments[] Moments, long Paths) Run(StochasticProgram program, IReadOnlyList<ProgramParameter> wanted, EstimationOptions options)
    {
        options = options with { Jumps = Options.Jumps, TargetStandardError = null };
        if (Repaired is null) return new Sampler(program.Gradient(wanted, options), program, options).Run();
        var (graph, terms) = Repaired.Gradient(program, wanted, options);
        return new Sampler(graph, program.WithDraws(Repaired.Draws), options, terms).Run();
    }
}

/// <summary>All the ways of estimating a program's gradient that have the right mean.</summary>
internal static class Candidates
{
    /// <summary>Every way once, the one that the options would choose first.</summary>
    public static List<Candidate> Of(StochasticProgram program, IReadOnlyList<ProgramParameter> wanted, EstimationOptions options)
    {
        var found = new List<Candidate>();
        void Try(EstimationOptions asked)
        {
            if (program.Certificate(wanted).Entries.Any(entry => entry.HasJump) && asked.Jumps == JumpEstimator.Auto) asked = asked with { Jumps = JumpPilot.Choose(program, wanted, asked) };
            RepairedProgram? repaired;
            try { repaired = program.Repaired(wanted, asked); }
            catch (PathwiseException e) when (e.Id == "PW0063") { return; }
            if (!(repaired is null ? program.Certificate(wanted) : program.Certificate(repaired.Certified, wanted)).IsSound) return;
            string[] names = [.. wanted.Select(p => repaired?.EstimatorsOf(program, p) ?? Estimators.Pathwise.Name)];
            if (names.Any(name => name.Contains("biased", StringComparison.Ordinal)) || found.Exists(known => known.Estimators.AsSpan().SequenceEqual(names))) return;
            found.Add(new(string.Join(", ", names.Distinct(StringComparer.Ordinal)), asked, names, repaired));
        }

        Try(options);
        if (options.Estimator == EstimatorKind.Pathwise) return found;
        foreach (var jumps in new[] { JumpEstimator.Boundary, JumpEstimator.ByParts })
            foreach (var estimator in (Estimator?[])[null, .. Estimators.ByName.Values])
                Try(options with { Jumps = jumps, Sites = estimator, OverridesSites = estimator is not null });
        return found;
    }

    /// <summary>The candidates that have finite values where others have too, with their pilot runs. One at the edge of a law's domain may divide by 0.</summary>
    public static List<(Candidate Candidate, Moments[] Moments, long Paths)> Piloted(IReadOnlyList<Candidate> candidates, StochasticProgram program, IReadOnlyList<ProgramParameter> wanted,
        EstimationOptions options)
    {
        var piloted = new List<(Candidate, Moments[], long)>();
        foreach (var candidate in candidates)
        {
            try
            {
                var (moments, paths) = candidate.Run(program, wanted, options);
                piloted.Add((candidate, moments, paths));
            }
            catch (NonFiniteException) when (!ReferenceEquals(candidate, candidates[0])) { }
        }
        return piloted;
    }
}
