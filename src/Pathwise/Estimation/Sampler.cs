using System.Diagnostics;
using Pathwise.Execution;

namespace Pathwise.Estimation;

/// <summary>
/// Runs a graph's outputs over all paths and reduces them. Paths are cut into fixed blocks, whatever the threads; blocks are merged in order
/// in a fixed tree, so the answer's bits depend on nothing but its key.
/// </summary>
internal sealed class Sampler(CompiledGraph compiled, StochasticProgram program, EstimationOptions options, IReadOnlyList<ScoreOutputs>? scoreTerms = null)
{
    /// <summary>Paths of the pilot run that constant baselines come from.</summary>
    const int PilotPaths = 1024;

    readonly IReadOnlyList<ScoreOutputs> _scoreTerms = scoreTerms ?? [];

    /// <summary>Baselines from a pilot run, where the paths of a block are no sample of independent ones.</summary>
    double[]? _baselines;

    public const int MostBlockPaths = 1024;

    /// <summary>Blocks that the spread of sums is taken over, if the paths are enough.</summary>
    const int LeastBlocks = 32;

    /// <summary>Paths come in whole tiles of either precision.</summary>
    internal const int TilePaths = 32;

    /// <summary>Moments of each element of each output, over sampling units.</summary>
    public (Moments[] Moments, long Paths) Run()
    {
        options.Validate();
        var plan = new NoisePlan(program, options);
        if (plan.Replicates > 1)
        {
            if (_scoreTerms.Count > 0) _baselines = Pilot();
            return RunReplicated(plan);
        }
        var tree = new MomentTree();
        long total = plan.Paths, done = 0;
        // With a target, the error is tested at 16 blocks and at every doubling: fixed points, so that the answer is reproducible.
        long round = options.TargetStandardError is null ? total : Math.Min(total, 16 * MostBlockPaths);
        while (true)
        {
            RunBlocks(plan, tree, done, round, 0);
            done = round;
            if (done == total || tree.Total()[0].StandardError <= options.TargetStandardError) return (tree.Total(), done);
            round = Math.Min(total, 2 * round);
        }
    }

    /// <summary>The mean costs of a run with noise of its own.</summary>
    double[] Pilot()
    {
        var source = new NoiseSources.CounterSource((long)NoiseSources.SiteKey.Mix((ulong)options.Seed));
        using var runner = compiled.Runner(program.InputsFor(source, 0));
        var results = new double[runner.Kept * PilotPaths];
        runner.Run(0, PilotPaths, results);
        return [.. _scoreTerms.Select(term => results.AsSpan(term.Cost * PilotPaths, PilotPaths).ToArray().Average())];
    }

    /// <summary>With a target, ever more paths are run, each time anew: the answer is that of its number of paths.</summary>
    (Moments[] Moments, long Paths) RunReplicated(NoisePlan whole)
    {
        if (options.Recorded is null && options.TargetStandardError is { } target)
            for (long paths = NoisePlan.MostReplicates * MostBlockPaths; paths < whole.Paths; paths *= 2)
            {
                var moments = RunReplicates(new NoisePlan(program, options with { Paths = paths }));
                if (moments[0].StandardError <= target) return (moments, paths);
            }
        return (RunReplicates(whole), whole.Paths);
    }

    Moments[] RunReplicates(NoisePlan plan)
    {
        Moments[]? total = null;
        for (int r = 0; r < plan.Replicates; r++)
        {
            var (first, end) = plan.Replicate(r);
            var tree = new MomentTree();
            try { RunBlocks(plan, tree, first, end, r); }
            catch (NonFiniteException e)
            {
                e.RunPaths = plan.Paths;
                throw;
            }
            var means = tree.Total().Select(m => Moments.OfUnit(m.Count, m.Mean)).ToArray();
            total = total is null ? means : [.. total.Zip(means, (a, b) => a.Merge(b))];
        }
        return total!;
    }

    /// <summary>Runs the paths [first, end), whole blocks at a time, on all threads, and adds the blocks to the tree in order.</summary>
    void RunBlocks(NoisePlan plan, MomentTree tree, long first, long end, long replicate)
    {
        int blockPaths = compiled.SumsOutputs ? (int)Math.Clamp(plan.Paths / LeastBlocks / TilePaths * TilePaths, TilePaths, MostBlockPaths) : MostBlockPaths;
        long blocks = (end - first + blockPaths - 1) / blockPaths, next = -1, merged = 0;
        int threads = Team.Size(options.Threads, blocks);
        var waiting = new Dictionary<long, Moments[]>();
        (long Block, Exception Exception)? failure = null;
        var sinceReport = Stopwatch.StartNew();

        void Work()
        {
            long block = -1;
            Moments[]? recycled = null;
            try
            {
                using var worker = new BlockWorker(compiled, program.InputsFor(plan.Source, replicate), blockPaths, options, _scoreTerms, _baselines);
                while ((block = Interlocked.Increment(ref next)) < blocks)
                {
                    options.Cancellation.ThrowIfCancellationRequested();
                    long start = first + block * blockPaths;
                    var moments = worker.Run(start, (int)Math.Min(blockPaths, end - start), recycled);
                    lock (waiting)
                    {
                        // A thread far ahead of the slowest waits, so that finished blocks never pile up.
                        while (failure is null && block > merged + 64L * threads) Monitor.Wait(waiting);
                        if (failure is not null) return;
                        Merge(block, moments);
                        recycled = tree.Recycled();
                    }
                }
            }
            catch (Exception e)
            {
                // Blocks are handed out in order, so every earlier block is running and may still fail: the first failure is the one told.
                lock (waiting)
                {
                    if (failure is null || block < failure.Value.Block) failure = (block, e);
                    next = blocks;
                    Monitor.PulseAll(waiting);
                }
            }
        }

        void Merge(long block, Moments[] moments)
        {
            if (block > merged) waiting[block] = moments;
            else for (Moments[]? ready = moments; ready is not null; waiting.Remove(++merged, out ready)) tree.Add(ready);
            Monitor.PulseAll(waiting);
            if (options.Progress is not { } progress || merged == 0 || (sinceReport.Elapsed < options.ReportEvery && merged < blocks)) return;
            sinceReport.Restart();
            var value = tree.Total()[0];
            progress.Report(new(Math.Min(end, first + merged * blockPaths), plan.Paths, value.Mean, value.StandardError));
        }

        Team.Run(threads, _ => Work());
        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure.Value.Exception);
    }
}
