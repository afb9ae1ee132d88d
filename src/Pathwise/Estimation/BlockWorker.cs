using System.Buffers;
using Pathwise.Execution;

namespace Pathwise.Estimation;

/// <summary>Runs blocks on one thread, in buffers that serve all of them, and reduces each to moments.</summary>
internal sealed class BlockWorker(CompiledGraph compiled, Inputs inputs, int blockPaths, EstimationOptions options, IReadOnlyList<ScoreOutputs>? scoreTerms = null,
    double[]? baselines = null) : IDisposable
{
    readonly IReadOnlyList<ScoreOutputs> _scoreTerms = scoreTerms ?? [];

    BlockRunner? _runner;
    double[] _results = [], _sums = [];

    public Moments[] Run(long start, int paths, Moments[]? recycled)
    {
        var runner = _runner ?? Start();
        runner.Run(start, paths, _results, _sums);
        for (int t = 0; t < _scoreTerms.Count; t++) Baselines.Add(_results, paths, options.Antithetic ? 2 : 1, _scoreTerms[t], baselines?[t]);
        // What score terms are made of is no answer.
        int kept = _scoreTerms.Count > 0 ? _scoreTerms[0].Cost : runner.Kept;
        var moments = recycled ?? new Moments[kept + runner.Summed];
        for (int i = 0; i < kept; i++)
        {
            var sample = _results.AsSpan(i * paths, paths);
            moments[i] = Moments.Of(options.Antithetic ? PairMeans(sample) : sample);
            // A value that is not finite leaves no finite mean.
            if (!double.IsFinite(moments[i].Mean)) throw Diagnosis.OfBlock(compiled, inputs, start, paths);
        }
        for (int i = 0; i < runner.Summed; i++)
        {
            if (!double.IsFinite(_sums[i])) throw Diagnosis.OfBlock(compiled, inputs, start, paths);
            moments[kept + i] = Moments.OfUnit(paths, _sums[i] / paths);
        }
        return moments;
    }

    BlockRunner Start()
    {
        _runner = compiled.Runner(inputs);
        _runner.Cancellation = options.Cancellation;
        (_results, _sums) = (ArrayPool<double>.Shared.Rent(_runner.Kept * blockPaths), ArrayPool<double>.Shared.Rent(_runner.Summed));
        return _runner;
    }

    /// <summary>The means of neighbouring paths, in the places of the first half.</summary>
    static Span<double> PairMeans(Span<double> sample)
    {
        for (int k = 0; k < sample.Length / 2; k++) sample[k] = 0.5 * (sample[2 * k] + sample[2 * k + 1]);
        return sample[..(sample.Length / 2)];
    }

    public void Dispose()
    {
        _runner?.Dispose();
        ArrayPool<double>.Shared.Return(_results);
        ArrayPool<double>.Shared.Return(_sums);
    }
}
