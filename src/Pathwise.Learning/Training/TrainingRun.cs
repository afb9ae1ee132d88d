using System.Diagnostics;
using System.Numerics;
using Pathwise.Estimation;

namespace Pathwise.Learning;

/// <summary>One run of training, in one precision.</summary>
internal sealed class TrainingRun<TParameters, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Paths beyond those of a batch that its last tile reads.</summary>
    const int Overhang = Sampler.TilePaths - 1;

    /// <summary>The least paths that the gradient's noise is measured on.</summary>
    const int NoisePaths = 1024;

    static readonly TimeSpan s_reportEvery = TimeSpan.FromMilliseconds(100);

    readonly StochasticProgram _program;
    readonly RowOrder? _order;
    readonly long _steps;
    readonly TrainingOptions _options;
    readonly Evaluation<TParameters>? _evaluation;
    readonly FlatParameters<TParameters> _flat;
    readonly Checkpoint<TParameters, T> _checkpoint;
    readonly TrainingState<T> _state;
    readonly T[] _gradient;

    public TrainingRun(StochasticProgram program, TParameters start, RowOrder? order, int rows, long steps, TrainingOptions options, Evaluation<TParameters>? evaluation)
    {
        (_program, _order, _steps, _options, _evaluation) = (program, order, steps, options, evaluation);
        _flat = new(start);
        _gradient = new T[_flat.Count];
        var parameters = new T[_flat.Count];
        _flat.Read<T>(start, parameters);
        var first = new TrainingState<T>
        {
            Parameters = parameters,
            Optimiser = options.Optimiser.Start<T>(_flat.Count),
            Average = options.Average is null ? null : [.. parameters],
            Best = evaluation is { Patience: > 0 } ? [.. parameters] : null,
        };
        _checkpoint = new(_flat, rows, options);
        _state = options.Checkpoint is { } path && File.Exists(path) ? _checkpoint.Read(path, first) : first;
    }

    public Trained<TParameters> Run()
    {
        using var log = TrainingLog.Open(_options.Log, _state.History);
        using var batches = new BatchGradient<T>(_program, Estimation(_options.BatchSize));
        var since = Stopwatch.StartNew();
        var sinceReport = Stopwatch.StartNew();
        try
        {
            while (_state.Step < _steps && !IsOver)
            {
                _options.Cancellation.ThrowIfCancellationRequested();
                double loss = Step(batches, log);
                if (_options.Checkpoint is { } path && (_state.Step % _options.CheckpointEvery == 0 || _state.Step == _steps || IsOver)) _checkpoint.Write(path, _state);
                if (_options.Progress is null || (sinceReport.Elapsed < s_reportEvery && _state.Step < _steps)) continue;
                sinceReport.Restart();
                _options.Progress.Report(new(_state.Step, _steps, loss, _state.Evaluated, since.Elapsed));
            }
        }
        catch (OperationCanceledException) when (_options.Checkpoint is { } path)
        {
            _checkpoint.Write(path, _state);
            throw;
        }
        return new(_flat.Build<T>(_state.Best ?? _state.Average ?? _state.Parameters), _flat.Build<T>(_state.Parameters), _state.History, _state.Step);
    }

    /// <summary>Whether training has stopped early.</summary>
    bool IsOver => _evaluation is { Patience: > 0 and var patience } && _state.SinceBest >= patience;

    EstimationOptions Estimation(int paths) => new() { Paths = paths, Seed = _options.Seed, Precision = _options.Precision, Threads = _options.Threads, Cancellation = _options.Cancellation };

    double Step(BatchGradient<T> batch, TrainingLog? log)
    {
        long step = _state.Step;
        _order?.Prepare(step * _options.BatchSize, (step + 1) * _options.BatchSize + Overhang);
        double loss = batch.Run(step, _state.Parameters, _gradient), rate = _options.Rate(step);
        bool isRecorded = (step + 1) % _options.RecordEvery == 0 || step + 1 == _steps;
        double norm = _options.ClipNorm is { } most ? Clipping.ByNorm<T>(_gradient, most) : isRecorded ? Clipping.Norm<T>(_gradient) : 0;
        _options.Optimiser.Step(_state.Parameters, _gradient, rate, _state.Optimiser, batch.Team);
        if (_state.Average is not null) _options.Average!.Update(_state.Average, _state.Parameters, step);
        _state.LossSum += loss;
        double? evaluated = Evaluate();
        if (isRecorded || IsOver) Record(rate, norm, evaluated, log);
        return loss;
    }

    double? Evaluate()
    {
        if (_evaluation is null || (_state.Step % _evaluation.Every != 0 && _state.Step != _steps)) return null;
        double evaluated = _evaluation.Measure(_flat.Build<T>(_state.Average ?? _state.Parameters));
        _state.Evaluated = evaluated;
        if (evaluated < _state.BestEvaluated)
        {
            (_state.BestEvaluated, _state.SinceBest) = (evaluated, 0);
            if (_state.Best is { } best) (_state.Average ?? _state.Parameters).CopyTo(best, 0);
        }
        else _state.SinceBest++;
        return evaluated;
    }

    void Record(double rate, double norm, double? evaluated, TrainingLog? log)
    {
        long before = _state.History.Count > 0 ? _state.History[^1].Step : 0;
        var noise = _options.NoiseEvery > 0 && _state.Step % _options.NoiseEvery == 0 ? Noise() : null;
        var record = new TrainingRecord(_state.Step, _state.LossSum / (_state.Step - before), rate, norm, evaluated, noise);
        _state.LossSum = 0;
        _state.History.Add(record);
        log?.Write(record);
    }

    /// <summary>The standard errors of the gradient on some paths, as those of a batch.</summary>
    GradientNoise[] Noise()
    {
        int paths = Math.Max(NoisePaths, _options.BatchSize);
        _order?.Prepare(0, paths + Overhang);
        var at = _program.At(_state.Parameters);
        var run = GradientEstimator.Run(at, at.Parameters, Estimation(paths), complete: true);
        double scale = Math.Sqrt((double)paths / _options.BatchSize);
        return [.. run.Gradient.Select(entry => new GradientNoise(entry.Name, Root(entry.Mean!), scale * Root([.. entry.StandardError!.Select(se => se ?? double.NaN)])))];

        static double Root(double[] values) => Math.Sqrt(values.Sum(x => x * x) / values.Length);
    }
}
