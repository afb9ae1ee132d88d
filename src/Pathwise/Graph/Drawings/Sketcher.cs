using System.Globalization;

namespace Pathwise.Graphs.Drawings;

/// <summary>
/// Draws up the sketch of one level of a graph: the program, or the body of a loop. Broadcasts, domain checks and sums of constants are seen
/// through; an unnamed value gets a box of its own, with a letter for a name, where several formulas use it or one would become too long.
/// </summary>
internal sealed partial class Sketcher
{
    const int LongestTerm = 46, LongestSum = 120, WorthRepeating = 16;

    readonly Sketcher? _outer;
    readonly Context _context;
    readonly HashSet<Node> _own;
    readonly Dictionary<Node, string> _outputs = [];
    readonly Dictionary<Node, HashSet<Node>> _users = [];
    readonly Dictionary<Node, Formula> _formulas = [];
    readonly Dictionary<Node, Vertex> _vertices = [];
    readonly Dictionary<Vertex, Vertex> _ports = [];
    readonly Dictionary<Node, Node> _outside = [];
    readonly Dictionary<Node, LoopSketch> _loops = [];
    readonly Sketch _sketch = new();

    /// <summary>A loop's box, the names of its carries, and the boxes by which its values leave.</summary>
    sealed record LoopSketch(Vertex Vertex, Loop Loop, string[] Carries, Dictionary<int, Vertex> Exits);

    /// <summary>What all levels share: obstacles, what depends on parameters, and the names given so far.</summary>
    sealed record Context(Func<Node, string?> Obstacle, HashSet<Node> Dependent, Letters Letters)
    {
        public HashSet<Vertex> DependentVertices { get; } = [];
    }

    Sketcher(Sketcher? outer, Graph graph, Context context)
    {
        (_outer, _context) = (outer, context);
        _own = [.. graph.Order];
        foreach (var node in graph.Order)
            foreach (var input in node.Inputs)
                if (!IsTransparent(node)) (_users.TryGetValue(Through(input), out var users) ? users : _users[Through(input)] = []).Add(node);
    }

    /// <summary>The sketch of a program. An obstacle is a node that routes from the parameters do not pass, by its kind.</summary>
    public static Sketch Of(Graph graph, Func<Node, string?> obstacle)
    {
        var dependent = graph.Parameters.ToHashSet();
        SpreadDependence(graph, dependent);
        var sketcher = new Sketcher(null, graph, new(obstacle, dependent, new Letters(graph)));
        foreach (var output in graph.Outputs) sketcher._outputs[Through(output)] = output.Name ?? "result";
        foreach (var node in graph.Order) sketcher.Visit(node);
        sketcher._sketch.Arrange();
        return sketcher._sketch;
    }

    /// <summary>Adds all nodes, in bodies too, that some route from the given ones may reach.</summary>
    static void SpreadDependence(Graph graph, HashSet<Node> dependent)
    {
        foreach (var node in graph.Order)
        {
            if (!node.Inputs.Any(dependent.Contains)) continue;
            dependent.Add(node);
            if (node.Op is not Loop loop) continue;
            for (int i = 0; i < node.Inputs.Length; i++)
                if (i < loop.Carries || dependent.Contains(node.Inputs[i])) dependent.Add(loop.Body.Parameters[1 + i]);
            SpreadDependence(loop.Body, dependent);
        }
    }

    static bool IsTransparent(Node node) => node.Op is ToPaths or Require or BroadcastTo && node.Inputs.Length == 1;

    static Node Through(Node node)
    {
        while (IsTransparent(node)) node = node.Inputs[0];
        return node;
    }

    void Visit(Node node)
    {
        if (IsTransparent(node) || node.Op is Parameter or Draw or Constant) return;
        if (node.Op is Loop loop)
        {
            new LoopSketcher(this, node, loop).Sketch();
            return;
        }
        var formula = _formulas[node] = Compose(node);
        string? name = _outputs.GetValueOrDefault(node) ?? node.Name;
        if (formula is Literal && !_outputs.ContainsKey(node)) return;
        if (name is not null || _context.Obstacle(node) is not null) Box(node, name);
        else if (_users.GetValueOrDefault(node)?.Count > 1 && formula.Text.Length > WorthRepeating) Box(node, null);
    }

