using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pathwise.Execution;

internal static unsafe partial class TileOperations
{
    /// <summary>
    /// The product of an m×k and a k×n matrix, where either may be shared (one number an element, broadcast to the lanes). Eight columns or
    /// rows are made at a time, so that each load serves several multiply-adds; each sum runs over k in order.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(byte* c, byte* a, byte* b, int m, int k, int n, bool aShared, bool bShared) where T : unmanaged
    {
        if (aShared) Strips<T>(c, a, b, m, k, n, weightRow: k, weightStep: 1, rowStep: n, outputRow: n, outputs: m, others: n, otherStep: 1, otherOut: 1);
        else if (bShared) Strips<T>(c, b, a, m, k, n, weightRow: 1, weightStep: n, rowStep: 1, outputRow: 1, outputs: n, others: m, otherStep: k, otherOut: n);
        else
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++)
                {
                    Vector512<T> low = default, high = default;
                    for (int l = 0; l < k; l++)
                    {
                        T* x = (T*)(a + ((long)i * k + l) * RowBytes), y = (T*)(b + ((long)l * n + j) * RowBytes);
                        low = Fused(Vector512.Load(x), Vector512.Load(y), low);
                        high = Fused(Vector512.Load(x + Vector512<T>.Count), Vector512.Load(y + Vector512<T>.Count), high);
                    }
                    Put(c + ((long)i * n + j) * RowBytes, low, high);
                }
    }

    /// <summary>Σₗ w[o, l]·x[l, q] with shared w: o runs over <paramref name="outputs"/>, q over <paramref name="others"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Strips<T>(byte* c, byte* w, byte* x, int m, int k, int n, int weightRow, int weightStep, int rowStep, int outputRow, int outputs, int others, int otherStep, int otherOut) where T : unmanaged
    {
        for (int q = 0; q < others; q++)
        {
            byte* rows = x + (long)q * otherStep * RowBytes, to = c + (long)q * otherOut * RowBytes;
            T* weight = (T*)w;
            int o = 0;
            for (; o + 8 <= outputs; o += 8, weight += 8L * weightRow, to += 8L * outputRow * RowBytes)
                EightOutputs(to, (long)outputRow * RowBytes, weight, (long)weightRow * sizeof(T), (long)weightStep * sizeof(T), rows, (long)rowStep * RowBytes, k);
            for (; o < outputs; o++, weight += weightRow, to += (long)outputRow * RowBytes)
                OneOutput(to, weight, weightStep, rows, (long)rowStep * RowBytes, k);
        }
    }

    /// <summary>Eight outputs of all paths of the tile in sixteen registers: two loads and eight broadcasts serve sixteen multiply-adds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void EightOutputs<T>(byte* to, long outputStep, T* weight, long weightRow, long weightStep, byte* row, long rowStep, int k) where T : unmanaged
    {
        Vector512<T> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default,
            e0 = default, e1 = default, f0 = default, f1 = default, g0 = default, g1 = default, h0 = default, h1 = default;
        byte* low = (byte*)weight, high = low + 4 * weightRow;
        long two = 2 * weightRow, three = 3 * weightRow;
        for (int l = 0; l < k; l++, low += weightStep, high += weightStep, row += rowStep)
        {
            Vector512<T> x = Vector512.Load((T*)row), y = Vector512.Load((T*)(row + 64));
            var u = Vector512.Create(*(T*)low);
            a0 = Fused(u, x, a0);
            a1 = Fused(u, y, a1);
            u = Vector512.Create(*(T*)(low + weightRow));
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
            u = Vector512.Create(*(T*)(high + weightRow));
            f0 = Fused(u, x, f0);
            f1 = Fused(u, y, f1);
            u = Vector512.Create(*(T*)(high + two));
            g0 = Fused(u, x, g0);
            g1 = Fused(u, y, g1);
            u = Vector512.Create(*(T*)(high + three));
            h0 = Fused(u, x, h0);
            h1 = Fused(u, y, h1);
        }
        Put(to, a0, a1);
        Put(to + outputStep, b0, b1);
        Put(to + 2 * outputStep, c0, c1);
        Put(to + 3 * outputStep, d0, d1);
        to += 4 * outputStep;
        Put(to, e0, e1);
        Put(to + outputStep, f0, f1);
        Put(to + 2 * outputStep, g0, g1);
        Put(to + 3 * outputStep, h0, h1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void OneOutput<T>(byte* to, T* weight, int weightStep, byte* row, long rowStep, int k) where T : unmanaged
    {
        Vector512<T> low = default, high = default;
        for (int l = 0; l < k; l++, weight += weightStep, row += rowStep)
        {
            var u = Vector512.Create(*weight);
            low = Fused(u, Vector512.Load((T*)row), low);
            high = Fused(u, Vector512.Load((T*)(row + 64)), high);
        }
        Put(to, low, high);
    }
}
