namespace Pathwise.Estimation;

/// <summary>Chooses between the two ways across a jump by their variances in a pilot run, whose noise is its own: the choice is part of the answer's key.</summary>
internal static class JumpPilot
{
    const int Paths = 4096;

    public static JumpEstimator Choose(StochasticProgram program, IReadOnlyList<ProgramParameter> wanted, EstimationOptions options)
    {
        if (options.Jumps != JumpEstimator.Auto || options.Estimator == EstimatorKind.Pathwise) return options.Jumps;
        if (Run(program, wanted, options, JumpEstimator.Boundary) is not { } boundary) return JumpEstimator.ByParts;
        if (Run(program, wanted, options, JumpEstimator.ByParts) is not { } byParts) return JumpEstimator.Boundary;
        // Σ log of the ratios of variances: no unit of a parameter counts.
        double sum = 0;
        for (int i = 0; i < boundary.Length; i++) sum += Math.Sign(boundary[i] - byParts[i]) * Math.Min(100, Math.Abs(Math.Log(Math.Max(boundary[i], 1e-300)) - Math.Log(Math.Max(byParts[i], 1e-300))));
        return sum > 0 ? JumpEstimator.ByParts : JumpEstimator.Boundary;
    }

    /// <summary>The variances of the gradient; null where this way is none.</summary>
    static double[]? Run(StochasticProgram program, IReadOnlyList<ProgramParameter> wanted, EstimationOptions options, JumpEstimator jumps)
    {
        if (program.Repaired(wanted, options with { Jumps = jumps }) is not { OfJumps.Length: > 0 } repaired || !program.Certificate(repaired.Certified, wanted).IsSound) return null;
        var pilot = new EstimationOptions
        {
            Paths = Math.Min(Paths, options.Paths), Seed = (long)NoiseSources.SiteKey.Mix((ulong)options.Seed),
            Estimator = options.Estimator, Sites = options.Sites, OverridesSites = options.OverridesSites, Jumps = jumps, Precision = options.Precision, Executor = options.Executor, VectorBits = options.VectorBits, Threads = 1, Cancellation = options.Cancellation,
        };
        var (graph, terms) = repaired.Gradient(program, wanted, pilot);
        var (moments, _) = new Sampler(graph, program.WithDraws(repaired.Draws), pilot, terms).Run();
        return [.. moments.Skip(1).Select(m => m.SquaredDeviations / Math.Max(1, m.Count - 1))];
    }
}
