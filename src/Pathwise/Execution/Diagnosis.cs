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

    public static NonFiniteException Of(CompiledGraph compiled, Inputs inputs, long path)
    {
        var runner = compiled.Interpreted(inputs);
        (Node Node, int? Step, double Value)? culprit = null;
        runner.Interpreter.Watch = (node, value, steps) =>
        {
            if (culprit is not null || node.IsConstant || node.Kind != Kind.Real || node.Origin is null) return;
            foreach (double x in value.Data)
            {
                if (double.IsFinite(x)) continue;
                culprit = (node, steps.Count > 0 ? steps[^1] : null, x);
                return;
            }
        };
        runner.Evaluate(path, 1);

        var (found, step, bad) = culprit ?? (compiled.Graph.Outputs[0], null, double.NaN);
        var op = found.Origin ?? found.Op;
        string what = double.IsNaN(bad) ? "NaN" : bad > 0 ? "+infinity" : "-infinity";
        string at = step is { } n ? string.Create(CultureInfo.InvariantCulture, $", step {n}") : "";
        string name = found.Name is { } known ? $" ('{known}')" : "";
        string cause = op is Require require
            ? string.Create(CultureInfo.InvariantCulture, $"on path {path}{at}, {require.What} leaves its domain: it {require.Rule}")
            : string.Create(CultureInfo.InvariantCulture, $"on path {path}{at}, {op.Name}{name} gives {what}");
        return new(path, step, op.Name, cause, string.Create(CultureInfo.InvariantCulture, $"replay it with --path {path} and the run's seed, noise and paths to see every value on the way"), found.Place);
    }
}
