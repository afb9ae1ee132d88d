using Pathwise.Estimation;
using Pathwise.Execution;
using Pathwise.NoiseSources;

namespace Pathwise.Learning.Control;

/// <summary>What a policy's best actions earn.</summary>
public static class Evaluation
{
    /// <summary>The mean return, the sum of an episode's rewards, over episodes 0 to n − 1 of a seed.</summary>
    public static double MeanReturn(EnvironmentModel model, IPolicy policy, int episodes, long seed) => Returns(model, policy, episodes, seed).Average();

    /// <summary>The returns of episodes 0 to n − 1 of a seed, which run side by side. The model must have a time limit, or end by itself.</summary>
    public static double[] Returns(EnvironmentModel model, IPolicy policy, int episodes, long seed)
    {
        using var running = new Episodes(model, episodes, seed);
        var seen = new double[episodes * model.Observations.Size];
        using var acting = Acting(policy, seen, model.Observations.Size);
        for (int k = 0; k < episodes; k++) running.Reset(k, k).CopyTo(seen, k * model.Observations.Size);
        var returns = new double[episodes];
        var done = new double[episodes * model.Actions.Size];
        double[][] actions = [.. Enumerable.Range(0, episodes).Select(_ => new double[model.Actions.Size])];
        while (Enumerable.Range(0, episodes).Any(k => !running.IsOver(k)))
        {
            bool[] rests = [.. Enumerable.Range(0, episodes).Select(running.IsOver)];
            acting.Run(0, episodes, done);
            for (int k = 0; k < episodes; k++)
                for (int e = 0; e < actions[k].Length; e++) actions[k][e] = done[e * episodes + k];
            var outcomes = running.Step(actions);
            for (int k = 0; k < episodes; k++)
            {
                if (rests[k]) continue;
                returns[k] += outcomes[k].Reward;
                outcomes[k].Observation.CopyTo(seen, k * model.Observations.Size);
            }
        }
        return returns;
    }

    /// <summary>The returns of episodes 0 to n − 1 of an environment, one after another.</summary>
    public static double[] Returns(IEnvironment environment, IPolicy policy, int episodes)
    {
        var seen = new double[environment.Observations.Size];
        using var acting = Acting(policy, seen, seen.Length);
        var returns = new double[episodes];
        for (int k = 0; k < episodes; k++)
        {
            double[] observation = environment.Reset(k);
            for (bool isOver = false; !isOver;)
            {
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

    /// <summary>A policy's best actions on rows of observations.</summary>
    static PathValues<double> Acting(IPolicy policy, double[] seen, int size)
    {
        var (program, values) = Simulation.Of((IPolicy at, SeenRow row, Noise _) => at.Act(row.Observation)).Traced(policy, [new(Functions.Filled(size, 0))]);
        return new(program.At([.. program.Parameters.Select(p => p.Value)], program.Data with { Parts = [new DataPart<double>(seen, size)] }), values, new CounterSource(0), Precision.F64);
    }
}
