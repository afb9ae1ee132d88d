using System.Diagnostics;
using Pathwise.Graphs;
using Pathwise.NoiseSources;

namespace Pathwise.Learning.Control;

/// <summary>One run of learning: acts, remembers, updates, evaluates.</summary>
internal sealed class ControlRun<TModel>
{
    /// <summary>What is added to the seed for episodes of evaluations.</summary>
    const long EvaluationSeed = 1_000_000_007;

    const int Return = 0, CriticLoss = 1, PolicyLoss = 2;
    static readonly TimeSpan s_reportEvery = TimeSpan.FromMilliseconds(100);

    readonly Learner<TModel> _learner;
    readonly IEnvironment _environment;
    readonly ReplayBuffer _buffer;
    readonly ControlOptions _options;
    readonly Func<IPolicy, long, double>? _evaluate;
    readonly ControlCheckpoint<TModel> _checkpoint;
    readonly Draw _randomSite;
    ControlState _state = new();
    readonly Window _window;
    double _return;

    public ControlRun(Learner<TModel> learner, IEnvironment environment, ReplayBuffer buffer, ControlOptions options, string method, Func<IPolicy, long, double>? evaluate)
    {
        (_learner, _environment, _buffer, _options, _evaluate) = (learner, environment, buffer, options, evaluate);
        _checkpoint = new(learner, buffer, options, method);
        _randomSite = new("control/random#0", DrawKind.Uniform, environment.Actions.Size, Shared: false);
        _window = new(learner.StepsAhead, options.Discount);
    }

    public TrainedControl<TModel> Run()
    {
        if (_options.Checkpoint is { } before && File.Exists(before)) Resume(before);
        else Begin();
        var since = Stopwatch.StartNew();
        var sinceReport = Stopwatch.StartNew();
        try
        {
            while (_state.Step < _options.Steps)
            {
                _options.Cancellation.ThrowIfCancellationRequested();
                Step();
                if (_options.Checkpoint is { } path && (_state.Step % _options.CheckpointEvery == 0 || _state.Step == _options.Steps)) _checkpoint.Write(path, _state);
                if (_options.Progress is null || (sinceReport.Elapsed < s_reportEvery && _state.Step < _options.Steps)) continue;
                sinceReport.Restart();
                _options.Progress.Report(new(_state.Step, _options.Steps, _state.Episode, _state.LastReturn, _state.Evaluated, since.Elapsed));
            }
        }
        catch (OperationCanceledException) when (_options.Checkpoint is { } path)
        {
            _checkpoint.Write(path, _state);
            throw;
        }
        return new(_learner.Model, _state.History, _state.Step);
    }

    /// <summary>Goes on from a checkpoint. PW4076 if the episode under way goes another way than it did.</summary>
    void Resume(string path)
    {
        _state = _checkpoint.Read(path);
        double[] seen = _state.Seen;
        bool isSame;
        try
        {
            Begin();
            isSame = seen.AsSpan().SequenceEqual(_state.Seen);
        }
        // An action beyond the space, a step after an end.
        catch (PathwiseException e) when (e.Id is "PW4071" or "PW4072") { isSame = false; }
        if (!isSame) throw ControlCheckpoint<TModel>.Other(path, "the actions of its last episode lead elsewhere in this environment");
    }

    /// <summary>Begins the episode under way, and runs it again up to where it was.</summary>
    void Begin()
    {
        double[] first = _environment.Reset(_state.Episode);
        Checks.Observation(first, _buffer.ObservationSize);
        (_state.Seen, _return) = ([.. first], 0);
        foreach (double[] action in _state.Actions)
        {
            var outcome = Act(action);
            Remember(action, outcome, null);
            _return += outcome.Reward;
            _state.Seen = outcome.Observation;
        }
    }

    void Remember(double[] action, in Outcome outcome, ReplayBuffer? buffer) => _window.Add(_state.Seen, action, outcome with { Reward = _options.RewardScale * outcome.Reward }, buffer);

    /// <summary>One step of the environment, whose arrays may be its own.</summary>
    Outcome Act(double[] action)
    {
        var outcome = _environment.Step(action);
        Checks.Observation(outcome.Observation, _buffer.ObservationSize);
        Checks.Reward(outcome.Reward);
        return outcome with { Observation = [.. outcome.Observation] };
    }

    void Step()
    {
        double[] action = _state.Step < _options.RandomSteps ? Random(_state.Step) : _learner.Explore(_state.Step, _state.Seen);
        Outcome outcome;
        try { outcome = Act(action); }
        catch (Exception) when (_options.Checkpoint is not null)
        {
            // What was learnt before an environment fails is not lost; the step is taken again when learning goes on.
            _checkpoint.Write(_options.Checkpoint, _state);
            throw;
        }
        Remember(action, outcome, _buffer);
        _state.Actions.Add(action);
        _return += outcome.Reward;
        _state.Seen = outcome.Observation;
        if (outcome.IsOver)
        {
            _state.Count(Return, _return);
            _state.LastReturn = _return;
            _state.Episode++;
            _state.Actions.Clear();
            Begin();
        }
        _state.Step++;
        if (_learner.IsDue(_state, outcome.IsOver)) Learn();
        if (_state.Step % _options.RecordEvery == 0 || IsEvaluated || _state.Step == _options.Steps) Record();
    }

    double[] Random(long step)
    {
        var space = _environment.Actions;
        var draws = new double[space.Size];
        new CounterSource(_options.Seed).Fill(_randomSite, step / _options.RandomHold, 1, draws, 1);
        return [.. draws.Select((u, i) => space.Low[i] + u * (space.High[i] - space.Low[i]))];
    }

    void Learn()
    {
        var (critic, policy) = _learner.Learn(_state.Updates++);
        _state.Count(CriticLoss, critic);
        if (policy is { } loss) _state.Count(PolicyLoss, loss);
    }

    bool IsEvaluated => _evaluate is not null && _options.EvaluateEvery > 0 && _state.Step % _options.EvaluateEvery == 0;

    void Record()
    {
        double? evaluated = IsEvaluated ? _evaluate!(_learner.PolicyOf(_learner.Model), _options.Seed + EvaluationSeed) : null;
        if (evaluated is not null) _state.Evaluated = evaluated;
        _state.History.Add(new(_state.Step, _state.Episode, _state.Mean(Return), _state.Mean(CriticLoss), _state.Mean(PolicyLoss), _learner.Temperature, evaluated));
        _state.Forget();
    }
}
