using System.Globalization;
using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>
/// The cross-correlation of an image (height, width, channels) with filters, given as a matrix of a row for each output and a column for each place (u, v) of the filter and channel c, in this order; the result
/// is (height, width, outputs). Channels come last so that what a place of a filter sees lies together. Linear in each operand. Sums run over the columns in their order, by fused multiply-adds; places beyond the
/// image's border are left out.
/// </summary>
internal sealed record Correlation(int FilterHeight, int FilterWidth, int Stride, int Padding) : Op
{
    public override string Name => "correlation";
    public override string Attributes => string.Create(CultureInfo.InvariantCulture, $"{FilterHeight} × {FilterWidth}, stride {Stride}, padding {Padding}");

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (new(Extent(inputs[0].Shape[0], FilterHeight), Extent(inputs[0].Shape[1], FilterWidth), inputs[1].Shape[0]), Kind.Real);

    int Extent(int image, int filter) => (image + 2 * Padding - filter) / Stride + 1;

    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output)
    {
        var (x, y) = (node.Inputs[0].Shape, node.Shape);
        int columns = node.Inputs[1].Shape[1];
        for (int i = 0; i < y[0]; i++)
            for (int j = 0; j < y[1]; j++)
                for (int o = 0; o < y[2]; o++)
                    for (int p = 0; p < output.Columns; p++)
                    {
                        double sum = 0;
                        for (int place = 0; place < FilterHeight * FilterWidth; place++)
                        {
                            int row = Stride * i + place / FilterWidth - Padding, column = Stride * j + place % FilterWidth - Padding;
                            if (row < 0 || row >= x[0] || column < 0 || column >= x[1]) continue;
                            for (int c = 0; c < x[2]; c++)
                                sum = output.FusedMultiplyAdd(inputs[1][o * columns + place * x[2] + c, p], inputs[0][(row * x[1] + column) * x[2] + c, p], sum);
                        }
                        output[(i * y[1] + j) * y[2] + o, p] = sum;
                    }
    }

    public override Node? Push(Node node, int input, Node tangent) => input == 0 ? Node.Create(this, [tangent, node.Inputs[1]]) : Node.Create(this, [node.Inputs[0], tangent]);

    public override Node? Pull(Node node, int input, Node cotangent)
    {
        var y = node.Shape;
        var flat = Reshape(cotangent.AsReal(), new(y[0] * y[1], y[2]));
        if (input == 1) return MatMul(Transpose(flat, 1, 0), Patches(node.Inputs[0].AsReal(), y)).Node;

        // Every place gives its share back to what it has seen.
        var (x, filters, places) = (node.Inputs[0].Shape, node.Inputs[1].AsReal(), FilterHeight * FilterWidth);
        if (Stride == 1 && Padding < FilterHeight && FilterHeight == FilterWidth)
        {
            var turned = Enumerable.Range(0, places).Reverse().Select(place => Transpose(Slice(filters, 1, place * x[2], x[2]), 1, 0)).ToArray();
            return Node.Create(this with { Padding = FilterHeight - 1 - Padding }, [cotangent, Concat(1, turned).Node]);
        }
        var shares = Reshape(MatMul(flat, filters), new(y[0], y[1], places, x[2]));
        Real? sum = null;
        for (int place = 0; place < places; place++)
        {
            var own = Reshape(Slice(shares, 2, place, 1), new(y[0], y[1], x[2]));
            var share = Spread(Spread(own, 0, place / FilterWidth, x[0]), 1, place % FilterWidth, x[1]);
            sum = sum is { } before ? before + share : share;
        }
        return sum!.Value.Node;
    }

    /// <summary>What the filter's places see of an image: a row for each place of the result, a column for each place of the filter and channel.</summary>
    Real Patches(Real image, Shape result)
    {
        var (padded, channels) = (Padded(Padded(image, 0), 1), image.Shape[2]);
        return Concat(1, [.. Enumerable.Range(0, FilterHeight * FilterWidth).Select(place =>
            Reshape(Slice(Slice(padded, 0, place / FilterWidth, result[0], Stride), 1, place % FilterWidth, result[1], Stride), new(result[0] * result[1], channels)))]);

        Real Padded(Real array, int axis) => Padding == 0 ? array : new(Node.Create(new Pad(axis, Padding, 1, array.Shape[axis] + 2 * Padding), [array.Node]));
    }

    /// <summary>Along one axis, a place's share of the result where it came from in the image.</summary>
    Real Spread(Real share, int axis, int place, int extent)
    {
        int padded = Math.Max(extent + 2 * Padding, place + Stride * (share.Shape[axis] - 1) + 1);
        return Slice(new(Node.Create(new Pad(axis, place, Stride, padded), [share.Node])), axis, Padding, extent);
    }
}
