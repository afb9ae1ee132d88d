using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
                if (vectors == 2)
                    for (; i + 8 <= m; i += 8, to += 8L * stride, rows += 8 * rowStep) EightByTwo(to, rows, columns, stride, rowStep, paths);
                for (; i < m; i++, to += stride, rows += rowStep)
                    for (int v = 0; v < vectors; v++) One(to + v * width, rows, columns + v * width, stride, paths);
                j += vectors * width;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void EightByTwo<T>(T* to, byte* rows, T* columns, int stride, long rowStep, int paths) where T : unmanaged
    {
        int width = Vector512<T>.Count;
        T* second = to + width;
        long s = stride;
        Vector512<T> a0 = Vector512.Load(to), a1 = Vector512.Load(second), b0 = Vector512.Load(to + s), b1 = Vector512.Load(second + s),
            c0 = Vector512.Load(to + 2 * s), c1 = Vector512.Load(second + 2 * s), d0 = Vector512.Load(to + 3 * s), d1 = Vector512.Load(second + 3 * s),
            e0 = Vector512.Load(to + 4 * s), e1 = Vector512.Load(second + 4 * s), f0 = Vector512.Load(to + 5 * s), f1 = Vector512.Load(second + 5 * s),
            g0 = Vector512.Load(to + 6 * s), g1 = Vector512.Load(second + 6 * s), h0 = Vector512.Load(to + 7 * s), h1 = Vector512.Load(second + 7 * s);
        byte* low = rows, high = rows + 4 * rowStep;
        long two = 2 * rowStep, three = 3 * rowStep;
        for (int p = 0; p < paths; p++, columns += stride, low += sizeof(T), high += sizeof(T))
        {
            Vector512<T> x = Vector512.Load(columns), y = Vector512.Load(columns + width);
            var u = Vector512.Create(*(T*)low);
            a0 = Fused(u, x, a0);
            a1 = Fused(u, y, a1);
            u = Vector512.Create(*(T*)(low + rowStep));
            b0 = Fused(u, x, b0);
            b1 = Fused(u, y, b1);
            u = Vector512.Create(*(T*)(low + two));
            c0 = Fused(u, x, c0);
            c1 = Fused(u, y, c1);
            u = Vector512.Create(*(T*)(low + three));
            d0 = Fused(u, x, d0);
            d1 = Fused(u, y, d1);
            u = Vector512.Create(*(T*)high);
            e0 = Fused(u, x, e0);
            e1 = Fused(u, y, e1);
            u = Vector512.Create(*(T*)(high + rowStep));
            f0 = Fused(u, x, f0);
            f1 = Fused(u, y, f1);
            u = Vector512.Create(*(T*)(high + two));
            g0 = Fused(u, x, g0);
            g1 = Fused(u, y, g1);
            u = Vector512.Create(*(T*)(high + three));
            h0 = Fused(u, x, h0);
            h1 = Fused(u, y, h1);
        }
        a0.Store(to);
        a1.Store(second);
        b0.Store(to + s);
        b1.Store(second + s);
        c0.Store(to + 2 * s);
        c1.Store(second + 2 * s);
        d0.Store(to + 3 * s);
        d1.Store(second + 3 * s);
        e0.Store(to + 4 * s);
        e1.Store(second + 4 * s);
        f0.Store(to + 5 * s);
        f1.Store(second + 5 * s);
        g0.Store(to + 6 * s);
        g1.Store(second + 6 * s);
        h0.Store(to + 7 * s);
        h1.Store(second + 7 * s);
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
        int lanes = RowBytes / sizeof(T);
        for (int e = 0; e < count; e++, rows += RowBytes)
            for (int p = 0; p < lanes; p++) ((T*)to)[p * stride + e] = ((T*)rows)[p];
        for (int p = 0; p < lanes; p++) new Span<T>((T*)to + p * stride + count, stride - count).Clear();
    }
}
