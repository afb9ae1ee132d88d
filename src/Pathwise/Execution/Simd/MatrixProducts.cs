using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pathwise.Execution;

internal static unsafe partial class TileOperations
{
    /// <summary>The product of an m×k and a k×n matrix, both in rows of paths; each sum runs over k in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(byte* c, byte* a, byte* b, int m, int k, int n) where T : unmanaged
    {
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
                OneProduct<T>(c + ((long)i * n + j) * RowBytes, false, a + (long)i * k * RowBytes, b + (long)j * RowBytes, (long)n * RowBytes, k);
    }

    /// <summary>
    /// A sum of <paramref name="count"/> products of rows, those of x one after another. (A method of its own: within a larger one the compiler stops inlining, and vectors go
    /// by memory.)
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void OneProduct<T>(byte* to, bool add, byte* x, byte* y, long yStep, int count) where T : unmanaged
    {
        Vector512<T> low = default, high = default;
        if (add) (low, high) = Get<T>(to);
        for (int l = 0; l < count; l++, x += RowBytes, y += yStep)
        {
            low = Fused(Vector512.Load((T*)x), Vector512.Load((T*)y), low);
            high = Fused(Vector512.Load((T*)(x + 64)), Vector512.Load((T*)(y + 64)), high);
        }
        Put(to, low, high);
    }

    /// <summary>Rows of x that are multiplied by all weights before the next are read: of what is read at a time, all paths or half of them, 32 kB, which is the first-level cache.</summary>
    static int TermsTogether => Vector512.IsHardwareAccelerated ? 256 : 512;

    /// <summary>
    /// The product of a shared m×k matrix in <see cref="Panels"/> and a k×n matrix in rows of paths, where places in the latter and in the result are given by the rows from one to the next, so that the product of a
    /// matrix in rows of paths and a shared one is this with both turned. Each sum runs over k in order.
    /// </summary>
    /// <param name="y">The result.</param>
    /// <param name="panels">The shared matrix.</param>
    /// <param name="x">The other.</param>
    /// <param name="m">Rows of the shared matrix.</param>
    /// <param name="k">Its columns.</param>
    /// <param name="n">Columns of the other.</param>
    /// <param name="yRow">Rows of paths from one row of the result to the next.</param>
    /// <param name="yColumn">The same from one column to the next.</param>
    /// <param name="xRow">Rows of paths from one row of the other matrix to the next.</param>
    /// <param name="xColumn">The same from one column to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyPanels<T>(byte* y, byte* panels, byte* x, int m, int k, int n, int yRow, int yColumn, int xRow, int xColumn) where T : unmanaged
    {
        for (int q = 0; q < n; q++)
            for (int l = 0; l == 0 || l < k; l += TermsTogether)
                AddPanels<T>(y + (long)q * yColumn * RowBytes, (long)yRow * RowBytes, l > 0, panels, m, k, l,
                    x + ((long)q * xColumn + (long)l * xRow) * RowBytes, (long)xRow * RowBytes, Math.Min(k - l, TermsTogether));
    }

    /// <summary>Σₗ w[o, first + l]·x[l] over <paramref name="count"/> rows x for all rows o of an m×k matrix w in panels, set or added; steps are in bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddPanels<T>(byte* to, long toRow, bool add, byte* panels, int m, int k, int first, byte* right, long rightStep, int count) where T : unmanaged
    {
        for (int taken; m > 0; m -= taken, to += taken * toRow, panels += (long)taken * k * sizeof(T))
        {
            taken = RowsOfPanel(m);
            RowsTogether<T>(taken, to, toRow, add, panels + (long)first * taken * sizeof(T), sizeof(T), (long)taken * sizeof(T), right, rightStep, count, Runs.One, RowBytes);
        }
    }

    /// <summary>Runs of terms of one sum, and the bytes from the end of one to the start of the next.</summary>
    readonly record struct Runs(int Count, long LeftGap, long RightGap)
    {
        public static Runs One => new(1, 0, 0);
    }

    /// <summary>
    /// How many of the rows that are left are multiplied together. Of eight rows by two vectors of 512 bits the sums fill half of the registers; with vectors of 256 bits twelve sums (six rows by half of the paths) hide the latency of two
    /// multiply-add units, ten nearly, eight do not quite: what is left over by sixes goes by fives, and then by fours.
    /// </summary>
    public static int RowsOfPanel(int left) =>
        Vector512.IsHardwareAccelerated ? left >= 8 ? 8 : 1 : left switch { < 4 => 1, 4 or 8 => 4, 5 or 9 or 10 or 13 or 14 or 15 => 5, _ => 6 };

    /// <summary>
    /// Rows of 128 bytes, or of 64, that are sums of <paramref name="count"/> rows from the right (of each of some runs) with weights from the left, or have them added; steps are in bytes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Weighted<T>(byte* to, long toRow, bool add, byte* left, long leftRow, long leftStep, byte* right, long rightStep, int count, int rows, Runs runs, int bytes) where T : unmanaged
    {
        for (int taken; rows > 0; rows -= taken, to += taken * toRow, left += taken * leftRow)
        {
            taken = RowsOfPanel(rows);
            RowsTogether<T>(taken, to, toRow, add, left, leftRow, leftStep, right, rightStep, count, runs, bytes);
        }
    }

