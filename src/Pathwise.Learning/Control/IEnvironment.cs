namespace Pathwise.Learning.Control;

/// <summary>
/// A task to act in, shaped like Gymnasium's (Towers et al., Gymnasium: a standard interface for reinforcement learning environments, arXiv:2407.17032). An episode is a pure function of its number and of the actions
/// in it: its noise is keyed, so any episode can be run again, and training that is resumed runs the last one up to where it was.
/// </summary>
public interface IEnvironment
{
    /// <summary>The space of observations.</summary>
    Box Observations { get; }

    /// <summary>The space of actions.</summary>
    Box Actions { get; }

    /// <summary>Begins an episode, and gives its first observation.</summary>
    double[] Reset(long episode);

    /// <summary>Acts once. PW4071 for an action that is not of <see cref="Actions"/>, PW4072 before <see cref="Reset"/> and after the end of an episode.</summary>
    Outcome Step(IReadOnlyList<double> action);
}

/// <summary>What an action has led to.</summary>
/// <param name="Observation">What is seen of the next state.</param>
/// <param name="Reward">The reward.</param>
/// <param name="Terminated">Whether the task has ended: nothing more is to be gained after it.</param>
/// <param name="Truncated">Whether the episode is cut off, by a time limit say, where the task goes on.</param>
public readonly record struct Outcome(double[] Observation, double Reward, bool Terminated, bool Truncated)
{
    /// <summary>Whether the episode is over.</summary>
    public bool IsOver => Terminated || Truncated;
}
