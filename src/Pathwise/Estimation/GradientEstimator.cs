using System.Diagnostics;

namespace Pathwise.Estimation;

/// <summary>One parameter's estimated gradient; means are null where it was refused.</summary>
internal sealed record GradientEntry(string Name, double[]? Mean, double?[]? StandardError, string Estimator, CertificateEntry Certificate);

/// <summary>Where the time of an estimate went. What was compiled before took none.</summary>
internal sealed record Phases(TimeSpan Certificate, TimeSpan Derivative, TimeSpan Emission, TimeSpan MachineCode, TimeSpan Run);

/// <summary>A value and the gradient asked for.</summary>
internal sealed record GradientEstimate(double Value, double? StandardError, IReadOnlyList<GradientEntry> Gradient, long Paths, Phases Phases);

/// <summary>From a program to a value and gradient: prepare, run, reduce.</summary>
internal static class GradientEstimator
{
    /// <param name="program">The program, with its parameters' values.</param>
    /// <param name="wanted">The parameters to differentiate in.</param>
    /// <param name="options">How to run.</param>
    /// <param name="complete">Whether a gradient that cannot be had refuses the run; else it is left out, unless pathwise gradients alone were asked for.</param>
    public static GradientEstimate Run(StochasticProgram program, IReadOnlyList<ProgramParameter> wanted, EstimationOptions options, bool complete)
    {
        long start = Stopwatch.GetTimestamp();
        var prepared = PreparedGradient.Of(program, wanted, options, complete);
        var (certificate, mended, repaired, graph) = (prepared.Certificate, prepared.Mended, prepared.Repaired, prepared.Graph);
        long compiled = Stopwatch.GetTimestamp();
        var (moments, paths) = new Sampler(graph, prepared.Sampled, options, prepared.Terms).Run();
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
        var (emission, machineCode) = prepared.IsNew ? (graph.Emission, graph.MachineCode) : default;
        return new(moments[0].Mean, moments[0].StandardError, entries, paths, new(Stopwatch.GetElapsedTime(start, prepared.CertifiedAt),
            Stopwatch.GetElapsedTime(prepared.CertifiedAt, compiled) - emission - machineCode, emission, machineCode, Stopwatch.GetElapsedTime(compiled, end)));
    }
}
