using System.Globalization;

namespace Pathwise.Learning.Control;

/// <summary>A space of vectors: each component between a lowest and a highest value, which may be infinite.</summary>
public sealed class Box
{
    readonly double[] _low, _high;

    /// <summary>The box between two corners, which are copied. PW4070 if they are not of one length, or cross.</summary>
    public Box(IReadOnlyList<double> low, IReadOnlyList<double> high)
    {
        (_low, _high) = ([.. low], [.. high]);
        if (_low.Length == 0 || _low.Length != _high.Length) throw new PathwiseException("PW4070", $"a space with {_low.Length} lower and {_high.Length} upper bounds", "give one of each for every component, at least one", Place.OfCaller());
        for (int i = 0; i < _low.Length; i++)
            if (!(_low[i] <= _high[i])) throw new PathwiseException("PW4070", $"a space whose component {i} lies between {Text(_low[i])} and {Text(_high[i])}", "give a lower bound that is not above the upper one", Place.OfCaller());
    }

    /// <summary>The box of <paramref name="size"/> components, each within ±<paramref name="bound"/>.</summary>
    public static Box Symmetric(int size, double bound) => new([.. Enumerable.Repeat(-bound, size)], [.. Enumerable.Repeat(bound, size)]);

    /// <summary>The number of components.</summary>
    public int Size => _low.Length;

    /// <summary>The lowest values.</summary>
    public IReadOnlyList<double> Low => _low;

    /// <summary>The highest values.</summary>
    public IReadOnlyList<double> High => _high;

    /// <summary>Whether every bound is finite.</summary>
    public bool IsBounded => _low.Concat(_high).All(double.IsFinite);

    /// <summary>The first component of a vector that is no number of its range; null if the vector lies in the box.</summary>
    public int? Outside(ReadOnlySpan<double> vector)
    {
        for (int i = 0; i < vector.Length; i++)
            if (!(vector[i] >= _low[i] && vector[i] <= _high[i])) return i;
        return null;
    }

    internal string Range(int component) => $"[{Text(_low[component])}, {Text(_high[component])}]";

    internal static string Text(double x) => x.ToString("R", CultureInfo.InvariantCulture);
}
