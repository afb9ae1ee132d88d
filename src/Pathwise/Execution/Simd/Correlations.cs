using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pathwise.Execution;

internal static unsafe partial class TileOperations
{
    /// <summary>The extents of a correlation, as the emitter writes them into its table.</summary>
    readonly record struct CorrelationExtents(int Height, int Width, int Channels, int ResultHeight, int ResultWidth, int Outputs, int FilterHeight, int FilterWidth, int Stride, int Padding)
    {
        public static CorrelationExtents At(int* table) => new(table[0], table[1], table[2], table[3], table[4], table[5], table[6], table[7], table[8], table[9]);

        public int Columns => FilterHeight * FilterWidth * Channels;
    }

    /// <summary>
    /// The correlation of a tile's images x with a shared matrix of filters in <see cref="Panels"/>: at each place of the result and for each row of the filter a product of its weights with the run of
    /// channels there, added to sums in place, so that no image is copied.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Correlate<T>(byte* y, byte* x, byte* filters, int* extents) where T : unmanaged
    {
        var e = CorrelationExtents.At(extents);
        for (int i = 0; i < e.ResultHeight; i++)
            for (int j = 0; j < e.ResultWidth; j++)
            {
                byte* to = y + ((long)i * e.ResultWidth + j) * e.Outputs * RowBytes;
                int top = e.Stride * i - e.Padding, left = e.Stride * j - e.Padding;
                int firstRow = Math.Max(0, -top), endRow = Math.Min(e.FilterHeight, e.Height - top), first = Math.Max(0, -left), end = Math.Min(e.FilterWidth, e.Width - left);
                int run = Math.Max(0, end - first) * e.Channels;
                byte* image = x + ((long)top * e.Width + left + first) * e.Channels * RowBytes;
                bool add = false;
                for (int u = firstRow; u < endRow; u++, add = true)
                    AddPanels<T>(to, RowBytes, add, filters, e.Outputs, e.Columns, (u * e.FilterWidth + first) * e.Channels, image + (long)u * e.Width * e.Channels * RowBytes, RowBytes, run);
                if (!add) Clear(to, e.Outputs);
            }
    }

    /// <summary>The same with filters of each path's own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CorrelateTiles<T>(byte* y, byte* x, byte* filters, int* extents) where T : unmanaged
    {
        var e = CorrelationExtents.At(extents);
        for (int o = 0; o < e.Outputs; o++)
            for (int i = 0; i < e.ResultHeight; i++)
                for (int j = 0; j < e.ResultWidth; j++)
                {
                    byte* to = y + (((long)i * e.ResultWidth + j) * e.Outputs + o) * RowBytes;
                    int top = e.Stride * i - e.Padding, left = e.Stride * j - e.Padding;
                    int firstRow = Math.Max(0, -top), endRow = Math.Min(e.FilterHeight, e.Height - top), first = Math.Max(0, -left), end = Math.Min(e.FilterWidth, e.Width - left);
                    int run = Math.Max(0, end - first) * e.Channels;
                    bool add = false;
                    for (int u = firstRow; u < endRow; u++, add = true)
                    {
                        byte* weights = filters + ((long)o * e.Columns + ((long)u * e.FilterWidth + first) * e.Channels) * RowBytes;
                        OneProduct<T>(to, add, weights, x + ((long)(top + u) * e.Width + left + first) * e.Channels * RowBytes, RowBytes, run);
                    }
                    if (!add) Put<T>(to, default, default);
                }
    }
}
