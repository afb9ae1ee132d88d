using System.Globalization;

namespace Pathwise.Graphs;

/// <summary>
/// A scan: carries are fed through the body once per step, which also reads one row of each scanned array and may emit one row of each
/// collected array. The body is a graph of (index, carries, scanned rows, captured values) giving (carries, collected rows).
/// </summary>
/// <remarks>
/// The outputs are: the final carries, the collected arrays, and the histories (every carry as it was at the start of each step), which cost
/// nothing unless somebody reads them. A backward loop visits the indices from the last to the first.
/// A path may take fewer steps than there are: where a carry counts those it has taken, the loop ends with the first step that no path has counted; where
/// their number is given, steps from it on are not made. The body must leave a path that has taken all its steps as it is, so that this saves work and
/// changes nothing. Histories and collected arrays then hold the steps that were made, and nothing that means anything after them.
/// </remarks>
internal sealed record Loop(Graph Body, int Steps, bool Backward, int Carries, int Scans, int Collects) : Op
{
    public override string Name => "loop";
    public override string Attributes => string.Create(CultureInfo.InvariantCulture, $"{(IsPartial ? "at most " : "")}{Steps} steps{(Backward ? " backward" : "")}");

    /// <summary>The carry that counts the steps a path has taken.</summary>
    public int? Counter { get; init; }

    /// <summary>The captured value that is the number of steps a path takes.</summary>
    public int? Limit { get; init; }

    /// <summary>
    /// The first carries at the start of a step from those at its end, over the body's own placeholders, those of carries standing for values at the end; it reads no other carries. Null where steps cannot be taken back. Reverse mode then reads no
    /// histories of these carries. A pass may drop it, which costs memory and changes no value.
    /// </summary>
    public Graph? Inverse { get; init; }

    /// <summary>The number of carries that the inverse gives.</summary>
    public int Inverted => Inverse?.Outputs.Length ?? 0;

    /// <summary>Whether a path may take fewer steps than there are.</summary>
    public bool IsPartial => Counter is not null || Limit is not null;

    /// <summary>The number of steps that a path of the loop's node has taken, or takes.</summary>
    public Node? TakenBy(Node node) => Counter is { } counter ? Graphs.Item.Of(node, counter) : Limit is { } limit ? node.Inputs[CapturedStart + limit] : null;

    public int CapturedStart => Carries + Scans;
    public int HistoryStart => Carries + Collects;

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (Shape.Scalar, Kind.Tuple);

    public override (Shape Shape, Kind Kind, bool PerPath) Item(int index)
    {
        if (index < Carries) return (Carry(index).Shape, Carry(index).Kind, Carry(index).PerPath);
        if (index >= HistoryStart) return (Carry(index - HistoryStart).Shape.Prepend(Steps), Carry(index - HistoryStart).Kind, Carry(index - HistoryStart).PerPath);
        var output = Body.Outputs[index];
        return (output.Shape.Prepend(Steps), output.Kind, output.PerPath);
    }

    Node Carry(int index) => Body.Parameters[1 + index];

