namespace Pathwise.Graphs.Drawings;

/// <summary>What a box of a drawing stands for.</summary>
internal enum VertexKind
{
    /// <summary>A parameter of the model.</summary>
    Parameter,

    /// <summary>Noise, an input.</summary>
    Noise,

    /// <summary>A value made from noise directly: a draw.</summary>
    Draw,

    /// <summary>Any other value.</summary>
    Value,

    /// <summary>What the expectation is of.</summary>
    Result,

    /// <summary>A loop, with its body inside.</summary>
    Loop,

    /// <summary>Inside a loop: a value that comes from outside.</summary>
    Port,

    /// <summary>Inside a loop: what the step before has left.</summary>
    State,

    /// <summary>Inside a loop: a value that goes outside.</summary>
    Exit,
}

/// <summary>A box of a drawing: what is written in it, and, for a loop, what is drawn in it.</summary>
internal sealed class Vertex(VertexKind kind, string name)
{
    public VertexKind Kind { get; set; } = kind;

    /// <summary>How formulas refer to it.</summary>
    public string Name { get; } = name;

    public string Text { get; init; } = name;

    /// <summary>A smaller line below.</summary>
    public string? Note { get; init; }

    /// <summary>The user's own name of the value and its place.</summary>
    public string? Origin { get; init; }

    /// <summary>detached, discrete, jump or held: what happens to routes that enter.</summary>
    public string? Obstacle { get; init; }

    public Sketch? Body { get; init; }

    /// <summary>Of a port: the box outside.</summary>
    public Vertex? Outside { get; init; }
}

/// <summary>A use of one box's value by another; where a loop is meant, by which box inside it.</summary>
internal sealed record Edge(Vertex From, Vertex To, string? Broken = null, Vertex? Exit = null, Vertex? Entry = null);

/// <summary>
/// A graph as a person would draw it: inputs, named values and obstacles are boxes; what has no name is written into the formula of
/// the box that uses it. Boxes come before the boxes that use them.
/// </summary>
internal sealed class Sketch
{
    public List<Vertex> Vertices { get; } = [];
    public List<Edge> Edges { get; } = [];

    /// <summary>The number of boxes, in bodies too.</summary>
    public int Count => Vertices.Sum(vertex => 1 + (vertex.Body?.Count ?? 0));

    /// <summary>
    /// Puts inputs in the order in which they are read. In a body, those that are used elsewhere too come last, so that their other lines
    /// pass beside the frame.
    /// </summary>
    public void Arrange()
    {
        foreach (var loop in Vertices.Where(vertex => vertex.Body is not null))
        {
            loop.Body!.Arrange();
            var elsewhere = Edges.Where(edge => !ReferenceEquals(edge.To, loop)).Select(edge => edge.From).ToHashSet();
            var late = loop.Body.Vertices.ToLookup(vertex => vertex.Outside is { } outside && elsewhere.Contains(outside));
            var inputs = late[false].ToLookup(vertex => vertex.Kind is VertexKind.Port or VertexKind.State);
            Vertex[] order = [.. inputs[true], .. late[true], .. inputs[false]];
            loop.Body.Vertices.Clear();
            loop.Body.Vertices.AddRange(order);
        }
        var into = Edges.ToLookup(edge => edge.To);
        var pending = Vertices.Where(vertex => !into[vertex].Any()).ToHashSet();
        Vertex[] readers = [.. Vertices.Where(vertex => !pending.Contains(vertex))];
        Vertices.Clear();
        foreach (var reader in readers)
        {
            foreach (var edge in into[reader].OrderBy(edge => edge.Entry is null ? 0 : reader.Body!.Vertices.IndexOf(edge.Entry)))
                if (pending.Remove(edge.From)) Vertices.Add(edge.From);
            Vertices.Add(reader);
        }
        Vertices.InsertRange(0, pending.OrderBy(vertex => vertex.Name, StringComparer.Ordinal));
    }
}
