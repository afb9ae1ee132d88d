using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Pathwise.Execution;

internal static unsafe partial class TileOperations
{
    /// <summary>Columns of sums that are made together: a row of them is 128 bytes.</summary>
    static int ColumnsTogether<T>() where T : unmanaged => RowBytes / sizeof(T);

    /// <summary>
    /// sums[i, j] ← sums[i, j] + Σₗ Σₚ a[i, l, p]·b[l, j, p] over the live paths p of the tile: one chain of fused multiply-adds an element, over l and
    /// within it over the paths. The rows of b are turned so that each path has its numbers side by side; then some rows of sums
    /// stay in registers while the paths go by.
    /// </summary>
    /// <param name="sums">An m×n matrix, its rows padded to whole vectors.</param>
    /// <param name="a">An m×k matrix in rows of paths.</param>
    /// <param name="b">A k×n matrix in rows of paths.</param>
    /// <param name="turned">Room for a row of numbers of each path.</param>
    /// <param name="live">How many of the tile's paths there are.</param>
    /// <param name="m">The rows of the result.</param>
    /// <param name="k">The products that are summed.</param>
    /// <param name="n">The columns of the result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddProducts<T>(byte* sums, byte* a, byte* b, byte* turned, int* live, int m, int k, int n) where T : unmanaged
    {
        int together = ColumnsTogether<T>(), stride = SumStride(n, sizeof(T));
        for (int j = 0; j < n; j += together)
            for (int l = 0; l < k; l++)
            {
                Turn<T>(turned, b + ((long)l * n + j) * RowBytes, Math.Min(together, n - j));
                Weighted<T>(sums + (long)j * sizeof(T), (long)stride * sizeof(T), true, a + (long)l * RowBytes, (long)k * RowBytes, sizeof(T), turned, RowBytes, *live, m, Runs.One,
                    Math.Min(RowBytes, (stride - j) * sizeof(T)));
            }
    }

    /// <summary>The most rows of sums that are made, and added to the totals, while they are in the first-level cache.</summary>
    const int SumsTogether = 16;

    /// <summary>Rows that are summed for all columns before the next: what there is of them in four tiles, 147 kB, stays in the second-level cache.</summary>
    const int RowsOfBlock = 288;

    /// <summary>How many of the rows that are left are made together: as many as go by eights, or with vectors of 256 bits by sixes and fives, where that is possible.</summary>
    static int RowsOfSums(int left) => left <= SumsTogether ? left : Vector512.IsHardwareAccelerated ? SumsTogether : left is 19 or 20 or 21 ? 10 : 12;

    /// <summary>Tiles whose turned rows are in the first-level cache together.</summary>
    const int TilesTogether = 4;

    /// <summary>
    /// The tiles over whose paths a product is summed by one chain, in its own precision, before the sum is added to totals in double precision: within a loop, which goes through a tile before the next, one.
    /// </summary>
    public static int TilesOfChain(Graph graph) => Array.Exists(graph.Order, node => node.Op is Loop) ? 1 : TilesTogether;

    /// <summary>The room that <see cref="AddProductsToTotals{T}"/> needs, in bytes.</summary>
    public static long ProductsRoom(int k, int elementBytes) => (SumsTogether + (long)TilesTogether * k * RowBytes / elementBytes) * RowBytes;

