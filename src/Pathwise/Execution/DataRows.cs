using System.Numerics;

namespace Pathwise.Execution;

/// <summary>Data as per-path inputs.</summary>
/// <param name="Placeholders">The parts of a row in the graph.</param>
/// <param name="Parts">The numbers of each part.</param>
internal sealed record DataRows(IReadOnlyList<Node> Placeholders, IReadOnlyList<DataPart> Parts)
{
    public static readonly DataRows None = new([], (IReadOnlyList<DataPart>)[]);

    /// <summary>Numbers of rows, for each row and part.</summary>
    public DataRows(IReadOnlyList<Node> placeholders, double[][][] rows)
        : this(placeholders, [.. placeholders.Select((node, part) => new DataPart<double>([.. rows.SelectMany(row => row[part])], node.Shape.Count))]) { }

    /// <summary>Which row a path reads; where it is not given, path k reads row k modulo the number of rows.</summary>
    public Func<long, int>? Order { get; init; }

    /// <summary>The rows of a run of paths, part by part.</summary>
    public Value[] For(long firstPath, int paths)
    {
        var values = new Value[Placeholders.Count];
        for (int part = 0; part < values.Length; part++)
        {
            values[part] = new Value(Placeholders[part].Shape.Count, paths, perPath: true);
            Fill(part, firstPath, paths, values[part].Data);
        }
        return values;
    }

    /// <summary>Writes one part of the rows of a run of paths: element e of path <c>firstPath + p</c> at <c>e·paths + p</c>.</summary>
    public void Fill<T>(int part, long firstPath, int paths, Span<T> destination) where T : unmanaged, INumberBase<T>
    {
        var numbers = Parts[part];
        for (int p = 0; p < paths; p++)
        {
            long path = firstPath + p;
            numbers.Fill(Order is null ? (int)(path % numbers.Count) : Order(path), destination[p..], paths);
        }
    }
}

/// <summary>The numbers of one part of all rows.</summary>
internal abstract class DataPart
{
    /// <summary>The number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>Writes a row, element e at <c>e·stride</c>.</summary>
    public abstract void Fill<T>(int row, Span<T> destination, int stride) where T : unmanaged, INumberBase<T>;
}

/// <summary>Numbers in either precision.</summary>
/// <param name="numbers">The rows one after another.</param>
/// <param name="width">The numbers in a row.</param>
internal sealed class DataPart<TNumber>(TNumber[] numbers, int width) : DataPart where TNumber : unmanaged, INumberBase<TNumber>
{
    public override int Count { get; } = numbers.Length / width;

    public override void Fill<T>(int row, Span<T> destination, int stride)
    {
        var from = numbers.AsSpan(row * width, width);
        for (int e = 0; e < from.Length; e++) destination[e * stride] = T.CreateTruncating(from[e]);
    }
}
