namespace Pathwise.Derivatives;

/// <summary>
/// The derivatives of a loop are loops. In reverse, the body is evaluated again from the carry saved at the start of each step, so only
/// carries are stored, and pulled back; cotangents of captured values accumulate in carries of the backward loop. Where a loop has an inverse, the backward loop carries the
/// carries too and takes them back step by step, so that none is stored (Kidger, Foster, Li and Lyons, NeurIPS 2021, algorithm 2).
/// </summary>
internal static class LoopDerivatives
{
    /// <summary>Cotangents of the loop's inputs from those of its outputs, by index of output.</summary>
    public static Node?[] Pull(Loop loop, Node node, Dictionary<int, Node> cotangents, bool[] activeInputs)
    {
        var body = loop.Body;
        int carries = loop.Carries, scans = loop.Scans, inverted = loop.Inverted, saved = carries - inverted;
        bool[] active = Activity(loop, activeInputs);
        int[] activeCarries = [.. Enumerable.Range(0, carries).Where(i => active[i])];
        int[] activeScans = [.. Enumerable.Range(0, scans).Where(i => active[carries + i])];
        // One node may be captured twice: its cotangent is then the sum over both, and is given back once.
        int[] activeCaptured = [.. Enumerable.Range(loop.CapturedStart, node.Inputs.Length - loop.CapturedStart)
            .Where(i => active[i] && Array.IndexOf(node.Inputs, node.Inputs[i], loop.CapturedStart) == i)];
        int[] collected = [.. Enumerable.Range(carries, loop.Collects).Where(cotangents.ContainsKey)];
        int[] histories = [.. activeCarries.Where(i => cotangents.ContainsKey(loop.HistoryStart + i))];

        Node[] initial =
        [
            .. activeCarries.Select(i => cotangents.GetValueOrDefault(i) ?? Constant.Of(node.Inputs[i].Shape, 0)),
            .. activeCaptured.Select(i => Constant.Of(node.Inputs[i].Shape, 0)),
            .. Enumerable.Range(0, inverted).Select(i => Item.Of(node, i)),
        ];
        Node[] scanned =
        [
            .. Enumerable.Range(inverted, saved).Select(i => Item.Of(node, loop.HistoryStart + i)),
            .. node.Inputs[carries..loop.CapturedStart],
            .. collected.Select(i => cotangents[i]),
            .. histories.Select(i => cotangents[loop.HistoryStart + i]),
        ];

        var backward = Loop.Build(loop.Steps, !loop.Backward, initial, scanned, (index, carry, row) =>
        {
            Node[] after = carry[^inverted..], given = [.. row[saved..(saved + scans)], .. node.Inputs[loop.CapturedStart..]];
            Node[] before = [.. loop.Inverse?.Inline([index, .. after, .. row[..saved], .. given]) ?? [], .. row[..saved]];
            var outputs = body.Inline([index, .. before, .. given]);
            Node[] variables = [.. activeCarries.Select(i => before[i]), .. activeScans.Select(i => given[i]), .. activeCaptured.Select(i => node.Inputs[i])];
            var pulled = Known(outputs, after, Reverse.Pullback(
                [.. activeCarries.Select(i => outputs[i]), .. collected.Select(i => outputs[i])],
                [.. carry[..activeCarries.Length], .. row[(saved + scans)..(saved + scans + collected.Length)]],
                variables));

            var next = new Node[initial.Length];
            before[..inverted].CopyTo(next, initial.Length - inverted);
            for (int k = 0; k < activeCarries.Length; k++)
            {
                var own = pulled[k]?.AsReal();
                int history = Array.IndexOf(histories, activeCarries[k]);
                if (history >= 0)
                {
                    var read = row[saved + scans + collected.Length + history].AsReal();
                    own = own is { } o ? o + read : read;
                }
                next[k] = own?.Node ?? Constant.Of(initial[k].Shape, 0);
            }
            for (int k = 0; k < activeCaptured.Length; k++)
            {
                var part = pulled[activeCarries.Length + activeScans.Length + k];
                var sum = carry[activeCarries.Length + k];
                next[activeCarries.Length + k] = part is null ? sum : (sum.AsReal() + part.AsReal()).Node;
            }
            var rows = activeScans.Select((i, k) => pulled[activeCarries.Length + k] ?? Constant.Of(given[i].Shape, 0)).ToArray();
            return (next, rows);
        }, limit: loop.TakenBy(node));

        var result = new Node?[node.Inputs.Length];
        for (int k = 0; k < activeCarries.Length; k++) result[activeCarries[k]] = Item.Of(backward, k);
        for (int k = 0; k < activeCaptured.Length; k++) result[activeCaptured[k]] = Item.Of(backward, activeCarries.Length + k);
        for (int k = 0; k < activeScans.Length; k++) result[carries + activeScans[k]] = Taken(loop, node, Item.Of(backward, initial.Length + k));
        return result;
    }

