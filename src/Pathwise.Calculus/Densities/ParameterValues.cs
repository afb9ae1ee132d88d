using System.Globalization;
using Pathwise.Estimation;
using Pathwise.Graphs;

namespace Pathwise.Calculus;

/// <summary>The values of the parameter nodes that an equation is written in. Derivatives are taken in each of their elements.</summary>
internal sealed record ParameterValues(Node[] Nodes, double[][] Values)
{
    /// <summary>Whether derivatives are wanted.</summary>
    public bool IsDifferentiated { get; init; } = true;

    /// <summary>No parameters: an equation of numbers alone.</summary>
    public static ParameterValues None { get; } = new([], []);

    /// <summary>Scalar parameters and their values.</summary>
    public static ParameterValues Of(params (Real Parameter, double Value)[] values) =>
        new([.. values.Select(entry => entry.Parameter.Node)], [.. values.Select(entry => new[] { entry.Value })]);

    /// <summary>A record of parameters as nodes, and the values of these.</summary>
    public static (TParameters Parameters, ParameterValues Values) Traced<TParameters>(TParameters at)
    {
        var structure = Structure.Of(typeof(TParameters));
        var leaves = structure.Flatten(at);
        Node[] nodes = [.. leaves.Select(leaf => Node.Leaf(new Parameter(leaf.Value.Shape, leaf.Name), perPath: false, Place.Nowhere, leaf.Name))];
        return ((TParameters)structure.Build(at, new(nodes.Select(node => node.AsReal()))), new(nodes, [.. leaves.Select(leaf => leaf.Value.ToArray())]));
    }

    /// <summary>The name of each element that derivatives are taken in: that of its parameter, and its index in an array.</summary>
    public string[] Names => !IsDifferentiated ? [] : [.. Nodes.SelectMany(node =>
    {
        string name = node.Name ?? ((Parameter)node.Op).Label;
        return node.Shape.IsScalar ? [name] : Enumerable.Range(0, node.Shape.Count).Select(k => string.Create(CultureInfo.InvariantCulture, $"{name}[{k}]"));
    })];

    /// <summary>For each element, the tangents of all parameters that move this element alone.</summary>
    public IEnumerable<Node?[]> Directions()
    {
        for (int i = 0; IsDifferentiated && i < Nodes.Length; i++)
            for (int k = 0; k < Values[i].Length; k++)
            {
                var unit = new double[Values[i].Length];
                unit[k] = 1;
                var tangents = new Node?[Nodes.Length];
                tangents[i] = Constant.Of(Nodes[i].Shape, unit);
                yield return tangents;
            }
    }
}
