using System.Diagnostics;
using Pathwise.Execution;

namespace Pathwise.Estimation;

/// <summary>A value and its gradient, certified, differentiated and compiled, ready to run.</summary>
/// <param name="Certificate">The certificate of the program as it is.</param>
/// <param name="Mended">The certificate with the estimators that stand in where its own derivative is wrong.</param>
/// <param name="Estimated">The parameters whose derivatives are outputs of the graph, in order.</param>
/// <param name="Repaired">The program with those estimators; null where there is nothing to mend.</param>
/// <param name="Graph">The value, then the derivatives.</param>
/// <param name="Terms">Where score terms are to be added.</param>
/// <param name="Sampled">The program with all draws.</param>
internal sealed record PreparedGradient(Certificate Certificate, Certificate Mended, IReadOnlyList<ProgramParameter> Estimated, RepairedProgram? Repaired,
    CompiledGraph Graph, IReadOnlyList<ScoreOutputs> Terms, StochasticProgram Sampled)
{
    /// <summary>Whether the graph was compiled just now.</summary>
    public bool IsNew { get; private init; }

    /// <summary>When certificates were done.</summary>
    public long CertifiedAt { get; private init; }

    /// <param name="program">The program, with its parameters' values.</param>
    /// <param name="wanted">The parameters to differentiate in.</param>
    /// <param name="options">How it will be run.</param>
    /// <param name="complete">Whether a gradient that cannot be had is an error; else it is left out, unless pathwise gradients alone were asked for.</param>
    /// <param name="summed">Whether sums of the derivatives over paths are wanted alone, however few they are.</param>
    public static PreparedGradient Of(StochasticProgram program, IReadOnlyList<ProgramParameter> wanted, EstimationOptions options, bool complete, bool summed = false)
    {
        options.Validate();
        program.CheckDomains();
        var certificate = program.Certificate(wanted);
        var repaired = program.Repaired(wanted, certificate.Entries.Any(entry => entry.HasJump) ? options with { Jumps = JumpPilot.Choose(program, wanted, options) } : options);
        var mended = repaired is null ? certificate : program.Certificate(repaired.Certified, wanted);
        var refused = mended.Entries.Where(entry => !entry.IsSound).ToArray();
        if ((complete || options.Estimator == EstimatorKind.Pathwise) && refused.Length > 0) throw new GradientRefusedException(mended, refused);

        var estimated = wanted.Where((_, i) => mended.Entries[i].Verdict == Verdict.Pathwise).ToArray();
        long certified = Stopwatch.GetTimestamp();
        bool isNew = false;
        var (graph, terms) = repaired is null ? (program.Gradient(estimated, options, out isNew, summed), [])
            : repaired.Gradient(program, estimated, options, summed);
        return new(certificate, mended, estimated, repaired, graph, terms, repaired is null ? program : program.WithDraws(repaired.Draws)) { IsNew = isNew, CertifiedAt = certified };
    }
}
