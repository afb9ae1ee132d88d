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
        foreach (int n in new[] { 16, 64, 128, 256 })
        {
            byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)(8L * n * n + 4L * n * TileOperations.RowBytes + 128), 128);
            new Span<byte>(memory, 8 * n * n + 4 * n * TileOperations.RowBytes).Clear();
            byte* weights = memory, sums = weights + 4L * n * n, x = sums + 4L * n * n, y = x + (long)n * TileOperations.RowBytes, turned = y + (long)n * TileOperations.RowBytes;
            int* live = (int*)(turned + (long)n * TileOperations.RowBytes);
            *live = 32;
            long repeats = Work / (32L * n * n);
            Row(native, $"{n}×{n} weights times vectors", n, () =>
            {
                for (long i = 0; i < repeats; i++) TileOperations.Multiply<float>(y, weights, x, n, n, 1, aShared: true, bShared: false);
            });
            Row(native, $"{n}×{n} weights' gradient", n, () =>
            {
                for (long i = 0; i < repeats; i++) TileOperations.AddProducts<float>(sums, x, y, turned, live, n, 1, n);
            });
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