    /// <summary>Gives a value its own box; formulas written from now on refer to it by name.</summary>
    Vertex Box(Node node, string? known)
    {
        if (_vertices.TryGetValue(node, out var vertex)) return vertex;
        var formula = _formulas[node];
        string name = Notation.Name(known ?? _context.Letters.Next());
        var kind = _outer is null && _outputs.ContainsKey(node) ? VertexKind.Result
            : formula.Mentions.Any(mention => (mention.Vertex.Outside ?? mention.Vertex).Kind == VertexKind.Noise) ? VertexKind.Draw : VertexKind.Value;
        vertex = new Vertex(kind, name)
        {
            Text = $"{name} = {formula.Text}",
            Obstacle = _context.Obstacle(node),
            Origin = string.Join(", ", new[] { known, node.Place.IsKnown ? $"line {node.Place.Line.ToString(CultureInfo.InvariantCulture)}" : null }.OfType<string>()),
        };
        Add(node, vertex, formula.Mentions, BrokenMentions(node));
        return vertex;
    }

    void Add(Node node, Vertex vertex, IEnumerable<Mention> mentions, HashSet<Mention>? broken = null)
    {
        _sketch.Vertices.Add(vertex);
        _vertices[node] = vertex;
        if (_context.Dependent.Contains(node)) _context.DependentVertices.Add(vertex);
        _formulas[node] = new Symbol(vertex.Name, new(vertex));
        foreach (var mention in mentions) _sketch.Edges.Add(new(mention.Vertex, vertex, broken?.Contains(mention) == true ? vertex.Obstacle : null, mention.Exit));
    }

    /// <summary>The uses by which routes from the parameters meet the obstacle: of a branch the condition's, of others all.</summary>
    HashSet<Mention>? BrokenMentions(Node node)
    {
        if (_context.Obstacle(node) is null) return null;
        var crossing = node.Inputs.Where((_, i) => node.Op is Where ? i == 0 : node.Op.Crossing(i) != Crossing.Continuous);
        return [.. crossing.SelectMany(input => Of(input).Mentions).Where(mention => _context.DependentVertices.Contains(mention.Vertex))];
    }

    Formula Of(Node node)
    {
        node = Through(node);
        if (_outside.TryGetValue(node, out var given)) return Of(given);
        if (_formulas.TryGetValue(node, out var known)) return known;
        if (node.Op is Constant c) return c.Uniform is { } value ? new Literal(value) : new Symbol("array", null);
        if (_own.Contains(node) && _outer is null)
        {
            Add(node, Input(node), []);
            return _formulas[node];
        }
        return _formulas[node] = FromOutside(node);
    }

    Vertex Input(Node node) => node.Op is Draw draw
        ? new(VertexKind.Noise, _context.Letters.Noise(draw))
        {
            Note = (draw.Shape.IsScalar ? "" : string.Join("×", draw.Shape.Extents.ToArray().Select(n => n.ToString(CultureInfo.InvariantCulture))) + " × ")
                + (draw.Law == DrawKind.Normal ? "N(0, 1)" : "U(0, 1)"),
            Origin = $"noise at {draw.Site}",
        }
        : new(VertexKind.Parameter, Notation.Name(node.Name ?? ((Parameter)node.Op).Label)) { Origin = $"parameter {node.Name}" };

    /// <summary>What a body uses of the program around it: a short formula is written out, a box comes in by a port.</summary>
    Formula FromOutside(Node node)
    {
        var outer = _outer!.Of(node);
        if (outer is Literal) return outer;
        if (outer is not Symbol && (outer.Text.Length > WorthRepeating || outer.Mentions.Any(mention => mention.Exit is not null)))
        {
            _outer.Box(node, null);
            outer = _outer.Of(node);
        }
        if (outer is not Symbol) return Compose(node);
        var mention = outer.Mentions.Single();
        if (!_ports.TryGetValue(mention.Vertex, out var port))
        {
            port = _ports[mention.Vertex] = new(VertexKind.Port, mention.Vertex.Name) { Outside = mention.Vertex };
            _sketch.Vertices.Add(port);
            if (_context.DependentVertices.Contains(mention.Vertex)) _context.DependentVertices.Add(port);
        }
        return new Symbol(port.Name, new(port));
    }

    Formula Compose(Node node)
    {
        if (node.Op is Item item) return Leaving(node, item.Index);
        while (true)
        {
            var formula = FormulaOf.Node(node, [.. node.Inputs.Select(Of)]);
            if (formula.Text.Length <= (formula is Total ? LongestSum : LongestTerm)) return formula;
            var longest = node.Inputs.Select(Through).Where(input => _own.Contains(input) && Of(input) is not (Symbol or Literal)).MaxBy(input => Of(input).Text.Length);
            if (longest is null) return formula;
            Box(longest, null);
        }
    }

    /// <summary>A value that leaves a loop.</summary>
    Formula Leaving(Node node, int index)
    {
        var (vertex, loop, carries, exits) = _loops[node.Inputs[0]];
        bool history = index >= loop.HistoryStart;
        string name = history ? $"path of {carries[index - loop.HistoryStart]}" : exits[index].Name;
        return new Symbol(name, new(vertex, history ? exits[index - loop.HistoryStart] : exits[index]));
    }
}
