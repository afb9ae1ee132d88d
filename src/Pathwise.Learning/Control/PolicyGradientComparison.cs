using Pathwise.Estimation;
using static Pathwise.Functions;

namespace Pathwise.Learning.Control;

/// <summary>One way to estimate a policy gradient.</summary>
/// <param name="Name">The way.</param>
/// <param name="Variance">The variance of the gradient of one episode, summed over all parameters.</param>
/// <param name="Norm">The norm of the gradient's mean.</param>
/// <param name="Difference">The largest distance of its mean from the reparameterised one, in standard errors of their difference, over the directions that were looked at.</param>
public sealed record PolicyGradientMeasure(string Name, double Variance, double Norm, double Difference);

/// <summary>
/// The reparameterised policy gradient beside the score function's, ∇E Σγᵗrₜ over some steps from the same states. Reparameterised, a = tanh(μ(s) + σ(s)ε), it goes through the dynamics; the score function
/// Σ ∇log π(aₜ|sₜ)·Σ_{k≥t} γᵏr_k (Williams, Machine Learning 8, 1992, with rewards that an action can still change) knows nothing of them.
/// </summary>
/// <param name="Steps">The steps of an episode.</param>
/// <param name="Episodes">The episodes of each estimator.</param>
/// <param name="Reparameterised">Through the dynamics.</param>
/// <param name="Score">By the score function.</param>
/// <param name="Baseline">By the score function, from each state four episodes, each less what the other three earn on the average: unbiased too. Its variance is that of one episode's share, so that all three cost the same.</param>
public sealed record PolicyGradientComparison(int Steps, long Episodes, PolicyGradientMeasure Reparameterised, PolicyGradientMeasure Score, PolicyGradientMeasure Baseline)
{
    /// <summary>The episodes from one state that are each other's baseline.</summary>
    const int Together = 4;

    /// <summary>How many times the variance of the score function's gradient is that of the reparameterised one.</summary>
    public double Ratio => Score.Variance / Reparameterised.Variance;

    /// <summary>The same of the score function with a baseline.</summary>
    public double BaselineRatio => Baseline.Variance / Reparameterised.Variance;

    /// <summary>Where episodes begin.</summary>
    sealed record StateRow(Real State);

    /// <summary>Compares the gradients of a policy.</summary>
    /// <param name="model">A model that can be differentiated.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="steps">The steps of an episode.</param>
    /// <param name="discount">γ.</param>
    /// <param name="episodes">Episodes in a replicate: a multiple of 4.</param>
    /// <param name="replicates">Independent runs of each estimator, whose spread is what is measured.</param>
    /// <param name="seed">The seed of states and noise.</param>
    /// <param name="threads">The number of threads; 0 is one for each processor. It changes no bit.</param>
    public static PolicyGradientComparison Run(EnvironmentModel model, GaussianPolicy policy, int steps, double discount = 0.99, int episodes = 512, int replicates = 64, long seed = 0, int threads = 0)
    {
        if (episodes < Together || episodes % Together != 0) throw Setting.Outside("the number of episodes of a replicate", episodes, $"a positive multiple of {Together}");
        if (replicates < 8) throw Setting.Outside("the number of replicates", replicates, "at least 8");
        if (steps < 1) throw Setting.Outside("the number of steps of an episode", steps, "at least 1");
        // Sum of what is still to come, γᵏr_k for k ≥ t.
        double[] toCome = [.. Enumerable.Range(0, steps * steps).Select(i => i % steps >= i / steps ? Math.Pow(discount, i % steps) : 0)];
        Real ToCome(Real rewards) => MatMul(Real.FromArray(new Shape(steps, steps), toCome), rewards);
        (Real Earned, Real LogDensities) Scored(GaussianPolicy at, Real start, Noise noise)
        {
            var rolled = Rollout.Of(model, start, steps, (observation, draws) =>
            {
                var law = at.Law(observation);
                Real u = StopGradient(law.SampleBefore(draws));
                return (Range.Stretch(Tanh(u), at.Low, at.High), law.LogDensityBefore(u));
            }, noise);
            return (ToCome(rolled.Rewards), rolled.Notes!.Value * rolled.Before);
        }
        var through = Expectation.Of((GaussianPolicy at, StateRow row, Noise noise) => Rollout.Of(model, row.State, steps, at.Sample, noise).Return(discount));
        var score = Expectation.Of((GaussianPolicy at, StateRow row, Noise noise) => Scored(at, row.State, noise) is var (earned, densities) ? Sum(StopGradient(earned) * densities) : 0);
        var baseline = Expectation.Of((GaussianPolicy at, StateRow row, Noise noise) =>
        {
            var each = Enumerable.Range(0, Together).Select(i => Scored(at, row.State, noise[$"{i}"])).ToArray();
            Real mean = each.Select(e => e.Earned).Aggregate((a, b) => a + b) / Together;
            // G − (mean of the others) = (G − mean of all)·n/(n − 1).
            return each.Select(e => Sum(StopGradient(e.Earned - mean) * e.LogDensities)).Aggregate((a, b) => a + b) / (Together - 1);
        });

        // The same states for all, those that the policy comes to, and as many episodes from each.
        var states = Visited(model, policy, episodes / Together, seed, threads);
        var options = new EstimationOptions { Threads = threads, Estimator = EstimatorKind.Pathwise, Paths = episodes };
        var gradients = ((Expectation<GaussianPolicy, StateRow> Program, long Paths)[])[(through, episodes), (score, episodes), (baseline, episodes / Together)];
        var flat = new FlatParameters<GaussianPolicy>(policy);
        // What directions are chosen by is not measured along them: the last run is another one of the first estimator.
        double[][][] runs = [.. ((int[])[0, 1, 2, 0]).Select((which, run) => Enumerable.Range(0, replicates).Select(r =>
        {
            var (program, paths) = gradients[which];
            var gradient = new double[flat.Count];
            flat.Read(program.ValueAndGradient(policy, states, options with { Paths = paths, Seed = unchecked(((seed * 4 + run) * 1_000_003) + r) }).Gradient, gradient.AsSpan());
            return gradient;
        }).ToArray())];
        double[][] directions = Directions(flat, Mean(runs[3]), seed);
        return new(steps, (long)episodes * replicates, Measure("reparameterised", 0), Measure("score", 1), Measure("score, baseline", 2));

        PolicyGradientMeasure Measure(string name, int which)
        {
            double[] mean = Mean(runs[which]);
            double variance = runs[which].Sum(run => run.Zip(mean, (x, m) => (x - m) * (x - m)).Sum()) / (replicates - 1) * episodes;
            return new(name, variance, Math.Sqrt(mean.Sum(x => x * x)), which == 0 ? 0 : directions.Max(direction => Distance(Along(runs[which], direction), Along(runs[0], direction))));
        }
    }

