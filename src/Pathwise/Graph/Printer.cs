using System.Globalization;
using System.Text;

namespace Pathwise.Graphs;

/// <summary>A graph as text, one line a node, numbered in order: stable, so that golden tests may compare it. Broken edges are marked by their kind.</summary>
internal static class Printer
{
    public static string Print(Graph graph, Func<Node, string?>? broken = null)
    {
        var text = new StringBuilder();
        Print(graph, broken ?? (_ => null), text, "", "%");
        return text.ToString();
    }

    static void Print(Graph graph, Func<Node, string?> broken, StringBuilder text, string indent, string prefix)
    {
        var names = new Dictionary<Node, string>();
        int numbered = 0;
        foreach (var node in graph.Order)
        {
            if (node.Op is Constant { Uniform: { } c } && node.Kind == Kind.Real)
            {
                names[node] = c.ToString("R", CultureInfo.InvariantCulture) + (node.Shape.IsScalar ? "" : node.Shape.ToString());
                continue;
            }
            names[node] = prefix + (++numbered).ToString(CultureInfo.InvariantCulture);
            text.Append(indent).Append(names[node]).Append(node.Shape.IsScalar ? "" : ":" + node.Shape).Append(" = ").Append(node.Op);
            if (node.Inputs.Length > 0) text.Append('(').AppendJoin(", ", node.Inputs.Select(input => names[input])).Append(')');
            if (node.Name is { } name && node.Op is not Parameter) text.Append("  # ").Append(name);
            if (broken(node) is { } kind) text.Append("  # ✗ ").Append(kind).Append(": ").AppendJoin(", ", Crossing(node).Select(input => names[input])).Append(" -/-> ").Append(names[node]);
            text.Append('\n');
            if (node.Op is not Loop loop) continue;
            text.Append(indent).Append("    (").AppendJoin(", ", loop.Body.Parameters.Select(p => ((Parameter)p.Op).Label)).Append(") =>\n");
            Print(loop.Body, broken, text, indent + "    ", names[node] + ".");
        }
        text.Append(indent).Append("return ").AppendJoin(", ", graph.Outputs.Select(output => names[output])).Append('\n');
    }

    /// <summary>The inputs by which routes meet an obstacle: of a branch its condition.</summary>
    static IEnumerable<Node> Crossing(Node node) => node.Inputs.Where((_, i) => node.Op is Where ? i == 0 : node.Op.Crossing(i) != Graphs.Crossing.Continuous);
}
