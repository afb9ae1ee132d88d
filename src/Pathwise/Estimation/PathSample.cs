using System.Globalization;
using System.Runtime.ExceptionServices;
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
        long blocks = (end - first + blockPaths - 1) / blockPaths, next = -1, done = 0;
        var telling = new Lock();
        (long Block, Exception Exception)? failure = null;
        Team.Run(Team.Size(options.Threads, blocks), _ =>
        {
            long block = -1;
            try
            {
                using var runner = compiled.Runner(inputs);
                runner.Cancellation = options.Cancellation;
                double[] results = new double[rows.Length * blockPaths];
                while ((block = Interlocked.Increment(ref next)) < blocks)
                {
                    options.Cancellation.ThrowIfCancellationRequested();
                    long start = first + block * blockPaths;
                    int paths = (int)Math.Min(blockPaths, end - start);
                    runner.Run(from + start, paths, results.AsSpan(0, rows.Length * paths));
                    foreach (double value in results.AsSpan(0, rows.Length * paths)) if (!double.IsFinite(value)) throw Diagnosis.OfBlock(compiled, inputs, from + start, paths);
                    for (int e = 0; e < rows.Length; e++) results.AsSpan(e * paths, paths).CopyTo(rows[e].AsSpan((int)start));
                    lock (telling)
                    {
                        done += paths;
                        watch.At((double)(first + done) / rows[0].Length, () => string.Create(CultureInfo.InvariantCulture, $"{first + done:N0} of {rows[0].Length:N0} paths"));
                    }
                }
            }
            catch (Exception e)
            {
                // Blocks are handed out in order, so every earlier block is running and may still fail: the first failure is the one told.
                lock (telling)
                    if (failure is null || block < failure.Value.Block) failure = (block, e);
                next = blocks;
            }
        });
        if (failure is { Exception: var exception }) ExceptionDispatchInfo.Throw(exception);
    }
}
