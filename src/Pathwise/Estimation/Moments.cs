using Pathwise.Execution;

namespace Pathwise.Estimation;

/// <summary>Mean of a sample and sum of squared deviations of its sampling units, each weighted by the number of paths it holds.</summary>
/// <param name="Count">The paths (or pairs of paths).</param>
/// <param name="Mean">Their mean.</param>
/// <param name="SquaredDeviations">Σ nᵤ(mᵤ − mean)² over the units u, of nᵤ paths with mean mᵤ.</param>
/// <param name="Units">The sampling units: the paths, or blocks or replicates of them.</param>
internal readonly record struct Moments(long Count, double Mean, double SquaredDeviations, long Units)
{
    /// <summary>One unit of many paths.</summary>
    public static Moments OfUnit(long count, double mean) => new(count, mean, 0, 1);

    /// <summary>Of a block: eight lanes, successive groups added lane by lane in path order, then a fixed tree; deviations in a second pass.</summary>
    public static Moments Of(ReadOnlySpan<double> sample)
    {
        if (sample.Length == 0) return default;
        double mean = Reduce(sample, null) / sample.Length;
        return new(sample.Length, mean, Reduce(sample, mean), sample.Length);
    }

    /// <summary>The sum of a sample, or of its squared deviations from a mean: lane by lane, as <see cref="SumLanes"/> says.</summary>
    static double Reduce(ReadOnlySpan<double> sample, double? mean)
    {
        Span<double> lanes = stackalloc double[SumLanes.Count];
        lanes.Clear();
        if (mean is { } from) SumLanes.AddSquares(sample, from, lanes);
        else SumLanes.Add(sample, lanes);
        return SumLanes.Total(lanes);
    }

    /// <summary>Of both samples together (Chan, Golub and LeVeque, The American Statistician 37, 1983).</summary>
    public Moments Merge(Moments other)
    {
        if (Count == 0) return other;
        if (other.Count == 0) return this;
        long count = Count + other.Count;
        double delta = other.Mean - Mean, share = (double)other.Count / count;
        return new(count, Mean + delta * share, SquaredDeviations + other.SquaredDeviations + delta * delta * share * Count, Units + other.Units);
    }

    /// <summary>The standard error of the mean, √(s²/n) with s² the unbiased variance of a path; undefined (null) for fewer than two units.</summary>
    public double? StandardError => Units < 2 ? null : Math.Sqrt(SquaredDeviations / (Units - 1) / Count);
}

/// <summary>
/// Merges blocks by binary counting: equal-sized runs merge as soon as they meet, so the tree, and with it every bit, depends only on the
/// number of blocks. Memory grows with the logarithm of that number, and the sum can be extended.
/// </summary>
internal sealed class MomentTree
{
    /// <summary>At each level the run of 2^level blocks that waits for another, if there is one.</summary>
    readonly List<Moments[]?> _runs = [];
    readonly Stack<Moments[]> _free = new();

    /// <summary>An array that the tree has no more use for, if there is one: a long run allocates nothing.</summary>
    public Moments[]? Recycled() => _free.TryPop(out var array) ? array : null;

    /// <summary>Adds a block, whose array is the tree's from now on.</summary>
    public void Add(Moments[] block)
    {
        int level = 0;
        for (; level < _runs.Count && _runs[level] is { } waiting; level++)
        {
            Merge(waiting, block, into: waiting);
            _free.Push(block);
            block = waiting;
            _runs[level] = null;
        }
        if (level == _runs.Count) _runs.Add(block); else _runs[level] = block;
    }

    public Moments[] Total()
    {
        Moments[]? total = null;
        foreach (var run in _runs)
            if (run is not null) total = total is null ? run : Merge(run, total, new Moments[run.Length]);
        return total is null ? [] : [.. total];
    }

    static Moments[] Merge(Moments[] first, Moments[] second, Moments[] into)
    {
        for (int i = 0; i < into.Length; i++) into[i] = first[i].Merge(second[i]);
        return into;
    }
}
