using Pathwise.Estimation;

namespace Pathwise.Learning.Control;

/// <summary>
/// Some of a model's parameters, which follow the gradient of a loss over rows of a buffer; the rest of the model the loss only reads. The gradient is certified before anything runs; of a wrong one <see cref="GradientRefusedException"/> is thrown.
/// </summary>
/// <typeparam name="TModel">The record of all parameters.</typeparam>
internal sealed class Update<TModel> : IDisposable
{
    readonly StochasticProgram _program;
    readonly ProgramParameter[] _wanted;
    readonly int _start, _length;
    readonly Optimiser _optimiser;
    readonly float[] _gradient;
    readonly BatchGradient<float> _batches;

    /// <param name="name">The name of the parameters as a group.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="model">The model.</param>
    /// <param name="layout">Where its parameters lie.</param>
    /// <param name="members">The members of the model that follow; they lie one after another.</param>
    /// <param name="buffer">Whose rows are read.</param>
    /// <param name="rowOf">Which of them a path reads.</param>
    /// <param name="options">How it is learnt.</param>
    public Update(string name, Expectation<TModel, Experience> loss, TModel model, FlatParameters<TModel> layout, string[] members, ReplayBuffer buffer, Func<long, int> rowOf, ControlOptions options)
    {
        Name = name;
        _optimiser = options.Optimiser;
        var program = loss.Program(model, [Experience.Like(buffer.ObservationSize, buffer.ActionSize)]);
        _program = program.At([.. program.Parameters.Select(p => p.Value)], program.Data with { Parts = buffer.Data, Order = rowOf });
        var places = layout.Places.Where(place => members.Any(member => place.Name.Split('.', '[')[0] == member)).ToArray();
        _wanted = [.. _program.Parameters.Where(p => places.Any(place => place.Name == p.Name))];
        (_start, _length) = (places[0].Start, places.Sum(place => place.Shape.Count));
        _gradient = new float[layout.Count];
        // An update is done or not: it is not cancelled half-way.
        _batches = new(_program, new() { Paths = options.BatchSize, Seed = options.Seed, Precision = Precision.F32, Threads = options.Threads }, _wanted);
        State = _optimiser.Start<float>(_length);
    }

    public string Name { get; }

    /// <summary>What the optimiser remembers.</summary>
    public OptimiserState<float> State { get; set; }

    /// <summary>The certificate in the parameters that follow.</summary>
    public Certificate Certificate => _program.Certificate(_wanted);

    /// <summary>Where they are in the model.</summary>
    public Span<float> Of(float[] parameters) => parameters.AsSpan(_start, _length);

    /// <summary>One step; gives the loss on the batch.</summary>
    public double Step(long batch, float[] parameters, double rate)
    {
        double loss = _batches.Run(batch, parameters, _gradient);
        _optimiser.Step(Of(parameters), _gradient.AsSpan(_start, _length), rate, State);
        return loss;
    }

    public void Dispose() => _batches.Dispose();
}
