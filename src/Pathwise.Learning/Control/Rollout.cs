using Pathwise.Calculus;
using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Learning.Control;

/// <summary>
/// An episode within a program: a model's steps, with actions of a policy, as one loop. Gradients go through the dynamics, to the policy and to where it began: those of SVG(∞) (Heess, Wayne, Silver, Lillicrap, Tassa and Erez, Learning
/// continuous control policies by stochastic value gradients, NeurIPS 2015). After an end nothing is earned. Where rewards or states jump, or an end depends on the policy, the certificate says so.
/// </summary>
public sealed class Rollout
{
    Rollout(EnvironmentModel model, Real final, Real going, Real[] collected) => (Final, Going, Observation, States, Observations, Before, Actions, Rewards, Notes) =
        (final, going, model.Observe(final), collected[0], collected[1], collected[2], collected[3], collected[4], collected.Length > 5 ? collected[5] : (Real?)null);

    /// <summary>The state after the last step.</summary>
    public Real Final { get; }

    /// <summary>What is seen of it.</summary>
    public Real Observation { get; }

    /// <summary>1 where the task has not ended, else 0.</summary>
    public Real Going { get; }

    /// <summary>The states before each step, [T, n].</summary>
    public Real States { get; }

    /// <summary>What is seen before each step, [T, o].</summary>
    public Real Observations { get; }

    /// <summary>1 before each step that counts, 0 after an end, [T].</summary>
    public Real Before { get; }

    /// <summary>The actions, [T, m].</summary>
    public Real Actions { get; }

    /// <summary>The rewards, 0 after an end, [T].</summary>
    public Real Rewards { get; }

    /// <summary>What was noted at each step, [T, …].</summary>
    internal Real? Notes { get; }

    /// <summary>Steps of a model from a state.</summary>
    /// <param name="model">The model.</param>
    /// <param name="start">The state in which it begins.</param>
    /// <param name="steps">T.</param>
    /// <param name="act">An action from what is observed, and noise.</param>
    /// <param name="noise">The noise of all steps.</param>
    /// <param name="memory">What is kept for a gradient's way back; no bit of a value depends on it.</param>
    public static Rollout Of(EnvironmentModel model, Real start, int steps, Func<Real, Noise, Real> act, Noise noise, TapeMemory memory = TapeMemory.Checkpointed) =>
        Of(model, start, steps, (observation, draws) => (act(observation, draws), (Real?)null), noise, memory);

    /// <summary>The same, noting something beside each action.</summary>
    internal static Rollout Of(EnvironmentModel model, Real start, int steps, Func<Real, Noise, (Real Action, Real? Note)> act, Noise noise, TapeMemory memory = TapeMemory.Checkpointed)
    {
        if (steps < 1) throw Setting.Outside("the number of steps of an episode", steps, "at least 1");
        if (memory == TapeMemory.Reversible) throw new PathwiseException("PW4082", "a reversible tape of an episode, whose steps cannot be taken back", "use TapeMemory.Checkpointed", Place.OfCaller());
        if (start.Shape != model.StateSize) throw new PathwiseException("PW4082", $"an episode of '{model.Name}' from a state of shape {start.Shape}", $"give a vector of {model.StateSize}", Place.OfCaller());
        (Node[], Node[]) Step(Node index, Node[] carry, Node[] rows)
        {
            Real state = carry[0].AsReal(), going = carry[1].AsReal();
            var observation = model.Observe(state);
            var (action, note) = act(observation, noise["action"]);
            if (action.Shape != model.Actions.Size) throw new PathwiseException("PW4082", $"an action of shape {action.Shape} in '{model.Name}'", $"give a vector of {model.Actions.Size}", Place.OfCaller());
            var next = model.Step(state, action, noise["step"]);
            return ([next.State.Node, (going * (1 - next.Terminated)).Node],
                [state.Node, observation.Node, going.Node, action.Node, (going * next.Reward).Node, .. note is { } noted ? [noted.Node] : (Node[])[]]);
        }
        Node[] first = [start.Node, Filled(Shape.Scalar, 1).Node];
        if (memory == TapeMemory.Full || PathSolver.Divisor(steps) is not { } run) return Finished(Loop.Build(steps, backward: false, first, [], Step), x => x);
        return Finished(Loop.Build(steps / run, backward: false, first, [], (_, carry, _) =>
        {
            var inner = Loop.Build(run, backward: false, carry, [], Step);
            return ([Item.Of(inner, 0), Item.Of(inner, 1)], [.. Enumerable.Range(2, ((Loop)inner.Op).Collects).Select(i => Item.Of(inner, i))]);
        }), x => Reshape(x, new Shape([steps, .. x.Shape.Extents[2..]])));

        Rollout Finished(Node loop, Func<Real, Real> joined) =>
            new(model, Item.Of(loop, 0).AsReal(), Item.Of(loop, 1).AsReal(), [.. Enumerable.Range(2, ((Loop)loop.Op).Collects).Select(i => joined(Item.Of(loop, i).AsReal()))]);
    }

    /// <summary>Σ γᵗrₜ + γᵀv, v what the state after the last step is worth (0 after an end).</summary>
    public Real Return(double discount = 1, Real? worth = null)
    {
        int steps = Rewards.Shape[0];
        Real earned = discount == 1 ? Sum(Rewards) : Sum(Powers(discount, steps) * Rewards);
        return worth is { } value ? earned + Math.Pow(discount, steps) * (Going * value) : earned;
    }

    internal static double[] Powers(double discount, int count) => [.. Enumerable.Range(0, count).Select(t => Math.Pow(discount, t))];
}