    /// <summary>
    /// For one chain of tiles after another the sums of <see cref="AddProducts{T}"/>, from 0, which are added to totals in double precision, or are the first of them. Totals that are larger than the caches are thus read and written
    /// once for several tiles.
    /// </summary>
    /// <param name="fresh">Whether these are the first tiles.</param>
    /// <param name="totals">An m×n matrix.</param>
    /// <param name="a">An m×k matrix in rows of paths, for the first tile.</param>
    /// <param name="b">A k×n matrix in rows of paths, for the first tile.</param>
    /// <param name="tileStep">The bytes from one tile to the next.</param>
    /// <param name="paths">The paths of all tiles.</param>
    /// <param name="chained">The tiles of a chain: 1 or 4.</param>
    /// <param name="room">Memory to work in.</param>
    /// <param name="m">The rows of the result.</param>
    /// <param name="k">The products that are summed.</param>
    /// <param name="n">The columns of the result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddProductsToTotals<T>(bool fresh, double* totals, byte* a, byte* b, long tileStep, int paths, int chained, byte* room, int m, int k, int n) where T : unmanaged
    {
        int together = ColumnsTogether<T>(), lanes = RowBytes / sizeof(T);
        long turnedRow = (long)lanes * RowBytes, turnedTile = k * turnedRow;
        byte* sums = room, turned = room + SumsTogether * RowBytes;
        for (int first = 0; first < paths; first += TilesTogether * lanes, a += TilesTogether * tileStep, b += TilesTogether * tileStep)
            for (int top = 0; top < m; top += RowsOfBlock)
                for (int j = 0; j < n; j += together)
                {
                    int columns = Math.Min(together, n - j), end = Math.Min(paths - first, TilesTogether * lanes), bytes = SumStride(columns, sizeof(T)) * sizeof(T), bottom = Math.Min(m, top + RowsOfBlock);
                    for (int tile = 0; tile * lanes < end; tile++)
                        for (int l = 0; l < k; l++) Turn<T>(turned + tile * turnedTile + l * turnedRow, b + tile * tileStep + ((long)l * n + j) * RowBytes, columns);
                    for (int i = top, rows; i < bottom; i += rows)
                    {
                        rows = RowsOfSums(bottom - i);
                        for (int tile = 0; tile * lanes < end; tile += chained)
                        {
                            SumChain<T>(sums, a + tile * tileStep + (long)i * k * RowBytes, tileStep, turned + tile * turnedTile, Math.Min(chained * lanes, end - tile * lanes), rows, k, bytes);
                            RowTotals.Add(fresh && first + tile == 0, totals + (long)i * n + j, n, (T*)sums, together, rows, columns);
                        }
                    }
                }
    }

