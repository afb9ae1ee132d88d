using Pathwise.Execution;

namespace Pathwise.Estimation;

/// <summary>
/// Runs a graph's outputs over all paths and reduces them. Paths are cut into fixed blocks, whatever the threads; blocks are merged in order
/// in a fixed tree, so the answer's bits depend on nothing but its key.
/// </summary>
internal sealed class Sampler(CompiledGraph compiled, StochasticProgram program, EstimationOptions options)
{
    public const int BlockPaths = 1024;

    readonly Graph _graph = compiled.Graph;

    /// <summary>Moments of each element of each output, over sampling units.</summary>
    public (Moments[] Moments, long Paths) Run()
    {
        options.Validate();
        var plan = new NoisePlan(program, options);
        if (options.Noise == NoiseKind.Sobol) return RunNets(plan);
        if (plan.Replicates > 1) return (RunReplicates(plan), plan.Paths);
        var tree = new MomentTree();
        long total = plan.Paths, done = 0;
        // With a target, the error is tested at 16 blocks and at every doubling: fixed points, so that the answer is reproducible.
        long round = options.TargetStandardError is null ? total : Math.Min(total, 16 * BlockPaths);
        while (true)
        {
            RunBlocks(plan, tree, done, round, 0);
            done = round;
            if (done == total || tree.Total()[0].StandardError <= options.TargetStandardError) return (tree.Total(), done);
            round = Math.Min(total, 2 * round);
        }
    }

    /// <summary>With a target, nets of 2ᵐ points are run for growing m, each anew: the answer is that of its number of paths.</summary>
    (Moments[] Moments, long Paths) RunNets(NoisePlan whole)
    {
        long paths = options.TargetStandardError is null ? whole.Paths : Math.Min(whole.Paths, NoisePlan.MostReplicates * BlockPaths);
        for (; paths < whole.Paths; paths *= 2)
        {
            var moments = RunReplicates(new NoisePlan(program, options with { Paths = paths }));
            if (moments[0].StandardError <= options.TargetStandardError) return (moments, paths);
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
            RunBlocks(plan, tree, first, end, r);
            var means = tree.Total().Select(m => new Moments(1, m.Mean, 0)).ToArray();
            total = total is null ? means : [.. total.Zip(means, (a, b) => a.Merge(b))];
        }
        return total!;
    }

    /// <summary>Runs the paths [first, end), whole blocks at a time, on all threads, and adds the blocks to the tree in order.</summary>
    void RunBlocks(NoisePlan plan, MomentTree tree, long first, long end, long replicate)
    {
        long blocks = (end - first + BlockPaths - 1) / BlockPaths, next = -1, merged = 0;
        int threads = (int)Math.Min(options.Threads > 0 ? options.Threads : Environment.ProcessorCount, blocks);
        var waiting = new Dictionary<long, Moments[]>();
        var failures = new SortedDictionary<long, Exception>();
        long lastReport = 0;

        void Work()
        {
            var inputs = program.InputsFor(plan.Source, replicate);
            using var runner = compiled.Runner(inputs);
            while (true)
            {
                long block = Interlocked.Increment(ref next);
                if (block >= blocks) return;
                Moments[]? moments = null;
                Exception? failure = null;
                try
                {
                    options.Cancellation.ThrowIfCancellationRequested();
                    long start = first + block * BlockPaths;
                    moments = RunBlock(runner, inputs, start, (int)Math.Min(BlockPaths, end - start));
                }
                catch (Exception e) { failure = e; }

                lock (waiting)
                {
                    // A thread far ahead of the slowest waits, so that finished blocks never pile up.
                    while (failure is null && failures.Count == 0 && block > merged + 64L * threads) Monitor.Wait(waiting);
                    if (failure is not null) failures[block] = failure;
                    if (failures.Count > 0)
                    {
                        next = blocks;
                        Monitor.PulseAll(waiting);
                        return;
                    }
                    waiting[block] = moments!;
                    while (waiting.Remove(merged, out var ready))
                    {
                        tree.Add(ready);
                        merged++;
                    }
                    Monitor.PulseAll(waiting);
                    if (options.Progress is { } progress && merged >= lastReport + Math.Max(1, blocks / 200))
                    {
                        lastReport = merged;
                        var value = tree.Total()[0];
                        progress.Report(new(Math.Min(end, first + merged * BlockPaths), plan.Paths, value.Mean, value.StandardError));
                    }
                }
            }
        }

        if (threads == 1) Work();
        else
        {
            var workers = Enumerable.Range(0, threads).Select(_ => new Thread(Work, 16 << 20) { IsBackground = true }).ToArray();
            foreach (var worker in workers) worker.Start();
            foreach (var worker in workers) worker.Join();
        }
        if (failures.Count > 0) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.First().Value);
    }

    Moments[] RunBlock(BlockRunner runner, Inputs inputs, long start, int paths)
    {
        int outputs = _graph.Outputs.Sum(output => output.Shape.Count);
        var results = new double[outputs * paths];
        runner.Run(start, paths, results);
        var moments = new Moments[outputs];
        for (int i = 0; i < outputs; i++)
        {
            var sample = results.AsSpan(i * paths, paths);
            for (int p = 0; p < paths; p++)
                if (!double.IsFinite(sample[p])) throw Diagnosis.Of(compiled, inputs, start + p);
            moments[i] = Moments.Of(options.Antithetic ? PairMeans(sample) : sample);
        }
        return moments;
    }

    static double[] PairMeans(ReadOnlySpan<double> sample)
    {
        var means = new double[sample.Length / 2];
        for (int k = 0; k < means.Length; k++) means[k] = 0.5 * (sample[2 * k] + sample[2 * k + 1]);
        return means;
    }
}
