using System.Runtime.CompilerServices;
using Pathwise.Numerics;

namespace Pathwise.Execution;

/// <summary>Matrices of sums over the paths of one tile are added to those of all tiles, in double precision.</summary>
internal static unsafe class RowTotals
{
    /// <summary>Adds a matrix of sums, in either precision, to a matrix of totals; steps are numbers from one row to the next.</summary>
    public static void Add<TNumber>(double* totals, long totalsStep, TNumber* sums, long sumsStep, int rows, int columns) where TNumber : unmanaged
    {
        if (Lanes.Count == Lanes512.Count) Add<Lanes512, TNumber>(totals, totalsStep, sums, sumsStep, rows, columns);
        else if (Lanes.Count == Lanes256.Count) Add<Lanes256, TNumber>(totals, totalsStep, sums, sumsStep, rows, columns);
        else Add<Lanes128, TNumber>(totals, totalsStep, sums, sumsStep, rows, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Add<T, TNumber>(double* totals, long totalsStep, TNumber* sums, long sumsStep, int rows, int columns) where T : unmanaged, ILanes<T> where TNumber : unmanaged
    {
        bool single = typeof(TNumber) == typeof(float);
        for (int r = 0; r < rows; r++, totals += totalsStep, sums += sumsStep)
        {
            int i = 0;
            for (; i + 4 * T.Count <= columns; i += 4 * T.Count)
            {
                AddVector<T, TNumber>(totals + i, sums + i);
                AddVector<T, TNumber>(totals + i + T.Count, sums + i + T.Count);
                AddVector<T, TNumber>(totals + i + 2 * T.Count, sums + i + 2 * T.Count);
                AddVector<T, TNumber>(totals + i + 3 * T.Count, sums + i + 3 * T.Count);
            }
            for (; i + T.Count <= columns; i += T.Count) AddVector<T, TNumber>(totals + i, sums + i);
            for (; i < columns; i++) totals[i] += single ? ((float*)sums)[i] : ((double*)sums)[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddVector<T, TNumber>(double* totals, TNumber* sums) where T : unmanaged, ILanes<T> where TNumber : unmanaged =>
        (T.Load(in *totals) + (typeof(TNumber) == typeof(float) ? T.LoadSingle(in *(float*)sums) : T.Load(in *(double*)sums))).Store(ref *totals);
}
