using System.Numerics;
using Pathwise.Estimation;

namespace Pathwise.Learning;

/// <summary>The parameters in a record as one flat array, in the order of the record's members, and back: optimisers work on arrays, programs on records.</summary>
public sealed class FlatParameters<TParameters>
{
    static readonly Structure s_structure = Structure.Of(typeof(TParameters));
    readonly TParameters _like;
    readonly Shape[] _shapes;

    /// <summary>The layout of a record: shapes and settings are those of <paramref name="like"/>.</summary>
    public FlatParameters(TParameters like)
    {
        var leaves = s_structure.Flatten(like);
        (_like, _shapes) = (like, [.. leaves.Select(leaf => leaf.Value.Shape)]);
        Names = [.. leaves.Select(leaf => leaf.Name)];
        Count = _shapes.Sum(shape => shape.Count);
    }

    /// <summary>The number of parameters.</summary>
    public int Count { get; }

    /// <summary>The names of the arrays, in order, as in <c>Layers[0].Weight</c>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The arrays in order: name, shape, and where it begins.</summary>
    internal IEnumerable<(string Name, Shape Shape, int Start)> Places
    {
        get
        {
            int start = 0;
            for (int i = 0; i < _shapes.Length; start += _shapes[i++].Count) yield return (Names[i], _shapes[i], start);
        }
    }

    /// <summary>Writes a record's numbers (parameters, or a gradient in their type) one after another.</summary>
    public void Read<T>(TParameters from, Span<T> into) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Fits(into.Length);
        int at = 0;
        foreach (var (_, value) in s_structure.Flatten(from))
            foreach (double x in value.ToArray()) into[at++] = T.CreateTruncating(x);
    }

    /// <summary>The numbers as a record.</summary>
    public TParameters Build<T>(ReadOnlySpan<T> from) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Fits(from.Length);
        var leaves = new Queue<Real>();
        int at = 0;
        foreach (var shape in _shapes)
        {
            var values = new double[shape.Count];
            for (int i = 0; i < values.Length; i++) values[i] = double.CreateTruncating(from[at++]);
            leaves.Enqueue(Real.FromArray(shape, values));
        }
        return (TParameters)s_structure.Build(_like, leaves);
    }

    /// <summary>Throws where there are not as many numbers as parameters.</summary>
    internal void Fits(int length)
    {
        if (length != Count) throw new PathwiseException("PW4022", $"{length} numbers for {Count} parameters", "give as many numbers as there are parameters");
    }
}
