using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pathwise.Execution;

/// <summary>
/// How shared matrices that multiply the rows of a tile lie in memory, one matrix after another: in panels of as many rows as are multiplied together, and within a panel column by column, so that what
/// each step of the product reads lies side by side, and what the next step reads follows it (Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 2008).
/// </summary>
/// <param name="Rows">The rows of a matrix.</param>
/// <param name="Columns">Its columns, over which products are summed.</param>
/// <param name="Turned">Whether the value that is given has the columns as its rows.</param>
internal readonly record struct Panels(int Rows, int Columns, bool Turned)
{
    /// <summary>Columns that are copied together where the value is turned: their rows are read once, and fill whole lines of the panels.</summary>
    const int ColumnsTogether = 16;

    public int Count => Rows * Columns;

    /// <summary>Copies the numbers of one matrix after another into panels.</summary>
    public unsafe void Pack<T, TTo>(ReadOnlySpan<T> from, TTo* to) where T : unmanaged, INumberBase<T> where TTo : unmanaged, INumberBase<TTo>
    {
        fixed (T* start = from)
            for (int first = 0; first < from.Length; first += Count) PackOne(start + first, to + first);
    }

    unsafe void PackOne<T, TTo>(T* from, TTo* to) where T : unmanaged, INumberBase<T> where TTo : unmanaged, INumberBase<TTo>
    {
        int together = Turned ? ColumnsTogether : Columns;
        long row = Turned ? 1 : Columns, column = Turned ? Rows : 1;
        for (int l = 0; l < Columns; l += together)
            for (int r = 0, taken; r < Rows; r += taken)
            {
                taken = TileOperations.RowsOfPanel(Rows - r);
                Copy(from + r * row + l * column, to + (long)r * Columns + (long)l * taken, taken, Math.Min(together, Columns - l), row, column);
            }
    }

    /// <summary>Some columns of a panel: in single precision by squares of four by four numbers, of which the last overlap others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    unsafe void Copy<T, TTo>(T* from, TTo* to, int taken, int columns, long row, long column) where T : unmanaged, INumberBase<T> where TTo : unmanaged, INumberBase<TTo>
    {
        const int side = 4;
        if (typeof(T) == typeof(float) && typeof(TTo) == typeof(float) && taken >= side && columns >= side)
            for (int l = 0; l < columns; l += side)
            {
                int left = Math.Min(l, columns - side);
                for (int r = 0; r < taken; r += side)
                {
                    int top = Math.Min(r, taken - side);
                    float* square = (float*)(from + top * row + left * column), place = (float*)(to + (long)left * taken + top);
                    long line = Turned ? column : row;
                    Vector128<float> x = Vector128.Load(square), y = Vector128.Load(square + line), z = Vector128.Load(square + 2 * line), w = Vector128.Load(square + 3 * line);
                    if (!Turned) (x, y, z, w) = TileOperations.TurnSquare(x, y, z, w);
                    x.Store(place);
                    y.Store(place + taken);
                    z.Store(place + 2L * taken);
                    w.Store(place + 3L * taken);
                }
            }
        else
            for (int l = 0; l < columns; l++, from += column, to += taken)
                for (int r = 0; r < taken; r++) to[r] = TTo.CreateTruncating(from[r * row]);
    }
}
