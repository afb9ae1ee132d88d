using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pathwise.Execution;

/// <summary>Rows that each path chooses for itself, for the paths of one pass (see <see cref="Kernel.PassBytes"/>).</summary>
internal static unsafe partial class TileOperations
{
    /// <summary>Rows of the source chosen per lane by the whole numbers in the index rows; outside the axis, NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather<T>(byte* destination, byte* source, byte* index, int indices, int extent, int row, int lanes) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double) && Avx2.IsSupported && lanes % 4 == 0 && (long)extent * row < int.MaxValue / RowBytes)
            for (int k = 0; k < indices; k++) GatherFours(destination + (long)k * row * RowBytes, source, index + (long)k * RowBytes, extent, row, lanes);
        else Gather((T*)destination, (T*)source, (T*)index, indices, extent, row, lanes, apart: RowBytes / sizeof(T), step: 1);
    }

    /// <summary>The same of numbers that all paths share.</summary>
    public static void GatherShared<T>(byte* destination, byte* source, byte* index, int indices, int extent, int row, int lanes) where T : unmanaged, IFloatingPointIeee754<T> =>
        Gather((T*)destination, (T*)source, (T*)index, indices, extent, row, lanes, apart: 1, step: 0);

    /// <param name="destination">Rows of the result.</param>
    /// <param name="source">The numbers.</param>
    /// <param name="index">Rows of indices.</param>
    /// <param name="indices">How many indices there are.</param>
    /// <param name="extent">The length of the axis.</param>
    /// <param name="row">The numbers of a sub-array.</param>
    /// <param name="lanes">The paths of a pass.</param>
    /// <param name="apart">From one number to the next.</param>
    /// <param name="step">From one path's number to the next path's.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Gather<T>(T* destination, T* source, T* index, int indices, int extent, int row, int lanes, int apart, int step) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int rowLanes = RowBytes / sizeof(T);
        for (int k = 0; k < indices; k++, index += rowLanes, destination += row * rowLanes)
            for (int p = 0; p < lanes; p++)
            {
                bool inside = IsInside(index[p], extent, out int at);
                T* from = source + (long)at * row * apart + p * step;
                for (int r = 0; r < row; r++) destination[r * rowLanes + p] = inside ? from[r * apart] : T.NaN;
            }
    }

    /// <summary>The rows that an index chooses, for four lanes at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void GatherFours(byte* destination, byte* source, byte* index, int extent, int row, int lanes)
    {
        int rowBytes = row * RowBytes;
        for (int p = 0; p < lanes * sizeof(double); p += Vector256<byte>.Count)
        {
            var x = Vector256.Load((double*)(index + p));
            // Where the index names no row, the first one is read and NaN is taken.
            var inside = IsInside(x, extent);
            var from = Avx.ConvertToVector128Int32WithTruncation(x & inside) * rowBytes + Vector128.Create(0, 8, 16, 24);
            for (int r = p; r < rowBytes; r += RowBytes)
                Vector256.ConditionalSelect(inside, Avx2.GatherVector256((double*)(source + r), from, 1), Vector256.Create(double.NaN)).Store((double*)(destination + r));
        }
    }

    /// <summary>Writes a row over the one that each lane's index names; one that names none writes nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Put<T>(byte* destination, byte* index, byte* value, int extent, int row, int lanes) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(double) && Avx2.IsSupported && lanes % 4 == 0 && (long)extent * row < int.MaxValue / RowBytes)
        {
            PutFours(destination, index, value, extent, row, lanes);
            return;
        }
        int rowLanes = RowBytes / sizeof(T);
        for (int p = 0; p < lanes; p++)
        {
            if (!IsInside(((T*)index)[p], extent, out int at)) continue;
            T* to = (T*)destination + (long)at * row * rowLanes + p;
            for (int r = 0; r < row; r++) to[r * rowLanes] = ((T*)value)[r * rowLanes + p];
        }
    }

    /// <summary>Puts the rows of four lanes at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void PutFours(byte* destination, byte* index, byte* value, int extent, int row, int lanes)
    {
        int rowBytes = row * RowBytes;
        for (int p = 0; p < lanes * sizeof(double); p += Vector256<byte>.Count)
        {
            var x = Vector256.Load((double*)(index + p));
            var to = Avx.ConvertToVector128Int32WithTruncation(x) * rowBytes + Vector128.Create(0, 8, 16, 24);
            uint inside = IsInside(x, extent).ExtractMostSignificantBits();
            if (inside == 15)
            {
                byte* a = destination + to[0], b = destination + to[1], c = destination + to[2], d = destination + to[3];
                for (int r = p; r < rowBytes; r += RowBytes)
                {
                    double* from = (double*)(value + r);
                    *(double*)(a + r) = from[0];
                    *(double*)(b + r) = from[1];
                    *(double*)(c + r) = from[2];
                    *(double*)(d + r) = from[3];
                }
                continue;
            }
            for (; inside != 0; inside &= inside - 1)
            {
                int lane = BitOperations.TrailingZeroCount(inside);
                for (int r = p; r < rowBytes; r += RowBytes) *(double*)(destination + to[lane] + r) = ((double*)(value + r))[lane];
            }
        }
    }

    /// <summary>Which numbers are whole ones of an axis.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> IsInside(Vector256<double> x, int extent) =>
        Vector256.GreaterThanOrEqual(x, Vector256<double>.Zero) & Vector256.LessThan(x, Vector256.Create((double)extent)) & Vector256.Equals(Vector256.Floor(x), x);

    /// <summary>Normals of places in a tree of noise, by rows of nodes, blocks and two words: the first of each place, then the second ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public static void KeyedNormals<T>(byte* destination, byte* node, byte* block, byte* first, byte* second, int count, int lanes) where T : unmanaged
    {
        int rowLanes = RowBytes / sizeof(T);
        if (typeof(T) == typeof(double))
        {
            for (int at = 0; at < count * rowLanes; at += rowLanes)
                Graphs.KeyedNormals.At(ref ((double*)node)[at], ref ((double*)block)[at], ref ((double*)first)[at], ref ((double*)second)[at], ref ((double*)destination)[at], ref ((double*)destination)[count * rowLanes + at], lanes);
            return;
        }
        const int most = 32;
        double* place = stackalloc double[4 * most], normal = stackalloc double[2 * most];
        for (int at = 0; at < count * rowLanes; at += rowLanes)
        {
            SinglePrecision.Widen(new(place, lanes), (float*)node + at);
            SinglePrecision.Widen(new(place + most, lanes), (float*)block + at);
            SinglePrecision.Widen(new(place + 2 * most, lanes), (float*)first + at);
            SinglePrecision.Widen(new(place + 3 * most, lanes), (float*)second + at);
            Graphs.KeyedNormals.At(ref place[0], ref place[most], ref place[2 * most], ref place[3 * most], ref normal[0], ref normal[most], lanes);
            SinglePrecision.Narrow((float*)destination + at, new(normal, lanes));
            SinglePrecision.Narrow((float*)destination + count * rowLanes + at, new(normal + most, lanes));
        }
    }
}