    /// <summary>Some rows of sums over the paths of a chain: whole tiles in one go, and then what there is of the last one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void SumChain<T>(byte* sums, byte* a, long tileStep, byte* turned, int paths, int rows, int k, int bytes) where T : unmanaged
    {
        int lanes = RowBytes / sizeof(T), whole = paths / lanes, rest = paths % lanes;
        long turnedRow = (long)lanes * RowBytes, turnedTile = k * turnedRow;
        for (int l = 0; l < k; l++, a += RowBytes, turned += turnedRow)
        {
            if (whole > 0) Weighted<T>(sums, RowBytes, l > 0, a, (long)k * RowBytes, sizeof(T), turned, RowBytes, lanes, rows, new(whole, tileStep - RowBytes, turnedTile - turnedRow), bytes);
            if (rest > 0) Weighted<T>(sums, RowBytes, l > 0 || whole > 0, a + whole * tileStep, (long)k * RowBytes, sizeof(T), turned + whole * turnedTile, RowBytes, rest, rows, Runs.One, bytes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void EightByOne<T>(byte* to, long toRow, bool add, byte* left, long leftRow, long leftStep, byte* right, long rightStep, int count, Runs runs) where T : unmanaged
    {
        byte* low = left, high = left + 4 * leftRow, toHigh = to + 4 * toRow;
        long two = 2 * leftRow, three = 3 * leftRow;
        Vector512<T> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        if (add)
        {
            (a, b, c, d) = (Vector512.Load((T*)to), Vector512.Load((T*)(to + toRow)), Vector512.Load((T*)(to + 2 * toRow)), Vector512.Load((T*)(to + 3 * toRow)));
            (e, f, g, h) = (Vector512.Load((T*)toHigh), Vector512.Load((T*)(toHigh + toRow)), Vector512.Load((T*)(toHigh + 2 * toRow)), Vector512.Load((T*)(toHigh + 3 * toRow)));
        }
        for (int run = 0; run < runs.Count; run++, right += runs.RightGap, low += runs.LeftGap, high += runs.LeftGap)
            for (int l = 0; l < count; l++, right += rightStep, low += leftStep, high += leftStep)
            {
                var x = Vector512.Load((T*)right);
                a = Fused(Vector512.Create(*(T*)low), x, a);
                b = Fused(Vector512.Create(*(T*)(low + leftRow)), x, b);
                c = Fused(Vector512.Create(*(T*)(low + two)), x, c);
                d = Fused(Vector512.Create(*(T*)(low + three)), x, d);
                e = Fused(Vector512.Create(*(T*)high), x, e);
                f = Fused(Vector512.Create(*(T*)(high + leftRow)), x, f);
                g = Fused(Vector512.Create(*(T*)(high + two)), x, g);
                h = Fused(Vector512.Create(*(T*)(high + three)), x, h);
            }
        a.Store((T*)to);
        b.Store((T*)(to + toRow));
        c.Store((T*)(to + 2 * toRow));
        d.Store((T*)(to + 3 * toRow));
        e.Store((T*)toHigh);
        f.Store((T*)(toHigh + toRow));
        g.Store((T*)(toHigh + 2 * toRow));
        h.Store((T*)(toHigh + 3 * toRow));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void OneByOne<T>(byte* to, bool add, byte* left, long leftStep, byte* right, long rightStep, int count, Runs runs) where T : unmanaged
    {
        var sum = add ? Vector512.Load((T*)to) : default;
        for (int run = 0; run < runs.Count; run++, left += runs.LeftGap, right += runs.RightGap)
            for (int l = 0; l < count; l++, left += leftStep, right += rightStep) sum = Fused(Vector512.Create(*(T*)left), Vector512.Load((T*)right), sum);
        sum.Store((T*)to);
    }

    /// <summary>Rows of paths, no more than the numbers of a row, become a row of numbers for each path, padded with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Turn<T>(byte* to, byte* rows, int count) where T : unmanaged
    {
        int stride = ColumnsTogether<T>();
        if (!Avx512F.IsSupported)
        {
            if (sizeof(T) == 4 && Avx.IsSupported) TurnByHalves((float*)to, rows, count, stride);
            else if (sizeof(T) == 4) TurnByQuarters((float*)to, rows, count, stride);
            else TurnByQuarters((double*)to, rows, count, stride);
            return;
        }
        int width = Vector512<T>.Count;
        for (int e = 0; e < count; e += width, rows += width * RowBytes)
            for (int half = 0; half < 2; half++)
            {
                byte* from = rows + 64 * half;
                T* place = (T*)to + half * width * stride + e;
                if (sizeof(T) == 4) TurnSingle((float*)place, from, count - e, stride);
                else TurnDouble((double*)place, from, count - e, stride);
            }
    }

    /// <summary>Squares of two rows by two paths, in vectors of 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void TurnByQuarters(double* to, byte* rows, int count, int stride)
    {
        for (int e = 0; e < stride; e += 2, rows += 2 * RowBytes)
        {
            double* place = to + e;
            for (int p = 0; p < RowBytes; p += 16, place += 2 * stride)
            {
                Vector128<double> x = Quarter<double>(rows + p, 0, count - e), y = Quarter<double>(rows + p, 1, count - e);
                Low(x, y).Store(place);
                High(x, y).Store(place + stride);
            }
        }
    }

    /// <summary>Squares of four rows by four paths, likewise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void TurnByQuarters(float* to, byte* rows, int count, int stride)
    {
        for (int e = 0; e < stride; e += 4, rows += 4 * RowBytes)
        {
            float* place = to + e;
            for (int p = 0; p < RowBytes; p += 16, place += 4 * stride)
            {
                var (x, y, z, w) = TurnSquare(Quarter<float>(rows + p, 0, count - e), Quarter<float>(rows + p, 1, count - e), Quarter<float>(rows + p, 2, count - e), Quarter<float>(rows + p, 3, count - e));
                x.Store(place);
                y.Store(place + stride);
                z.Store(place + 2 * stride);
                w.Store(place + 3 * stride);
            }
        }
    }

    /// <summary>Squares of eight rows by eight paths, in vectors of 256 bits: within halves as by quarters, and then halves change places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void TurnByHalves(float* to, byte* rows, int count, int stride)
    {
        for (int e = 0; e < stride; e += 8, rows += 8 * RowBytes)
        {
            float* place = to + e;
            for (int p = 0; p < RowBytes; p += 32, place += 8 * stride)
            {
                var (a, b, c, d) = FourHalves(rows + p, count - e);
                var (f, g, h, i) = FourHalves(rows + 4 * RowBytes + p, count - e - 4);
                Avx.Permute2x128(a, f, 0x20).Store(place);
                Avx.Permute2x128(b, g, 0x20).Store(place + stride);
                Avx.Permute2x128(c, h, 0x20).Store(place + 2 * stride);
                Avx.Permute2x128(d, i, 0x20).Store(place + 3 * stride);
                Avx.Permute2x128(a, f, 0x31).Store(place + 4 * stride);
                Avx.Permute2x128(b, g, 0x31).Store(place + 5 * stride);
                Avx.Permute2x128(c, h, 0x31).Store(place + 6 * stride);
                Avx.Permute2x128(d, i, 0x31).Store(place + 7 * stride);
            }
        }

        // Of paths 0 to 3 and, in the upper halves, 4 to 7, the numbers of four rows.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static (Vector256<float>, Vector256<float>, Vector256<float>, Vector256<float>) FourHalves(byte* rows, int count)
        {
            Vector256<float> x = Half(rows, 0, count), y = Half(rows, 1, count), z = Half(rows, 2, count), w = Half(rows, 3, count);
            Vector256<double> low = Avx.UnpackLow(x, y).AsDouble(), high = Avx.UnpackHigh(x, y).AsDouble(), nextLow = Avx.UnpackLow(z, w).AsDouble(), nextHigh = Avx.UnpackHigh(z, w).AsDouble();
            return (Avx.UnpackLow(low, nextLow).AsSingle(), Avx.UnpackHigh(low, nextLow).AsSingle(), Avx.UnpackLow(high, nextHigh).AsSingle(), Avx.UnpackHigh(high, nextHigh).AsSingle());
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<float> Half(byte* rows, int row, int count) => row < count ? Vector256.Load((float*)(rows + row * RowBytes)) : default;
    }

    /// <summary>Four rows of four numbers, turned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<float>, Vector128<float>, Vector128<float>, Vector128<float>) TurnSquare(Vector128<float> x, Vector128<float> y, Vector128<float> z, Vector128<float> w)
    {
        Vector128<double> low = Low(x, y).AsDouble(), high = High(x, y).AsDouble(), nextLow = Low(z, w).AsDouble(), nextHigh = High(z, w).AsDouble();
        return (Low(low, nextLow).AsSingle(), High(low, nextLow).AsSingle(), Low(high, nextHigh).AsSingle(), High(high, nextHigh).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<T> Quarter<T>(byte* rows, int row, int count) where T : unmanaged => row < count ? Vector128.Load((T*)(rows + row * RowBytes)) : default;

    /// <summary>The numbers of the lower halves, by turns of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> Low(Vector128<double> x, Vector128<double> y) =>
        Sse2.IsSupported ? Sse2.UnpackLow(x, y) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(x, y) : Vector128.Create(x[0], y[0]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> High(Vector128<double> x, Vector128<double> y) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(x, y) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(x, y) : Vector128.Create(x[1], y[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> Low(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackLow(x, y) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(x, y) : Vector128.Create(x[0], y[0], x[1], y[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> High(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackHigh(x, y) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(x, y) : Vector128.Create(x[2], y[2], x[3], y[3]);

    // Pairs of rows are interleaved until quarters of vectors hold four rows' (or two) numbers of one path, and quarters are then gathered.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void TurnSingle(float* to, byte* rows, int count, int stride)
    {
        var (a0, a1, a2, a3) = Four(rows, count);
        var (b0, b1, b2, b3) = Four(rows + 4 * RowBytes, count - 4);
        var (c0, c1, c2, c3) = Four(rows + 8 * RowBytes, count - 8);
        var (d0, d1, d2, d3) = Four(rows + 12 * RowBytes, count - 12);
        Quarters((byte*)to, a0, b0, c0, d0, 16L * stride);
        Quarters((byte*)(to + stride), a1, b1, c1, d1, 16L * stride);
        Quarters((byte*)(to + 2 * stride), a2, b2, c2, d2, 16L * stride);
        Quarters((byte*)(to + 3 * stride), a3, b3, c3, d3, 16L * stride);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static (Vector512<byte>, Vector512<byte>, Vector512<byte>, Vector512<byte>) Four(byte* rows, int count)
        {
            Vector512<float> x = Row<float>(rows, 0, count), y = Row<float>(rows, 1, count), z = Row<float>(rows, 2, count), w = Row<float>(rows, 3, count);
            Vector512<double> low = Avx512F.UnpackLow(x, y).AsDouble(), high = Avx512F.UnpackHigh(x, y).AsDouble(),
                nextLow = Avx512F.UnpackLow(z, w).AsDouble(), nextHigh = Avx512F.UnpackHigh(z, w).AsDouble();
            return (Avx512F.UnpackLow(low, nextLow).AsByte(), Avx512F.UnpackHigh(low, nextLow).AsByte(),
                Avx512F.UnpackLow(high, nextHigh).AsByte(), Avx512F.UnpackHigh(high, nextHigh).AsByte());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void TurnDouble(double* to, byte* rows, int count, int stride)
    {
        var (a0, a1) = Two(rows, count);
        var (b0, b1) = Two(rows + 2 * RowBytes, count - 2);
        var (c0, c1) = Two(rows + 4 * RowBytes, count - 4);
        var (d0, d1) = Two(rows + 6 * RowBytes, count - 6);
        Quarters((byte*)to, a0, b0, c0, d0, 16L * stride);
        Quarters((byte*)(to + stride), a1, b1, c1, d1, 16L * stride);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static (Vector512<byte>, Vector512<byte>) Two(byte* rows, int count)
        {
            Vector512<double> x = Row<double>(rows, 0, count), y = Row<double>(rows, 1, count);
            return (Avx512F.UnpackLow(x, y).AsByte(), Avx512F.UnpackHigh(x, y).AsByte());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<T> Row<T>(byte* rows, int row, int count) where T : unmanaged => row < count ? Vector512.Load((T*)(rows + row * RowBytes)) : default;

    /// <summary>Stores the first, second, third and last quarters of four vectors, each together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Quarters(byte* to, Vector512<byte> a, Vector512<byte> b, Vector512<byte> c, Vector512<byte> d, long step)
    {
        Vector512<int> even = Avx512F.Shuffle4x128(a.AsInt32(), b.AsInt32(), 0x88), odd = Avx512F.Shuffle4x128(a.AsInt32(), b.AsInt32(), 0xDD),
            nextEven = Avx512F.Shuffle4x128(c.AsInt32(), d.AsInt32(), 0x88), nextOdd = Avx512F.Shuffle4x128(c.AsInt32(), d.AsInt32(), 0xDD);
        Avx512F.Shuffle4x128(even, nextEven, 0x88).Store((int*)to);
        Avx512F.Shuffle4x128(odd, nextOdd, 0x88).Store((int*)(to + step));
        Avx512F.Shuffle4x128(even, nextEven, 0xDD).Store((int*)(to + 2 * step));
        Avx512F.Shuffle4x128(odd, nextOdd, 0xDD).Store((int*)(to + 3 * step));
    }
}