    /// <summary>Rows of a collected array, 0 for steps that a path has not taken: there the array holds nothing that means anything.</summary>
    static Node Taken(Loop loop, Node node, Node rows)
    {
        if (loop.TakenBy(node) is not { } taken) return rows;
        var index = Constant.Of(new Shape([loop.Steps, .. Enumerable.Repeat(1, rows.Shape.Rank - 1)]), [.. Enumerable.Range(0, loop.Steps).Select(n => (double)n)]).AsReal();
        return Functions.Where(index < taken.AsReal(), rows.AsReal(), 0).Node;
    }

    /// <summary>Values in which the carries that a step ends with, where they are had already, are not made again from those it started with.</summary>
    static Node?[] Known(Node[] outputs, Node[] after, Node?[] values)
    {
        var known = new Dictionary<Node, Node>();
        for (int i = 0; i < after.Length; i++) if (outputs[i].Op is not Leaf) known[outputs[i]] = after[i];
        return known.Count == 0 ? values : [.. values.Select(value => value is null ? null : Graph.Substitute([value], known)[0])];
    }

    /// <summary>Tangents of the loop's outputs, by index of output, from those of its inputs.</summary>
    public static Node?[] Push(Loop loop, Node node, Node?[] tangents)
    {
        int carries = loop.Carries, scans = loop.Scans;
        bool[] active = Activity(loop, [.. tangents.Select(t => t is not null)]);
        int[] activeCarries = [.. Enumerable.Range(0, carries).Where(i => active[i])];
        int[] activeScans = [.. Enumerable.Range(carries, scans).Where(i => tangents[i] is not null)];
        int[] activeCaptured = [.. Enumerable.Range(loop.CapturedStart, node.Inputs.Length - loop.CapturedStart).Where(i => tangents[i] is not null)];
        bool[] collectedIsActive = new bool[loop.Collects];

        Node[] initial = [.. node.Inputs[..carries], .. activeCarries.Select(i => tangents[i] ?? Constant.Of(node.Inputs[i].Shape, 0))];
        Node[] scanned = [.. node.Inputs[carries..loop.CapturedStart], .. activeScans.Select(i => tangents[i]!)];
        var forward = Loop.Build(loop.Steps, loop.Backward, initial, scanned, (index, carry, row) =>
        {
            Node[] arguments = [index, .. carry[..carries], .. row[..scans], .. node.Inputs[loop.CapturedStart..]];
            var outputs = loop.Body.Inline(arguments);
            var pushed = Forward.Pushforward(outputs,
                [.. activeCarries.Select(i => carry[i]), .. activeScans.Select(i => row[i - carries]), .. activeCaptured.Select(i => node.Inputs[i])],
                [.. carry[carries..], .. row[scans..], .. activeCaptured.Select(i => tangents[i])]);
            var collected = new List<Node>();
            for (int i = 0; i < loop.Collects; i++)
            {
                if (pushed[carries + i] is not { } own) continue;
                collectedIsActive[i] = true;
                collected.Add(own);
            }
            return ([.. outputs[..carries], .. activeCarries.Select(i => pushed[i] ?? Constant.Of(outputs[i].Shape, 0))], [.. collected]);
        }, loop.Counter, loop.Limit is null ? null : loop.TakenBy(node));

        var result = new Node?[loop.HistoryStart + carries];
        int total = initial.Length;
        for (int k = 0; k < activeCarries.Length; k++) result[activeCarries[k]] = Item.Of(forward, carries + k);
        for (int i = 0, k = 0; i < loop.Collects; i++) if (collectedIsActive[i]) result[carries + i] = Item.Of(forward, total + k++);
        int historyStart = ((Loop)forward.Op).HistoryStart;
        for (int k = 0; k < activeCarries.Length; k++) result[loop.HistoryStart + activeCarries[k]] = Item.Of(forward, historyStart + carries + k);
        return result;
    }

    /// <summary>Which inputs carry a derivative: a carry does as soon as one that does flows into it.</summary>
    static bool[] Activity(Loop loop, bool[] inputs)
    {
        bool[] active = [.. inputs.Select((given, i) => given && loop.Body.Parameters[1 + i].Kind == Kind.Real)];
        for (bool settled = false; !settled;)
        {
            settled = true;
            var variables = Enumerable.Range(0, active.Length).Where(i => active[i]).Select(i => loop.Body.Parameters[1 + i]);
            var dependent = Graph.Dependents(loop.Body.Order, variables);
            for (int i = 0; i < loop.Carries; i++)
            {
                if (active[i] || loop.Body.Parameters[1 + i].Kind != Kind.Real || !dependent.Contains(loop.Body.Outputs[i])) continue;
                active[i] = true;
                settled = false;
            }
        }
        return active;
    }
}
