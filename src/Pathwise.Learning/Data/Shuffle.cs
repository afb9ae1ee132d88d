using Pathwise.Graphs;
using Pathwise.NoiseSources;

namespace Pathwise.Learning.Data;

/// <summary>Orders of rows by counter noise: row k of n gets draw e·n + k of the site <c>data/shuffle#0</c> (docs/noise.md) in epoch e, and rows are sorted by it, equal ones by their numbers. So the order is a function of seed, number and epoch.</summary>
internal static class Shuffle
{
    static readonly Draw s_site = new("data/shuffle#0", DrawKind.Uniform, Shape.Scalar, Shared: false);

    public static int[] Order(int count, long seed, long epoch = 0)
    {
        var keys = new double[count];
        new CounterSource(seed).Fill(s_site, epoch * count, count, keys, count);
        var rows = new (double Key, int Row)[count];
        for (int i = 0; i < count; i++) rows[i] = (keys[i], i);
        Array.Sort(rows);
        return [.. rows.Select(row => row.Row)];
    }
}
