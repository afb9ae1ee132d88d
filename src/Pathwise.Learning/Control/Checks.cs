namespace Pathwise.Learning.Control;

/// <summary>What passes between policies and environments, looked at before it is used. Numbers must be finite in single precision, in which they are learnt from.</summary>
static class Checks
{
    /// <summary>A share of a bound by which an action may be beyond it: policies round in single precision.</summary>
    const double Rounding = 1e-6;

    /// <summary>An action of a space, as numbers. PW4071 otherwise.</summary>
    public static double[] Action(IReadOnlyList<double> action, Box space)
    {
        if (action.Count != space.Size) throw new PathwiseException("PW4071", $"an action of {action.Count} components where the space has {space.Size}", "give one for each component of the space", Place.OfCaller());
        double[] numbers = [.. action];
        for (int i = 0; i < numbers.Length; i++)
        {
            double within = Math.Clamp(numbers[i], space.Low[i], space.High[i]);
            if (!(Math.Abs(numbers[i] - within) <= Rounding * Math.Abs(within)) || !float.IsFinite((float)within)) throw new PathwiseException("PW4071", $"component {i} of an action is {Box.Text(numbers[i])}, outside {space.Range(i)}", "give actions of the space: clip them, or let the policy end in tanh", Place.OfCaller());
            numbers[i] = within;
        }
        return numbers;
    }

    /// <summary>An observation as it is stored. PW4074 for another size, PW4073 if it is not finite.</summary>
    public static void Observation(IReadOnlyList<double> observation, int size)
    {
        if (observation.Count != size) throw new PathwiseException("PW4074", $"an observation of {observation.Count} components where {size} are expected", "let the environment observe as many numbers as its space says", Place.OfCaller());
        for (int i = 0; i < size; i++)
            if (!float.IsFinite((float)observation[i])) throw new PathwiseException("PW4073", $"component {i} of an observation is {Box.Text(observation[i])}", "mend the environment: observations must be finite", Place.OfCaller());
    }

    /// <summary>PW4073 for a reward that is not finite.</summary>
    public static void Reward(double reward)
    {
        if (!float.IsFinite((float)reward)) throw new PathwiseException("PW4073", $"a reward is {Box.Text(reward)}", "mend the environment: rewards must be finite", Place.OfCaller());
    }

    /// <summary>PW4070 for a space of actions without bounds.</summary>
    public static void Bounded(Box actions)
    {
        if (!actions.IsBounded) throw new PathwiseException("PW4070", "a policy that ends in tanh for a space of actions without bounds", "bound the actions by finite numbers");
    }
}
