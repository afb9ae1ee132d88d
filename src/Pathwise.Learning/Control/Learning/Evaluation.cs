using Pathwise.Estimation;
using Pathwise.Execution;
using Pathwise.NoiseSources;

namespace Pathwise.Learning.Control;

/// <summary>What a policy's best actions earn.</summary>
public static class Evaluation
{
    /// <summary>Steps after which an episode that nothing cuts off is taken for one that never ends.</summary>
    const int Endless = 100_000;

    /// <summary>The mean return, the sum of an episode's rewards, over episodes 0 to n − 1 of a seed, as <see cref="Returns(EnvironmentModel, IPolicy, int, long, int?)"/> has them.</summary>
    public static double MeanReturn(EnvironmentModel model, IPolicy policy, int episodes, long seed, int? steps = null) => Returns(model, policy, episodes, seed, steps).Average();

    /// <summary>The returns of episodes 0 to n − 1 of a seed, which run side by side, each to its end, the model's time limit or <paramref name="steps"/>, whichever comes first. PW4084 if neither is stated and one goes on after 100,000 steps.</summary>
    /// <param name="model">The model.</param>
    /// <param name="policy">What acts, by its best actions.</param>
    /// <param name="episodes">n.</param>
    /// <param name="seed">The seed of all episodes.</param>
    /// <param name="steps">The most steps of an episode that count.</param>
    public static double[] Returns(EnvironmentModel model, IPolicy policy, int episodes, long seed, int? steps = null)
    {
        if (steps < 1) throw Setting.Outside("the most steps of an episode", steps.Value, "at least 1");
        using var running = new Episodes(model, episodes, seed);
        var seen = new double[episodes * model.Observations.Size];
        using var acting = Acting(policy, seen, model.Observations.Size);
        for (int k = 0; k < episodes; k++) running.Reset(k, k).CopyTo(seen, k * model.Observations.Size);
        var returns = new double[episodes];
        var done = new double[episodes * model.Actions.Size];
        double[][] actions = [.. Enumerable.Range(0, episodes).Select(_ => new double[model.Actions.Size])];
        bool[] rests = new bool[episodes];
        for (int t = 0; t != steps && Array.Exists(rests, over => !over); t++)
        {
            if (steps is null && model.TimeLimit is null && t == Endless) throw GoesOn(Array.FindIndex(rests, over => !over));
            acting.Run(0, episodes, done);
            for (int k = 0; k < episodes; k++)
                for (int e = 0; e < actions[k].Length; e++) actions[k][e] = done[e * episodes + k];
            var outcomes = running.Step(actions);
            for (int k = 0; k < episodes; k++)
            {
                if (rests[k]) continue;
                returns[k] += outcomes[k].Reward;
                outcomes[k].Observation.CopyTo(seen, k * model.Observations.Size);
                rests[k] = outcomes[k].IsOver;
            }
        }
        return returns;
    }

    /// <summary>The returns of episodes 0 to n − 1 of an environment, one after another, each to its end or <paramref name="steps"/>. PW4084 if none is stated and an episode goes on after 100,000 steps.</summary>
    public static double[] Returns(IEnvironment environment, IPolicy policy, int episodes, int? steps = null)
    {
        if (episodes < 1) throw Setting.Outside("the number of episodes of an evaluation", episodes, "at least 1");
        if (steps < 1) throw Setting.Outside("the most steps of an episode", steps.Value, "at least 1");
        var seen = new double[environment.Observations.Size];
        using var acting = Acting(policy, seen, seen.Length);
        var returns = new double[episodes];
        for (int k = 0; k < episodes; k++)
        {
            double[] observation = environment.Reset(k);
            bool isOver = false;
            for (int t = 0; !isOver && t != steps; t++)
            {
                if (steps is null && t == Endless) throw GoesOn(k);
                Checks.Observation(observation, seen.Length);
                observation.CopyTo(seen, 0);
                var action = new double[environment.Actions.Size];
                acting.Run(0, 1, action);
                var outcome = environment.Step(action);
                Checks.Reward(outcome.Reward);
                returns[k] += outcome.Reward;
                (observation, isOver) = (outcome.Observation, outcome.IsOver);
            }
        }
        return returns;
    }

    static PathwiseException GoesOn(int episode) => new("PW4084", $"episode {episode} of an evaluation goes on after {Endless} steps", "say after how many steps an episode is cut off, or give the model a TimeLimit", Place.OfCaller());

    /// <summary>A policy's best actions on rows of observations.</summary>
    static PathValues<double> Acting(IPolicy policy, double[] seen, int size)
    {
        var (program, values) = Simulation.Of((IPolicy at, SeenRow row, Noise _) => at.Act(row.Observation)).Traced(policy, [new(Functions.Filled(size, 0))]);
        return new(program.At([.. program.Parameters.Select(p => p.Value)], program.Data with { Parts = [new DataPart<double>(seen, size)] }), values, new CounterSource(0), Precision.F64);
    }
}
