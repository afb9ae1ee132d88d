using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pathwise.NoiseSources;

namespace Pathwise.Graphs;

/// <summary>
/// Two standard normals for each place of a tree of noise, as a pure function of where it is: the node and the block (whole numbers below 2³²) and two words of the path's
/// own noise. So a path may ask for noise at places that it finds out itself, and gets the same wherever and whenever it asks. The operands have one shape, and the result has that shape
/// twice, along a first axis. The place has no derivative: moving it is a jump.
/// </summary>
/// <remarks>
/// <see cref="Philox"/> under key 0 of the counter (node, block, first word, second word), made normal as draws are. A place that is no number gives NaN.
/// </remarks>
internal sealed record KeyedNormals : Op
{
    public static readonly KeyedNormals Op = new();

    static readonly Vector512<ulong>[] s_schedule = Schedule();

    public override string Name => "keyed_normals";
    public override Crossing Crossing(int input) => Graphs.Crossing.Jump;

    public static Real Of(Real node, Real block, Real first, Real second)
    {
        Shape shape = node.Shape;
        return new(Node.Create(Op, [node.Node, Functions.Broadcast(block, shape).Node, Functions.Broadcast(first, shape).Node, Functions.Broadcast(second, shape).Node]));
    }

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (inputs[0].Shape.Prepend(2), Kind.Real);

    public override Node? Push(Node node, int input, Node tangent) => null;
    public override Node? Pull(Node node, int input, Node cotangent) => null;

    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output)
    {
        const int Lanes = 16;
        int elements = inputs[0].Elements, columns = output.Columns;
        Span<Vector512<double>> places = stackalloc Vector512<double>[8], normals = stackalloc Vector512<double>[4];
        Span<double> place = MemoryMarshal.Cast<Vector512<double>, double>(places), normal = MemoryMarshal.Cast<Vector512<double>, double>(normals);
        for (int e = 0; e < elements; e++)
            for (int p = 0; p < columns; p += Lanes)
            {
                int count = Math.Min(Lanes, columns - p);
                place.Clear();
                for (int i = 0; i < 4; i++)
                    for (int k = 0; k < count; k++) place[i * Lanes + k] = inputs[i][e, p + k];
                At(places, normals);
                for (int k = 0; k < count; k++) (output[e, p + k], output[elements + e, p + k]) = (output.Rounded(normal[k]), output.Rounded(normal[Lanes + k]));
            }
    }

    /// <summary>The normals of sixteen places: two vectors of nodes, of blocks, and of each word give two vectors of first normals and two of second ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void At(ReadOnlySpan<Vector512<double>> places, Span<Vector512<double>> normals)
    {
        Vector512<ulong> a = Whole(places[0]), b = Whole(places[2]), c = Whole(places[4]), d = Whole(places[6]);
        Vector512<ulong> a1 = Whole(places[1]), b1 = Whole(places[3]), c1 = Whole(places[5]), d1 = Whole(places[7]);
        Philox.Blocks(ref a, ref b, ref c, ref d, ref a1, ref b1, ref c1, ref d1, ref s_schedule[0]);
        var (x, y) = CounterSource.BoxMuller(CounterSource.Uniform(a, b), CounterSource.Uniform(c, d));
        var (x1, y1) = CounterSource.BoxMuller(CounterSource.Uniform(a1, b1), CounterSource.Uniform(c1, d1));
        // Zero, or NaN where a place is no number.
        var nowhere = (places[0] + places[2]) * Vector512<double>.Zero;
        var nowhere1 = (places[1] + places[3]) * Vector512<double>.Zero;
        (normals[0], normals[1], normals[2], normals[3]) = (x + nowhere, x1 + nowhere1, y + nowhere, y1 + nowhere1);
    }

    // Adding 2⁵² leaves a whole number in the low bits.
    static Vector512<ulong> Whole(Vector512<double> x) => (x + Vector512.Create(4503599627370496.0)).AsUInt64() & Vector512.Create(0xFFFFFFFFUL);

    static Vector512<ulong>[] Schedule()
    {
        var keys = new Vector512<ulong>[Philox.ScheduleLength];
        Philox.Schedule(0, keys);
        return keys;
    }
}
