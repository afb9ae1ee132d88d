namespace Pathwise.Graphs;

/// <summary>Checks that a graph is well formed. A failure is a defect of the library, never of a user's program.</summary>
internal static class Verifier
{
    public static void Check(Graph graph)
    {
        var known = graph.Parameters.ToHashSet();
        foreach (var node in graph.Order)
        {
            if (node.Op is Parameter && !known.Contains(node)) throw Broken(node, "is a parameter of another graph");
            foreach (var input in node.Inputs) if (input.Id >= node.Id) throw Broken(node, "comes before its input");
            if (node.Op is Leaf) continue;
            if (node.Op is Loop loop)
            {
                CheckLoop(node, loop);
                continue;
            }
            var (shape, kind) = node.Op.Infer(node.Inputs);
            if (shape != node.Shape || kind != node.Kind) throw Broken(node, $"has shape {node.Shape} instead of {shape}");
            if (node.Op is ToPaths or Item or ProductOverPaths) continue;
            bool perPath = node.Inputs.Any(input => input.PerPath);
            if (perPath != node.PerPath) throw Broken(node, "is shared or per-path against its inputs");
            if (perPath && node.Inputs.Any(input => !input.PerPath && !input.IsConstant)) throw Broken(node, "mixes shared and per-path operands");
        }
    }

    static void CheckLoop(Node node, Loop loop)
    {
        if (node.Inputs.Length + 1 != loop.Body.Parameters.Length) throw Broken(node, "feeds its body the wrong number of inputs");
        for (int i = 0; i < node.Inputs.Length; i++)
        {
            bool row = i >= loop.Carries && i < loop.CapturedStart;
            var (given, taken) = (node.Inputs[i], loop.Body.Parameters[1 + i]);
            if ((row ? given.Shape.Tail : given.Shape) != taken.Shape) throw Broken(node, $"feeds input {i} of shape {given.Shape} to {taken.Shape}");
            if (given.Kind != taken.Kind) throw Broken(node, $"feeds input {i}, which is {given.Kind}, where it is {taken.Kind}");
            if (row && given.Shape[0] != loop.Steps) throw Broken(node, $"scans {given.Shape} in {loop.Steps} steps");
            if (given.PerPath && !taken.PerPath) throw Broken(node, $"feeds input {i} per path where it is shared");
        }
        for (int i = 0; i < loop.Carries; i++)
        {
            var (taken, given) = (loop.Body.Parameters[1 + i], loop.Body.Outputs[i]);
            if (given.Shape != taken.Shape) throw Broken(node, $"changes the shape of carry {i}");
            if (given.PerPath && !taken.PerPath) throw Broken(node, $"makes carry {i} per path");
        }
        Check(loop.Body);
        if (loop.Inverse is not { } inverse) return;
        if (!inverse.Parameters.AsSpan().SequenceEqual(loop.Body.Parameters)) throw Broken(node, "is taken back over other placeholders than its body's");
        for (int i = 0; i < inverse.Outputs.Length; i++) if (inverse.Outputs[i].Shape != loop.Body.Parameters[1 + i].Shape) throw Broken(node, $"takes carry {i} back to another shape");
        if (Enumerable.Range(loop.Inverted, loop.Carries - loop.Inverted).Any(i => inverse.Order.Contains(loop.Body.Parameters[1 + i]))) throw Broken(node, "needs carries to be taken back that it does not take back");
        Check(inverse);
    }

    static InvalidOperationException Broken(Node node, string what) => new($"The graph is broken: node {node.Id} ({node.Op}) {what}.");
}
