using System.Numerics;
using System.Runtime.InteropServices;

namespace Pathwise.Calculus;

/// <summary>
/// Neighbouring lines of a <see cref="PlaneDirection"/>, those that start at some columns of the first row. Along a diagonal they move on by a column a row; at the side of the array a line ends and another starts at the other side, which no rate
/// connects unless the array is round. So lines are independent of one another within the rows, and all have as many cells as there are rows; in a closed array each starts behind a cell of the last row, its seam.
/// </summary>
internal readonly struct Lines(PlaneDirection direction, int first, int width)
{
    readonly PlaneDirection _direction = direction;
    readonly int _rows = direction.Rows, _columns = direction.Columns, _shift = direction.Shift, _first = first, _width = width;

    /// <summary>The cells of a row: those from a column to another, and so many from the row's start.</summary>
    (int From, int To, int Wrapped) Row(int r)
    {
        int from = _first + _shift * (r % _columns);
        from += from < 0 ? _columns : from >= _columns ? -_columns : 0;
        return (from, Math.Min(from + _width, _columns), Math.Max(from + _width - _columns, 0));
    }

    /// <summary>Of some cells of a row, those whose neighbour in the next row lies straight or a column further.</summary>
    (int From, int To) Connected(int from, int to) => (Math.Max(from, _shift < 0 ? 1 : 0), Math.Min(to, _shift > 0 ? _columns - 1 : _columns));

    /// <summary>Of some cells of a row of a round array, the one whose neighbour in the next row is at the other side; −1 where none is.</summary>
    int Crossing(int from, int to)
    {
        if (_shift == 0 || !_direction.IsRound) return -1;
        int side = _shift > 0 ? _columns - 1 : 0;
        return side >= from && side < to ? side : -1;
    }

    /// <summary>The cell of the next row that one at a side has as its neighbour.</summary>
    int Across(int r) => (r + 1) * _columns + (_shift > 0 ? 0 : _columns - 1);

    /// <summary>The cell of the last row that the line starts behind that starts in a column of the first.</summary>
    int SeamOf(int column) => (_rows - 1) * _columns + _direction.Column(column, -1);

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

    /// <summary>The first half of a solution, in place: down the rows. Of closed lines, what flows on to each one's seam is summed.</summary>
    public void Down(double[] m, double[] toNext, double[]? toSeam, double[]? seam)
    {
        seam?.AsSpan(_first, _width).Clear();
        for (int r = 0; r + 1 < _rows; r++)
        {
            var (start, end, wrapped) = Row(r);
            Forward(m, toNext, r, start, end);
            Forward(m, toNext, r, 0, wrapped);
            if (toSeam is null) continue;
            int row = r * _columns, own = end - start;
            AddProducts(seam.AsSpan(_first, own), toSeam.AsSpan(row + start, own), m.AsSpan(row + start, own));
            AddProducts(seam.AsSpan(_first + own, wrapped), toSeam.AsSpan(row, wrapped), m.AsSpan(row, wrapped));
        }
    }

    /// <summary>The second half: up the rows, from the last, of closed lines from the one before.</summary>
    public void Up(double[] m, double[] fromNext, double[] inverse, double[]? fromSeam, double[]? seam)
    {
        for (int r = _rows - (seam is null ? 1 : 2); r >= 0; r--)
        {
            var (start, end, wrapped) = Row(r);
            Backward(m, fromNext, inverse, r, start, end);
            Backward(m, fromNext, inverse, r, 0, wrapped);
            if (fromSeam is null) continue;
            int row = r * _columns, own = end - start;
            AddProducts(m.AsSpan(row + start, own), fromSeam.AsSpan(row + start, own), seam.AsSpan(_first, own));
            AddProducts(m.AsSpan(row, wrapped), fromSeam.AsSpan(row, wrapped), seam.AsSpan(_first + own, wrapped));
        }
    }

    /// <summary>Adds to the seams what flows on to them.</summary>
    public void AddToSeam(double[] m, double[] seam)
    {
        for (int column = _first; column < _first + _width; column++) m[SeamOf(column)] += seam[column];
    }

    /// <summary>Solves for seams that are alone.</summary>
    public void Divide(double[] m, double[] inverse)
    {
        for (int column = _first; column < _first + _width; column++) m[SeamOf(column)] *= inverse[SeamOf(column)];
    }

    /// <summary>The seams' values, by the columns in which lines start.</summary>
    public void ReadSeam(double[] m, double[] seam)
    {
        for (int column = _first; column < _first + _width; column++) seam[column] = m[SeamOf(column)];
    }

    /// <summary>sum += a·b.</summary>
    static void AddProducts(Span<double> sum, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ref double to = ref MemoryMarshal.GetReference(sum), left = ref MemoryMarshal.GetReference(a), right = ref MemoryMarshal.GetReference(b);
        int i = 0, lanes = Vector<double>.Count;
        for (; i <= sum.Length - lanes; i += lanes) (Vector.LoadUnsafe(ref to, (nuint)i) + Vector.LoadUnsafe(ref left, (nuint)i) * Vector.LoadUnsafe(ref right, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        for (; i < sum.Length; i++) sum[i] += a[i] * b[i];
    }

    void Forward(double[] m, double[] toNext, int r, int start, int end)
    {
        if (Crossing(start, end) is >= 0 and int side) m[Across(r)] += toNext[r * _columns + side] * m[r * _columns + side];
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
        if (Crossing(start, end) is >= 0 and int side && r + 1 < _rows) m[row + side] += fromNext[row + side] * m[Across(r)];
        if (from >= to) return;
        int at = row + from, count = to - from, k = 0, lanes = Vector<double>.Count;
        ref double own = ref MemoryMarshal.GetReference(m.AsSpan(at, count)), next = ref MemoryMarshal.GetReference(m.AsSpan(at + _columns + _shift, count));
        ref double flow = ref MemoryMarshal.GetReference(fromNext.AsSpan(at, count)), share = ref MemoryMarshal.GetReference(inverse.AsSpan(at, count));
        for (; k <= count - lanes; k += lanes)
            (Vector.LoadUnsafe(ref own, (nuint)k) * Vector.LoadUnsafe(ref share, (nuint)k) + Vector.LoadUnsafe(ref next, (nuint)k) * Vector.LoadUnsafe(ref flow, (nuint)k)).StoreUnsafe(ref own, (nuint)k);
        for (at += k; k < count; k++, at++) m[at] = m[at] * inverse[at] + fromNext[at] * m[at + _columns + _shift];
    }

    /// <summary>result += c·Q·m within the rows, as differences of fluxes.</summary>
    public void AddProduct(PlaneDirection rates, double c, double[] m, double[] result)
    {
        for (int r = 0; r < _rows; r++)
        {
            var (start, end, wrapped) = Row(r);
            AddProduct(rates, c, m, result, r, start, end);
            AddProduct(rates, c, m, result, r, 0, wrapped);
        }
    }

    /// <summary>The fluxes between the last row and the first.</summary>
    public void AddProductAcrossSeam(PlaneDirection rates, double c, double[] m, double[] result)
    {
        for (int column = _first; column < _first + _width; column++) AddFlux(rates, c, m, result, SeamOf(column), column);
    }

    void AddProduct(PlaneDirection rates, double c, double[] m, double[] result, int r, int start, int end)
    {
        for (int at = r * _columns + start; at < r * _columns + end; at++) result[at] -= c * rates.Exit[at] * m[at];
        if (r + 1 == _rows) return;
        if (Crossing(start, end) is >= 0 and int side) AddFlux(rates, c, m, result, r * _columns + side, Across(r));
        (start, end) = Connected(start, end);
        for (int at = r * _columns + start; at < r * _columns + end; at++) AddFlux(rates, c, m, result, at, at + _columns + _shift);
    }

    static void AddFlux(PlaneDirection rates, double c, double[] m, double[] result, int from, int to)
    {
        double flux = c * (rates.Up[from] * m[from] - rates.Down[to] * m[to]);
        result[from] -= flux;
        result[to] += flux;
    }
}
