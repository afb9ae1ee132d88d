using Pathwise.Estimation;
using Pathwise.Execution;
using Pathwise.NoiseSources;

namespace Pathwise.Learning.Control;

/// <summary>A method that learns from a replay buffer: how it acts while it learns, and what an update is.</summary>
internal abstract class Learner<TModel> : IDisposable
{
    /// <summary>Paths beyond those of a batch that its last tile reads.</summary>
    const int Overhang = Sampler.TilePaths - 1;

    readonly ControlOptions _options;
    readonly int[] _rows;
    readonly float[] _seen;
    readonly double[] _done;
    readonly PathValues<float> _acting;
    long _firstPath;
    bool _hasMoved = true;

    /// <param name="model">The networks with first weights, the policy first.</param>
    /// <param name="policy">The policy of the model.</param>
    /// <param name="explore">The action that is tried, in the space's units.</param>
    /// <param name="buffer">The experiences.</param>
    /// <param name="options">How it is learnt.</param>
    protected Learner(TModel model, IPolicy policy, ReplayBuffer buffer, ControlOptions options, Simulation<IPolicy, SeenRow> explore)
    {
        (Buffer, _options, Layout) = (buffer, options, new(model));
        Parameters = new float[Layout.Count];
        Layout.Read<float>(model, Parameters);
        _rows = new int[options.BatchSize + Overhang];
        (_seen, _done) = (new float[buffer.ObservationSize], new double[buffer.ActionSize]);
        var (program, values) = explore.Traced(policy, [new(Functions.Filled(buffer.ObservationSize, 0))]);
        _acting = new(program.At([.. program.Parameters.Select(p => p.Value)], program.Data with { Parts = [new DataPart<float>(_seen, buffer.ObservationSize)] }), values, new CounterSource(options.Seed), Precision.F32);
    }

    /// <summary>All parameters, one after another.</summary>
    public float[] Parameters { get; }

    /// <summary>Where they lie.</summary>
    public FlatParameters<TModel> Layout { get; }

    /// <summary>The model as it is now.</summary>
    public TModel Model => Layout.Build<float>(Parameters);

    protected ReplayBuffer Buffer { get; }

    /// <summary>Groups of parameters that follow a loss each.</summary>
    public abstract IReadOnlyList<Update<TModel>> Updates { get; }

    /// <summary>The policy of a model.</summary>
    public abstract IPolicy PolicyOf(TModel model);

    /// <summary>α, where the method has one.</summary>
    public virtual double? Temperature => null;

    /// <summary>The action that is tried at a step.</summary>
    public double[] Explore(long step, double[] observation)
    {
        if (_hasMoved) _acting.Take(Parameters);
        _hasMoved = false;
        for (int i = 0; i < observation.Length; i++) _seen[i] = (float)observation[i];
        _acting.Run(step, 1, _done);
        foreach (double x in _done)
            if (!double.IsFinite(x)) throw new PathwiseException("PW4073", $"the policy's action after {step} steps is {Box.Text(x)}", "its weights have grown without bounds: lower the learning rate, or scale rewards and observations to the size of 1");
        return [.. _done];
    }

    /// <summary>The steps whose rewards an experience sums.</summary>
    public virtual int StepsAhead => _options.StepsAhead;

    /// <summary>Whether an update is due after a step.</summary>
    public virtual bool IsDue(ControlState state, bool isOver) => state.Step > _options.RandomSteps && state.Step % _options.UpdateEvery == 0 && Buffer.Count > 0;

    /// <summary>One update, of the critics and, if it is its turn, of the policy.</summary>
    public (double Critic, double? Policy) Learn(long update)
    {
        Draw(update);
        var losses = Learn(update, _options.Rate(update));
        _hasMoved = true;
        return losses;
    }

    /// <summary>The batch that is learnt from.</summary>
    protected long Batch { get; private set; }

    /// <summary>Draws the rows of a batch.</summary>
    protected void Draw(long batch)
    {
        (Batch, _firstPath) = (batch, batch * _options.BatchSize);
        Buffer.Draw(_firstPath, _rows, _options.Seed);
    }

    protected abstract (double Critic, double? Policy) Learn(long update, double rate);

    /// <summary>Which row of the buffer a path of the batch reads.</summary>
    protected int RowOf(long path) => _rows[path - _firstPath];

    protected Update<TModel> UpdateOf(string name, Func<TModel, Experience, Noise, Real> loss, TModel model, params string[] members) =>
        new(name, Expectation.Of((TModel at, Experience row, Noise noise) => loss(at, row, noise[$"control/{name}"])), model, Layout, members, Buffer, RowOf, _options);

    public void Dispose()
    {
        _acting.Dispose();
        foreach (var update in Updates) update.Dispose();
    }
}

/// <summary>What is seen before an action.</summary>
internal sealed record SeenRow(Real Observation);
