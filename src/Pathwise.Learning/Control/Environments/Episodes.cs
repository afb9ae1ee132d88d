using Pathwise.Estimation;
using Pathwise.Execution;

namespace Pathwise.Learning.Control;

/// <summary>
/// Episodes of a model side by side, in double precision, by its compiled program: as many as there are places, each stepped at the same time as the others. An episode is a function of seed, number and actions, whatever
/// runs beside it. A place whose episode is over rests until it is begun anew.
/// </summary>
public sealed class Episodes : IDisposable
{
    readonly EnvironmentModel _model;
    readonly EpisodeNoise _noise;
    readonly double[] _states, _actions, _begun, _stepped, _outcome;
    readonly long[] _episode;
    readonly int[] _step;
    readonly bool[] _isOver;
    readonly PathValues<double> _reset, _advance;

    /// <summary>Places for episodes of a model, all at rest.</summary>
    public Episodes(EnvironmentModel model, int count, long seed)
    {
        if (count < 1) throw Setting.Outside("the number of episodes side by side", count, "at least 1");
        (_model, Count, _noise) = (model, count, new(seed, count));
        int state = model.StateSize, seen = model.Observations.Size;
        (_states, _actions) = (new double[count * state], new double[count * model.Actions.Size]);
        (_begun, _stepped, _outcome) = (new double[count * (state + seen)], new double[count * (state + seen + 2)], new double[state + seen + 2]);
        (_episode, _step, _isOver) = (new long[count], new int[count], new bool[count]);
        Array.Fill(_isOver, true);
        _reset = Values(Simulation.Of((Real _, EpisodeRow _, Noise noise) =>
        {
            var first = Fits(model.Reset(noise["reset"]), state, "state");
            return Functions.Concat(0, first, Fits(model.Observe(first), seen, "observation"));
        }));
        _advance = Values(Simulation.Of((Real _, EpisodeRow row, Noise noise) =>
        {
            var (next, reward, terminated) = model.Step(row.State, row.Action, noise["step"]);
            return Functions.Concat(0, Fits(next, state, "state"), Fits(model.Observe(next), seen, "observation"), Functions.Reshape(reward, 1), Functions.Reshape(terminated, 1));
        }));
    }

    /// <summary>The number of places.</summary>
    public int Count { get; }

    /// <summary>Whether a place rests: its episode is over, or none was begun.</summary>
    public bool IsOver(int place) => _isOver[place];

    /// <summary>Begins an episode in a place, and gives its first observation.</summary>
    public double[] Reset(int place, long episode)
    {
        if (episode is < 0 or >= 1L << 31) throw Setting.Outside("the number of an episode", episode, "from 0 to below 2³¹");
        (_episode[place], _step[place], _isOver[place]) = (episode, 0, false);
        _noise.Place(place, episode, 0);
        var begun = _begun.AsSpan(0, _reset.Width);
        _reset.Run(place, 1, begun);
        begun[.._model.StateSize].CopyTo(_states.AsSpan(place * _model.StateSize));
        return begun[_model.StateSize..].ToArray();
    }

    /// <summary>The state of a place's episode.</summary>
    public double[] State(int place) => _states[(place * _model.StateSize)..((place + 1) * _model.StateSize)];

    /// <summary>
    /// Acts in every place that does not rest; <paramref name="actions"/> has one for each place, and the outcome of a place that rests has no meaning. PW4071 for an action that is not of the space, PW4073 where a step leads
    /// to numbers that are not finite.
    /// </summary>
    public Outcome[] Step(IReadOnlyList<IReadOnlyList<double>> actions)
    {
        if (actions.Count != Count) throw new PathwiseException("PW4071", $"{actions.Count} actions for {Count} episodes", "give one for each", Place.OfCaller());
        int state = _model.StateSize, seen = _model.Observations.Size;
        for (int k = 0; k < Count; k++)
        {
            if (_isOver[k]) continue;
            double[] action = Checks.Action(actions[k], _model.Actions);
            action.CopyTo(_actions, k * action.Length);
            _noise.Place(k, _episode[k], _step[k]);
        }
        _advance.Run(0, Count, _stepped);
        var outcomes = new Outcome[Count];
        for (int k = 0; k < Count; k++)
        {
            if (_isOver[k]) continue;
            double[] all = _outcome;
            for (int e = 0; e < all.Length; e++) all[e] = _stepped[e * Count + k];
            foreach (double x in all)
                if (!double.IsFinite(x))
                    throw new PathwiseException("PW4073", $"step {_step[k]} of episode {_episode[k]} of '{_model.Name}' leads to the numbers ({string.Join(", ", all.Select(Box.Text))}): next state, observation, reward, end", "mend the model's step: all must be finite");
            all.AsSpan(0, state).CopyTo(_states.AsSpan(k * state));
            bool terminated = all[^1] != 0, truncated = ++_step[k] >= _model.TimeLimit;
            _isOver[k] = terminated || truncated;
            outcomes[k] = new(all[state..(state + seen)], all[^2], terminated, truncated);
        }
        return outcomes;
    }

    PathValues<double> Values(Simulation<Real, EpisodeRow> simulation)
    {
        var like = new EpisodeRow(Functions.Filled(_model.StateSize, 0), Functions.Filled(_model.Actions.Size, 0));
        var (program, values) = simulation.Traced(0.0, [like]);
        var rows = program.Data with { Parts = [new DataPart<double>(_states, _model.StateSize), new DataPart<double>(_actions, _model.Actions.Size)] };
        return new(program.At([.. program.Parameters.Select(p => p.Value)], rows), values, _noise, Precision.F64);
    }

    Real Fits(Real made, int size, string what) => made.Shape == size ? made
        : throw new PathwiseException("PW4074", $"'{_model.Name}' gives a {what} of shape {made.Shape}, and says that there are {size} components", "make the model's sizes and spaces agree with what it returns");

    /// <inheritdoc/>
    public void Dispose()
    {
        _reset.Dispose();
        _advance.Dispose();
    }
}

/// <summary>What a step starts from.</summary>
internal sealed record EpisodeRow(Real State, Real Action);
