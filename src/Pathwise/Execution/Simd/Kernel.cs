namespace Pathwise.Execution;

/// <summary>Computes one tile of paths. The arguments are addresses: shared numbers, the tile's scratch memory, tables of indices.</summary>
internal delegate void TileKernel(nint shared, nint scratch, nint tables);

/// <summary>Where an array lies in the memory of a kernel, in bytes.</summary>
internal sealed record Located(Node Node, long Offset);

/// <summary>Where a value lies in the memory that paths share, in bytes, as it is or its matrices in panels.</summary>
internal sealed record SharedPart(Node Value, Panels? Panels, long Offset);

/// <summary>A matrix that is a sum over paths of products of matrices.</summary>
internal abstract record SummedOutput
{
    /// <summary>The sum over a tile's paths, made by the kernel; its rows start <paramref name="Stride"/> numbers from one another.</summary>
    internal sealed record Matrix(long Offset, int Stride) : SummedOutput;

    /// <summary>The factors of each path, with <paramref name="Inner"/> columns and rows, as the kernel leaves them in scratch memory.</summary>
    internal sealed record Product(long Left, long Right, int Inner) : SummedOutput;
}

/// <summary>
/// A compiled graph. Scratch memory holds the tile's inputs (draws, data rows), what is computed in arrays, and the outputs; the
/// shared values that the paths read are computed before, once for all paths.
/// </summary>
internal sealed class Kernel
{
    public required Graph Graph { get; init; }
    public required Precision Precision { get; init; }
    public required Lazy<TileKernel> Run { get; init; }

    /// <summary>The part of a row that one call computes.</summary>
    public required int PassBytes { get; init; }

    /// <summary>Shared values that the paths read, and shared outputs.</summary>
    public required Graph Shared { get; init; }

    /// <summary>Where each output of <see cref="Shared"/> lies in shared memory, and how.</summary>
    public required SharedPart[] SharedParts { get; init; }
    public required long SharedBytes { get; init; }

    public required Located[] Draws { get; init; }
    public required Located[] Data { get; init; }

    /// <summary>For each output of the graph: where its rows lie, or −1 − i for output i of <see cref="Shared"/>.</summary>
    public required long[] Outputs { get; init; }

    /// <summary>For each output that is summed over paths within the kernel or of what it leaves: how; null for the others.</summary>
    public required SummedOutput?[] Sums { get; init; }

    /// <summary>Where the kernel reads how many of a tile's paths there are; null where it does not ask.</summary>
    public required long? LivePaths { get; init; }
    public required long ScratchBytes { get; init; }

    /// <summary>The tiles over whose paths a product is summed by one chain.</summary>
    public required int TilesOfChain { get; init; }

    /// <summary>
    /// Tiles that are run one after another before products are summed over their paths, so that large matrices of totals are read and written once for all of them. Beyond a chain it changes no bit.
    /// </summary>
    public int TilesTogether => Array.Exists(Sums, sum => sum is SummedOutput.Product) ? Math.Max(TilesOfChain, (int)Math.Clamp(MostTogether / Math.Max(1, ScratchBytes), 1, 4)) : 1;

    /// <summary>The memory that summing products takes.</summary>
    public long ProductsRoom => Sums.OfType<SummedOutput.Product>().Select(product => TileOperations.ProductsRoom(product.Inner, Precision == Precision.F32 ? 4 : 8)).DefaultIfEmpty().Max();
    public required int[] Tables { get; init; }

    /// <summary>Memory that waits for the next run takes no more than this (64 MB).</summary>
    const long MostIdle = 1 << 26;

    /// <summary>Scratch memory of tiles that are run together (16 MB).</summary>
    const long MostTogether = 1 << 24;

    readonly Stack<KernelMemory> _idle = new();
    long _idleBytes;

    /// <summary>Memory for one runner, which gives it back when it is done.</summary>
    public KernelMemory Take()
    {
        lock (_idle)
            if (_idle.TryPop(out var memory))
            {
                _idleBytes -= memory.Bytes;
                return memory;
            }
        return new(this);
    }

    public void Give(KernelMemory memory)
    {
        lock (_idle)
            if (_idleBytes + memory.Bytes <= MostIdle)
            {
                _idle.Push(memory);
                _idleBytes += memory.Bytes;
                return;
            }
        memory.Dispose();
    }

    /// <summary>Paths of a tile: 16 in double precision, 32 in single, at every vector width.</summary>
    public int Lanes => TileOperations.Lanes(Precision);
}
