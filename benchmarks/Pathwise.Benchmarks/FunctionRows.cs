using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pathwise.Execution;
using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise.Benchmarks;

/// <summary>Functions of one variable, in the order of benchmarks/native/functions.cpp.</summary>
enum ElementaryFunction { Exp, Log, SinCos, Tanh, NormalQuantile }

/// <summary>
/// Elementary functions as emitted kernels evaluate them, on arrays that stay in the cache, beside SLEEF at its 1.0 ulp and a quantile by hand; and their greatest errors on a
/// million arguments, whose results must have the same bits at every vector width.
/// </summary>
static unsafe class FunctionRows
{
    /// <summary>Rows of a tile that are timed: with their results they fit the first-level cache.</summary>
    const int Rows = 64;
    const int Sample = 1 << 20, Repeats = 10_000;

    public static void Print(NativeControls native)
    {
        Console.WriteLine("| measured | median of 9 | range | required | ns per element | greatest error, ulp | the control's |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var precision in Enum.GetValues<Precision>())
            foreach (var function in Enum.GetValues<ElementaryFunction>())
                if (precision == Precision.F64) Print<double>(native, function, precision); else Print<float>(native, function, precision);
        if (!native.HasSleef) Console.WriteLine("\nSLEEF is not installed (Debian's libsleef-dev): its ratios are left out.");
    }

    static void Print<T>(NativeControls native, ElementaryFunction function, Precision precision) where T : unmanaged
    {
        int lanes = TileOperations.RowBytes / sizeof(T), results = function == ElementaryFunction.SinCos ? 2 : 1;
        T* x = Allocate<T>(Sample), y = Allocate<T>(results * Sample), other = Allocate<T>(results * Sample);
        Arguments(function, precision, x);
        new EmittedFunction(function, precision, VectorSet.Widest, Sample / lanes).Map(x, y);
        foreach (int bits in new[] { 128, 256, 512 })
        {
            new EmittedFunction(function, precision, bits, Sample / lanes).Map(x, other);
            if (!new Span<byte>(y, results * Sample * sizeof(T)).SequenceEqual(new(other, results * Sample * sizeof(T))))
                throw new InvalidOperationException($"{function} has other bits in vectors of {bits} bits.");
        }
        double error = native.Error(function, precision, x, y, Sample);

        // Arguments of usual size come first.
        var timed = new EmittedFunction(function, precision, VectorSet.Widest, Rows);
        timed.Map(x, y);
        string name = $"{(function == ElementaryFunction.NormalQuantile ? "normal inverse cdf" : function.ToString().ToLowerInvariant())}, {precision.ToString().ToLowerInvariant()}";
        Action work = () => timed.Run(Repeats);
        Action<int, int>? control = function != ElementaryFunction.NormalQuantile
            ? native.HasSleef ? (elements, repeats) => native.Sleef(function, precision, x, y, elements, repeats) : null
            : precision == Precision.F64 ? (elements, repeats) => native.NormalQuantile(x, y, elements, repeats) : null;
        if (control is null)
        {
            double alone = Measurement.Compare(work, work).Seconds;
            Line(name, " | ", "", alone, "");
        }
        else
        {
            var ratio = Measurement.Compare(work, () => control(Rows * lanes, Repeats));
            control(Sample, 1);
            bool quantile = function == ElementaryFunction.NormalQuantile;
            Line($"{name}: Pathwise / {(quantile ? "C++" : "SLEEF")}", ratio.ToString(), quantile ? "" : "at most 1.3", ratio.Seconds,
                native.Error(function, precision, x, y, Sample).ToString("0.00", CultureInfo.InvariantCulture));
        }
        foreach (var memory in new[] { x, y, other }) NativeMemory.AlignedFree(memory);

        void Line(string measured, string ratio, string required, double seconds, string controlsError) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {measured} | {ratio} | {required} | {seconds / Repeats / (Rows * lanes) * 1e9:0.000} | {error:0.00} | {controlsError} |"));
    }

    static T* Allocate<T>(int count) where T : unmanaged => (T*)NativeMemory.AlignedAlloc((nuint)count * (nuint)sizeof(T), 128);

    /// <summary>The first half spread evenly where arguments usually lie, the second over (almost) all that have results, or evenly in the logarithm.</summary>
    static void Arguments<T>(ElementaryFunction function, Precision precision, T* x) where T : unmanaged
    {
        double widest = precision == Precision.F64 ? 700 : 86;
        for (int i = 0; i < Sample; i++)
        {
            // Multiples of the golden section, modulo 1, are spread most evenly (Knuth, The Art of Computer Programming 3, section 6.4).
            double u = (i + 1) * 0.6180339887498949 % 1, v = 2 * u - 1;
            bool usual = i < Sample / 2;
            double argument = function switch
            {
                ElementaryFunction.Exp => usual ? 10 * v : widest * v,
                ElementaryFunction.Log => usual ? 10 * u : Math.Exp(widest * v),
                ElementaryFunction.SinCos => usual ? 10 * v : 1e5 * v,
                ElementaryFunction.Tanh => usual ? 5 * v : Math.ScaleB(Math.Sign(v), (int)(-widest * Math.Abs(v) / 7)) * (1 + u),
                _ => usual ? u : Math.Exp(-widest * u),
            };
            if (precision == Precision.F64) ((double*)x)[i] = argument;
            else ((float*)x)[i] = Math.Min((float)argument, function == ElementaryFunction.NormalQuantile ? MathF.BitDecrement(1) : float.MaxValue);
        }
    }
}

/// <summary>A kernel of one function on an array, with its memory.</summary>
sealed unsafe class EmittedFunction
{
    readonly Kernel _kernel;
    readonly TileKernel _run;
    readonly byte[] _memory;
    readonly byte* _scratch;
    readonly int _bytes;

    public EmittedFunction(ElementaryFunction function, Precision precision, int bits, int rows)
    {
        var leaf = Node.Leaf(new Parameter(new Shape(rows), "x"), perPath: true);
        var x = leaf.AsReal();
        Real[] results = function switch
        {
            ElementaryFunction.Exp => [Exp(x)],
            ElementaryFunction.Log => [Log(x)],
            ElementaryFunction.SinCos => [Sin(x), Cos(x)],
            ElementaryFunction.Tanh => [Tanh(x)],
            _ => [NormalQuantile(x)],
        };
        _kernel = KernelEmitter.Emit(Lowering.Lower(new Graph([leaf], [.. results.Select(y => y.Node)]), precision), precision, bits)!;
        _run = _kernel.Run.Value;
        _bytes = rows * TileOperations.RowBytes;
        _memory = GC.AllocateArray<byte>((int)_kernel.ScratchBytes + TileOperations.RowBytes, pinned: true);
        _scratch = (byte*)((nint)Unsafe.AsPointer(ref _memory[0]) + (TileOperations.RowBytes - 1) & -TileOperations.RowBytes);
    }

    /// <summary>y = f(x), one result after the other.</summary>
    public void Map(void* x, void* y)
    {
        new Span<byte>(x, _bytes).CopyTo(new(_scratch + _kernel.Data[0].Offset, _bytes));
        Run(1);
        for (int i = 0; i < _kernel.Outputs.Length; i++) new Span<byte>(_scratch + _kernel.Outputs[i], _bytes).CopyTo(new((byte*)y + (long)i * _bytes, _bytes));
    }

    /// <summary>Evaluates what <see cref="Map"/> brought, again and again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int repeats)
    {
        for (; repeats > 0; repeats--)
            for (int column = 0; column < TileOperations.RowBytes; column += _kernel.PassBytes) _run(0, (nint)_scratch + column, 0);
    }
}
