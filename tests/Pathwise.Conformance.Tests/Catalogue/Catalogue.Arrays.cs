using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Conformance;

internal static partial class Catalogue
{
    static OpCase Array(string name, Func<Real[], Real> build, params Shape[] shapes) => new(name, build, shapes, Points(4, shapes));

    static IEnumerable<OpCase> Reductions() =>
    [
        Array("sum", x => Sum(x[0]), new Shape(2, 3)),
        Array("sum over the first axis", x => Sum(x[0] * x[0], 0), new Shape(2, 3)),
        Array("sum over outer axes", x => Sum(x[0] * x[0], 0, 2), new Shape(2, 3, 2)),
        Array("sum of a scalar", x => Sum(x[0]), Shape.Scalar),
        Array("mean over the last axis", x => Mean(x[0] * x[0], 1), new Shape(2, 3)),
        Array("max_over", x => MaxOver(x[0]), new Shape(2, 3)) with { Reach = _ => 0.05 },
        Array("max_over the last axis", x => MaxOver(x[0], 1) * Sum(x[0], 1), new Shape(2, 3)) with { Reach = _ => 0.05 },
        Array("min_over the first axis", x => MinOver(x[0], 0), new Shape(3, 2)) with { Reach = _ => 0.05 },
        Array("log_sum_exp", x => LogSumExp(x[0]), 4),
        Array("log_sum_exp over the last axis", x => LogSumExp(3 * x[0], 1), new Shape(2, 3)),
        Array("softmax", x => Softmax(x[0]) * x[1], new Shape(2, 3), new Shape(2, 3)),
        Array("matmul of matrices", x => MatMul(x[0], x[1]), new Shape(2, 3), new Shape(3, 4)),
        Array("matmul of vector and matrix", x => MatMul(x[0], x[1]), 3, new Shape(3, 4)),
        Array("matmul of matrix and vector", x => MatMul(x[0], x[1]), new Shape(2, 3), 3),
        Array("matmul of vectors", x => MatMul(x[0], x[1]), 3, 3),
        Array("convolution", x => Convolution(x[0], x[1], padding: 1), new Shape(2, 3, 4), new Shape(9, 2, 3, 3)),
        Array("convolution with a stride", x => Convolution(x[0], x[1], stride: 2), new Shape(2, 5, 4), new Shape(2, 2, 2, 3)),
        Array("keyed normals", x => x[1] * Sum(KeyedNormals.Of(Floor(8 * Sigmoid(x[0])), 3, 5, 1234567) * Broadcast(x[1], new(2, 3)), 0), 3, 3) with { Reach = _ => 0.01 },
        Array("matmul of a matrix with itself", x => MatMul(x[0], x[0]), new Shape(3, 3)),
    ];

