namespace Pathwise.Estimation;

/// <summary>One parameter's estimated gradient; means are null where it was refused.</summary>
internal sealed record GradientEntry(string Name, double[]? Mean, double?[]? StandardError, string Estimator, CertificateEntry Certificate);

/// <summary>A value and the gradient asked for.</summary>
internal sealed record GradientEstimate(double Value, double? StandardError, IReadOnlyList<GradientEntry> Gradient, long Paths, TimeSpan Compile, TimeSpan Run);

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
        long start = Stopwatch();
        // In the order that is asked for, which need not be the program's.
        var certified = program.Certificate(wanted.Contains);
        var certificate = new Certificate([.. wanted.Select(p => certified[p.Name])]);
        var refused = certificate.Entries.Where(entry => !entry.IsSound).ToArray();
        if (kind == EstimatorKind.Pathwise && refused.Length > 0) throw new GradientRefusedException(certificate, refused);

        var estimated = wanted.Where((_, i) => certificate.Entries[i].Verdict == Verdict.Pathwise).ToArray();
        var graph = program.Gradient(estimated, options);
        long compiled = Stopwatch();

        var (moments, paths) = new Sampler(graph, program, options).Run();
        long end = Stopwatch();

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
        return new(moments[0].Mean, moments[0].StandardError, entries, paths, Elapsed(start, compiled), Elapsed(compiled, end));
    }

    static long Stopwatch() => System.Diagnostics.Stopwatch.GetTimestamp();
    static TimeSpan Elapsed(long from, long to) => System.Diagnostics.Stopwatch.GetElapsedTime(from, to);
}
