using System.Numerics;
using System.Runtime.InteropServices;

namespace Pathwise.Calculus;

/// <summary>
/// Neighbouring lines of a <see cref="PlaneDirection"/>, those that start at some columns of the first row. Along a diagonal they move on by a column a row; at the side of the array a line ends and another starts at the other side, which no rate
/// connects. So lines are independent of one another, and all have as many cells as there are rows.
/// </summary>
internal readonly struct Lines(PlaneDirection direction, int first, int width)
{
    readonly int _rows = direction.Rows, _columns = direction.Columns, _shift = direction.Shift, _first = first, _width = width;

    /// <summary>The cells of a row: those from a column to another, and so many from the row's start.</summary>
    (int From, int To, int Wrapped) Row(int r)
    {
        int from = _first + _shift * (r % _columns);
        from += from < 0 ? _columns : from >= _columns ? -_columns : 0;
        return (from, Math.Min(from + _width, _columns), Math.Max(from + _width - _columns, 0));
    }

    /// <summary>Of some cells of a row, those that have a neighbour in the next row.</summary>
    (int From, int To) Connected(int from, int to) => (Math.Max(from, _shift < 0 ? 1 : 0), Math.Min(to, _shift > 0 ? _columns - 1 : _columns));

    public void Copy(double[] from, double[] to)
    {
        for (int r = 0; r < _rows; r++)
        {
            var (start, end, wrapped) = Row(r);
            int row = r * _columns;
            from.AsSpan(row + start, end - start).CopyTo(to.AsSpan(row + start));
            from.AsSpan(row, wrapped).CopyTo(to.AsSpan(row));
        }
    }

    /// <summary>m = (1 + √2)·m − √2·before.</summary>
    public void Combine(double[] m, double[] before)
    {
        for (int r = 0; r < _rows; r++)
        {
            var (start, end, wrapped) = Row(r);
            int row = r * _columns;
            Combine(m.AsSpan(row + start, end - start), before.AsSpan(row + start, end - start));
            Combine(m.AsSpan(row, wrapped), before.AsSpan(row, wrapped));
        }
    }

    static void Combine(Span<double> m, ReadOnlySpan<double> before)
    {
        double root = Math.Sqrt(2);
        int i = 0, lanes = Vector<double>.Count;
        for (; i <= m.Length - lanes; i += lanes) ((1 + root) * new Vector<double>(m[i..]) - root * new Vector<double>(before[i..])).CopyTo(m[i..]);
        for (; i < m.Length; i++) m[i] = (1 + root) * m[i] - root * before[i];
    }

    /// <summary>Solves, in place: down the rows, then up.</summary>
    public void Solve(double[] m, double[] toNext, double[] fromNext, double[] inverse)
    {
        for (int r = 0; r + 1 < _rows; r++)
        {
            var (start, end, wrapped) = Row(r);
            Forward(m, toNext, r, start, end);
            Forward(m, toNext, r, 0, wrapped);
        }
        for (int r = _rows - 1; r >= 0; r--)
        {
            var (start, end, wrapped) = Row(r);
            Backward(m, fromNext, inverse, r, start, end);
            Backward(m, fromNext, inverse, r, 0, wrapped);
        }
    }

    void Forward(double[] m, double[] toNext, int r, int start, int end)
    {
        (start, end) = Connected(start, end);
        if (start >= end) return;
        int at = r * _columns + start, count = end - start, i = 0, lanes = Vector<double>.Count;
        ref double own = ref MemoryMarshal.GetReference(m.AsSpan(at, count)), next = ref MemoryMarshal.GetReference(m.AsSpan(at + _columns + _shift, count));
        ref double to = ref MemoryMarshal.GetReference(toNext.AsSpan(at, count));
        for (; i <= count - lanes; i += lanes)
            (Vector.LoadUnsafe(ref next, (nuint)i) + Vector.LoadUnsafe(ref to, (nuint)i) * Vector.LoadUnsafe(ref own, (nuint)i)).StoreUnsafe(ref next, (nuint)i);
        for (at += i; i < count; i++, at++) m[at + _columns + _shift] += toNext[at] * m[at];
    }

    void Backward(double[] m, double[] fromNext, double[] inverse, int r, int start, int end)
    {
        int row = r * _columns;
        var (from, to) = r + 1 < _rows ? Connected(start, end) : (end, end);
        for (int i = start; i < Math.Min(from, end); i++) m[row + i] *= inverse[row + i];
        for (int i = Math.Max(to, start); i < end; i++) if (i >= from) m[row + i] *= inverse[row + i];
        if (from >= to) return;
        int at = row + from, count = to - from, k = 0, lanes = Vector<double>.Count;
        ref double own = ref MemoryMarshal.GetReference(m.AsSpan(at, count)), next = ref MemoryMarshal.GetReference(m.AsSpan(at + _columns + _shift, count));
        ref double flow = ref MemoryMarshal.GetReference(fromNext.AsSpan(at, count)), share = ref MemoryMarshal.GetReference(inverse.AsSpan(at, count));
        for (; k <= count - lanes; k += lanes)
            (Vector.LoadUnsafe(ref own, (nuint)k) * Vector.LoadUnsafe(ref share, (nuint)k) + Vector.LoadUnsafe(ref next, (nuint)k) * Vector.LoadUnsafe(ref flow, (nuint)k)).StoreUnsafe(ref own, (nuint)k);
        for (at += k; k < count; k++, at++) m[at] = m[at] * inverse[at] + fromNext[at] * m[at + _columns + _shift];
    }

    /// <summary>result += c·Q·m, as differences of fluxes.</summary>
    public void AddProduct(PlaneDirection rates, double c, double[] m, double[] result)
    {
        for (int r = 0; r < _rows; r++)
        {
            var (start, end, wrapped) = Row(r);
            AddProduct(rates, c, m, result, r, start, end);
            AddProduct(rates, c, m, result, r, 0, wrapped);
        }
    }

    void AddProduct(PlaneDirection rates, double c, double[] m, double[] result, int r, int start, int end)
    {
        for (int at = r * _columns + start; at < r * _columns + end; at++) result[at] -= c * rates.Exit[at] * m[at];
        if (r + 1 == _rows) return;
        (start, end) = Connected(start, end);
        for (int at = r * _columns + start; at < r * _columns + end; at++)
        {
            int next = at + _columns + _shift;
            double flux = c * (rates.Up[at] * m[at] - rates.Down[next] * m[next]);
            result[at] -= flux;
            result[next] += flux;
        }
    }
}