    static IEnumerable<OpCase> Layouts() =>
    [
        Array("broadcast", x => Broadcast(x[0], new(2, 3)) * x[1], 3, new Shape(2, 3)),
        Array("broadcast of a column", x => Broadcast(x[0], new(2, 2, 3)) * x[1], new Shape(2, 1), new Shape(2, 2, 3)),
        Array("reshape", x => Reshape(x[0], new(3, 2)) * x[1], new Shape(2, 3), new Shape(3, 2)),
        Array("transpose", x => Transpose(x[0]) * x[1], new Shape(2, 3), new Shape(3, 2)),
        Array("transpose of three axes", x => Transpose(x[0], 2, 0, 1) * x[1], new Shape(2, 3, 4), new Shape(4, 2, 3)),
        Array("slice", x => Slice(x[0], 0, 1, 2) * x[1], 4, 2),
        Array("slice by steps", x => Slice(x[0], 1, 1, 2, 2) * x[1], new Shape(2, 5), new Shape(2, 2)),
        Array("element", x => x[0][1] * x[1], new Shape(3, 2), 2),
        Array("pad", x => new Real(Node.Create(new Pad(1, 1, 2, 6), [x[0].Node])) * x[1], new Shape(2, 2), new Shape(2, 6)),
        Array("concat", x => Concat(0, x[0], x[1], x[0]) * x[2], 2, 3, 7),
        Array("concat along the last axis", x => Concat(1, x[0], x[1]) * x[2], new Shape(2, 1), new Shape(2, 2), new Shape(2, 3)),
        Array("stack", x => Stack(x[0], x[1]) * x[2], 3, 3, new Shape(2, 3)),
        new("gather", x => Gather(x[0], x[1]) * x[2], [new(3, 2), 4, new(4, 2)],
            [.. Enumerable.Range(0, 3).Select(k => new[] { Numbers(6, k), [.. Enumerable.Range(0, 4).Select(i => (double)((k + i * i) % 3))], Numbers(8, k + 9) })])
        { HasDerivative = i => i != 1 },
        new("gather by a scalar", x => Gather(x[0], x[1]), [new(3, 2), Shape.Scalar],
            [.. Enumerable.Range(0, 3).Select(k => new[] { Numbers(6, k), [(double)k] })]) { HasDerivative = i => i != 1 },
        new("put", x => Put.Of(x[0], x[1], x[2]) * x[3], [new(3, 2), Shape.Scalar, 2, new(3, 2)],
            [.. new double[] { 0, 2, 3, -1, 0.5 }.Select((at, k) => new[] { Numbers(6, k), [at], Numbers(2, k + 3), Numbers(6, k + 9) })])
        { HasDerivative = i => i != 1 },
        new("put of a number", x => Put.Of(x[0], x[1], x[2]), [3, Shape.Scalar, Shape.Scalar], [.. Enumerable.Range(0, 4).Select(k => new[] { Numbers(3, k), [(double)k], Numbers(1, k) })])
        { HasDerivative = i => i != 1 },
        new("scatter_add", x => new Real(Node.Create(new ScatterAdd(3), [x[0].Node, x[1].Node])) * x[2], [new(4, 2), 4, new(3, 2)],
            [.. Enumerable.Range(0, 3).Select(k => new[] { Numbers(8, k), [.. Enumerable.Range(0, 4).Select(i => (double)((k + i * i) % 3))], Numbers(6, k + 9) })])
        { HasDerivative = i => i != 1 },
    ];

    static Node[] Nodes(params Real[] values) => [.. values.Select(value => value.Node)];

