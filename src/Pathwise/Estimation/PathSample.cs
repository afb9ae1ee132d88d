using System.Globalization;
using Pathwise.Execution;

namespace Pathwise.Estimation;

/// <summary>Values of single paths, for histograms, quantiles and tables.</summary>
internal static class PathSample
{
    /// <summary>Numbers that a block's results take at most (32 MB), if it has more than one tile of paths.</summary>
    const int MostBlockNumbers = 1 << 22;

    /// <summary>Of each element of some values, in order, its numbers on all paths, or on as many from a later one on. Paths are run in blocks, on all threads; no bit depends on either.</summary>
    public static double[][] Run(StochasticProgram program, string name, Func<Node[]> values, EstimationOptions options, Watch? watch = null, long from = 0)
    {
        watch ??= Watch.Nobody;
        options.Validate();
        program.CheckDomains();
        var compiled = program.Compiled($"sample {name}", options, values, gradients: 0);
        var plan = new NoisePlan(program, options);
        double[][] rows = [.. Enumerable.Range(0, compiled.KeptElements).Select(_ => new double[plan.Paths])];
        if (from != 0 && !plan.IsOpen)
            throw new PathwiseException("PW0028", "paths from a later one on, of noise that depends on the number of paths", "begin with path 0 where noise is shared, recorded or of Sobol points");
        for (int r = 0; r < plan.Replicates; r++)
        {
            var (first, end) = plan.Replicates == 1 ? (0, plan.Paths) : plan.Replicate(r);
            Run(compiled, program.InputsFor(plan.Source, r), from, first, end, rows, options, watch);
        }
        return rows;
    }

    static void Run(CompiledGraph compiled, Inputs inputs, long from, long first, long end, double[][] rows, EstimationOptions options, Watch watch)
    {
        int blockPaths = Math.Clamp(MostBlockNumbers / rows.Length / Sampler.TilePaths * Sampler.TilePaths, Sampler.TilePaths, Sampler.MostBlockPaths);
        long blocks = (end - first + blockPaths - 1) / blockPaths, done = 0;
        var telling = new Lock();
        using var team = new Team(Team.Size(options.Threads, blocks));
        var runners = new BlockRunner?[team.Members];
        double[][] results = [.. runners.Select(_ => new double[rows.Length * blockPaths])];
        try
        {
            team.Run(blocks, (member, block) =>
            {
                options.Cancellation.ThrowIfCancellationRequested();
                var runner = runners[member] ??= compiled.Runner(inputs);
                runner.Cancellation = options.Cancellation;
                long start = first + block * blockPaths;
                int paths = (int)Math.Min(blockPaths, end - start);
                var values = results[member].AsSpan(0, rows.Length * paths);
                runner.Run(from + start, paths, values);
                foreach (double value in values) if (!double.IsFinite(value)) throw Diagnosis.OfBlock(compiled, inputs, from + start, paths);
                for (int e = 0; e < rows.Length; e++) values.Slice(e * paths, paths).CopyTo(rows[e].AsSpan((int)start));
                lock (telling)
                {
                    done += paths;
                    watch.At((double)(first + done) / rows[0].Length, () => string.Create(CultureInfo.InvariantCulture, $"{first + done:N0} of {rows[0].Length:N0} paths"));
                }
            });
        }
        finally
        {
            foreach (var runner in runners) runner?.Dispose();
        }
    }
}
