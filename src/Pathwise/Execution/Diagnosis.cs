using System.Globalization;

namespace Pathwise.Execution;

/// <summary>Replays a path whose result is not finite and names the first operation that made something not finite of finite inputs.</summary>
internal static class Diagnosis
{
    /// <summary>Finds the path of a block whose outputs are not all finite.</summary>
    public static NonFiniteException OfBlock(CompiledGraph compiled, Inputs inputs, long firstPath, int paths)
    {
        var runner = compiled.Interpreted(inputs);
        for (long path = firstPath; path < firstPath + paths; path++)
            if (runner.Evaluate(path, 1).Any(value => Array.Exists(value.Data, x => !double.IsFinite(x)))) return Of(compiled, inputs, path);
        return new(firstPath, null, "sum", string.Create(CultureInfo.InvariantCulture, $"the sum over paths {firstPath} to {firstPath + paths - 1} is not finite"),
            "keep the values on a path within the range of double precision", default);
    }

    static NonFiniteException Of(CompiledGraph compiled, Inputs inputs, long path)
    {
        var (found, step, bad) = Culprit(compiled.Interpreted(inputs), path) ?? (compiled.Graph.Outputs[0], null, double.NaN);
        var op = found.Origin ?? found.Op;
        string what = double.IsNaN(bad) ? "NaN" : bad > 0 ? "+infinity" : "-infinity";
        string at = step is { } n ? string.Create(CultureInfo.InvariantCulture, $", step {n}") : "";
        string name = found.Name is { } known ? $" ('{known}')" : "";
        string cause = op is Require require
            ? string.Create(CultureInfo.InvariantCulture, $"on path {path}{at}, {require.What} {(require.Domain == Domain.Total ? "leave their" : "leaves its")} domain: {require.Rule}")
            : string.Create(CultureInfo.InvariantCulture, $"on path {path}{at}, {op.Name}{name} gives {what}");
        string explosion = step is null || op is Require ? "" : "; where an equation explodes, take shorter steps, or scheme tamed_euler or implicit_euler";
        return new(path, step, op.Name, cause, string.Create(CultureInfo.InvariantCulture, $"replay it with --path {path} and the run's seed, noise and paths to see every value on the way"), found.Place, explosion);
    }

    /// <summary>
    /// The first value that is not finite and reaches an output. One on a branch not taken does no harm: outputs are not finite even with a number in its
    /// place. So values are replaced, from the first on, until the outputs are finite.
    /// </summary>
    static (Node Node, int? Step, double Value)? Culprit(PathRunner runner, long path)
    {
        (Node Node, int? Step, double Value)? first = null, last = null;
        var replaced = new HashSet<Node>();
        for (int round = 0; round < MostRounds; round++)
        {
            (Node Node, int? Step, double Value)? found = null;
            runner.Interpreter.Watch = (node, value, steps) =>
            {
                if (node.IsConstant || node.Kind != Kind.Real || node.Origin is null) return;
                bool isReplaced = replaced.Contains(node);
                for (int i = 0; i < value.Data.Length; i++)
                {
                    if (double.IsFinite(value.Data[i])) continue;
                    if (isReplaced) value.Data[i] = Replacement;
                    else found ??= (node, steps.Count > 0 ? steps[^1] : null, value.Data[i]);
                }
            };
            bool finite = Array.TrueForAll(runner.Evaluate(path, 1), output => Array.TrueForAll(output.Data, double.IsFinite));
            if (finite && last is not null) return last;
            if (found is not { } culprit) break;
            if (culprit.Node.Op is Leaf) return culprit;
            first ??= culprit;
            last = culprit;
            replaced.Add(culprit.Node);
        }
        return first;
    }

    /// <summary>Values replaced at most before the first one is named.</summary>
    const int MostRounds = 100;

    /// <summary>A number at which no function has a pole.</summary>
    const double Replacement = 0.7390851;
}
