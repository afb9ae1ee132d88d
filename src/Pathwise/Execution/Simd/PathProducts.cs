using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Pathwise.Execution;

internal static unsafe partial class TileOperations
{
    /// <summary>
    /// sums[i, j] ← sums[i, j] + Σₗ Σₚ a[i, l, p]·b[l, j, p] over the live paths p of the tile: one chain of fused multiply-adds an element, over l and
    /// within it over the paths. The rows of b are turned so that each path has its numbers side by side; then eight rows of sums by two vectors
    /// stay in registers while the paths go by.
    /// </summary>
    /// <param name="sums">An m×n matrix, its rows padded to whole vectors.</param>
    /// <param name="a">An m×k matrix in rows of paths.</param>
    /// <param name="b">A k×n matrix in rows of paths.</param>
    /// <param name="turned">Room for n numbers, padded, of each path.</param>
    /// <param name="live">How many of the tile's paths there are.</param>
    /// <param name="m">The rows of the result.</param>
    /// <param name="k">The products that are summed.</param>
    /// <param name="n">The columns of the result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddProducts<T>(byte* sums, byte* a, byte* b, byte* turned, int* live, int m, int k, int n) where T : unmanaged
    {
        int stride = SumStride(n, sizeof(T)), width = Vector512<T>.Count, paths = *live;
        long rowStep = (long)k * RowBytes;
        for (int l = 0; l < k; l++)
        {
            Turn<T>(turned, b + (long)l * n * RowBytes, n, stride);
            for (int j = 0; j < stride;)
            {
                int vectors = Math.Min(2, (stride - j) / width), i = 0;
                T* columns = (T*)turned + j, to = (T*)sums + j;
                byte* rows = a + (long)l * RowBytes;
                if (vectors == 2) Weighted<T>((byte*)to, (long)stride * sizeof(T), true, rows, rowStep, sizeof(T), (byte*)columns, (long)stride * sizeof(T), paths, i = m);
                for (; i + 8 <= m; i += 8, to += 8L * stride, rows += 8 * rowStep) EightByOne(to, rows, columns, stride, rowStep, paths);
                for (; i < m; i++, to += stride, rows += rowStep)
                    for (int v = 0; v < vectors; v++) One(to + v * width, rows, columns + v * width, stride, paths);
                j += vectors * width;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void EightByOne<T>(T* to, byte* rows, T* columns, int stride, long rowStep, int paths) where T : unmanaged
    {
        long s = stride;
        Vector512<T> a = Vector512.Load(to), b = Vector512.Load(to + s), c = Vector512.Load(to + 2 * s), d = Vector512.Load(to + 3 * s),
            e = Vector512.Load(to + 4 * s), f = Vector512.Load(to + 5 * s), g = Vector512.Load(to + 6 * s), h = Vector512.Load(to + 7 * s);
        byte* low = rows, high = rows + 4 * rowStep;
        long two = 2 * rowStep, three = 3 * rowStep;
        for (int p = 0; p < paths; p++, columns += stride, low += sizeof(T), high += sizeof(T))
        {
            var x = Vector512.Load(columns);
            a = Fused(Vector512.Create(*(T*)low), x, a);
            b = Fused(Vector512.Create(*(T*)(low + rowStep)), x, b);
            c = Fused(Vector512.Create(*(T*)(low + two)), x, c);
            d = Fused(Vector512.Create(*(T*)(low + three)), x, d);
            e = Fused(Vector512.Create(*(T*)high), x, e);
            f = Fused(Vector512.Create(*(T*)(high + rowStep)), x, f);
            g = Fused(Vector512.Create(*(T*)(high + two)), x, g);
            h = Fused(Vector512.Create(*(T*)(high + three)), x, h);
        }
        a.Store(to);
        b.Store(to + s);
        c.Store(to + 2 * s);
        d.Store(to + 3 * s);
        e.Store(to + 4 * s);
        f.Store(to + 5 * s);
        g.Store(to + 6 * s);
        h.Store(to + 7 * s);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void One<T>(T* to, byte* row, T* columns, int stride, int paths) where T : unmanaged
    {
        var sum = Vector512.Load(to);
        for (int p = 0; p < paths; p++, columns += stride) sum = Fused(Vector512.Create(((T*)row)[p]), Vector512.Load(columns), sum);
        sum.Store(to);
    }

    /// <summary>Rows of paths become the numbers of each path side by side, padded with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Turn<T>(byte* to, byte* rows, int count, int stride) where T : unmanaged
    {
        if (!Avx512F.IsSupported)
        {
            if (sizeof(T) == 4) TurnByQuarters((float*)to, rows, count, stride);
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
                Vector128<float> x = Quarter<float>(rows + p, 0, count - e), y = Quarter<float>(rows + p, 1, count - e),
                    z = Quarter<float>(rows + p, 2, count - e), w = Quarter<float>(rows + p, 3, count - e);
                Vector128<double> low = Low(x, y).AsDouble(), high = High(x, y).AsDouble(), nextLow = Low(z, w).AsDouble(), nextHigh = High(z, w).AsDouble();
                Low(low, nextLow).AsSingle().Store(place);
                High(low, nextLow).AsSingle().Store(place + stride);
                Low(high, nextHigh).AsSingle().Store(place + 2 * stride);
                High(high, nextHigh).AsSingle().Store(place + 3 * stride);
            }
        }
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
