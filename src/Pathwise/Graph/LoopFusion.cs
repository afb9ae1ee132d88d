namespace Pathwise.Graphs;

/// <summary>
/// Merges a loop with the loop that reads its rows in the same order: a path and a functional of it become one pass that stores nothing.
/// Every value keeps its bits.
/// </summary>
internal static class LoopFusion
{
    public static Node[] Fuse(params Node[] outputs)
    {
        while (Candidate(outputs) is var (producer, consumer)) outputs = Graph.Substitute(outputs, Merge(producer, consumer, outputs));
        return outputs;
    }

    static (Node Producer, Node Consumer)? Candidate(Node[] outputs)
    {
        foreach (var consumer in Graph.OrderOf(outputs))
        {
            // A consumer whose steps can be taken back stays as it is: within another loop it would need the rows of that loop on the way back.
            if (consumer.Op is not Loop { IsPartial: false, Inverse: null } c) continue;
            foreach (var scanned in consumer.Inputs[c.Carries..c.CapturedStart])
            {
                if (scanned.Op is not Item item || scanned.Inputs[0].Op is not Loop { IsPartial: false } p || p.Steps != c.Steps || p.Backward != c.Backward || item.Index < p.Carries) continue;
                var producer = scanned.Inputs[0];
                // Everything else the consumer takes must be there before the producer ends.
                var others = consumer.Inputs.Where((input, i) => i < c.Carries || i >= c.CapturedStart || !IsRowOf(input, producer, p));
                if (!Graph.OrderOf(others).Contains(producer)) return (producer, consumer);
            }
        }
        return null;
    }

    static bool IsRowOf(Node scanned, Node producer, Loop loop) =>
        scanned.Op is Item item && ReferenceEquals(scanned.Inputs[0], producer) && item.Index >= loop.Carries;

    static Dictionary<Node, Node> Merge(Node producer, Node consumer, Node[] outputs)
    {
        Loop p = (Loop)producer.Op, c = (Loop)consumer.Op;
        Node[] rows = consumer.Inputs[c.Carries..c.CapturedStart];
        int[] foreign = [.. Enumerable.Range(0, rows.Length).Where(i => !IsRowOf(rows[i], producer, p))];
        using var at = Place.At(producer.Place.OrNowhere);
        var merged = Loop.Build(p.Steps, p.Backward,
            [.. producer.Inputs[..p.Carries], .. consumer.Inputs[..c.Carries]],
            [.. producer.Inputs[p.Carries..p.CapturedStart], .. foreign.Select(i => rows[i])],
            (index, carry, row) =>
            {
                for (int i = 0; i < carry.Length; i++) carry[i].Name = (i < p.Carries ? p.Body.Parameters[1 + i] : c.Body.Parameters[1 + i - p.Carries]).Name;
                var own = p.Body.Inline([index, .. carry[..p.Carries], .. row[..p.Scans], .. producer.Inputs[p.CapturedStart..]]);
                int next = p.Scans;
                var fed = rows.Select((scanned, i) =>
                {
                    if (foreign.Contains(i)) return row[next++];
                    int index = ((Item)scanned.Op).Index;
                    return index >= p.HistoryStart ? carry[index - p.HistoryStart] : own[index];
                }).ToArray();
                var read = c.Body.Inline([index, .. carry[p.Carries..], .. fed, .. consumer.Inputs[c.CapturedStart..]]);
                Node[] before = p.Inverse?.Inline([index, .. carry[..p.Carries], .. row[..p.Scans], .. producer.Inputs[p.CapturedStart..]]) ?? [];
                return ([.. own[..p.Carries], .. read[..c.Carries]], [.. own[p.Carries..], .. read[c.Carries..]], before);
            });

        int carries = p.Carries + c.Carries, collects = p.Collects + c.Collects;
        var map = new Dictionary<Node, Node>();
        foreach (var node in Graph.OrderOf(outputs))
        {
            if (node.Op is not Item { Index: var i }) continue;
            int? moved = ReferenceEquals(node.Inputs[0], producer)
                ? i < p.Carries ? i : i < p.HistoryStart ? carries + i - p.Carries : carries + collects + i - p.HistoryStart
                : ReferenceEquals(node.Inputs[0], consumer)
                ? i < c.Carries ? p.Carries + i : i < c.HistoryStart ? carries + p.Collects + i - c.Carries : carries + collects + p.Carries + i - c.HistoryStart
                : null;
            if (moved is { } to) map[node] = Item.InPlaceOf(node, merged, to);
        }
        return map;
    }
}
