using Pathwise.Learning.Control;

namespace Pathwise.Cli;

/// <summary>What a policy earns on the average, in episodes of a seed.</summary>
/// <param name="Mean">The mean return.</param>
/// <param name="Error">Its standard error; null of one episode.</param>
/// <param name="Episodes">The number of episodes.</param>
/// <param name="Optimum">The most that any control earns on the average, where it is known.</param>
internal sealed record ControlReturn(double Mean, double? Error, int Episodes, double? Optimum)
{
    /// <summary>By how much of the optimum's cost the policy's is higher.</summary>
    public double? Excess => Optimum is { } best ? (Mean - best) / best : null;

    /// <summary>Runs the episodes. Those of a regulator are compared with the same under the stationary gain, whose mean is known: most of their chance is where they begin, and falls out.</summary>
    public static ControlReturn Of(EnvironmentModel model, IPolicy policy, int episodes, long seed)
    {
        double[] returns = Evaluation.Returns(model, policy, episodes, seed);
        if (model is not LinearQuadratic { TimeLimit: { } steps } regulator) return Averaged(returns, 0, null);
        double[,] gain = regulator.Problem.Stationary().Gain;
        var known = new LinearPolicy(Real.FromArray(new Shape(gain.GetLength(0), gain.GetLength(1)), [.. gain.Cast<double>()]));
        double[] beside = Evaluation.Returns(model, known, episodes, seed);
        return Averaged([.. returns.Zip(beside, (earned, other) => earned - other)], -regulator.Problem.Cost(gain, steps), -regulator.Problem.Optimal(steps).Cost);
    }

    static ControlReturn Averaged(double[] values, double known, double? optimum)
    {
        double mean = values.Average();
        double? error = values.Length > 1 ? Math.Sqrt(values.Sum(x => (x - mean) * (x - mean)) / (values.Length - 1) / values.Length) : null;
        return new(known + mean, error, values.Length, optimum);
    }
}
