using Pathwise.Derivatives;

namespace Pathwise.Estimation;

/// <summary>A parameter of a traced program: its name, its placeholder and, where the program states one, its value.</summary>
internal sealed record ProgramParameter(string Name, Node Node, double[] Value);

/// <summary>
/// A traced program: a scalar result as a function of shared parameters, of rows of data (per-path inputs) and of noise. Everything else,
/// gradients, certificates, kernels, is derived from it.
/// </summary>
internal sealed class StochasticProgram
{
    public StochasticProgram(string resultName, Node result, IReadOnlyList<ProgramParameter> parameters, DataRows? data = null)
    {
        if (!result.Shape.IsScalar)
            throw new PathwiseException("PW0022", $"the expectation is of an array of shape {result.Shape}", "take one number of each path: a sum, a mean, an element", result.Place);
        (ResultName, Parameters, Data) = (resultName, parameters, data ?? DataRows.None);
        Result = Simplifier.Simplify(LoopFusion.Fuse(Simplifier.Simplify(result)))[0];
    }

    public string ResultName { get; }
    public Node Result { get; }
    public IReadOnlyList<ProgramParameter> Parameters { get; }

    /// <summary>The rows of data that paths read.</summary>
    public DataRows Data { get; }

    /// <summary>The inputs of the program's graphs, noise apart.</summary>
    public Node[] Inputs => [.. Parameters.Select(p => p.Node), .. Data.Placeholders];

    /// <summary>The parameters' values as a graph takes them.</summary>
    public Value[] Values => [.. Parameters.Select(p => new Value(p.Value, p.Value.Length, 1, perPath: false))];

    public Certificate Certificate(Func<ProgramParameter, bool>? wanted = null)
    {
        var values = Parameters.ToDictionary(p => p.Node, p => p.Value);
        return new([.. Parameters.Where(p => wanted?.Invoke(p) ?? true)
            .Select(p => RouteAnalysis.Analyse(Result, p.Node, p.Name, node => values.GetValueOrDefault(node)))]);
    }

    /// <summary>The program with other parameter values, and other rows.</summary>
    public StochasticProgram At(IReadOnlyList<double[]> values, IReadOnlyList<double[][]>? rows = null) =>
        new(ResultName, Result, [.. Parameters.Select((p, i) => p with { Value = values[i] })], rows is null ? Data : Data with { Rows = rows });

    /// <summary>Throws where a law's parameter leaves its domain whatever the path.</summary>
    public void CheckDomains()
    {
        foreach (var node in Graph.OrderOf(Result))
        {
            if (node.Op is not Require require || node.PerPath || Graph.OrderOf(node).Any(n => n.Op is Draw)) continue;
            var given = Parameters.Select(p => (p.Node, p.Value));
            foreach (double x in Execution.Evaluator.SharedArray(node.Inputs[0], given))
                if (!require.Holds(x)) throw require.Violation(x, node.Place);
        }
    }
}
