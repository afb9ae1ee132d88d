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
    /// <param name="kind">Whether an unsound gradient is left out (auto) or refuses the run (pathwise).</param>
    /// <param name="options">How to run.</param>
    public static GradientEstimate Run(StochasticProgram program, IReadOnlyList<ProgramParameter> wanted, EstimatorKind kind, EstimationOptions options)
    {
        options.Validate();
        program.CheckDomains();
        long start = Stopwatch.GetTimestamp();
        var certificate = program.Certificate(wanted);
        var refused = certificate.Entries.Where(entry => !entry.IsSound).ToArray();
        if (kind == EstimatorKind.Pathwise && refused.Length > 0) throw new GradientRefusedException(certificate, refused);

        var estimated = wanted.Where((_, i) => certificate.Entries[i].Verdict == Verdict.Pathwise).ToArray();
        long certified = Stopwatch.GetTimestamp();
        var graph = program.Gradient(estimated, options, out bool isNew);
        long compiled = Stopwatch.GetTimestamp();

        var (moments, paths) = new Sampler(graph, program, options).Run();
        long end = Stopwatch.GetTimestamp();

        var entries = new List<GradientEntry>();
        int offset = 1;
        for (int i = 0; i < wanted.Count; i++)
        {
            var entry = certificate.Entries[i];
            int count = wanted[i].Node.Shape.Count;
            if (entry.Verdict == Verdict.Independent)
                entries.Add(new(entry.Parameter, new double[count], [.. Enumerable.Repeat<double?>(0, count)], "exact", entry));
            else if (!entry.IsSound)
                entries.Add(new(entry.Parameter, null, null, "refused", entry));
            else
            {
                var own = moments.AsSpan(offset, count).ToArray();
                entries.Add(new(entry.Parameter, [.. own.Select(m => m.Mean)], [.. own.Select(m => m.StandardError)], "pathwise", entry));
                offset += count;
            }
        }
        var (emission, machineCode) = isNew ? (graph.Emission, graph.MachineCode) : default;
        return new(moments[0].Mean, moments[0].StandardError, entries, paths, new(Stopwatch.GetElapsedTime(start, certified),
            Stopwatch.GetElapsedTime(certified, compiled) - emission - machineCode, emission, machineCode, Stopwatch.GetElapsedTime(compiled, end)));
    }
}
