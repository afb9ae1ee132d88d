using System.Globalization;
using System.Text;

namespace Pathwise.Graphs.Drawings;

/// <summary>A graph as an SVG figure: inputs above, the result below, broken edges red, dashed and named. The text is the same everywhere.</summary>
internal static class Svg
{
    /// <summary>A figure of more boxes is not for people, and takes long to lay out.</summary>
    public const int MaximumBoxes = 300;

    const double Margin = 24, LegendHeight = 34;

    const string Style = """
        text{font-family:Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif;font-size:14px;fill:#1b1f24;text-anchor:middle}
        .note{font-size:11px;fill:#57606a} .label{font-size:11.5px;fill:#c1121f;font-weight:bold} .title{font-size:11.5px;fill:#57606a;text-anchor:start}
        .legend{font-size:11.5px;fill:#57606a;text-anchor:start}
        .parameter{fill:#e3effb;stroke:#2f6fb3} .noise{fill:#fdf1d3;stroke:#b07d12} .draw{fill:#f0e8fb;stroke:#7a4fb5} .value{fill:#f6f8fa;stroke:#8c959f}
        .result{fill:#dff3e4;stroke:#2c8a4b;stroke-width:2} .loop{fill:#fbfcfd;stroke:#8c959f} .port,.exit{fill:#fff;stroke:#8c959f} .state{fill:#eef1f4;stroke:#8c959f}
        .line{fill:none;stroke:#57606a;stroke-width:1.3} .broken{stroke:#c1121f;stroke-width:1.7;stroke-dasharray:6 4} .held{stroke:#a8b0b8;stroke-dasharray:2 3}
        .tag{fill:#fff;stroke:#c1121f} .cross{stroke:#c1121f;stroke-width:2;stroke-linecap:round}
        .heldtag{fill:#fff;stroke:#a8b0b8} .heldlabel{fill:#6e7781}
        """;

