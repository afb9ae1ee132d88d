namespace Pathwise.Calculus;

/// <summary>
/// The rates of a chain along one direction of a plane of cells, laid out so that lines run through the rows: from cell (r, c) to (r + 1, c + shift) and back to (r − 1, c − shift), and out of the domain. Many lines are solved side by side,
/// neighbours in memory. A rate that would lead out of the array is zero, unless the array is a circle that way.
/// </summary>
/// <param name="IsTransposed">Whether rows are those of constant x (lines along x) instead of constant y.</param>
/// <param name="Shift">0 along an axis, ±1 along a diagonal.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">The length of a row.</param>
/// <param name="IsClosed">Whether the first row follows on the last. Diagonals of such an array must find a circle of columns too.</param>
/// <param name="IsRound">Whether the first column is a neighbour of the last, which matters to diagonals.</param>
internal sealed record PlaneDirection(bool IsTransposed, int Shift, int Rows, int Columns, bool IsClosed = false, bool IsRound = false)
{
    public double[] Up { get; } = new double[Rows * Columns];
    public double[] Down { get; } = new double[Rows * Columns];
    public double[] Exit { get; } = new double[Rows * Columns];

    /// <summary>Their derivatives in each parameter.</summary>
    public PlaneDirection[] Derivatives { get; set; } = [];

    /// <summary>The same layout, without rates.</summary>
    public PlaneDirection Empty() => new(IsTransposed, Shift, Rows, Columns, IsClosed, IsRound);

    /// <summary>Whether a cell's neighbour along the direction is in the same array of columns.</summary>
    public bool IsInside(int cell) => IsRound || cell % Columns + Shift is >= 0 and var column && column < Columns;

    /// <summary>The column of what a line in a column of one row has so many rows further on.</summary>
    public int Column(int column, int rows) => (int)(((column + (long)Shift * rows) % Columns + Columns) % Columns);

    /// <summary>Whether every line of a closed array closes after one passage through the rows.</summary>
    public bool ClosesAtOnce => Column(0, Rows) == 0;
}
