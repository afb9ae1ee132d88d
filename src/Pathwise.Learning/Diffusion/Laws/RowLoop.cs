using Pathwise.Graphs;
using Pathwise.Ops;

namespace Pathwise.Learning.Diffusion;

/// <summary>Loops over the rows of a matrix of numbers, so that a program's size does not grow with their number.</summary>
static class RowLoop
{
    /// <summary>A number for each row, as a vector.</summary>
    public static Real Collect(Real rows, Func<Real, Real> of) => new(Item.Of(Loop.Build(rows.Shape[0], false, [], [rows.Node], (_, _, row) => ([], [of(new(row[0])).Node])), 0));

    /// <summary>|x − αrⱼ|² for each row rⱼ, by differences: squares that are multiplied out would lose the digits of near points.</summary>
    public static Real SquaredDistances(Real rows, Real x, Real alpha) => Collect(rows, row =>
    {
        var miss = x - alpha * row;
        return Functions.Sum(miss * miss);
    });

    /// <summary>The sum over rows of a weight times an array of one shape.</summary>
    public static Real Sum(Real rows, Real weights, Shape shape, Func<Real, Real> of) => new(Item.Of(Loop.Build(rows.Shape[0], false, [Constant.Of(shape, 0)], [rows.Node, weights.Node],
        (_, carry, row) => ([(new Real(carry[0]) + new Real(row[1]) * of(new(row[0]))).Node], [])), 0));
}
