using System.Globalization;
using Pathwise.Estimation;
using Pathwise.NoiseSources;

namespace Pathwise.Calculus;

/// <summary>What halving the steps changes, at one number of steps.</summary>
/// <param name="Steps">N; the finer path takes 2N along the same Brownian motion.</param>
/// <param name="Strong">√E|X_2N − X_N|² at the end.</param>
/// <param name="StrongError">Its standard error.</param>
/// <param name="Weak">E f(X_2N) − E f(X_N).</param>
/// <param name="WeakError">Its standard error.</param>
public sealed record ConvergenceRow(int Steps, double Strong, double StrongError, double Weak, double WeakError);

/// <summary>A measured order, with the half width of its 95 % confidence interval; null where noise, or a scheme that is exact, leaves nothing to measure.</summary>
public sealed record MeasuredOrder(double? Order, double? HalfWidth);

/// <summary>Measured strong and weak orders of a scheme on an equation. Differences between N and 2N steps fall at the order of the scheme, so that no exact solution is needed.</summary>
/// <param name="Rows">The differences.</param>
/// <param name="Strong">The strong order.</param>
/// <param name="Weak">The weak order.</param>
/// <param name="Paths">The paths of each row.</param>
public sealed record Convergence(IReadOnlyList<ConvergenceRow> Rows, MeasuredOrder Strong, MeasuredOrder Weak, long Paths)
{
    /// <param name="terminal">The states at the end of a Brownian motion.</param>
    /// <param name="drivers">The drivers of that motion.</param>
    /// <param name="end">The time of the end.</param>
    /// <param name="f">What the weak order is of.</param>
    /// <param name="first">The first N.</param>
    /// <param name="levels">How often it is doubled, and once.</param>
    /// <param name="options">How paths are run.</param>
    internal static Convergence Of(Func<BrownianMotion, Real[]> terminal, int drivers, double end, Func<Real[], Real> f, int first, int levels, EstimationOptions options) => Run(steps =>
    {
        var motion = new BrownianMotion(TimeGrid.Uniform(0, end, 2 * steps), new Noise(), drivers);
        Real[] fine = terminal(motion), coarse = terminal(motion.Coarser(2));
        Real squared = 0;
        foreach (var (a, b) in fine.Zip(coarse)) squared += (a - b) * (a - b);
        return (new("squared", squared.Node, []), new("difference", (f(fine) - f(coarse)).Node, []));
    }, first, levels, options);

    /// <param name="programs">For N steps, |X_2N − X_N|² and f(X_2N) − f(X_N).</param>
    /// <param name="first">The first N.</param>
    /// <param name="levels">How often it is doubled, and once.</param>
    /// <param name="options">How paths are run.</param>
    /// <param name="watch">Who waits.</param>
    internal static Convergence Run(Func<int, (StochasticProgram Squared, StochasticProgram Difference)> programs, int first, int levels, EstimationOptions options, Watch? watch = null)
    {
        watch ??= Watch.Nobody;
        var rows = new List<ConvergenceRow>();
        for (int level = 0; level < levels; level++)
        {
            var (squared, difference) = programs(first << level);
            // Noise of its own, so that rows are independent.
            var own = options with { Seed = (long)SiteKey.Mix((ulong)options.Seed + (ulong)level) };
            // Each row takes twice as long as the one before, half of it for either order.
            double all = 2 * (Math.Pow(2, levels) - 1), before = 2 * (Math.Pow(2, level) - 1) / all, half = Math.Pow(2, level) / all;
            string of = string.Create(CultureInfo.InvariantCulture, $"{first << level:N0} steps: ");
            GradientEstimate strong = GradientEstimator.Run(squared, [], watch.During(own, before, half, of), complete: true), weak = GradientEstimator.Run(difference, [], watch.During(own, before + half, half, of), complete: true);
            double root = Math.Sqrt(strong.Value);
            rows.Add(new(first << level, root, root > 0 ? 0.5 * (strong.StandardError ?? 0) / root : 0, weak.Value, weak.StandardError ?? 0));
        }
        return new(rows, Fit(rows, row => (row.Strong, row.StrongError)), Fit(rows, row => (Math.Abs(row.Weak), row.WeakError)), options.Paths);
    }

    /// <summary>Least squares of −log₂ over log₂ N, weighted by relative errors. Rows that noise hides (less than three standard errors) are left out, and so is what rounding leaves.</summary>
    static MeasuredOrder Fit(List<ConvergenceRow> rows, Func<ConvergenceRow, (double Size, double Error)> quantity)
    {
        var points = rows.Select(row => (Row: row, Q: quantity(row))).Where(p => p.Q.Size > 3 * p.Q.Error && p.Q.Size > 1e-11)
            .Select(p => (Math.Log2(p.Row.Steps), -Math.Log2(p.Q.Size), 1 / Math.Pow(Math.Max(p.Q.Error / p.Q.Size, 1e-6) / Math.Log(2), 2))).ToArray();
        if (points.Length < 2) return new(null, null);
        var line = LineFit.Of(points);
        // Where the line does not fit to within the noise, higher orders in h are seen: they widen the interval.
        double misfit = points.Length > 2 ? line.Misfit / (points.Length - 2) : 1;
        return new(line.Slope, 1.96 * Math.Sqrt(Math.Max(1, misfit) / line.Spread));
    }
}