    /// <summary>The same for as many rows as stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void RowsTogether<T>(int rows, byte* to, long toRow, bool add, byte* left, long leftRow, long leftStep, byte* right, long rightStep, int count, Runs runs, int bytes) where T : unmanaged
    {
        switch (rows)
        {
            case 8 when bytes == RowBytes: EightByTwo<T>(to, toRow, add, left, leftRow, leftStep, right, rightStep, count, runs); break;
            case 8: EightByOne<T>(to, toRow, add, left, leftRow, leftStep, right, rightStep, count, runs); break;
            case 1 when bytes == RowBytes: OneByTwo<T>(to, add, left, leftStep, right, rightStep, count, runs); break;
            case 1: OneByOne<T>(to, add, left, leftStep, right, rightStep, count, runs); break;
            case 6: RowsByTwo<T, SixRows>(to, toRow, add, left, leftRow, leftStep, right, rightStep, count, runs, bytes); break;
            case 5: RowsByTwo<T, FiveRows>(to, toRow, add, left, leftRow, leftStep, right, rightStep, count, runs, bytes); break;
            default: RowsByTwo<T, FourRows>(to, toRow, add, left, leftRow, leftStep, right, rightStep, count, runs, bytes); break;
        }
    }

    /// <summary>
    /// Eight rows by two vectors of sums stay in sixteen registers: at each of <paramref name="count"/> steps two loads from the right and eight broadcasts
    /// from the left serve sixteen multiply-adds. Rows and steps are in bytes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void EightByTwo<T>(byte* to, long toRow, bool add, byte* left, long leftRow, long leftStep, byte* right, long rightStep, int count, Runs runs) where T : unmanaged
    {
        byte* low = left, high = left + 4 * leftRow, toHigh = to + 4 * toRow;
        long two = 2 * leftRow, three = 3 * leftRow;
        Vector512<T> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default,
            e0 = default, e1 = default, f0 = default, f1 = default, g0 = default, g1 = default, h0 = default, h1 = default;
        if (add)
        {
            (a0, a1) = Get<T>(to);
            (b0, b1) = Get<T>(to + toRow);
            (c0, c1) = Get<T>(to + 2 * toRow);
            (d0, d1) = Get<T>(to + 3 * toRow);
            (e0, e1) = Get<T>(toHigh);
            (f0, f1) = Get<T>(toHigh + toRow);
            (g0, g1) = Get<T>(toHigh + 2 * toRow);
            (h0, h1) = Get<T>(toHigh + 3 * toRow);
        }
        for (int run = 0; run < runs.Count; run++, low += runs.LeftGap, high += runs.LeftGap, right += runs.RightGap)
            for (int l = 0; l < count; l++, low += leftStep, high += leftStep, right += rightStep)
            {
                Vector512<T> x = Vector512.Load((T*)right), y = Vector512.Load((T*)(right + 64));
                var u = Vector512.Create(*(T*)low);
                a0 = Fused(u, x, a0);
                a1 = Fused(u, y, a1);
                u = Vector512.Create(*(T*)(low + leftRow));
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
                u = Vector512.Create(*(T*)(high + leftRow));
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
        Put(to + toRow, b0, b1);
        Put(to + 2 * toRow, c0, c1);
        Put(to + 3 * toRow, d0, d1);
        Put(toHigh, e0, e1);
        Put(toHigh + toRow, f0, f1);
        Put(toHigh + 2 * toRow, g0, g1);
        Put(toHigh + 3 * toRow, h0, h1);
    }

    /// <summary>A number of rows, known when code is compiled.</summary>
    interface IRows
    {
        static abstract int Count { get; }
    }

    readonly struct FourRows : IRows
    {
        public static int Count => 4;
    }

    readonly struct FiveRows : IRows
    {
        public static int Count => 5;
    }

    readonly struct SixRows : IRows
    {
        public static int Count => 6;
    }

    /// <summary>
    /// The same with vectors of 256 bits, of which there are sixteen: up to six rows by half of the paths. What there is no row for is not compiled. Four steps are written out: counting each takes a twentieth of the time.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void RowsByTwo<T, TRows>(byte* to, long toRow, bool add, byte* left, long leftRow, long leftStep, byte* right, long rightStep, int count, Runs runs, int bytes) where T : unmanaged where TRows : struct, IRows
    {
        for (int half = 0; half < bytes; half += 64, to += 64)
        {
            byte* low = left, high = left + 3 * leftRow, toHigh = to + 3 * toRow, from = right + half;
            Vector256<T> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default,
                d0 = default, d1 = default, e0 = default, e1 = default, f0 = default, f1 = default;
            if (add)
            {
                (a0, a1) = GetHalf<T>(to);
                (b0, b1) = GetHalf<T>(to + toRow);
                (c0, c1) = GetHalf<T>(to + 2 * toRow);
                (d0, d1) = GetHalf<T>(toHigh);
                if (TRows.Count > 4) (e0, e1) = GetHalf<T>(toHigh + toRow);
                if (TRows.Count > 5) (f0, f1) = GetHalf<T>(toHigh + 2 * toRow);
            }
            for (int run = 0; run < runs.Count; run++, low += runs.LeftGap, high += runs.LeftGap, from += runs.RightGap)
            {
                int l = count;
                for (; l >= 4; l -= 4)
                {
                    Step<T, TRows>(ref from, ref low, ref high, leftRow, leftStep, rightStep, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1, ref e0, ref e1, ref f0, ref f1);
                    Step<T, TRows>(ref from, ref low, ref high, leftRow, leftStep, rightStep, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1, ref e0, ref e1, ref f0, ref f1);
                    Step<T, TRows>(ref from, ref low, ref high, leftRow, leftStep, rightStep, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1, ref e0, ref e1, ref f0, ref f1);
                    Step<T, TRows>(ref from, ref low, ref high, leftRow, leftStep, rightStep, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1, ref e0, ref e1, ref f0, ref f1);
                }
                for (; l > 0; l--) Step<T, TRows>(ref from, ref low, ref high, leftRow, leftStep, rightStep, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1, ref e0, ref e1, ref f0, ref f1);
            }
            PutHalf(to, a0, a1);
            PutHalf(to + toRow, b0, b1);
            PutHalf(to + 2 * toRow, c0, c1);
            PutHalf(toHigh, d0, d1);
            if (TRows.Count > 4) PutHalf(toHigh + toRow, e0, e1);
            if (TRows.Count > 5) PutHalf(toHigh + 2 * toRow, f0, f1);
        }
    }

    /// <summary>One step of these sums, which stay in registers where this is inlined.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Step<T, TRows>(ref byte* right, ref byte* low, ref byte* high, long leftRow, long leftStep, long rightStep, ref Vector256<T> a0, ref Vector256<T> a1, ref Vector256<T> b0, ref Vector256<T> b1, ref Vector256<T> c0, ref Vector256<T> c1, ref Vector256<T> d0, ref Vector256<T> d1, ref Vector256<T> e0, ref Vector256<T> e1, ref Vector256<T> f0, ref Vector256<T> f1) where T : unmanaged where TRows : struct, IRows
    {
        var (x, y) = GetHalf<T>(right);
        var u = Vector256.Create(*(T*)low);
        a0 = Fused(u, x, a0);
        a1 = Fused(u, y, a1);
        u = Vector256.Create(*(T*)(low + leftRow));
        b0 = Fused(u, x, b0);
        b1 = Fused(u, y, b1);
        u = Vector256.Create(*(T*)(low + 2 * leftRow));
        c0 = Fused(u, x, c0);
        c1 = Fused(u, y, c1);
        u = Vector256.Create(*(T*)high);
        d0 = Fused(u, x, d0);
        d1 = Fused(u, y, d1);
        if (TRows.Count > 4)
        {
            u = Vector256.Create(*(T*)(high + leftRow));
            e0 = Fused(u, x, e0);
            e1 = Fused(u, y, e1);
        }
        if (TRows.Count > 5)
        {
            u = Vector256.Create(*(T*)(high + 2 * leftRow));
            f0 = Fused(u, x, f0);
            f1 = Fused(u, y, f1);
        }
        right += rightStep;
        low += leftStep;
        high += leftStep;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (Vector256<T>, Vector256<T>) GetHalf<T>(byte* from) where T : unmanaged => (Vector256.Load((T*)from), Vector256.Load((T*)(from + 32)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void PutHalf<T>(byte* to, Vector256<T> low, Vector256<T> high) where T : unmanaged
    {
        low.Store((T*)to);
        high.Store((T*)(to + 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<T> Fused<T>(Vector256<T> a, Vector256<T> b, Vector256<T> c) where T : unmanaged =>
        typeof(T) == typeof(double)
            ? Vector256.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>()
            : Vector256.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (Vector512<T>, Vector512<T>) Get<T>(byte* from) where T : unmanaged => (Vector512.Load((T*)from), Vector512.Load((T*)(from + 64)));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void OneByTwo<T>(byte* to, bool add, byte* left, long leftStep, byte* right, long rightStep, int count, Runs runs) where T : unmanaged
    {
        Vector512<T> low = default, high = default;
        if (add) (low, high) = Get<T>(to);
        for (int run = 0; run < runs.Count; run++, left += runs.LeftGap, right += runs.RightGap)
            for (int l = 0; l < count; l++, left += leftStep, right += rightStep)
            {
                var u = Vector512.Create(*(T*)left);
                low = Fused(u, Vector512.Load((T*)right), low);
                high = Fused(u, Vector512.Load((T*)(right + 64)), high);
            }
        Put(to, low, high);
    }
}
