using System.Runtime.InteropServices;

namespace Pathwise.Execution;

/// <summary>
/// The plain executor: evaluates node after node for a run of paths, in double precision with the platform's functions. It is the oracle.
/// With <c>single</c>, every result is rounded to single precision. An instance holds the buffers of one thread.
/// </summary>
internal sealed class Interpreter
{
    readonly Graph _graph;
    readonly bool _single;
    readonly Dictionary<Node, Value> _values = [];
    readonly Dictionary<Node, Interpreter> _bodies = [];
    readonly Dictionary<Node, Value?[]> _items = [];
    readonly HashSet<(Node, int)> _read = [];
    readonly Value[] _outputs, _operands;

    public Interpreter(Graph graph, bool single = false)
    {
        _graph = graph;
        _single = single;
        _outputs = new Value[graph.Outputs.Length];
        _operands = new Value[graph.Order.Select(node => node.Inputs.Length).DefaultIfEmpty().Max()];
        foreach (var node in graph.Order)
        {
            if (node.Op is Loop loop) _bodies[node] = new Interpreter(loop.Body, single);
            if (node.Op is Item item) _read.Add((node.Inputs[0], item.Index));
        }
    }

    /// <summary>Called after each node is evaluated, with the indices of the loops around it: how replays and diagnoses look inside.</summary>
    public Action<Node, Value, IReadOnlyList<int>>? Watch { get; set; }

    readonly List<int> _steps = [];

    /// <summary>Evaluates the graph. The outputs and their buffers are reused by the next run.</summary>
    public Value[] Run(ReadOnlySpan<Value> parameters, int paths, Func<Node, Value>? draw = null)
    {
        for (int i = 0; i < parameters.Length; i++) _values[_graph.Parameters[i]] = parameters[i];
        foreach (var node in _graph.Order)
        {
            switch (node.Op)
            {
                case Parameter: break;
                case Draw: _values[node] = draw!(node); break;
                case ToPaths: _values[node] = _values[node.Inputs[0]]; continue;
                case Item item: _values[node] = _items[node.Inputs[0]][item.Index]!; break;
                case Loop loop: RunLoop(loop, node, paths, draw); continue;
                default: Evaluate(node, paths); break;
            }
            Watch?.Invoke(node, _values[node], _steps);
        }
        for (int i = 0; i < _outputs.Length; i++) _outputs[i] = _values[_graph.Outputs[i]];
        return _outputs;
    }

    void Evaluate(Node node, int paths)
    {
        if (node.IsConstant && _values.ContainsKey(node)) return;
        ref var value = ref CollectionsMarshal.GetValueRefOrAddDefault(_values, node, out _);
        if (value is null || (value.PerPath && value.Paths != paths)) value = new Value(node.Shape.Count, paths, node.PerPath, _single);
        var output = value;
        var operands = _operands.AsSpan(0, node.Inputs.Length);
        for (int i = 0; i < operands.Length; i++) operands[i] = _values[node.Inputs[i]];
        node.Op.Evaluate(node, operands, output);
    }

    void RunLoop(Loop loop, Node node, int paths, Func<Node, Value>? draw)
    {
        if (!_items.TryGetValue(node, out var items)) _items[node] = items = new Value?[loop.HistoryStart + loop.Carries];
        for (int i = 0; i < items.Length; i++)
        {
            var (shape, _, perPath) = loop.Item(i);
            if (i >= loop.Carries && !_read.Contains((node, i))) continue;
            if (items[i] is not { } item || (item.PerPath && item.Paths != paths)) items[i] = new Value(shape.Count, paths, perPath, _single);
        }

        var body = _bodies[node];
        body.Watch = Watch;
        var arguments = new Value[node.Inputs.Length + 1];
        var index = arguments[0] = new Value(1, paths, perPath: false);
        for (int i = 0; i < loop.Carries; i++)
        {
            var carry = arguments[1 + i] = items[i]!;
            Copy(_values[node.Inputs[i]], 0, carry, 0, carry.Elements);
        }
        var scanned = new Value[loop.Scans];
        for (int i = 0; i < loop.Scans; i++)
        {
            scanned[i] = _values[node.Inputs[loop.Carries + i]];
            arguments[1 + loop.Carries + i] = new Value(scanned[i].Elements / loop.Steps, paths, scanned[i].PerPath, _single);
        }
        for (int i = loop.CapturedStart; i < node.Inputs.Length; i++) arguments[1 + i] = _values[node.Inputs[i]];

        for (int n = 0; n < loop.Steps; n++)
        {
            int step = loop.Backward ? loop.Steps - 1 - n : n;
            index.Data[0] = step;
            for (int i = 0; i < loop.Scans; i++)
            {
                var row = arguments[1 + loop.Carries + i];
                Copy(scanned[i], step * row.Elements, row, 0, row.Elements);
            }
            for (int i = 0; i < loop.Carries; i++)
                if (items[loop.HistoryStart + i] is { } history) Copy(items[i]!, 0, history, step * items[i]!.Elements, items[i]!.Elements);

            body._steps.Clear();
            body._steps.AddRange(_steps);
            body._steps.Add(step);
            var outputs = body.Run(arguments, paths, draw);

            for (int i = 0; i < loop.Collects; i++)
            {
                if (items[loop.Carries + i] is { } collected)
                    Copy(outputs[loop.Carries + i], 0, collected, step * outputs[loop.Carries + i].Elements, outputs[loop.Carries + i].Elements);
            }
            // A body may hand one carry on as another, so what it returns is set aside before any carry is overwritten.
            for (int i = 0; i < loop.Carries; i++)
                if (Array.IndexOf(items, outputs[i], 0, loop.Carries) is >= 0 and int j && j != i) outputs[i] = Clone(outputs[i]);
            for (int i = 0; i < loop.Carries; i++)
                if (!ReferenceEquals(outputs[i], items[i])) Copy(outputs[i], 0, items[i]!, 0, items[i]!.Elements);
        }
    }

    static Value Clone(Value value) => new([.. value.Data], value.Elements, value.Paths, value.PerPath);

    static void Copy(Value from, int fromElement, Value to, int toElement, int elements)
    {
        if (from.PerPath == to.PerPath)
        {
            Array.Copy(from.Data, fromElement * from.Stride, to.Data, toElement * to.Stride, elements * to.Stride);
            return;
        }
        for (int e = 0; e < elements; e++)
            for (int p = 0; p < to.Columns; p++) to[toElement + e, p] = from[fromElement + e, p];
    }
}
