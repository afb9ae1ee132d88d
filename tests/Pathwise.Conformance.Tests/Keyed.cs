namespace Pathwise.Conformance;

/// <summary>What random programs are drawn from: a sequence of a key, the same for ever.</summary>
internal abstract class Keyed(ulong key)
{
    ulong _state = NoiseSources.SiteKey.Mix(key);

    protected int Next(int below) => (int)((_state = NoiseSources.SiteKey.Mix(_state + 0x9E3779B97F4A7C15)) % (ulong)below);

    /// <summary>A number of three decimals between −bound and bound.</summary>
    protected double Number(int bound = 2) => Math.Round(Next(2000 * bound + 1) / 1000.0 - bound, 3);

    protected double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => Number())];

    protected T Pick<T>(IReadOnlyList<T> list) => list[Next(list.Count)];
}
