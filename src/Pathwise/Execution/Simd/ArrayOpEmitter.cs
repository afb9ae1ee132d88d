using System.Reflection.Emit;

namespace Pathwise.Execution;

/// <summary>Array ops that are not elementwise: calls of <see cref="TileOperations"/> on rows in scratch memory.</summary>
internal sealed partial class KernelEmitter
{
    Location EmitArrayOp(Scope scope, Node node)
    {
        if (node.Op is ProductOverPaths) return EmitProductOverPaths(scope, node);
        var result = scope.Stores.TryGetValue(node, out var stores) ? stores[0] : Allocate(node.Shape.Count);
        Location.Tile Operand(int i) => Rows(node.Inputs[i], scope.Of[node.Inputs[i]]);
        switch (node.Op)
        {
            case Sum when node.Shape.Count == 1:
                var all = Operand(0);
                Address(result);
                Address(all);
                Integers(node.Inputs[0].Shape.Count);
                Call(nameof(TileOperations.SumAll));
                break;
            case Sum sum:
                Clear(result, node);
                Reduce(nameof(TileOperations.Sum), Operand(0), sum.Axes);
                break;
            case LargestOf largest:
                Address(result);
                if (_vectors.Single) _il.Emit(OpCodes.Ldc_R4, float.NegativeInfinity); else _il.Emit(OpCodes.Ldc_R8, double.NegativeInfinity);
                _il.Emit(OpCodes.Ldc_I8, (long)node.Shape.Count);
                Call(nameof(TileOperations.Fill));
                Reduce(nameof(TileOperations.Max), Operand(0), largest.Axes);
                break;
            case MatrixMultiply: EmitProduct(scope, node, result); break;
            case Correlation correlation:
                var image = Operand(0);
                var given = Weights(node.Inputs[1], scope.Of[node.Inputs[1]], new(node.Inputs[1].Shape[0], node.Inputs[1].Shape[1], Turned: false));
                var filters = given is null ? Operand(1) : null;
                Address(result);
                Address(image);
                if (given is not null) given(); else Address(filters!);
                TableAddress(Table([.. node.Inputs[0].Shape.Extents, .. node.Shape.Extents, correlation.FilterHeight, correlation.FilterWidth, correlation.Stride, correlation.Padding]));
                Call(given is not null ? nameof(TileOperations.Correlate) : nameof(TileOperations.CorrelateTiles));
                break;
            case Gather:
                var numbers = scope.Of[node.Inputs[0]] as Location.Shared;
                var data = numbers is null ? Operand(0) : null;
                var index = Operand(1);
                Address(result);
                if (data is not null) Address(data); else SharedAddress(numbers!);
                Address(index);
                Integers(node.Inputs[1].Shape.Count, node.Inputs[0].Shape[0], node.Inputs[0].Shape.Tail.Count, PassLanes);
                Call(data is not null ? nameof(TileOperations.Gather) : nameof(TileOperations.GatherShared), wholeRows: false);
                break;
            case Put:
                if (!scope.Of[node.Inputs[0]].Equals(result)) StoreRows(node.Inputs[0], scope.Of[node.Inputs[0]], result);
                var (at, put) = (Operand(1), Operand(2));
                Address(result);
                Address(at);
                Address(put);
                Integers(node.Shape[0], node.Shape.Tail.Count, PassLanes);
                Call(nameof(TileOperations.Put), wholeRows: false);
                break;
            case ScatterAdd scatter:
                var (parts, places) = (Operand(0), Operand(1));
                Clear(result, node);
                Address(result);
                Address(parts);
                Address(places);
                Integers(node.Inputs[1].Shape.Count, scatter.Extent, node.Shape.Tail.Count);
                Call(nameof(TileOperations.Scatter));
                break;
            case KeyedNormals:
                var (nodes, blocks, first, second) = (Operand(0), Operand(1), Operand(2), Operand(3));
                Address(result);
                Address(nodes);
                Address(blocks);
                Address(first);
                Address(second);
                Integers(node.Inputs[0].Shape.Count, PassLanes);
                Call(nameof(TileOperations.KeyedNormals), wholeRows: false);
                break;
            case Layout layout:
                var map = layout.Map(node);
                if (Array.Exists(map, from => from.Input < 0)) Fill(result, node, 0);
                for (int i = 0; i < node.Inputs.Length; i++)
                {
                    int[] pairs = [.. Enumerable.Range(0, map.Length).Where(e => map[e].Input == i).SelectMany(e => new[] { e, map[e].Element })];
                    if (pairs.Length == 0) continue;
                    if (pairs.Length == 2 && node.Inputs[i].Shape.Count == 1)
                    {
                        StoreRows(node.Inputs[i], scope.Of[node.Inputs[i]], result with { Offset = result.Offset + (long)pairs[0] * TileOperations.RowBytes });
                        continue;
                    }
                    var from = Operand(i);
                    Address(result);
                    Address(from);
                    TableAddress(Table(pairs));
                    Integers(pairs.Length / 2, _perPass * _vectors.Bytes);
                    Call(nameof(TileOperations.Move), wholeRows: false);
                }
                break;
            default: throw new InvalidOperationException($"{node.Op.Name} has no kernel");
        }
        return result;

        void Reduce(string operation, Location.Tile from, IntList axes)
        {
            int[] targets = Sum.Targets(node.Inputs[0].Shape, axes.Values);
            Address(result);
            Address(from);
            TableAddress(Table(targets));
            Integers(targets.Length);
            Call(operation);
        }
    }