    public override Node? Push(Node node, int input, Node tangent) => throw new InvalidOperationException();
    public override Node? Pull(Node node, int input, Node cotangent) => throw new InvalidOperationException();
    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output) => throw new InvalidOperationException();

    /// <summary>
    /// Builds a loop from a body written over placeholders. Values from outside that the body uses become its captured inputs; what does not
    /// depend on a placeholder stays outside and so runs once. Where paths may take fewer steps, <paramref name="counter"/> is the carry that counts them, or
    /// <paramref name="limit"/> is their number. Returns the loop's node; its outputs are <see cref="Graphs.Item"/>s.
    /// </summary>
    public static Node Build(int steps, bool backward, Node[] initial, Node[] scanned, Func<Node, Node[], Node[], (Node[] Carries, Node[] Collected)> body, int? counter = null, Node? limit = null) =>
        Build(steps, backward, initial, scanned, (index, carries, rows) => body(index, carries, rows) is var (next, collected) ? (next, collected, []) : default, counter, limit);

    /// <summary>
    /// Builds a loop whose body also gives the first carries at the start of a step, the placeholders of carries standing for values at its end (<see cref="Inverse"/>); none where steps cannot be taken back.
    /// </summary>
    public static Node Build(int steps, bool backward, Node[] initial, Node[] scanned, Func<Node, Node[], Node[], (Node[] Carries, Node[] Collected, Node[] Before)> body, int? counter = null, Node? limit = null)
    {
        var place = Place.OfCaller();
        if (place == default) place = Place.Nowhere;
        using var frame = new TraceFrame(steps);
        var index = Node.Leaf(new Parameter(Shape.Scalar, "step"), perPath: false, place);
        var carries = initial.Select((node, i) => Placeholder(node, node.Shape, $"carry{i}", node.PerPath, place, name: null)).ToArray();
        var rows = scanned.Select((node, i) => Placeholder(node, node.Shape.Tail, $"row{i}", node.PerPath, place)).ToArray();
        var (next, collected, before) = body(index, carries, rows);
        for (int i = 0; i < carries.Length; i++)
        {
            if (next[i].Shape != carries[i].Shape)
                throw new PathwiseException("PW0014", $"a loop's carry starts with shape {carries[i].Shape} and becomes {next[i].Shape}", "a carried value must keep its shape");
        }
        scanned = [.. scanned, .. frame.Scanned];
        rows = [.. rows, .. frame.Rows];

        var outputs = Settle(carries, [.. next, .. collected, .. before]);
        initial = [.. initial.Select((node, i) => carries[i].PerPath ? ToPaths.Of(node, place) : node)];

        // Closure conversion.
        var order = Graph.OrderOf(outputs);
        var used = order.ToHashSet();
        int[] keptRows = [.. Enumerable.Range(0, rows.Length).Where(i => used.Contains(rows[i]))];
        rows = [.. keptRows.Select(i => rows[i])];
        scanned = [.. keptRows.Select(i => scanned[i])];
        var inside = Graph.Dependents(order, [index, .. carries, .. rows]);
        var captured = new List<Node>();
        var parameters = new Dictionary<Node, Node>();
        void Capture(Node node)
        {
            if (inside.Contains(node) || node.IsConstant || parameters.ContainsKey(node)) return;
            if (node.Op is ToPaths)
            {
                // What is the same for all paths stays so inside.
                Capture(node.Inputs[0]);
                if (parameters.TryGetValue(node.Inputs[0], out var shared)) parameters[node] = ToPaths.Of(shared, node.Place);
                return;
            }
            parameters[node] = Placeholder(node, node.Shape, node.Name ?? $"captured{captured.Count}", node.PerPath, node.Place);
            captured.Add(node);
        }
        foreach (var node in order) if (inside.Contains(node)) foreach (var input in node.Inputs) Capture(input);
        foreach (var output in outputs) Capture(output);
        if (limit is not null) Capture(limit);
        outputs = Graph.Substitute(outputs, parameters);
        Node[] placeholders = [index, .. carries, .. rows, .. captured.Select(node => parameters[node])];
        var graph = new Graph(placeholders, outputs[..(carries.Length + collected.Length)]);
        var loop = new Loop(graph, steps, backward, carries.Length, rows.Length, collected.Length)
        {
            Counter = counter,
            Limit = limit is null ? null : captured.IndexOf(limit),
            Inverse = before.Length == 0 ? null : new Graph(placeholders, outputs[^before.Length..]),
        };
        return Node.Create(loop, place, [.. initial, .. scanned, .. captured]);
    }

    /// <summary>A carry is per-path as soon as its start or its next value is: replaces the placeholders of those that become so.</summary>
    static Node[] Settle(Node[] carries, Node[] outputs)
    {
        while (true)
        {
            var map = new Dictionary<Node, Node>();
            for (int i = 0; i < carries.Length; i++)
            {
                if (carries[i].PerPath || !outputs[i].PerPath) continue;
                var lifted = Lifted(carries[i]);
                map[carries[i]] = lifted;
                carries[i] = lifted;
            }
            if (map.Count == 0) break;
            outputs = Graph.Substitute(outputs, map);
        }
        for (int i = 0; i < carries.Length; i++) if (carries[i].PerPath) outputs[i] = ToPaths.Of(outputs[i], outputs[i].Place);
        return outputs;
    }

    /// <summary>
    /// The loop fed with other inputs. Where one that was shared is now per-path, so is all that depends on it inside.
    /// </summary>
    public Node On(Node[] inputs, Place place)
    {
        var loop = this;
        inputs = [.. inputs];
        if (Enumerable.Range(0, inputs.Length).Any(i => inputs[i].PerPath && !Body.Parameters[1 + i].PerPath))
        {
            Node[] parameters = [.. Body.Parameters.Select((parameter, i) => i > 0 && inputs[i - 1].PerPath && !parameter.PerPath ? Lifted(parameter) : parameter)];
            var carries = parameters[1..(1 + Carries)];
            var outputs = Settle(carries, new Graph(Body.Parameters, AllOutputs).Inline(parameters));
            carries.CopyTo(parameters, 1);
            loop = Over(parameters, outputs);
            for (int i = 0; i < Carries; i++) if (carries[i].PerPath) inputs[i] = ToPaths.Of(inputs[i], place);
        }
        return Node.Create(loop, place, inputs);
    }

    /// <summary>The loop with the outputs of its body, and of its inverse, rewritten over the same placeholders; itself where they stay the same.</summary>
    public static Node WithBody(Node node, Func<Node[], Node[]> rewrite)
    {
        var loop = (Loop)node.Op;
        Node[] before = loop.AllOutputs, after = rewrite(before);
        return after.AsSpan().SequenceEqual(before) ? node : Node.Create(loop.Over(loop.Body.Parameters, after), node.Place, node.Inputs);
    }

    /// <summary>What the body gives, and then what the inverse gives.</summary>
    Node[] AllOutputs => Inverse is null ? Body.Outputs : [.. Body.Outputs, .. Inverse.Outputs];

    Loop Over(Node[] parameters, Node[] outputs) => this with
    {
        Body = new Graph(parameters, outputs[..HistoryStart]),
        Inverse = Inverse is null ? null : new Graph(parameters, outputs[HistoryStart..]),
    };

    static Node Lifted(Node placeholder) =>
        Placeholder(placeholder, placeholder.Shape, ((Parameter)placeholder.Op).Label, perPath: true, placeholder.Place);

    static Node Placeholder(Node like, Shape shape, string label, bool perPath, Place place) => Placeholder(like, shape, label, perPath, place, like.Name);

    static Node Placeholder(Node like, Shape shape, string label, bool perPath, Place place, string? name) =>
        Node.Leaf(new Parameter(shape, label, like.Kind), perPath, place, name);
}
