using System.Runtime.CompilerServices;
using Pathwise.Numerics;

namespace Pathwise.Execution;

/// <summary>Matrices of sums over the paths of one tile are added to those of all tiles, in double precision.</summary>
internal static unsafe class RowTotals
{
    /// <summary>A matrix of sums, in either precision, is added to a matrix of totals, or is the first of them; steps are numbers from one row to the next.</summary>
    public static void Add<TNumber>(bool first, double* totals, long totalsStep, TNumber* sums, long sumsStep, int rows, int columns) where TNumber : unmanaged
    {
        if (Lanes.Count == Lanes512.Count) Add<Lanes512, TNumber>(first, totals, totalsStep, sums, sumsStep, rows, columns);
        else if (Lanes.Count == Lanes256.Count) Add<Lanes256, TNumber>(first, totals, totalsStep, sums, sumsStep, rows, columns);
        else Add<Lanes128, TNumber>(first, totals, totalsStep, sums, sumsStep, rows, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Add<T, TNumber>(bool first, double* totals, long totalsStep, TNumber* sums, long sumsStep, int rows, int columns) where T : unmanaged, ILanes<T> where TNumber : unmanaged
    {
        // Whether they are the first is known where a row is inlined, so that nothing asks for it at each vector.
        if (first) for (int r = 0; r < rows; r++, totals += totalsStep, sums += sumsStep) AddRow<T, TNumber>(true, totals, sums, columns);
        else for (int r = 0; r < rows; r++, totals += totalsStep, sums += sumsStep) AddRow<T, TNumber>(false, totals, sums, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddRow<T, TNumber>(bool first, double* totals, TNumber* sums, nint columns) where T : unmanaged, ILanes<T> where TNumber : unmanaged
    {
        nint i = 0;
        for (; i + 4 * T.Count <= columns; i += 4 * T.Count)
        {
            AddVector<T, TNumber>(first, totals + i, sums + i);
            AddVector<T, TNumber>(first, totals + i + T.Count, sums + i + T.Count);
            AddVector<T, TNumber>(first, totals + i + 2 * T.Count, sums + i + 2 * T.Count);
            AddVector<T, TNumber>(first, totals + i + 3 * T.Count, sums + i + 3 * T.Count);
        }
        for (; i + T.Count <= columns; i += T.Count) AddVector<T, TNumber>(first, totals + i, sums + i);
        for (; i < columns; i++)
        {
            double sum = typeof(TNumber) == typeof(float) ? ((float*)sums)[i] : ((double*)sums)[i];
            totals[i] = first ? sum : totals[i] + sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddVector<T, TNumber>(bool first, double* totals, TNumber* sums) where T : unmanaged, ILanes<T> where TNumber : unmanaged
    {
        T sum = Lanes.Load<T, TNumber>(sums);
        if (!first) sum = T.Load(in *totals) + sum;
        sum.Store(ref *totals);
    }
}
