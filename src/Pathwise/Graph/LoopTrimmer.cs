namespace Pathwise.Graphs;

/// <summary>Drops the carries, collected arrays and inputs of loops that nothing reads, and captures each value once.</summary>
internal static class LoopTrimmer
{
    /// <summary>The outputs over trimmed loops; null where there was nothing to trim.</summary>
    public static Node[]? Trim(Node[] outputs)
    {
        var order = Graph.OrderOf(outputs);
        var read = order.Where(node => node.Op is Item).ToLookup(node => node.Inputs[0], node => ((Item)node.Op).Index);
        var map = new Dictionary<Node, Node>();
        foreach (var node in order)
        {
            if (node.Op is not Loop loop) continue;
            var wanted = read[node].ToHashSet();
            bool[] carries = NeededCarries(loop, wanted);
            bool[] collects = [.. Enumerable.Range(0, loop.Collects).Select(i => wanted.Contains(loop.Carries + i))];
            if (carries.All(needed => needed) && collects.All(needed => needed) && InputsAreUsed(loop) && Repeated(node, loop).Count == 0) continue;
            Rebuild(node, loop, carries, collects, order, map);
        }
        return map.Count == 0 ? null : Graph.Substitute(outputs, map);
    }

    static bool InputsAreUsed(Loop loop)
    {
        var used = loop.Body.Order.Concat(loop.Inverse?.Order ?? []).ToHashSet();
        return Enumerable.Range(loop.Carries, loop.Body.Parameters.Length - 1 - loop.Carries).All(i => used.Contains(loop.Body.Parameters[1 + i]) || IsLimit(loop, i));
    }

    static bool IsLimit(Loop loop, int input) => loop.Limit is { } limit && input == loop.CapturedStart + limit;

    /// <summary>Placeholders of a value that another placeholder stands for already.</summary>
    static Dictionary<Node, Node> Repeated(Node node, Loop loop)
    {
        var repeated = new Dictionary<Node, Node>();
        for (int i = loop.CapturedStart; i < node.Inputs.Length; i++)
            if (Array.IndexOf(node.Inputs, node.Inputs[i], loop.CapturedStart) is var first && first < i)
                repeated[loop.Body.Parameters[1 + i]] = loop.Body.Parameters[1 + first];
        return repeated;
    }

    /// <summary>A carry is needed if it is read outside or flows, within the body, into something needed.</summary>
    static bool[] NeededCarries(Loop loop, HashSet<int> wanted)
    {
        bool[] needed = [.. Enumerable.Range(0, loop.Carries).Select(i => wanted.Contains(i) || wanted.Contains(loop.HistoryStart + i) || i == loop.Counter)];
        for (bool settled = false; !settled;)
        {
            settled = true;
            var roots = Enumerable.Range(0, loop.Body.Outputs.Length).Where(i => i < loop.Carries ? needed[i] : wanted.Contains(i)).Select(i => loop.Body.Outputs[i]);
            var used = Graph.OrderOf(roots).ToHashSet();
            for (int i = 0; i < loop.Carries; i++)
            {
                if (needed[i] || !used.Contains(loop.Body.Parameters[1 + i])) continue;
                needed[i] = true;
                settled = false;
            }
        }
        return needed;
    }

    /// <summary>What the inverse gives of the carries that are kept; nothing, where that needs others.</summary>
    static Node[] KeptInverse(Loop loop, bool[] carries)
    {
        Node[] before = [.. Enumerable.Range(0, loop.Inverted).Where(i => carries[i]).Select(i => loop.Inverse!.Outputs[i])];
        var used = Graph.OrderOf(before).ToHashSet();
        return Enumerable.Range(0, loop.Inverted).Any(i => !carries[i] && used.Contains(loop.Body.Parameters[1 + i])) ? [] : before;
    }

    static void Rebuild(Node node, Loop loop, bool[] carries, bool[] collects, Node[] order, Dictionary<Node, Node> map)
    {
        int[] keptCarries = [.. Enumerable.Range(0, loop.Carries).Where(i => carries[i])];
        int[] keptCollects = [.. Enumerable.Range(0, loop.Collects).Where(i => collects[i])];
        Node[] outputs = [.. keptCarries.Select(i => loop.Body.Outputs[i]), .. keptCollects.Select(i => loop.Body.Outputs[loop.Carries + i])];
        var repeated = Repeated(node, loop);
        outputs = Graph.Substitute(outputs, repeated);
        var before = Graph.Substitute(KeptInverse(loop, carries), repeated);
        var used = Graph.OrderOf([.. outputs, .. before]).ToHashSet();
        int? limit = loop.Limit is { } given ? Array.IndexOf(node.Inputs, node.Inputs[loop.CapturedStart + given], loop.CapturedStart) : null;
        int[] keptInputs = [.. keptCarries, .. Enumerable.Range(loop.Carries, node.Inputs.Length - loop.Carries).Where(i => used.Contains(loop.Body.Parameters[1 + i]) || i == limit)];
        int scans = keptInputs.Count(i => i >= loop.Carries && i < loop.CapturedStart);
        var body = new Graph([loop.Body.Parameters[0], .. keptInputs.Select(i => loop.Body.Parameters[1 + i])], outputs);
        var trimmed = new Loop(body, loop.Steps, loop.Backward, keptCarries.Length, scans, keptCollects.Length)
        {
            Counter = loop.Counter is { } counter ? Array.IndexOf(keptCarries, counter) : null,
            Inverse = before.Length == 0 ? null : new Graph(body.Parameters, before),
            Limit = limit is { } kept ? Array.IndexOf(keptInputs, kept) - keptCarries.Length - scans : null,
        };

        // Inputs may themselves be items of loops trimmed before.
        var inputs = Graph.Substitute([.. keptInputs.Select(i => node.Inputs[i])], map);
        var made = Node.Create(trimmed, node.Place.OrNowhere, inputs);
        foreach (var item in order)
        {
            if (item.Op is not Item { Index: var index } || !ReferenceEquals(item.Inputs[0], node)) continue;
            int moved = index < loop.Carries ? Array.IndexOf(keptCarries, index)
                : index < loop.HistoryStart ? keptCarries.Length + Array.IndexOf(keptCollects, index - loop.Carries)
                : trimmed.HistoryStart + Array.IndexOf(keptCarries, index - loop.HistoryStart);
            map[item] = Item.InPlaceOf(item, made, moved);
        }
    }
}
