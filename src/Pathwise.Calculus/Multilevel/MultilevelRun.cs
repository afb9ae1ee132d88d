using System.Globalization;
using Pathwise.Estimation;
using Pathwise.NoiseSources;

namespace Pathwise.Calculus;

/// <summary>Giles's algorithm: pilot runs, the optimal allocation, and more levels while the bias asks for them.</summary>
internal static class MultilevelRun
{
    const int PilotPaths = 8192, FirstLevels = 3, MostLevels = 16;

    /// <param name="programOf">The program of a level.</param>
    /// <param name="stepsOf">The steps of its finer grid.</param>
    /// <param name="wanted">The parameters to differentiate in, by name; null: all.</param>
    /// <param name="target">The root mean square error of the value; null: a thousandth of it.</param>
    /// <param name="options">How paths are run.</param>
    /// <param name="watch">Who waits. How many levels there will be is not known before: shares are of the runs that are due.</param>
    public static MultilevelEstimate Of(Func<int, StochasticProgram> programOf, Func<int, int> stepsOf, IReadOnlyList<string>? wanted, double? target, EstimationOptions options, Watch? watch = null)
    {
        if (target is <= 0 or double.NaN) throw new PathwiseException("PW2007", $"a target error of {target}", "give a positive root mean square error");
        watch ??= Watch.Nobody;
        var levels = new List<Level>();
        void Add() => levels.Add(new Level(levels.Count, programOf(levels.Count), stepsOf(levels.Count), wanted, options, watch));
        while (levels.Count < FirstLevels) Add();
        while (true)
        {
            double ε = target ?? 1e-3 * Math.Abs(levels.Sum(level => level.Run.Value));
            Allocate(levels, ε);
            // Half of the mean square error for the bias, half for noise.
            if (Bias(levels) <= ε / Math.Sqrt(2) || levels.Count == MostLevels) break;
            Add();
        }
        return Answer(levels);
    }

    /// <summary>N_ℓ = 2ε⁻² √(V_ℓ/C_ℓ) Σ √(V_k C_k): the least work for a variance of ½ε².</summary>
    static void Allocate(List<Level> levels, double ε)
    {
        double sum = levels.Sum(level => Math.Sqrt(level.Variance * level.Cost));
        var due = levels.Select(level => (Level: level, Paths: (long)Math.Min(1e12, Math.Ceiling(2 / (ε * ε) * Math.Sqrt(level.Variance / level.Cost) * sum)))).Where(run => run.Level.Lacks(run.Paths)).ToArray();
        double work = due.Sum(run => (double)run.Level.Cost * run.Paths), done = 0;
        foreach (var (level, paths) in due)
        {
            double own = (double)level.Cost * paths;
            level.RunAgain(paths, done / work, own / work);
            done += own;
        }
    }

    /// <summary>What the finest levels say of the bias; the last three, each scaled by the rate, so that a mean that happens to be small does not end the search.</summary>
    static double Bias(List<Level> levels)
    {
        double α = Math.Max(0.5, Rate(levels, level => Math.Abs(level.Run.Value)));
        return Enumerable.Range(0, Math.Min(3, levels.Count - 1)).Max(k => Math.Abs(levels[^(1 + k)].Run.Value) * Math.Pow(2, -α * k)) / (Math.Pow(2, α) - 1);
    }

    /// <summary>The rate at which a quantity falls with the level, by least squares of logarithms over levels 1, 2, ….</summary>
    static double Rate(List<Level> levels, Func<Level, double> quantity)
    {
        var points = levels.Skip(1).Where(level => quantity(level) > 0).Select(level => ((double)level.Index, -Math.Log2(quantity(level)), 1.0)).ToArray();
        return points.Length < 2 ? 0 : LineFit.Of(points).Slope;
    }

    static MultilevelEstimate Answer(List<Level> levels)
    {
        double variance = levels.Sum(level => level.Variance / level.Run.Paths);
        var gradient = levels[0].Run.Gradient.Select((_, i) =>
        {
            var parts = levels.Select(level => level.Run.Gradient[i]).ToArray();
            string name = parts[0].Name, by = string.Join(", ", parts.Select(part => part.Estimator).Where(estimator => estimator != "exact").Distinct(StringComparer.Ordinal).DefaultIfEmpty("exact"));
            return parts.Any(part => part.Mean is null) ? new MultilevelDerivative(name, null, null, "refused")
                : new(name, parts.Sum(part => part.Mean![0]), Math.Sqrt(parts.Sum(part => Math.Pow(part.StandardError![0] ?? 0, 2))), by);
        }).ToArray();
        double work = levels.Sum(level => (double)level.Cost * level.Run.Paths);
        // The finest grid alone: the variance of P_L is nearly that of P₀, and its path costs what the finer half of the last level does.
        double alone = levels[0].Variance / variance * (levels[^1].Cost * (2.0 / 3));
        return new(levels.Sum(level => level.Run.Value), Math.Sqrt(variance), Bias(levels), gradient, [.. levels.Select(level => new MultilevelLevel(level.Index, level.Steps, level.Run.Paths, level.Run.Value, level.Variance, level.Cost))],
            Rate(levels, level => Math.Abs(level.Run.Value)), Rate(levels, level => level.Variance), -Rate(levels, level => level.Cost), alone / work);
    }

    /// <summary>A level and its last run.</summary>
    sealed class Level
    {
        readonly StochasticProgram _program;
        readonly ProgramParameter[] _wanted;
        readonly EstimationOptions _options;
        readonly Watch _watch;

        public Level(int index, StochasticProgram program, int steps, IReadOnlyList<string>? wanted, EstimationOptions options, Watch watch)
        {
            (Index, Steps, _program, _watch) = (index, steps, program, watch);
            _wanted = [.. program.Parameters.Where(p => wanted is null || wanted.Contains(p.Name, StringComparer.Ordinal))];
            // Noise of its own.
            _options = options with { Seed = (long)SiteKey.Mix((ulong)options.Seed + (ulong)index), Paths = PilotPaths, TargetStandardError = null };
            Run = GradientEstimator.Run(program, _wanted, watch.During(_options, 0, 1, Title("pilot of level")), complete: false);
            Cost = Math.Max(1, Candidate.Count(program.Gradient([.. program.Parameters.Where((p, i) => Run.Gradient.Any(entry => entry.Name == p.Name && entry.Estimator == "pathwise"))], _options).Graph));
        }

        public int Index { get; }
        public int Steps { get; }
        public long Cost { get; }
        public GradientEstimate Run { get; private set; }

        public double Variance => Run.StandardError is { } error ? error * error * Run.Paths : 0;

        /// <summary>Whether more paths are wanted than were run; for a little more it is not run again.</summary>
        public bool Lacks(long paths) => paths > 1.02 * Run.Paths;

        public void RunAgain(long paths, double before, double share) => Run = GradientEstimator.Run(_program, _wanted, _watch.During(_options with { Paths = paths }, before, share, Title("level")), complete: false);

        string Title(string what) => string.Create(CultureInfo.InvariantCulture, $"{what} {Index}, {Steps:N0} steps: ");
    }
}
