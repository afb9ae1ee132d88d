namespace Pathwise.Graphs.Drawings;

/// <summary>A sketch with sizes and places: what a drawing program needs to know.</summary>
internal sealed class Figure
{
    public const double FontSize = 14, NoteSize = 11, LabelSize = 11.5;
    const double LineHeight = 19, Padding = 12, PortHeight = 38, ExitHeight = 24, FrameFoot = 16;
    const int LongestLine = 48;

    /// <summary>A box of the figure. A loop's box has an inner figure beside a gutter with the loop's title.</summary>
    public sealed record Item(Vertex Vertex, Layout.Box Box, string[] Lines, Figure? Inner, double Gutter);

    public List<Item> Items { get; } = [];
    public List<(Edge Edge, Layout.Line Line)> Lines { get; } = [];
    public Layout Layout { get; }
    public double Width => Layout.Width;
    public double Height { get; }

    public Figure(Sketch sketch)
    {
        var items = new Dictionary<Vertex, Item>();
        foreach (var vertex in sketch.Vertices)
        {
            double room = sketch.Edges.Where(edge => ReferenceEquals(edge.To, vertex)).Sum(Room);
            Items.Add(items[vertex] = Measure(vertex, room));
        }
        foreach (var edge in sketch.Edges)
        {
            var (from, to) = (items[edge.From], items[edge.To]);
            Lines.Add((edge, new(from.Box, to.Box, Offset(from, edge.Exit), Offset(to, edge.Entry), Room(edge))));
        }
        Layout = new([.. Items.Select(item => item.Box)], [.. Lines.Select(pair => pair.Line)]);
        bool exits = sketch.Vertices.Any(vertex => vertex.Kind == VertexKind.Exit);
        Height = Layout.Height + (exits ? FrameFoot : 0);
        foreach (var item in Items.Where(item => item.Vertex.Kind == VertexKind.Exit)) item.Box.Y = Height - item.Box.Height;
    }

    static double Room(Edge edge) => edge.Broken is null ? 16 : LabelWidth(edge.Broken) + 14;

    public static double LabelWidth(string label) => TextSize.Width(label, LabelSize) * 1.1 + 32;

    static double? Offset(Item item, Vertex? inside)
    {
        if (item.Inner is null || inside is null) return null;
        var box = item.Inner.Items.First(inner => ReferenceEquals(inner.Vertex, inside)).Box;
        return item.Gutter + box.X - item.Box.Width / 2;
    }

    static Item Measure(Vertex vertex, double room)
    {
        if (vertex.Body is { } body)
        {
            var inner = new Figure(body);
            string[] title = vertex.Text.Split('\n');
            double gutter = title.Max(line => TextSize.Width(line, LabelSize)) + 3 * Padding;
            return new(vertex, new(inner.Width + gutter + Padding, Math.Max(inner.Height, title.Length * LineHeight + 2 * PortHeight)), title, inner, gutter);
        }
        string[] lines = [.. TextSize.Wrap(vertex.Text, LongestLine)];
        double width = Math.Max(lines.Max(line => TextSize.Width(line, FontSize)), TextSize.Width(vertex.Note ?? "", NoteSize)) + 2 * Padding;
        double height = lines.Length * LineHeight + Padding + (vertex.Note is null ? 0 : LineHeight - 5);
        return vertex.Kind switch
        {
            VertexKind.Port or VertexKind.State => new(vertex, new(Math.Max(width, 40), PortHeight) { OnTop = true }, lines, null, 0),
            VertexKind.Exit => new(vertex, new(Math.Max(width - 8, 36), ExitHeight), lines, null, 0),
            VertexKind.Noise => new(vertex, new(Math.Max(width + 8, 64), height), lines, null, 0),
            _ => new(vertex, new(Math.Max(Math.Max(width, 52), room + 12), height), lines, null, 0),
        };
    }
}