    public static string Draw(Graph graph, Func<Node, string?> broken, string title)
    {
        var sketch = Sketcher.Of(graph, broken);
        if (sketch.Count > MaximumBoxes) throw new PathwiseException("PW3007", $"a figure of {sketch.Count} boxes; at most {MaximumBoxes} are drawn", "use --format text, which shows every operation");
        var figure = new Figure(sketch);
        var legend = Legend(figure);
        double width = Math.Max(figure.Width, legend.Width) + 2 * Margin, height = figure.Height + LegendHeight + 2 * Margin;
        var svg = new StringBuilder();
        svg.Append(string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width:0}" height="{height:0}" viewBox="0 0 {width:0} {height:0}" role="img">
            <title>{Escape(title)}</title>
            <style>
            {Style}
            </style>
            <defs>
            {Arrow("arrow", "#57606a")}
            {Arrow("arrow-broken", "#c1121f")}
            {Arrow("arrow-held", "#a8b0b8")}
            </defs>
            <rect width="100%" height="100%" rx="8" fill="#ffffff"/>

            """).ReplaceLineEndings("\n"));
        Draw(figure, svg, Math.Round((width - figure.Width) / 2), Margin);
        svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({Number(Math.Round((width - legend.Width) / 2))} {Number(height - Margin - 8)})\">\n{legend.Text}</g>\n</svg>\n");
        return svg.ToString();
    }

    static string Arrow(string id, string colour) =>
        $"<marker id=\"{id}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 1L10 5L0 9z\" fill=\"{colour}\"/></marker>";

    static void Draw(Figure figure, StringBuilder svg, double x, double y)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({Number(x)} {Number(y)})\">\n");
        foreach (var item in figure.Items.Where(item => item.Inner is not null)) Frame(item, svg);
        foreach (var (edge, line) in figure.Lines)
        {
            string style = edge.Broken switch { null => "", "held" => " held", _ => " broken" };
            string head = edge.Broken switch { null => "arrow", "held" => "arrow-held", _ => "arrow-broken" };
            string end = edge.To.Kind == VertexKind.Exit ? "" : $" marker-end=\"url(#{head})\"";
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line{style}\" d=\"{Way(figure.Layout, line)}\"{end}/>\n");
        }
        foreach (var item in figure.Items.Where(item => item.Inner is null)) Box(item, svg);
        foreach (var (edge, line) in figure.Lines)
            if (edge.Broken is { } kind) Tag(figure.Layout, line, kind, svg);
        svg.Append("</g>\n");
    }

    static void Frame(Figure.Item item, StringBuilder svg)
    {
        var box = item.Box;
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"loop\" x=\"{Number(box.Left)}\" y=\"{Number(box.Y)}\" width=\"{Number(box.Width)}\" height=\"{Number(box.Height)}\" rx=\"6\"/>\n");
        double y = box.Y + box.Height / 2 - (item.Lines.Length - 1) * 9 + 4;
        for (int i = 0; i < item.Lines.Length; i++)
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" x=\"{Number(box.Left + 12)}\" y=\"{Number(y + 18 * i)}\"{(i == 0 ? " font-weight=\"bold\"" : "")}>{Escape(item.Lines[i])}</text>\n");
        Draw(item.Inner!, svg, box.Left + item.Gutter, box.Y);
    }

    static void Box(Figure.Item item, StringBuilder svg)
    {
        var (box, vertex) = (item.Box, item.Vertex);
        string kind = vertex.Kind.ToString().ToLowerInvariant();
        double radius = vertex.Kind switch { VertexKind.Noise => box.Height / 2, VertexKind.Draw => 12, VertexKind.Port or VertexKind.State or VertexKind.Exit => 3, _ => 5 };
        svg.Append("<g>");
        if (vertex.Origin is { Length: > 0 } origin) svg.Append(CultureInfo.InvariantCulture, $"<title>{Escape(origin)}</title>");
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{Number(box.Left)}\" y=\"{Number(box.Y)}\" width=\"{Number(box.Width)}\" height=\"{Number(box.Height)}\" rx=\"{Number(radius)}\"/>");
        double lines = item.Lines.Length * 19 + (vertex.Note is null ? 0 : 14), y = box.Y + (box.Height - lines) / 2 + 14.5;
        foreach (string line in item.Lines)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Number(box.X)}\" y=\"{Number(y)}\">{Escape(line)}</text>");
            y += 19;
        }
        if (vertex.Note is { } note) svg.Append(CultureInfo.InvariantCulture, $"<text class=\"note\" x=\"{Number(box.X)}\" y=\"{Number(y - 3.5)}\">{Escape(note)}</text>");
        svg.Append("</g>\n");
    }

    /// <summary>Straight through the layers, curved between them.</summary>
    static string Way(Layout layout, Layout.Line line)
    {
        var path = new StringBuilder();
        double x = line.From.X + line.Leaves, y = line.From.Bottom;
        path.Append(CultureInfo.InvariantCulture, $"M{Number(x)} {Number(y)}");
        for (int i = 1; i < line.Way.Count; i++)
        {
            var box = line.Way[i];
            double from = layout.Bands[line.Way[i - 1].Layer].Bottom, to = layout.Bands[box.Layer].Top, next = box.X + (i == line.Way.Count - 1 ? line.Arrives : 0);
            if (from > y) path.Append(CultureInfo.InvariantCulture, $"V{Number(from)}");
            if (Math.Abs(next - x) < 0.05) path.Append(CultureInfo.InvariantCulture, $"V{Number(to)}");
            else path.Append(CultureInfo.InvariantCulture, $"C{Number(x)} {Number((from + to) / 2)} {Number(next)} {Number((from + to) / 2)} {Number(next)} {Number(to)}");
            (x, y) = (next, to);
        }
        if (line.To.Y > y) path.Append(CultureInfo.InvariantCulture, $"V{Number(line.To.Y)}");
        return path.ToString();
    }

    /// <summary>The kind of a broken edge, on the last stretch, nearer to where it ends.</summary>
    static void Tag(Layout layout, Layout.Line line, string kind, StringBuilder svg)
    {
        var last = line.Way[^2];
        double from = layout.Bands[last.Layer].Bottom, to = layout.Bands[line.To.Layer].Top;
        double start = last.X + (line.Way.Count == 2 ? line.Leaves : 0), end = line.To.X + line.Arrives;
        const double T = 0.66; // the curve's parameter: sideways it is 3T² − 2T³ of the way
        double x = start + (end - start) * T * T * (3 - 2 * T), y = from + (to - from) * (1.5 * T * (1 - T) + T * T * T), width = Figure.LabelWidth(kind);
        string held = kind == "held" ? "held" : "";
        svg.Append(CultureInfo.InvariantCulture, $"<g><rect class=\"{held}tag\" x=\"{Number(x - width / 2)}\" y=\"{Number(y - 10)}\" width=\"{Number(width)}\" height=\"20\" rx=\"10\"/>");
        if (held.Length == 0)
        {
            double cross = x - width / 2 + 13;
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"cross\" d=\"M{Number(cross - 3)} {Number(y - 3)}l6 6m0 -6l-6 6\"/>");
        }
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label {held}label\" x=\"{Number(x + (held.Length == 0 ? 7 : 0))}\" y=\"{Number(y + 4)}\">{Escape(kind)}</text></g>\n");
    }

    /// <summary>What the colours mean, of those that occur.</summary>
    static (string Text, double Width) Legend(Figure figure)
    {
        var svg = new StringBuilder();
        double x = 0;
        var kinds = All(figure).Select(item => item.Vertex.Kind).ToHashSet();
        foreach (var (kind, name) in new[] { (VertexKind.Parameter, "parameter"), (VertexKind.Noise, "noise"), (VertexKind.Draw, "draw"), (VertexKind.Value, "value"), (VertexKind.Result, "result") })
        {
            if (!kinds.Contains(kind)) continue;
            double radius = kind switch { VertexKind.Noise => 6, VertexKind.Draw => 4, _ => 2 };
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{name}\" x=\"{Number(x)}\" y=\"-10\" width=\"18\" height=\"12\" rx=\"{Number(radius)}\"/><text class=\"legend\" x=\"{Number(x + 24)}\" y=\"0\">{name}</text>\n");
            x += 24 + TextSize.Width(name, Figure.LabelSize) + 20;
        }
        var broken = Edges(figure).Select(edge => edge.Broken).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var (style, name, occurs) in new[] { ("broken", "no derivative passes", broken.Any(kind => kind != "held")), ("held", "held constant", broken.Contains("held")) })
        {
            if (!occurs) continue;
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line {style}\" d=\"M{Number(x)} -4h28\"/><text class=\"legend\" x=\"{Number(x + 34)}\" y=\"0\">{name}</text>\n");
            x += 34 + TextSize.Width(name, Figure.LabelSize) + 20;
        }
        return (svg.ToString(), Math.Max(0, x - 20));
    }

    static IEnumerable<Figure.Item> All(Figure figure) => figure.Items.SelectMany(item => (item.Inner is null ? [] : All(item.Inner)).Append(item));

    static IEnumerable<Edge> Edges(Figure figure) =>
        figure.Lines.Select(pair => pair.Edge).Concat(figure.Items.SelectMany(item => item.Inner is null ? [] : Edges(item.Inner)));

    static string Number(double x) => (Math.Round(x, 1) + 0.0).ToString("0.#", CultureInfo.InvariantCulture);

    static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