    static IEnumerable<OpCase> Loops() =>
    [
        // A nonlinear carry with a captured value and the index.
        Array("loop", x => Item.Of(Loop.Build(5, false, Nodes(x[0]), [], (index, carry, _) =>
            (Nodes(carry[0].AsReal() + 0.2 * x[1] * Sin(carry[0].AsReal()) + 0.01 * index.AsReal()), [])), 0).AsReal(), Shape.Scalar, Shape.Scalar),

        // The visiting order matters: backward, with scanned and collected rows.
        Array("loop backward over rows", x =>
        {
            var loop = Loop.Build(4, true, Nodes(x[0]), Nodes(x[1]), (_, carry, row) =>
            {
                var next = 0.5 * carry[0].AsReal() * row[0].AsReal() + Cos(row[0].AsReal());
                return (Nodes(next), Nodes(next * carry[0].AsReal()));
            });
            return Item.Of(loop, 1).AsReal() * Item.Of(loop, 0).AsReal();
        }, 2, new Shape(4, 2)),

        // Two carries that swap, read through their histories.
        Array("loop with histories", x =>
        {
            var loop = Loop.Build(3, false, Nodes(x[0], x[1]), [], (_, carry, _) => (Nodes(carry[1].AsReal(), Sin(carry[0].AsReal()) * x[2]), []));
            return Item.Of(loop, 2).AsReal() * Item.Of(loop, 3).AsReal() + Item.Of(loop, 0).AsReal();
        }, Shape.Scalar, Shape.Scalar, Shape.Scalar),

        // A body that reads one captured value twice, under two nodes that simplify to one.
        Array("loop that captures equal values", x => Item.Of(Loop.Build(3, false, Nodes(x[0]), [], (_, carry, _) =>
            (Nodes(carry[0].AsReal() * (0.5 * x[1]) + Tanh(0.5 * x[1])), [])), 0).AsReal(), Shape.Scalar, Shape.Scalar),

        // An inner loop over rows of an outer one's carry, both capturing.
        Array("loop in a loop", x => Item.Of(Loop.Build(3, false, Nodes(x[0]), [], (i, outer, _) =>
        {
            var inner = Loop.Build(2, false, Nodes(outer[0].AsReal()), Nodes(x[1]), (j, carry, row) =>
                (Nodes(carry[0].AsReal() + 0.1 * Cos(carry[0].AsReal() * x[2]) * (i.AsReal() + row[0].AsReal())), []));
            return (Nodes(Item.Of(inner, 0).AsReal() * 0.9), []);
        }), 0).AsReal(), Shape.Scalar, 2, Shape.Scalar),

        // A carry that starts shared and becomes per-path while an inner loop reads it.
        Array("loop in a loop from a constant", x => Item.Of(Loop.Build(3, false, Nodes(0.0), [], (_, outer, _) =>
        {
            var inner = Loop.Build(2, false, Nodes(outer[0].AsReal()), [], (_, carry, _) => (Nodes(0.5 * carry[0].AsReal() + 0.1 * outer[0].AsReal()), []));
            return (Nodes(Item.Of(inner, 0).AsReal() + Sin(x[0])), []);
        }), 0).AsReal(), Shape.Scalar),

        // A stack: rows that are written where each path says, read before they are written over, and read again afterwards.
        Array("loop that puts and gathers", x =>
        {
            var loop = Loop.Build(6, false, Nodes(x[0], x[1]), [], (index, carry, _) =>
            {
                Real now = carry[0].AsReal(), rows = carry[1].AsReal(), at = Floor(2 + index.AsReal() * Sigmoid(x[2]) / 3), row = Gather(rows, at);
                return (Nodes(0.7 * now * row[0] + row[1], Put.Of(rows, at - 1, Stack(Sin(now), x[2] * row[0]))), []);
            });
            return Item.Of(loop, 0).AsReal() + Sum(Item.Of(loop, 1).AsReal());
        }, Shape.Scalar, new Shape(4, 2), Shape.Scalar) with { Reach = _ => 1e-3 },

        // A functional of rows, which fuses with the loop that makes them.
        Array("loop over a loop's rows", x =>
        {
            var path = Loop.Build(4, false, Nodes(x[0]), Nodes(x[1]), (_, carry, row) =>
            {
                var next = carry[0].AsReal() + 0.3 * Sin(carry[0].AsReal()) * row[0].AsReal();
                return (Nodes(next), Nodes(next));
            });
            var sum = Loop.Build(4, false, Nodes(0.0), [Item.Of(path, 1)], (_, carry, row) => (Nodes(carry[0].AsReal() + row[0].AsReal() * row[0].AsReal()), []));
            return Item.Of(sum, 0).AsReal() + Item.Of(path, 0).AsReal();
        }, Shape.Scalar, 4),

        // A condition that is decided outside the loop.
        new("loop that captures a condition", x =>
        {
            var up = x[0] > x[1];
            return Item.Of(Loop.Build(3, false, Nodes(x[0]), [], (_, carry, _) =>
                (Nodes(Where(up, carry[0].AsReal() * x[1], Sin(carry[0].AsReal()) - 1)), [])), 0).AsReal();
        }, [Shape.Scalar, Shape.Scalar], [[[1.2], [0.3]], [[-0.4], [0.7]], [[0.5], [0.9]]]) { Reach = _ => 0.3 },
    ];
}
