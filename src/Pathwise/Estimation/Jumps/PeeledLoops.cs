namespace Pathwise.Estimation;

/// <summary>Loops whose last step is taken out of them, so that the last step's draws stand in the open.</summary>
internal static class PeeledLoops
{
    /// <summary>The values with the last step of every loop outside others written out.</summary>
    public static Node[] Peel(params ReadOnlySpan<Node> values)
    {
        var items = new Dictionary<Node, Func<int, Node>>();
        var done = new Dictionary<Node, Node>();
        foreach (var node in Graph.OrderOf(values.ToArray()))
        {
            using var at = Place.At(node.Place.OrNowhere);
            if (node.Op is Item item && items.TryGetValue(node.Inputs[0], out var itemOf))
            {
                done[node] = itemOf(item.Index);
                done[node].Name ??= node.Name;
                continue;
            }
            var made = node.Rebuilt(done);
            if (made.Op is Loop { Backward: false, IsPartial: false, Steps: > 1 } loop) items[node] = Peeled(made, loop);
            done[node] = made;
        }
        var result = new Node[values.Length];
        for (int i = 0; i < result.Length; i++) result[i] = done[values[i]];
        return result;
    }

    /// <summary>The outputs of a loop by those of the loop without its last step.</summary>
    static Func<int, Node> Peeled(Node node, Loop loop)
    {
        int steps = loop.Steps, scans = loop.CapturedStart;
        Node[] inputs = [.. node.Inputs.Select((input, i) => i >= loop.Carries && i < scans ? Functions.Slice(input.AsReal(), 0, 0, steps - 1).Node : input)];
        var shorter = (loop with { Steps = steps - 1 }).On(inputs, node.Place);
        Node Before(int index) => Item.Of(shorter, index);
        Node[] arguments =
        [
            Constant.Of(steps - 1),
            .. Enumerable.Range(0, loop.Carries).Select(Before),
            .. Enumerable.Range(loop.Carries, loop.Scans).Select(i => Functions.Reshape(Functions.Slice(node.Inputs[i].AsReal(), 0, steps - 1, 1), node.Inputs[i].Shape.Tail).Node),
            .. node.Inputs[scans..],
        ];
        var last = loop.Body.Inline(arguments);
        Node Longer(int index, Node row) => Functions.Concat(0, Before(index).AsReal(), Functions.Reshape(row.AsReal(), row.Shape.Prepend(1))).Node;
        return index => index < loop.Carries ? last[index]
            : index < loop.HistoryStart ? Longer(index, last[index])
            : Longer(index, Before(index - loop.HistoryStart));
    }
}
