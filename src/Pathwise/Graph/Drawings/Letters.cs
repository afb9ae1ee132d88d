namespace Pathwise.Graphs.Drawings;

/// <summary>Letters for values without a name, and signs for noise.</summary>
internal sealed class Letters(Graph graph)
{
    readonly HashSet<string> _taken = [.. AllNames(graph).Select(Notation.Name)];
    readonly Draw[] _draws = [.. graph.Draws];
    int _next;

    static IEnumerable<string> AllNames(Graph graph) => graph.Order.SelectMany(node => (node.Op is Loop loop ? AllNames(loop.Body) : []).Append(node.Name ?? ""));

    public string Next()
    {
        string letter;
        do letter = (char)('a' + _next % 26) + (_next < 26 ? "" : Notation.Subscript(_next / 26));
        while (_next++ >= 0 && !_taken.Add(letter));
        return letter;
    }

    public string Noise(Draw draw)
    {
        Draw[] alike = [.. _draws.Where(other => other.Law == draw.Law)];
        string sign = draw.Law == DrawKind.Normal ? "ε" : "u";
        return alike.Length == 1 ? sign : sign + Notation.Subscript(Array.IndexOf(alike, draw) + 1);
    }
}
