using System.Globalization;

namespace Pathwise.Graphs;

/// <summary>A short list of integers compared by content: axes, permutations, attributes of ops.</summary>
internal readonly struct IntList(params int[] values) : IEquatable<IntList>
{
    readonly int[]? _values = values;

    public ReadOnlySpan<int> Values => _values;
    public int Count => Values.Length;
    public int this[int index] => Values[index];

    public bool Equals(IntList other) => Values.SequenceEqual(other.Values);
    public override bool Equals(object? obj) => obj is IntList other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int n in Values) hash.Add(n);
        return hash.ToHashCode();
    }

    public override string ToString() => string.Join(", ", Values.ToArray().Select(n => n.ToString(CultureInfo.InvariantCulture)));
}
