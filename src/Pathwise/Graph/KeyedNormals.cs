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
                places.Clear();
                for (int i = 0; i < 4; i++)
                    for (int k = 0; k < count; k++) places[i * Places + k] = inputs[i][e, p + k];
                At(places, normals);
                for (int k = 0; k < count; k++) (output[e, p + k], output[elements + e, p + k]) = (output.Rounded(normals[k]), output.Rounded(normals[Places + k]));
            }
    }

    /// <summary>The normals of sixteen places: of rows of nodes, blocks, first and second words, a row of first normals and one of second ones.</summary>
    public static void At(ReadOnlySpan<double> places, Span<double> normals)
    {
        if (Lanes.Count == Lanes512.Count) At(places, normals, s_keys512);
        else if (Lanes.Count == Lanes256.Count) At(places, normals, s_keys256);
        else At(places, normals, s_keys128);
    }

    /// <summary>The same at any width; two vectors side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void At<T>(ReadOnlySpan<double> places, Span<double> normals, T[] keys) where T : unmanaged, ILanes<T>
    {
        ref double place = ref MemoryMarshal.GetReference(places[..(4 * Places)]);
        ref double normal = ref MemoryMarshal.GetReference(normals[..(2 * Places)]);
        for (int k = 0; k < Places; k += 2 * T.Count, place = ref Unsafe.Add(ref place, 2 * T.Count), normal = ref Unsafe.Add(ref normal, 2 * T.Count))
        {
            ref double next = ref Unsafe.Add(ref place, T.Count);
            T nowhere = Nowhere<T>(ref place), nowhere1 = Nowhere<T>(ref next);
            T a = Whole<T>(ref place, 0), b = Whole<T>(ref place, 1), c = Whole<T>(ref place, 2), d = Whole<T>(ref place, 3);
            T a1 = Whole<T>(ref next, 0), b1 = Whole<T>(ref next, 1), c1 = Whole<T>(ref next, 2), d1 = Whole<T>(ref next, 3);
            Philox.Blocks(ref a, ref b, ref c, ref d, ref a1, ref b1, ref c1, ref d1, ref keys[0]);
            var (x, y) = CounterSource.BoxMuller(CounterSource.Uniform(a, b), CounterSource.Uniform(c, d));
            var (x1, y1) = CounterSource.BoxMuller(CounterSource.Uniform(a1, b1), CounterSource.Uniform(c1, d1));
            (x + nowhere).Store(ref normal);
            (x1 + nowhere1).Store(ref Unsafe.Add(ref normal, T.Count));
            (y + nowhere).Store(ref Unsafe.Add(ref normal, Places));
            (y1 + nowhere1).Store(ref Unsafe.Add(ref normal, Places + T.Count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Row<T>(ref double place, int row) where T : unmanaged, ILanes<T> => T.Load(ref Unsafe.As<double, ulong>(ref Unsafe.Add(ref place, row * Places)));

    /// <summary>0, or NaN where node or block is no number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Nowhere<T>(ref double place) where T : unmanaged, ILanes<T> => (Row<T>(ref place, 0) + Row<T>(ref place, 1)) * T.Of(0.0);

    /// <summary>A whole number as a word: adding 2⁵² leaves it in the low bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Whole<T>(ref double place, int row) where T : unmanaged, ILanes<T> => (Row<T>(ref place, row) + T.Of(4503599627370496.0)) & T.Of(0xFFFFFFFFul);

    static T[] Keys<T>() where T : unmanaged, ILanes<T>
    {
        var keys = new T[Philox.ScheduleLength];
        Philox.Schedule<T>(0, keys);
        return keys;
    }
}
