using System.Reflection;
using Pathwise.Graphs;
using Pathwise.Ops;

namespace Pathwise.Conformance;

/// <summary>A new op without a row in the catalogue fails here.</summary>
public class CoverageTests
{
    static readonly Assembly s_library = typeof(Real).Assembly;

    static readonly HashSet<Op> s_covered = [.. Catalogue.All.SelectMany(c => Ops(c.ToGraph()))];

    static IEnumerable<Op> Ops(Graph graph) => graph.Order.SelectMany(node => node.Op is Loop loop ? Ops(loop.Body).Append(loop) : [node.Op]);

    public static TheoryData<Type> OpTypes =>
        [.. s_library.GetTypes().Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsAbstract && !t.IsGenericType && !t.IsSubclassOf(typeof(Leaf)))];

    public static TheoryData<Type> Rows(Type of) => [.. s_library.GetTypes().Where(t => t.IsValueType && t.IsAssignableTo(of))];

    // Broadcasts to paths are in every case with shared operands. Products over paths have no derivative and are made by SummedGraph, whose tests they are in. Sites,
    // attached derivatives and ratios of likelihoods are gone before a program runs; EstimatorTests are about them.
    static readonly HashSet<Type> s_elsewhere = [typeof(ToPaths), typeof(ProductOverPaths), typeof(Sampled), typeof(WithDerivative), typeof(LikelihoodRatio)];

    [Theory]
    [MemberData(nameof(OpTypes))]
    public void Every_op_has_a_case(Type op) => Assert.True(s_covered.Any(o => o.GetType() == op) || s_elsewhere.Contains(op), $"{op.Name} is in no case of the catalogue");

    [Theory]
    [MemberData(nameof(Rows), typeof(IUnary))]
    [MemberData(nameof(Rows), typeof(IBinary))]
    public void Every_row_of_the_tables_has_a_case(Type row) =>
        Assert.True(s_covered.Any(o => o.GetType() is { IsGenericType: true } t && t.GetGenericArguments()[0] == row), $"{row.Name} is in no case of the catalogue");

    /// <summary>Ops that are several instances of one class, such as the comparisons.</summary>
    public static TheoryData<string> Instances =>
        [.. s_library.GetTypes().Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsGenericType && !s_elsewhere.Contains(t))
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public).Where(f => f.FieldType == t).Select(f => ((Op)f.GetValue(null)!).Name))];

    [Theory]
    [MemberData(nameof(Instances))]
    public void Every_instance_has_a_case(string name) => Assert.Contains(s_covered, op => op.Name == name);

    [Fact]
    public void The_broadcast_to_paths_is_covered_by_shared_operands() =>
        Assert.Contains(Catalogue.Named("add").ToGraph(shared: 1).Order, node => node.Op is ToPaths);

    [Fact]
    public void Names_are_unique() => Assert.Equal(Catalogue.All.Count, Catalogue.All.Select(c => c.Name).Distinct().Count());

    [Fact]
    public void Points_fit_their_shapes() => Assert.All(Catalogue.All, c => Assert.All(c.Points, point =>
        Assert.Equal(c.Shapes.Select(shape => shape.Count), point.Select(x => x.Length))));
}
