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

    static void At<T>(ReadOnlySpan<double> places, Span<double> normals, T[] keys) where T : unmanaged, ILanes<T>
    {
        Span<double> words = stackalloc double[4 * Places], nowhere = stackalloc double[Places];
        ToWords<T>(places[..(4 * Places)], words, nowhere);
        ref double word = ref MemoryMarshal.GetReference(words), none = ref MemoryMarshal.GetReference(nowhere), normal = ref MemoryMarshal.GetReference(normals[..(2 * Places)]);
        for (int k = 0; k < Places; k += 2 * T.Count) Normals(ref Unsafe.Add(ref word, k), ref Unsafe.Add(ref none, k), ref Unsafe.Add(ref normal, k), ref keys[0]);
    }

    /// <summary>Whole numbers as words (adding 2⁵² leaves them in the low bits); and 0 for each place, or NaN where node or block is no number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void ToWords<T>(ReadOnlySpan<double> places, Span<double> words, Span<double> nowhere) where T : unmanaged, ILanes<T>
    {
        ref double place = ref MemoryMarshal.GetReference(places), word = ref MemoryMarshal.GetReference(words), none = ref MemoryMarshal.GetReference(nowhere);
        for (int k = 0; k < 4 * Places; k += T.Count) ((At<T>(ref place, k) + T.Of(4503599627370496.0)) & T.Of(0xFFFFFFFFul)).Store(ref Unsafe.Add(ref word, k));
        for (int k = 0; k < Places; k += T.Count) ((At<T>(ref place, k) + At<T>(ref place, k + Places)) * T.Of(0.0)).Store(ref Unsafe.Add(ref none, k));
    }

    /// <summary>The normals of two vectors of places side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Normals<T>(ref double word, ref double nowhere, ref double normal, ref T keys) where T : unmanaged, ILanes<T>
    {
        T a = At<T>(ref word, 0), b = At<T>(ref word, Places), c = At<T>(ref word, 2 * Places), d = At<T>(ref word, 3 * Places);
        ref double next = ref Unsafe.Add(ref word, T.Count);
        T a1 = At<T>(ref next, 0), b1 = At<T>(ref next, Places), c1 = At<T>(ref next, 2 * Places), d1 = At<T>(ref next, 3 * Places);
        Philox.Blocks(ref a, ref b, ref c, ref d, ref a1, ref b1, ref c1, ref d1, ref keys);
        var (x, y) = CounterSource.BoxMuller(CounterSource.Uniform(a, b), CounterSource.Uniform(c, d));
        var (x1, y1) = CounterSource.BoxMuller(CounterSource.Uniform(a1, b1), CounterSource.Uniform(c1, d1));
        T none = At<T>(ref nowhere, 0), none1 = At<T>(ref nowhere, T.Count);
        (x + none).Store(ref normal);
        (x1 + none1).Store(ref Unsafe.Add(ref normal, T.Count));
        (y + none).Store(ref Unsafe.Add(ref normal, Places));
        (y1 + none1).Store(ref Unsafe.Add(ref normal, Places + T.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T At<T>(ref double start, int number) where T : unmanaged, ILanes<T> => T.Load(ref Unsafe.As<double, ulong>(ref Unsafe.Add(ref start, number)));

    static T[] Keys<T>() where T : unmanaged, ILanes<T>
    {
        var keys = new T[Philox.ScheduleLength];
        Philox.Schedule<T>(0, keys);
        return keys;
    }
}
