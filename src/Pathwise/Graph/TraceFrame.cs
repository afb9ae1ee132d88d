namespace Pathwise.Graphs;

/// <summary>
/// A loop whose body is being traced. Draws made inside are hoisted: the whole array of draws is an input of the program, and the body reads
/// one row of it per step.
/// </summary>
internal sealed class TraceFrame : IDisposable
{
    [ThreadStatic] static TraceFrame? t_innermost;

    readonly TraceFrame? _outer;
    readonly int _steps;

    public TraceFrame(int steps)
    {
        _outer = t_innermost;
        _steps = steps;
        t_innermost = this;
    }

    public List<Node> Scanned { get; } = [];
    public List<Node> Rows { get; } = [];

    public void Dispose() => t_innermost = _outer;

    /// <summary>A fresh draw at this point of the trace.</summary>
    public static Node Draw(string site, DrawKind law, Shape shape, bool shared, Place place)
    {
        var frames = new List<TraceFrame>();
        for (var frame = t_innermost; frame is not null; frame = frame._outer) frames.Insert(0, frame);
        var hoisted = new Shape([.. frames.Select(frame => frame._steps), .. shape.Extents]);
        var node = Node.Leaf(new Draw(site, law, hoisted, shared), !shared, place);
        foreach (var frame in frames)
        {
            var row = Node.Leaf(new Parameter(node.Shape.Tail, site), !shared, place);
            frame.Scanned.Add(node);
            frame.Rows.Add(row);
            node = row;
        }
        return node;
    }
}
