using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pathwise.Execution;

/// <summary>
/// Array ops on a tile of paths: rows of 128 bytes, one row an element, one lane a path. Emitted kernels call them with addresses. Every sum runs in
/// the order of the elements, as in the plain interpreter.
/// </summary>
internal static unsafe partial class TileOperations
{
    /// <summary>Bytes of a row: 16 paths in double precision, 32 in single.</summary>
    public const int RowBytes = 128;

    /// <summary>Paths of a tile: 16 in double precision, 32 in single, at every vector width.</summary>
    public static int Lanes(Precision precision) => precision == Precision.F32 ? 32 : 16;

    /// <summary>The numbers of a row of a matrix of sums: whole vectors of 64 bytes.</summary>
    public static int SumStride(int columns, int elementBytes) => (columns * elementBytes + 63) / 64 * 64 / elementBytes;

    /// <summary>Copies the rows of an array.</summary>
    public static void Copy(byte* destination, byte* source, long rows) => Buffer.MemoryCopy(source, destination, rows * RowBytes, rows * RowBytes);

    /// <summary>Fills rows with the bytes of zero.</summary>
    public static void Clear(byte* destination, long rows) => new Span<Vector512<byte>>(destination, checked((int)(rows * 2))).Clear();

    /// <summary>Fills rows with a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill<T>(byte* destination, T value, long rows) where T : unmanaged
    {
        for (long i = 0; i < rows * 2; i++) Vector512.Create(value).Store((T*)(destination + 64 * i));
    }

    /// <summary>A shared array as rows: each number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread<T>(byte* destination, T* source, int count) where T : unmanaged
    {
        for (int e = 0; e < count; e++, destination += RowBytes)
        {
            var x = Vector512.Create(source[e]);
            x.Store((T*)destination);
            x.Store((T*)(destination + 64));
        }
    }

    /// <summary>Moves rows by a table of pairs, destination row and source row: of each the bytes of a pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Move(byte* destination, byte* source, int* pairs, int count, int bytes)
    {
        for (int i = 0; i < count; i++)
        {
            byte* to = destination + (long)pairs[2 * i] * RowBytes, from = source + (long)pairs[2 * i + 1] * RowBytes;
            if (bytes >= 64)
            {
                Vector512.Load(from).Store(to);
                if (bytes > 64) Vector512.Load(from + 64).Store(to + 64);
            }
            else if (bytes == 32) Vector256.Load(from).Store(to);
            else Vector128.Load(from).Store(to);
        }
    }

    /// <summary>The sum of all rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumAll<T>(byte* destination, byte* source, int count) where T : unmanaged
    {
        Vector512<T> a = default, b = default;
        for (int e = 0; e < count; e++, source += RowBytes)
        {
            a += Vector512.Load((T*)source);
            b += Vector512.Load((T*)(source + 64));
        }
        a.Store((T*)destination);
        b.Store((T*)(destination + 64));
    }

    /// <summary>Adds each row to the row that the table names; the destination is cleared before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum<T>(byte* destination, byte* source, int* targets, int count) where T : unmanaged
    {
        for (int e = 0; e < count; e++, source += RowBytes)
        {
            T* to = (T*)(destination + (long)targets[e] * RowBytes);
            (Vector512.Load(to) + Vector512.Load((T*)source)).Store(to);
            to += Vector512<T>.Count;
            (Vector512.Load(to) + Vector512.Load((T*)(source + 64))).Store(to);
        }
    }

    /// <summary>Keeps in each row that the table names the largest of the rows it is named for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Max<T>(byte* destination, byte* source, int* targets, int count) where T : unmanaged
    {
        for (int e = 0; e < count; e++, source += RowBytes)
            for (int half = 0; half < 2; half++)
            {
                T* to = (T*)(destination + (long)targets[e] * RowBytes) + half * Vector512<T>.Count;
                Vector512<T> x = Vector512.Load(to), y = Vector512.Load((T*)source + half * Vector512<T>.Count);
                // As Maximum says: the first where it is at least as large or NaN.
                var first = Vector512.GreaterThanOrEqual(x, y) | ~Vector512.Equals(x, x);
                Vector512.ConditionalSelect(first, x, y).Store(to);
            }
    }

    /// <summary>Adds rows of the source to the rows chosen per lane; the destination is cleared before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter<T>(byte* destination, byte* source, byte* index, int indices, int extent, int row) where T : unmanaged, System.Numerics.INumber<T>
    {
        int lanes = RowBytes / sizeof(T);
        for (int k = 0; k < indices; k++)
            for (int p = 0; p < lanes; p++)
            {
                if (!IsInside(((T*)index)[k * lanes + p], extent, out int at)) continue;
                long to = (long)at * row;
                for (int r = 0; r < row; r++) ((T*)destination)[(to + r) * lanes + p] += ((T*)source)[((long)k * row + r) * lanes + p];
            }
    }

    /// <summary>Whether a number is a whole one of an axis, and which.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsInside<T>(T number, int extent, out int at) where T : unmanaged
    {
        double x = typeof(T) == typeof(double) ? Unsafe.BitCast<T, double>(number) : Unsafe.BitCast<T, float>(number);
        at = (int)x;
        return (uint)at < (uint)extent && at == x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<T> Fused<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c) where T : unmanaged =>
        typeof(T) == typeof(double)
            ? Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>()
            : Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put<T>(byte* to, Vector512<T> low, Vector512<T> high) where T : unmanaged
    {
        low.Store((T*)to);
        high.Store((T*)(to + 64));
    }
}
