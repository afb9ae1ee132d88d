using System.Globalization;
using Pathwise.Graphs;

namespace Pathwise.NoiseSources;

/// <summary>Noise from the user's arrays.</summary>
internal sealed class RecordedSource : INoiseSource
{
    readonly Dictionary<Draw, double[,]> _values = [];

    /// <param name="draws">The program's draws, each of which must have been recorded.</param>
    /// <param name="recorded">The arrays.</param>
    public RecordedSource(IReadOnlyList<Node> draws, RecordedNoise recorded)
    {
        foreach (var node in draws)
        {
            var draw = (Draw)node.Op;
            if (!recorded.Sites.TryGetValue(draw.Site, out double[,]? values))
                throw new PathwiseException("PW0042", $"the draw '{draw.Site}' has not been recorded",
                    $"give values for every draw of the program: {string.Join(", ", draws.Select(Describe))}", node.Place);
            if (values.GetLength(1) != draw.Shape.Count)
                throw Misfit(node, $"has {Number(values.GetLength(1))} columns instead of {Number(draw.Shape.Count)}",
                    "give one column for each element of the draw");
            if (values.GetLength(0) == 0) throw Misfit(node, "has no rows", "record at least one path");
            foreach (double x in values)
                if (!(draw.Law == DrawKind.Normal ? double.IsFinite(x) : x > 0 && x < 1))
                    throw Misfit(node, $"has the value {Number(x)}",
                        draw.Law == DrawKind.Normal ? "a normal draw is finite" : "a uniform draw lies inside (0, 1)");
            _values[draw] = values;
            if (draw.Shared) continue;
            Paths ??= values.GetLength(0);
            if (values.GetLength(0) != Paths)
                throw Misfit(node, $"has {Number(values.GetLength(0))} rows where others have {Number(Paths.Value)}",
                    "record the same paths of every draw");
        }
    }

    /// <summary>The number of paths that were recorded; null for a program without draws of its paths' own.</summary>
    public long? Paths { get; }

    /// <summary>Throws unless shared draws have been recorded for so many replicates.</summary>
    public void CheckReplicates(IReadOnlyList<Node> draws, int replicates)
    {
        foreach (var node in draws)
            if (!node.PerPath && _values[(Draw)node.Op].GetLength(0) < replicates)
                throw Misfit(node, $"has {Number(_values[(Draw)node.Op].GetLength(0))} rows",
                    $"a shared draw needs {Number(replicates)}, one for each replicate");
    }

    public void Fill(Draw site, long firstPath, int paths, Span<double> destination, int stride)
    {
        double[,] values = _values[site];
        for (int e = 0; e < values.GetLength(1); e++)
            for (int p = 0; p < paths; p++) destination[e * stride + p] = values[Math.Min(firstPath + p, values.GetLength(0) - 1), e];
    }

    static string Describe(Node node) => $"'{((Draw)node.Op).Site}' ({Number(node.Shape.Count)} {(node.Shape.Count == 1 ? "column" : "columns")})";

    static PathwiseException Misfit(Node node, string what, string cure) =>
        new("PW0043", $"what was recorded of the draw '{((Draw)node.Op).Site}' {what}", cure, node.Place);

    static string Number(double x) => x.ToString("R", CultureInfo.InvariantCulture);
}
