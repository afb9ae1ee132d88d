using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pathwise.Numerics;

namespace Pathwise.Execution;

/// <summary>Matrices of sums over the paths of one tile are added to those of all tiles, in double precision.</summary>
internal static unsafe class RowTotals
{
    /// <summary>Adds a row of sums to a row of totals.</summary>
    public static void Add(Span<double> totals, double* row)
    {
        if (Lanes.Count == Lanes512.Count) Add<Lanes512>(totals, row);
        else if (Lanes.Count == Lanes256.Count) Add<Lanes256>(totals, row);
        else Add<Lanes128>(totals, row);
    }

    /// <inheritdoc cref="Add(Span{double}, double*)"/>
    public static void Add(Span<double> totals, float* row)
    {
        if (Lanes.Count == Lanes512.Count) Add<Lanes512>(totals, row);
        else if (Lanes.Count == Lanes256.Count) Add<Lanes256>(totals, row);
        else Add<Lanes128>(totals, row);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Add<T>(Span<double> totals, double* row) where T : unmanaged, ILanes<T>
    {
        ref double first = ref MemoryMarshal.GetReference(totals);
        int i = 0;
        for (; i + T.Count <= totals.Length; i += T.Count)
        {
            ref double at = ref Unsafe.Add(ref first, i);
            (T.Load(in at) + T.Load(in row[i])).Store(ref at);
        }
        for (; i < totals.Length; i++) totals[i] += row[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Add<T>(Span<double> totals, float* row) where T : unmanaged, ILanes<T>
    {
        ref double first = ref MemoryMarshal.GetReference(totals);
        int i = 0;
        for (; i + T.Count <= totals.Length; i += T.Count)
        {
            ref double at = ref Unsafe.Add(ref first, i);
            (T.Load(in at) + T.LoadSingle(in row[i])).Store(ref at);
        }
        for (; i < totals.Length; i++) totals[i] += row[i];
    }
}
