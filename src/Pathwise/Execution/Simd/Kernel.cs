namespace Pathwise.Execution;

/// <summary>Computes one tile of paths. The arguments are addresses: shared numbers, the tile's scratch memory, tables of indices.</summary>
internal delegate void TileKernel(nint shared, nint scratch, nint tables);

/// <summary>Where an array lies in the memory of a kernel, in bytes.</summary>
internal readonly record struct Located(Node Node, long Offset);

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

    /// <summary>Where each output of <see cref="Shared"/> lies in shared memory.</summary>
    public required long[] SharedOffsets { get; init; }
    public required long SharedBytes { get; init; }

    public required Located[] Draws { get; init; }
    public required Located[] Data { get; init; }

    /// <summary>For each output of the graph: where its rows lie, or −1 − i for output i of <see cref="Shared"/>.</summary>
    public required long[] Outputs { get; init; }
    public required long ScratchBytes { get; init; }
    public required int[] Tables { get; init; }

    /// <summary>Paths of a tile: 16 in double precision, 32 in single, at every vector width.</summary>
    public int Lanes => Precision == Precision.F32 ? 32 : 16;
}
