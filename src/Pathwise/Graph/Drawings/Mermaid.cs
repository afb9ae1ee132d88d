using System.Globalization;
using System.Text;

namespace Pathwise.Graphs.Drawings;

/// <summary>A graph as a Mermaid flowchart: the same boxes as the figure's, broken edges dashed and named.</summary>
internal sealed class Mermaid
{
    readonly StringBuilder _text = new("flowchart TD\n");
    readonly Dictionary<Vertex, string> _names = [];
    readonly List<(string Source, string Target, string? Broken)> _edges = [];

    public static string Draw(Graph graph, Func<Node, string?> broken)
    {
        var drawing = new Mermaid();
        var sketch = Sketcher.Of(graph, broken);
        drawing.Boxes(sketch, "    ");
        drawing.Edges(sketch);
        return drawing.Finish();
    }

    void Boxes(Sketch sketch, string indent)
    {
        foreach (var vertex in sketch.Vertices)
        {
            string name = _names[vertex] = $"n{_names.Count.ToString(CultureInfo.InvariantCulture)}";
            string text = Escape(vertex.Text.Replace("\n", "; ", StringComparison.Ordinal) + (vertex.Note is null ? "" : $", {vertex.Note}"));
            if (vertex.Body is { } body)
            {
                _text.Append(CultureInfo.InvariantCulture, $"{indent}subgraph {name} [\"{text}\"]\n");
                Boxes(body, indent + "    ");
                _text.Append(indent).Append("end\n");
                continue;
            }
            string? box = vertex.Kind switch
            {
                VertexKind.Port or VertexKind.Exit => null,
                VertexKind.Parameter => $"[/\"{text}\"/]",
                VertexKind.Noise => $"([\"{text}\"])",
                VertexKind.Draw => $"(\"{text}\")",
                VertexKind.Result => $"[[\"{text}\"]]",
                _ => $"[\"{text}\"]",
            };
            if (box is not null) _text.Append(CultureInfo.InvariantCulture, $"{indent}{name}{box}:::{vertex.Kind.ToString().ToLowerInvariant()}\n");
        }
    }

    /// <summary>Lines lead from box to box: ports and exits are passed through.</summary>
    void Edges(Sketch sketch)
    {
        foreach (var edge in sketch.Edges)
        {
            if (edge.To.Kind == VertexKind.Exit || edge.Entry?.Kind == VertexKind.Port) continue;
            foreach (var source in Sources(sketch, edge)) _edges.Add((_names[source], _names[edge.Entry ?? edge.To], edge.Broken));
        }
        foreach (var body in sketch.Vertices.Select(vertex => vertex.Body).OfType<Sketch>()) Edges(body);
    }

    static IEnumerable<Vertex> Sources(Sketch sketch, Edge edge)
    {
        var from = edge.From;
        while (from.Outside is { } outside) from = outside;
        if (edge.Exit is not { } exit) return [from];
        return from.Body!.Edges.Where(inner => ReferenceEquals(inner.To, exit)).SelectMany(inner => Sources(from.Body, inner));
    }

    string Finish()
    {
        foreach (var (source, target, broken) in _edges)
            _text.Append(CultureInfo.InvariantCulture, $"    {source} {(broken is null ? "-->" : $"-. \"✗ {broken}\" .->")} {target}\n");
        foreach (var (kind, colours) in new[] { ("parameter", "fill:#e3effb,stroke:#2f6fb3"), ("noise", "fill:#fdf1d3,stroke:#b07d12"), ("draw", "fill:#f0e8fb,stroke:#7a4fb5"),
            ("value", "fill:#f6f8fa,stroke:#8c959f"), ("state", "fill:#eef1f4,stroke:#8c959f"), ("result", "fill:#dff3e4,stroke:#2c8a4b") })
            _text.Append(CultureInfo.InvariantCulture, $"    classDef {kind} {colours},color:#1b1f24\n");
        for (int i = 0; i < _edges.Count; i++)
            if (_edges[i].Broken is { } broken) _text.Append(CultureInfo.InvariantCulture, $"    linkStyle {i} stroke:{(broken == "held" ? "#a8b0b8" : "#c1121f")}\n");
        return _text.ToString();
    }

    static string Escape(string text) => text.Replace("\"", "#quot;", StringComparison.Ordinal).Replace("<", "#lt;", StringComparison.Ordinal).Replace(">", "#gt;", StringComparison.Ordinal);
}
