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

    public KernelMemory(Kernel kernel) : base(ownsHandle: true)
    {
        Values = new SharedValues(kernel);
        long largest = kernel.Precision == Precision.F32 ? kernel.Draws.Select(draw => (long)draw.Node.Shape.Count).DefaultIfEmpty().Max() : 0;
        Staging = new double[largest * kernel.Lanes];
        ScratchStep = Aligned(kernel.ScratchBytes);
        long products = kernel.TilesTogether * ScratchStep, tables = products + Aligned(kernel.ProductsRoom), bytes = tables + Aligned(4L * kernel.Tables.Length);
        Scratch = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(bytes, Alignment), Alignment);
        SetHandle((nint)Scratch);
        Bytes = bytes + Values.Bytes;
        Products = Scratch + products;
        Tables = (int*)(Scratch + tables);
        kernel.Tables.CopyTo(new Span<int>(Tables, kernel.Tables.Length));
    }

    /// <summary>What all paths share, if the run has it to itself.</summary>
    public SharedValues Values { get; }
    public double[] Staging { get; }
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
