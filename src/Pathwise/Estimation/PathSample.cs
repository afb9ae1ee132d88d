using System.Globalization;
using Pathwise.Execution;

namespace Pathwise.Estimation;

/// <summary>Values of single paths, for histograms, quantiles and tables.</summary>
internal static class PathSample
{
    /// <summary>Of each element of some values, in order, its numbers on all paths.</summary>
    public static double[][] Run(StochasticProgram program, string name, Func<Node[]> values, EstimationOptions options, Watch? watch = null)
    {
        watch ??= Watch.Nobody;
        options.Validate();
        program.CheckDomains();
        var compiled = program.Compiled($"sample {name}", options, values, gradients: 0);
        var plan = new NoisePlan(program, options);
        double[][]? rows = null;
        for (int r = 0; r < plan.Replicates; r++)
        {
            var (first, end) = plan.Replicates == 1 ? (0, plan.Paths) : plan.Replicate(r);
            using var runner = compiled.Runner(program.InputsFor(plan.Source, r));
            rows ??= [.. Enumerable.Range(0, runner.Kept).Select(_ => new double[plan.Paths])];
            var results = new double[runner.Kept * Sampler.MostBlockPaths];
            for (long start = first; start < end; start += Sampler.MostBlockPaths)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                int paths = (int)Math.Min(Sampler.MostBlockPaths, end - start);
                runner.Run(start, paths, results.AsSpan(0, rows.Length * paths));
                foreach (double value in results.AsSpan(0, rows.Length * paths)) if (!double.IsFinite(value)) throw Diagnosis.OfBlock(compiled, program.InputsFor(plan.Source, r), start, paths);
                for (int e = 0; e < rows.Length; e++) results.AsSpan(e * paths, paths).CopyTo(rows[e].AsSpan((int)start));
                watch.At((double)(start + paths) / plan.Paths, () => string.Create(CultureInfo.InvariantCulture, $"{start + paths:N0} of {plan.Paths:N0} paths"));
            }
        }
        return rows!;
    }
}