    /// <summary>States that a policy comes to, each at a time of an episode of its own.</summary>
    static StateRow[] Visited(EnvironmentModel model, GaussianPolicy policy, int count, long seed, int threads)
    {
        int length = model.TimeLimit ?? 200;
        var simulation = Simulation.Of((GaussianPolicy at, Noise noise) => Gather(Rollout.Of(model, model.Reset(noise["reset"]), length, at.Sample, noise["walk"]).States, Floor(noise["when"].Uniform() * length)));
        var made = simulation.Run(policy, new EstimationOptions { Paths = count, Seed = seed, Threads = threads });
        double[] all = made.ToArray();
        int n = model.StateSize;
        return [.. Enumerable.Range(0, count).Select(k => new StateRow(all[(k * n)..((k + 1) * n)]))];
    }

    /// <summary>Unit directions along which means are compared: the gradient, its part in each array, and as many at random.</summary>
    static double[][] Directions(FlatParameters<GaussianPolicy> flat, double[] gradient, long seed)
    {
        var parts = flat.Places.Select(place => (double[])[.. gradient.Select((g, i) => i >= place.Start && i < place.Start + place.Shape.Count ? g : 0)]).ToArray();
        var random = parts.Select((_, i) => new RandomKey(seed)["directions"][i].Normal(flat.Count).ToArray());
        return [.. ((double[][])[gradient, .. parts, .. random]).Where(direction => direction.Any(x => x != 0)).Select(direction => Math.Sqrt(direction.Sum(x => x * x)) is var norm ? (double[])[.. direction.Select(x => x / norm)] : direction)];
    }

    static double[] Mean(double[][] runs) => [.. Enumerable.Range(0, runs[0].Length).Select(i => runs.Sum(run => run[i]) / runs.Length)];

    static double[] Along(double[][] runs, double[] direction) => [.. runs.Select(run => run.Zip(direction, (x, d) => x * d).Sum())];

    static double Distance(double[] a, double[] b)
    {
        static (double Mean, double Squared) Of(double[] x) => x.Average() is var mean ? (mean, x.Sum(v => (v - mean) * (v - mean)) / (x.Length - 1) / x.Length) : default;
        var ((of, spread), (other, width)) = (Of(a), Of(b));
        return spread + width > 0 ? Math.Abs(of - other) / Math.Sqrt(spread + width) : of == other ? 0 : double.PositiveInfinity;
    }
}
