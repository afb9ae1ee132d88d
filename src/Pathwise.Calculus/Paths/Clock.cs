using Pathwise.Graphs;

namespace Pathwise.Calculus;

/// <summary>Times and lengths of steps as a loop over a grid sees them: computed from the step's index on a uniform grid, else read from rows.</summary>
internal sealed class Clock
{
    readonly TimeGrid _grid;

    public Clock(TimeGrid grid)
    {
        _grid = grid;
        double[] lengths = grid.IsUniform ? [grid.Step] : grid.Lengths;
        Shortest = lengths.Min();
        Rows = grid.IsUniform ? [] : [.. new[] { grid.Starts, lengths, [.. lengths.Select(Math.Sqrt)] }.Select(values => ((Real)values).Node)];
    }

    /// <summary>What the loop reads a row of in each step.</summary>
    public Node[] Rows { get; }

    /// <summary>The shortest step.</summary>
    public double Shortest { get; }

    /// <summary>tₙ.</summary>
    public Real Time(Node index, Node[] rows) => _grid.IsUniform ? _grid.Start + _grid.Step * index.AsReal() : rows[0].AsReal();

    /// <summary>h.</summary>
    public Real Length(Node[] rows) => _grid.IsUniform ? _grid.Step : rows[1].AsReal();

    /// <summary>√h.</summary>
    public Real Root(Node[] rows) => _grid.IsUniform ? Math.Sqrt(_grid.Step) : rows[2].AsReal();
}
