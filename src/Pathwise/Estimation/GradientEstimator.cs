using System.Diagnostics;

namespace Pathwise.Estimation;

/// <summary>One parameter's estimated gradient; means are null where it was refused.</summary>
internal sealed record GradientEntry(string Name, double[]? Mean, double?[]? StandardError, string Estimator, CertificateEntry Certificate);

/// <summary>Where the time of an estimate went. What was compiled before took none.</summary>
internal sealed record Phases(TimeSpan Certificate, TimeSpan Derivative, TimeSpan Emission, TimeSpan MachineCode, TimeSpan Run);

/// <summary>A value and the gradient asked for.</summary>
internal sealed record GradientEstimate(double Value, double? StandardError, IReadOnlyList<GradientEntry> Gradient, long Paths, Phases Phases);

/// <summary>From a program to a value and gradient: certify, differentiate, run, reduce.</summary>
internal static class GradientEstimator
{
    /// <param name="program">The program, with its parameters' values.</param>
    /// <param name="wanted">The parameters to differentiate in.</param>
    /// <param name="options">How to run.</param>
    /// <param name="complete">Whether a gradient that cannot be had refuses the run; else it is left out, unless pathwise gradients alone were asked for.</param>
    public static GradientEstimate Run(StochasticProgram program, IReadOnlyList<ProgramParameter> wanted, EstimationOptions options, bool complete)
    {
        options.Validate();
        program.CheckDomains();
        long start = Stopwatch.GetTimestamp();
        var certificate = program.Certificate(wanted);
        var repaired = program.Repaired(wanted, certificate.Entries.Any(entry => entry.HasJump) ? options with { Jumps = JumpPilot.Choose(program, wanted, options) } : options);
        var mended = repaired is null ? certificate : program.Certificate(repaired.Certified, wanted);
        var refused = mended.Entries.Where(entry => !entry.IsSound).ToArray();
        if ((complete || options.Estimator == EstimatorKind.Pathwise) && refused.Length > 0) throw new GradientRefusedException(mended, refused);

        var estimated = wanted.Where((_, i) => mended.Entries[i].Verdict == Verdict.Pathwise).ToArray();
        long certified = Stopwatch.GetTimestamp();
        bool isNew = false;
        var (graph, terms) = repaired is null ? (program.Gradient(estimated, options, out isNew), [])
            : repaired.Gradient(program, estimated, options);
        long compiled = Stopwatch.GetTimestamp();

        var sampled = repaired is null ? program : program.WithDraws(repaired.Draws);
        var (moments, paths) = new Sampler(graph, sampled, options, terms).Run();
        long end = Stopwatch.GetTimestamp();

        var entries = new List<GradientEntry>();
        int offset = 1;
        for (int i = 0; i < wanted.Count; i++)
        {
            var entry = certificate.Entries[i];
            int count = wanted[i].Node.Shape.Count;
            if (mended.Entries[i].Verdict == Verdict.Independent)
                entries.Add(new(entry.Parameter, new double[count], [.. Enumerable.Repeat<double?>(0, count)], "exact", entry));
            else if (!mended.Entries[i].IsSound)
                entries.Add(new(entry.Parameter, null, null, "refused", mended.Entries[i] with { Verdict = entry.Verdict }));
            else
            {
                var own = moments.AsSpan(offset, count).ToArray();
                entries.Add(new(entry.Parameter, [.. own.Select(m => m.Mean)], [.. own.Select(m => m.StandardError)], repaired?.EstimatorsOf(program, wanted[i]) ?? Estimators.Pathwise.Name, entry));
                offset += count;
            }
        }
        var (emission, machineCode) = isNew ? (graph.Emission, graph.MachineCode) : default;
        return new(moments[0].Mean, moments[0].StandardError, entries, paths, new(Stopwatch.GetElapsedTime(start, certified),
            Stopwatch.GetElapsedTime(certified, compiled) - emission - machineCode, emission, machineCode, Stopwatch.GetElapsedTime(compiled, end)));
    }
}
