namespace Pathwise.Execution;

/// <summary>
/// The plain executor: evaluates node after node for a run of paths, in double precision with the platform's functions. It is the oracle.
/// With <c>single</c>, every result is rounded to single precision. An instance holds the buffers of one thread.
/// </summary>
internal sealed class Interpreter
{
    readonly bool _single;
    readonly Node[] _order;

    /// <summary>For each node, by its number in the order: its value, the numbers of its inputs, and of a loop its body and its items.</summary>
    readonly Value?[] _values;
    readonly int[][] _inputs;
    readonly Interpreter?[] _bodies;
    readonly Value?[]?[] _items;
    readonly HashSet<(int Loop, int Item)> _read = [];

    /// <summary>The numbers of parameters (−1: not read) and outputs.</summary>
    readonly int[] _parameters, _results;
    readonly Value[] _outputs, _operands;

    public Interpreter(Graph graph, bool single = false)
    {
        _single = single;
        _order = graph.Order;
        var numbers = new Dictionary<Node, int>();
        foreach (var node in _order) numbers.Add(node, numbers.Count);
        _inputs = [.. _order.Select(node => Array.ConvertAll(node.Inputs, input => numbers[input]))];
        _parameters = Array.ConvertAll(graph.Parameters, parameter => numbers.GetValueOrDefault(parameter, -1));
        _results = Array.ConvertAll(graph.Outputs, output => numbers[output]);
        (_values, _bodies, _items) = (new Value?[_order.Length], new Interpreter?[_order.Length], new Value?[]?[_order.Length]);
        _outputs = new Value[_results.Length];
        _operands = new Value[_inputs.Select(inputs => inputs.Length).DefaultIfEmpty().Max()];
        for (int k = 0; k < _order.Length; k++)
        {
            if (_order[k].Op is Loop loop) _bodies[k] = new Interpreter(loop.Body, single);
            if (_order[k].Op is Item item) _read.Add((_inputs[k][0], item.Index));
        }
    }

    /// <summary>Called after each node is evaluated, with the indices of the loops around it: how replays and diagnoses look inside.</summary>
    public Action<Node, Value, IReadOnlyList<int>>? Watch { get; set; }

    readonly List<int> _steps = [];

    /// <summary>Evaluates the graph. The outputs and their buffers are reused by the next run.</summary>
    public Value[] Run(ReadOnlySpan<Value> parameters, int paths, Func<Node, Value>? draw = null)
    {
        for (int i = 0; i < parameters.Length; i++)
            if (_parameters[i] is >= 0 and int k) _values[k] = parameters[i];
        for (int k = 0; k < _order.Length; k++)
        {
            var node = _order[k];
            switch (node.Op)
            {
                case Parameter: break;
                case Draw: _values[k] = draw!(node); break;
                case ToPaths: _values[k] = Input(k, 0); continue;
                case Item item: _values[k] = _items[_inputs[k][0]]![item.Index]; break;
                case Loop loop: RunLoop(loop, k, paths, draw); continue;
                default: Evaluate(k, paths); break;
            }
            Watch?.Invoke(node, _values[k]!, _steps);
        }
        for (int i = 0; i < _outputs.Length; i++) _outputs[i] = _values[_results[i]]!;
        return _outputs;
    }

    Value Input(int k, int input) => _values[_inputs[k][input]]!;

    void Evaluate(int k, int paths)
    {
        var node = _order[k];
        ref var value = ref _values[k];
        if (node.IsConstant && value is not null) return;
        if (value is null || ((value.PerPath || node.Op is ProductOverPaths) && value.Paths != paths)) value = new Value(node.Shape.Count, paths, node.PerPath, _single);
        var operands = _operands.AsSpan(0, node.Inputs.Length);
        for (int i = 0; i < operands.Length; i++) operands[i] = Input(k, i);
        node.Op.Evaluate(node, operands, value);
    }

    void RunLoop(Loop loop, int k, int paths, Func<Node, Value>? draw)
    {
        var items = _items[k] ??= new Value?[loop.HistoryStart + loop.Carries];
        for (int i = 0; i < items.Length; i++)
        {
            var (shape, _, perPath) = loop.Item(i);
            if (i >= loop.Carries && !_read.Contains((k, i))) continue;
            if (items[i] is not { } item || (item.PerPath && item.Paths != paths)) items[i] = new Value(shape.Count, paths, perPath, _single);
        }

        var body = _bodies[k]!;
        body.Watch = Watch;
        var arguments = new Value[_inputs[k].Length + 1];
        var index = arguments[0] = new Value(1, paths, perPath: false);
        for (int i = 0; i < loop.Carries; i++)
        {
            var carry = arguments[1 + i] = items[i]!;
            Copy(Input(k, i), 0, carry, 0, carry.Elements);
        }
        var scanned = new Value[loop.Scans];
        for (int i = 0; i < loop.Scans; i++)
        {
            scanned[i] = Input(k, loop.Carries + i);
            arguments[1 + loop.Carries + i] = new Value(scanned[i].Elements / loop.Steps, paths, scanned[i].PerPath, _single);
        }
        for (int i = loop.CapturedStart; i < _inputs[k].Length; i++) arguments[1 + i] = Input(k, i);

        int steps = loop.Limit is { } limit ? (int)arguments[1 + loop.CapturedStart + limit].Data.Max() : loop.Steps;
        for (int n = 0; n < steps; n++)
        {
            int step = loop.Backward ? steps - 1 - n : n;
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
            if (loop.Counter is { } counter && !items[counter]!.Data.Contains(n + 1)) break;
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
