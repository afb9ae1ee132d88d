namespace Pathwise.Learning.Control;

/// <summary>
/// A controlled Markov process, s′ ~ p(s′ | s, a) with reward r(s, a, s′), written once over <see cref="Real"/>. The same lines are run step by step as an <see cref="IEnvironment"/>, many episodes side by side, and
/// within the trace of a program, where gradients go through them. States, observations and actions are vectors; a model holds settings only.
/// </summary>
public abstract class EnvironmentModel
{
    /// <summary>The name, as on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The number of components of a state.</summary>
    public abstract int StateSize { get; }

    /// <summary>The space of observations.</summary>
    public abstract Box Observations { get; }

    /// <summary>The space of actions.</summary>
    public abstract Box Actions { get; }

    /// <summary>Steps after which an episode is cut off, which is no end of the task: what would follow still counts. Null is never.</summary>
    public virtual int? TimeLimit => null;

    /// <summary>The state in which an episode begins.</summary>
    public abstract Real Reset(Noise noise);

    /// <summary>
    /// One step from a state with an action of <see cref="Actions"/>. In a program that is differentiated, reward and next state must be continuous where conditions switch; <see cref="Transition.Terminated"/> may jump.
    /// </summary>
    public abstract Transition Step(Real state, Real action, Noise noise);

    /// <summary>What is seen of a state; all of it, unless a model says otherwise.</summary>
    public virtual Real Observe(Real state) => state;
}

/// <summary>What a step leads to.</summary>
/// <param name="State">The next state.</param>
/// <param name="Reward">The reward of the step, a number.</param>
/// <param name="Terminated">1 where the next state ends the task, so that nothing more is to be gained, else 0.</param>
public readonly record struct Transition(Real State, Real Reward, Real Terminated);
