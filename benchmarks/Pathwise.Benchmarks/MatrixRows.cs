using System.Globalization;
using System.Runtime.InteropServices;
using Pathwise.Execution;

namespace Pathwise.Benchmarks;

/// <summary>
/// Products of matrices over a tile of paths alone, in single precision, as a share of the core's peak of fused multiply-adds: a shared matrix times
/// the tile's vectors, and the outer products of the tile's vectors summed over its paths.
/// </summary>
static unsafe class MatrixRows
{
    /// <summary>Multiply-adds of one measurement.</summary>
    const long Work = 1L << 31;

    public static void Print(NativeControls native)
    {
        Console.WriteLine("| over a tile of 32 paths, f32 | share of peak, median of 9 | range | required | GFLOP/s |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (m, n) in new[] { (16, 16), (64, 64), (128, 128), (256, 256), (400, 784), (784, 400), (1024, 1024) })
        {
            const int Tiles = 4;
            long tile = (long)(m + n) * TileOperations.RowBytes, bytes = 12L * m * n + Tiles * tile + TileOperations.ProductsRoom(1, sizeof(float));
            byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, 128);
            new Span<byte>(memory, checked((int)bytes)).Clear();
            byte* totals = memory, weights = memory + 8L * m * n, y = weights + 4L * m * n, x = y + (long)m * TileOperations.RowBytes, room = y + Tiles * tile;
            long repeats = Math.Max(1, Work / (Tiles * 32L * m * n));
            Row(native, $"{m}×{n} weights times vectors", Math.Min(m, n), () =>
            {
                for (long i = 0; i < Tiles * repeats; i++) TileOperations.MultiplyPanels<float>(y, weights, x, m, n, 1, 1, 1, 1, 1);
            }, operations: 64L * m * n * Tiles * repeats);
            Row(native, $"{m}×{n} weights' gradient, {Tiles} tiles", Math.Min(m, n), () =>
            {
                for (long i = 0; i < repeats; i++) TileOperations.AddProductsToTotals<float>(fresh: true, (double*)totals, y, x, tile, 32 * Tiles, Tiles, room, m, 1, n);
            }, operations: 64L * m * n * Tiles * repeats);
            NativeMemory.AlignedFree(memory);
        }
        Convolution(native, 32, 8);
    }

    /// <summary>Filters of 3×3 on images with as many channels in as out, padded by 1; multiply-adds with the padding's zeros are not made and not counted.</summary>
    static void Convolution(NativeControls native, int channels, int extent)
    {
        int elements = channels * extent * extent, places = (3 * extent - 2) * (3 * extent - 2);
        byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)(2L * elements * TileOperations.RowBytes + 36L * channels * channels), 128);
        new Span<byte>(memory, 2 * elements * TileOperations.RowBytes + 36 * channels * channels).Clear();
        byte* x = memory, y = x + (long)elements * TileOperations.RowBytes, filters = y + (long)elements * TileOperations.RowBytes;
        int[] extents = [extent, extent, channels, extent, extent, channels, 3, 3, 1, 1];
        long work = 32L * places * channels * channels, repeats = Work / work;
        fixed (int* table = extents)
        {
            int* at = table;
            Row(native, $"3×3 convolution, {channels} channels, {extent}×{extent}", 0, () =>
            {
                for (long i = 0; i < repeats; i++) TileOperations.Correlate<float>(y, x, filters, at);
            }, "at least 0.70", 2 * repeats * work);
        }
        NativeMemory.AlignedFree(memory);
    }

    static void Row(NativeControls native, string name, int size, Action work, string? required = null, long operations = 2 * Work)
    {
        var share = Measurement.OfPeak(native, operations, work);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {share.Median:0.00} | {share.Least:0.00} … {share.Greatest:0.00} | {required ?? (size >= 64 ? "at least 0.85" : "")} | {share.Rate:0} |"));
    }
}
