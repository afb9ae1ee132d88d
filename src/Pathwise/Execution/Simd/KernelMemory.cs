using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pathwise.Execution;

/// <summary>
/// The memory of one thread that runs a kernel. A run writes all that it reads, so whatever became of one run, the next may have its memory. What is
/// forgotten, by a run that failed or with its kernel, is freed by the collector.
/// </summary>
internal sealed unsafe class KernelMemory : SafeHandleZeroOrMinusOneIsInvalid
{
    const int Alignment = 128;

    readonly bool _single;
    Value[] _rounded = [];

    public KernelMemory(Kernel kernel) : base(ownsHandle: true)
    {
        _single = kernel.Precision == Precision.F32;
        Values = new Interpreter(kernel.Shared, _single);
        long largest = kernel.Data.Concat(_single ? kernel.Draws : []).Select(input => (long)input.Node.Shape.Count).DefaultIfEmpty().Max();
        Staging = new double[largest * kernel.Lanes];
        ScratchStep = Aligned(kernel.ScratchBytes);
        long scratch = Aligned(kernel.SharedBytes), products = scratch + kernel.TilesTogether * ScratchStep, tables = products + Aligned(kernel.ProductsRoom);
        Bytes = tables + Aligned(4L * kernel.Tables.Length);
        Shared = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(Bytes, Alignment), Alignment);
        SetHandle((nint)Shared);
        Scratch = Shared + scratch;
        Products = Shared + products;
        Tables = (int*)(Shared + tables);
        kernel.Tables.CopyTo(new Span<int>(Tables, kernel.Tables.Length));
    }

    /// <summary>The parameters' values in the kernel's precision.</summary>
    public Value[] Parameters(Value[] given)
    {
        if (!_single) return given;
        if (_rounded.Length == 0) _rounded = [.. given.Select(value => new Value(value.Elements, 1, perPath: false))];
        for (int i = 0; i < given.Length; i++) SinglePrecision.Round(given[i].Data, _rounded[i].Data);
        return _rounded;
    }

    /// <summary>Computes what does not depend on the path.</summary>
    public Interpreter Values { get; }
    public double[] Staging { get; }
    public byte* Shared { get; }
    public byte* Scratch { get; }

    /// <summary>The bytes from one tile's scratch memory to the next one's.</summary>
    public long ScratchStep { get; }
    public byte* Products { get; }
    public int* Tables { get; }
    public long Bytes { get; }

    static long Aligned(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
