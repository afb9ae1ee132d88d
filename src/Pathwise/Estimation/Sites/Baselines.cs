namespace Pathwise.Estimation;

/// <summary>A score term among a graph's outputs: where the cost is, and for each entry of the gradient that it adds to, where the score is.</summary>
internal sealed record ScoreOutputs(int Cost, (int Score, int Gradient)[] Entries, Baseline Baseline);

/// <summary>
/// The score terms of a block of paths, with a baseline made of the other paths of the block, which leaves the mean alone: (c − b)·s is added to each path's gradient.
/// A sampling unit (a path, or an antithetic pair) takes no part in its own baseline.
/// </summary>
internal static class Baselines
{
    /// <param name="results">The block's outputs, one row of paths after another.</param>
    /// <param name="paths">The paths of the block.</param>
    /// <param name="unit">The paths of a sampling unit.</param>
    /// <param name="term">Where things are.</param>
    /// <param name="constant">A baseline made elsewhere, instead.</param>
    public static void Add(Span<double> results, int paths, int unit, ScoreOutputs term, double? constant)
    {
        var cost = results.Slice(term.Cost * paths, paths);
        Span<double> baseline = stackalloc double[Sampler.MostBlockPaths];
        baseline = baseline[..paths];
        if (constant is { } given) baseline.Fill(given);
        else if (term.Baseline == Baseline.LeaveOneOut) LeaveOneOut(cost, unit, baseline);
        else if (term.Baseline == Baseline.Moving) Moving(cost, unit, baseline);
        foreach (var (scoreRow, gradientRow) in term.Entries)
        {
            var score = results.Slice(scoreRow * paths, paths);
            var gradient = results.Slice(gradientRow * paths, paths);
            if (constant is null && term.Baseline == Baseline.Regression) Regression(cost, score, unit, baseline);
            for (int j = 0; j < paths; j++) gradient[j] += (cost[j] - baseline[j]) * score[j];
        }
    }

    static void LeaveOneOut(ReadOnlySpan<double> cost, int unit, Span<double> baseline)
    {
        int n = cost.Length;
        // Sums of what differs from the first cost: costs that are equal give exactly that baseline.
        double shift = cost[0], total = 0;
        foreach (double c in cost) total += c - shift;
        for (int j = 0; j < n; j += unit)
        {
            double own = 0;
            for (int k = j; k < j + unit; k++) own += cost[k] - shift;
            baseline.Slice(j, unit).Fill(n > unit ? shift + (total - own) / (n - unit) : 0);
        }
    }

    /// <summary>An average over the last hundred units or so; the first has none.</summary>
    static void Moving(ReadOnlySpan<double> cost, int unit, Span<double> baseline)
    {
        double average = 0;
        for (int j = 0; j < cost.Length; j += unit)
        {
            baseline.Slice(j, unit).Fill(average);
            double own = 0;
            for (int k = j; k < j + unit; k++) own += cost[k] / unit;
            average += (own - average) / Math.Min(j / unit + 1, 100);
        }
    }

    /// <summary>Σcs²/Σs² over the other units.</summary>
    static void Regression(ReadOnlySpan<double> cost, ReadOnlySpan<double> score, int unit, Span<double> baseline)
    {
        double weighted = 0, weight = 0;
        for (int j = 0; j < cost.Length; j++)
        {
            weighted += cost[j] * score[j] * score[j];
            weight += score[j] * score[j];
        }
        for (int j = 0; j < cost.Length; j += unit)
        {
            double ownWeighted = 0, own = 0;
            for (int k = j; k < j + unit; k++)
            {
                ownWeighted += cost[k] * score[k] * score[k];
                own += score[k] * score[k];
            }
            // Where the other scores are nothing beside this one's, rounding leaves nothing of them.
            baseline.Slice(j, unit).Fill(weight - own > 1e-12 * weight ? (weighted - ownWeighted) / (weight - own) : 0);
        }
    }
}
