using Pathwise.Learning.Control;
using static Pathwise.Functions;

namespace Pathwise.Learning.Tests.Control;

/// <summary>A walk with noise on the line that ends beyond ±limit: the reward is the action.</summary>
sealed class Walk(double limit, int? timeLimit) : EnvironmentModel
{
    public override string Name => "walk";
    public override int StateSize => 1;
    public override Box Observations { get; } = Box.Symmetric(1, double.PositiveInfinity);
    public override Box Actions { get; } = new([-1], [2]);
    public override int? TimeLimit => timeLimit;
    public override Real Reset(Noise noise) => 0.1 * noise.Normal(1);

    public override Transition Step(Real state, Real action, Noise noise)
    {
        Real next = state + 0.3 * action + 0.2 * noise.Normal(1);
        return new(next, action[0], Where(Abs(next[0]) > limit, 1, 0));
    }
}

/// <summary>One decision, of reward −(a − ½)², on a space from −1 to 2.</summary>
sealed class Choice : EnvironmentModel
{
    public override string Name => "choice";
    public override int StateSize => 1;
    public override Box Observations { get; } = Box.Symmetric(1, 1);
    public override Box Actions { get; } = new([-1], [2]);
    public override Real Reset(Noise noise) => 2 * noise.Uniform(1) - 1;
    public override Transition Step(Real state, Real action, Noise noise) => new(state, -((action[0] - 0.5) * (action[0] - 0.5)), 1);
}

/// <summary>A plain environment that does as it is told.</summary>
sealed class Told(Func<long, int, Outcome> step, Box? actions = null) : IEnvironment
{
    long _episode;
    int _step;

    public Box Observations { get; } = Box.Symmetric(2, 10);
    public Box Actions { get; } = actions ?? Box.Symmetric(1, 1);

    public double[] Reset(long episode)
    {
        (_episode, _step) = (episode, 0);
        return [0, 0];
    }

    public Outcome Step(IReadOnlyList<double> action) => step(_episode, _step++);
}