    /// <summary>A product of a shared matrix in panels and one in rows of paths, whichever stands first, or of two in rows.</summary>
    void EmitProduct(Scope scope, Node node, Location.Tile result)
    {
        Node left = node.Inputs[0], right = node.Inputs[1];
        int rows = node.Shape[0], inner = left.Shape[1], columns = node.Shape[1];
        Location.Tile InRows(Node operand) => Rows(operand, scope.Of[operand]);
        if (Weights(left, scope.Of[left], new(rows, inner, Turned: false)) is { } before) Times(before, InRows(right), rows, inner, columns, columns, 1, columns, 1);
        else if (Weights(right, scope.Of[right], new(columns, inner, Turned: true)) is { } after) Times(after, InRows(left), columns, inner, rows, 1, columns, 1, inner);
        else
        {
            var (x, y) = (InRows(left), InRows(right));
            Address(result);
            Address(x);
            Address(y);
            Integers(rows, inner, columns);
            Call(nameof(TileOperations.Multiply));
        }

        void Times(Action weights, Location.Tile other, params ReadOnlySpan<int> extents)
        {
            Address(result);
            weights();
            Address(other);
            Integers(extents);
            Call(nameof(TileOperations.MultiplyPanels));
        }
    }

    /// <summary>What pushes the address of a shared matrix in panels; null where the operand is none. A transpose is not made: its panels are copied from the matrix.</summary>
    Action? Weights(Node node, Location location, Panels panels)
    {
        if (location is not Location.Shared shared || !shared.IsMatrix(panels, _vectors.ElementBytes)) return null;
        var value = shared.Of.Op is ToPaths ? shared.Of.Inputs[0] : shared.Of;
        bool isTurned = value.Op is Permute { Axes.Values: [1, 0] } && value.Shape == (panels.Turned ? new(panels.Columns, panels.Rows) : new Shape(panels.Rows, panels.Columns));
        return isTurned ? () => SharedAddress(new(value.Inputs[0]), panels with { Turned = !panels.Turned }) : () => SharedAddress(shared, panels);
    }

    /// <summary>Adds to the sums of a loop where they are: nothing else reads what they were before. Outside of loops the factors are left for the runner.</summary>
    Location EmitProductOverPaths(Scope scope, Node node)
    {
        Location.Tile a = Rows(node.Inputs[1], scope.Of[node.Inputs[1]]), b = Rows(node.Inputs[2], scope.Of[node.Inputs[2]]);
        if (node.Inputs[0].IsConstant) return new Location.Factors(a.Offset, b.Offset);
        var sums = (Location.Sums)scope.Of[node.Inputs[0]];
        int inner = node.Inputs[1].Shape[1];
        _livePaths ??= Allocate(1).Offset;
        _il.Emit(OpCodes.Ldarg_1);
        AddOffset(sums.Offset);
        Address(a);
        Address(b);
        Address(Allocate(TileOperations.RowBytes / _vectors.ElementBytes));
        _il.Emit(OpCodes.Ldarg_1);
        AddOffset(_livePaths.Value);
        Integers(node.Shape[0], inner, node.Shape[1]);
        Call(nameof(TileOperations.AddProducts));
        return sums;
    }

    /// <summary>A number in all rows of the paths of a pass.</summary>
    void Fill(Location.Tile rows, Node node, double number) => StoreRows(node, new Location.Number(number), rows);

    void Clear(Location.Tile rows, Node node)
    {
        Address(rows);
        _il.Emit(OpCodes.Ldc_I8, (long)node.Shape.Count);
        Call(nameof(TileOperations.Clear));
    }

    void TableAddress(int start)
    {
        _il.Emit(OpCodes.Ldarg_2);
        AddOffset(4L * start);
    }

    void Integers(params ReadOnlySpan<int> values)
    {
        foreach (int value in values) _il.Emit(OpCodes.Ldc_I4, value);
    }
}
