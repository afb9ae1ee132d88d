using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pathwise.NoiseSources;
using Pathwise.Numerics;

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

    /// <summary>Places whose normals are made at a time.</summary>
    public const int Places = 16;

    static readonly Lanes512[] s_keys512 = Keys<Lanes512>();
    static readonly Lanes256[] s_keys256 = Keys<Lanes256>();
    static readonly Lanes128[] s_keys128 = Keys<Lanes128>();

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
        int elements = inputs[0].Elements, columns = output.Columns;
        Span<double> places = stackalloc double[4 * Places], normals = stackalloc double[2 * Places];
        for (int e = 0; e < elements; e++)
            for (int p = 0; p < columns; p += Places)
            {
                int count = Math.Min(Places, columns - p);
                for (int i = 0; i < 4; i++)
                    for (int k = 0; k < count; k++) places[i * Places + k] = inputs[i][e, p + k];
                At(ref places[0], ref places[Places], ref places[2 * Places], ref places[3 * Places], ref normals[0], ref normals[Places], count);
                for (int k = 0; k < count; k++) (output[e, p + k], output[elements + e, p + k]) = (output.Rounded(normals[k]), output.Rounded(normals[Places + k]));
            }
    }

    /// <summary>
    /// The normals of places: of nodes, blocks, first and second words, one of each a place, first normals and second ones. No more is read than there is; what is written is one for each place. Operands and results do not overlap.
    /// </summary>
    public static void At(ref double node, ref double block, ref double first, ref double second, ref double normal, ref double other, int count)
    {
        if (Lanes.Count == Lanes512.Count) At(ref node, ref block, ref first, ref second, ref normal, ref other, count, s_keys512);
        else if (Lanes.Count == Lanes256.Count) At(ref node, ref block, ref first, ref second, ref normal, ref other, count, s_keys256);
        else At(ref node, ref block, ref first, ref second, ref normal, ref other, count, s_keys128);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void At<T>(ref double node, ref double block, ref double first, ref double second, ref double normal, ref double other, int count, T[] keys) where T : unmanaged, ILanes<T>
    {
        int k = 0;
        for (; k + 2 * T.Count <= count; k += 2 * T.Count)
            Normals(ref Unsafe.Add(ref node, k), ref Unsafe.Add(ref block, k), ref Unsafe.Add(ref first, k), ref Unsafe.Add(ref second, k), ref Unsafe.Add(ref normal, k), ref Unsafe.Add(ref other, k), ref keys[0]);
        if (k < count) Last(ref node, ref block, ref first, ref second, ref normal, ref other, k, count, keys);
    }

    /// <summary>Whole numbers as words: adding 2⁵² leaves them in the low halves, which are all that Philox reads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Words<T>(ref double places, int from) where T : unmanaged, ILanes<T> => T.Load(ref Unsafe.Add(ref places, from)) + T.Of(4503599627370496.0);

    /// <summary>Fewer places than two vectors have, from one on.</summary>
    static void Last<T>(ref double node, ref double block, ref double first, ref double second, ref double normal, ref double other, int start, int count, T[] keys) where T : unmanaged, ILanes<T>
    {
        Span<double> places = stackalloc double[4 * Places], normals = stackalloc double[2 * Places];
        places.Clear();
        for (int k = start; k < count; k++)
            (places[k - start], places[k - start + Places], places[k - start + 2 * Places], places[k - start + 3 * Places]) = (Unsafe.Add(ref node, k), Unsafe.Add(ref block, k), Unsafe.Add(ref first, k), Unsafe.Add(ref second, k));
        At(ref places[0], ref places[Places], ref places[2 * Places], ref places[3 * Places], ref normals[0], ref normals[Places], 2 * T.Count, keys);
        for (int k = start; k < count; k++) (Unsafe.Add(ref normal, k), Unsafe.Add(ref other, k)) = (normals[k - start], normals[k - start + Places]);
    }

    /// <summary>The normals of two vectors of places side by side. (More in one method would not be inlined.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void Normals<T>(ref double node, ref double block, ref double first, ref double second, ref double normal, ref double other, ref T keys) where T : unmanaged, ILanes<T>
    {
        T a = Words<T>(ref node, 0), b = Words<T>(ref block, 0), c = Words<T>(ref first, 0), d = Words<T>(ref second, 0);
        T a1 = Words<T>(ref node, T.Count), b1 = Words<T>(ref block, T.Count), c1 = Words<T>(ref first, T.Count), d1 = Words<T>(ref second, T.Count);
        Philox.Blocks(ref a, ref b, ref c, ref d, ref a1, ref b1, ref c1, ref d1, ref keys);
        var (x, y) = CounterSource.BoxMuller(CounterSource.Uniform(a, b), CounterSource.Uniform(c, d));
        var (x1, y1) = CounterSource.BoxMuller(CounterSource.Uniform(a1, b1), CounterSource.Uniform(c1, d1));
        // 0, or NaN where a node or block is no number.
        T none = (T.Load(ref node) + T.Load(ref block)) * T.Of(0.0), none1 = (T.Load(ref Unsafe.Add(ref node, T.Count)) + T.Load(ref Unsafe.Add(ref block, T.Count))) * T.Of(0.0);
        (x + none).Store(ref normal);
        (x1 + none1).Store(ref Unsafe.Add(ref normal, T.Count));
        (y + none).Store(ref other);
        (y1 + none1).Store(ref Unsafe.Add(ref other, T.Count));
    }

    static T[] Keys<T>() where T : unmanaged, ILanes<T>
    {
        var keys = new T[Philox.ScheduleLength];
        Philox.Schedule<T>(0, keys);
        return keys;
    }
}
