using System.Globalization;
using System.Text;

namespace Pathwise.Graphs;

/// <summary>A graph as a Mermaid flowchart: parameters, noise and results by shape, broken edges dashed and named.</summary>
internal static class Mermaid
{
    public static string Draw(Graph graph, Func<Node, string?> broken)
    {
        var text = new StringBuilder("flowchart TD\n");
        int next = 0;
        var names = Draw(graph, broken, text, ref next, "    ", []);
        for (int i = 0; i < graph.Outputs.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"    out{i}([\"{Escape(graph.Outputs[i].Name ?? "result")}\"])\n    {names[graph.Outputs[i]]} --> out{i}\n");
        text.Append("    classDef broken stroke:#c00,color:#c00\n");
        return text.ToString();
    }

    static Dictionary<Node, string> Draw(Graph graph, Func<Node, string?> broken, StringBuilder text, ref int next, string indent, Dictionary<Node, string> names)
    {
        foreach (var node in graph.Order)
        {
            if (node.IsConstant || names.ContainsKey(node)) continue;
            if (node.Op is ToPaths)
            {
                names[node] = names[node.Inputs[0]];
                continue;
            }
            string name = names[node] = $"n{(next++).ToString(CultureInfo.InvariantCulture)}";
            if (node.Op is Loop loop)
            {
                text.Append(CultureInfo.InvariantCulture, $"{indent}{name}[[\"{Escape(node.Op.ToString())}\"]]\n{indent}subgraph body_{name} [\"each step\"]\n");
                var inner = Draw(loop.Body, broken, text, ref next, indent + "    ", []);
                text.Append(indent).Append("end\n");
                for (int i = 0; i < node.Inputs.Length; i++)
                    if (names.TryGetValue(node.Inputs[i], out var source) && inner.TryGetValue(loop.Body.Parameters[1 + i], out var target)) text.Append(CultureInfo.InvariantCulture, $"{indent}{source} --> {target}\n");
                foreach (var output in loop.Body.Outputs)
                    if (inner.TryGetValue(output, out var source)) text.Append(CultureInfo.InvariantCulture, $"{indent}{source} --> {name}\n");
                continue;
            }
            string label = Escape(node.Name is { } known && node.Op is not Parameter ? $"{known} = {Label(node)}" : Label(node));
            text.Append(indent).Append(node.Op switch
            {
                Parameter => $"{name}[/\"{label}\"/]",
                Pathwise.Graphs.Draw => $"{name}((\"{label}\"))",
                _ => $"{name}[\"{label}\"]",
            }).Append('\n');
            string? why = broken(node);
            foreach (var input in node.Inputs)
                if (names.TryGetValue(input, out var source))
                    text.Append(indent).Append(source).Append(why is null ? " --> " : $" -. \"✗ {why}\" .-> ").Append(name).Append('\n');
            if (why is not null) text.Append(indent).Append("class ").Append(name).Append(" broken\n");
        }
        return names;
    }

    /// <summary>The op with its constant operands, as in <c>mul 0.5</c>.</summary>
    static string Label(Node node)
    {
        if (node.Op is Parameter parameter) return parameter.Label;
        if (node.Op is Pathwise.Graphs.Draw draw) return $"{draw.Name} {draw.Site}";
        var constants = node.Inputs.Select(input => input.Op).OfType<Constant>().Select(c => c.Uniform?.ToString("R", CultureInfo.InvariantCulture) ?? "array");
        return string.Join(" ", new[] { node.Op.ToString() }.Concat(constants));
    }

    static string Escape(string text) => text.Replace("\"", "'", StringComparison.Ordinal);
}
