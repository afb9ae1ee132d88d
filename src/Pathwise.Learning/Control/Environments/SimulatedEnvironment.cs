namespace Pathwise.Learning.Control;

/// <summary>A model as a plain environment, one episode at a time.</summary>
/// <param name="model">The model.</param>
/// <param name="seed">The seed of all its episodes.</param>
public sealed class SimulatedEnvironment(EnvironmentModel model, long seed = 0) : IEnvironment, IDisposable
{
    readonly Episodes _episodes = new(model, 1, seed);
    readonly IReadOnlyList<double>[] _actions = new IReadOnlyList<double>[1];

    /// <summary>The model.</summary>
    public EnvironmentModel Model => model;

    /// <inheritdoc/>
    public Box Observations => model.Observations;

    /// <inheritdoc/>
    public Box Actions => model.Actions;

    /// <summary>The state that is only partly observed.</summary>
    public double[] State => _episodes.State(0);

    /// <inheritdoc/>
    public double[] Reset(long episode) => _episodes.Reset(0, episode);

    /// <inheritdoc/>
    public Outcome Step(IReadOnlyList<double> action)
    {
        if (_episodes.IsOver(0)) throw new PathwiseException("PW4072", $"a step of '{model.Name}' where no episode is under way", "begin an episode by Reset first, and after every end", Place.OfCaller());
        _actions[0] = action;
        return _episodes.Step(_actions)[0];
    }

    /// <inheritdoc/>
    public void Dispose() => _episodes.Dispose();
}
