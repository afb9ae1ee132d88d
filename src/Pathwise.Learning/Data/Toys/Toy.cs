using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise.Learning.Data;

/// <summary>
/// A law of points of the plane with a shape that is hard to learn and easy to see. It has no parameters to differentiate in: it is data, drawn afresh on each path from noise that is given.
/// </summary>
public abstract class Toy
{
    readonly Lazy<(Estimation.StochasticProgram Program, Node Point)> _program;

    private protected Toy() => _program = new(Trace);

    /// <summary>A point [2], from noise. Every call is a fresh draw.</summary>
    public abstract Real Sample(Noise noise);

    /// <summary>The points of paths 0, 1, … of a run with this seed, as an array [count, 2]: what <see cref="Sample"/> draws first there, if nothing is drawn in its scope before. PW4009 unless the count is positive.</summary>
    public DataArray Rows(int count, long seed)
    {
        if (count is < 1 or > Shape.MaximumCount / 2) throw new PathwiseException("PW4009", $"{count} points", $"ask for 1 to {Shape.MaximumCount / 2}", Place.OfCaller());
        var (program, point) = _program.Value;
        double[][] columns = Estimation.PathSample.Run(program, "points", () => [point], new EstimationOptions { Paths = count, Seed = seed });
        var rows = new double[2 * count];
        for (int k = 0; k < count; k++) (rows[2 * k], rows[2 * k + 1]) = (columns[0][k], columns[1][k]);
        return new(rows, new Shape(count, 2));
    }

    (Estimation.StochasticProgram, Node) Trace()
    {
        Node? point = null;
        var program = Expectation.Of((Real none, Noise noise) =>
        {
            var x = Sample(noise);
            point = x.Node;
            return Sum(x) + none;
        }).Program(0);
        return (program, point!);
    }

    /// <summary>The coordinates of points, along the last axis, of which there are two.</summary>
    private protected static (Real X, Real Y) Coordinates(Real points)
    {
        int last = points.Shape.Rank - 1;
        if (last < 0 || points.Shape[last] != 2) throw new PathwiseException("PW4008", $"points of shape {points.Shape}", "the last axis holds the two coordinates", Place.OfCaller());
        Real Of(int coordinate) => Reshape(Slice(points, last, coordinate, 1), points.Shape.Without([last]));
        return (Of(0), Of(1));
    }
}

/// <summary>The laws by which generative models of the plane are tried.</summary>
public static class Toys
{
    /// <summary>Eight normal laws of standard deviation 0.2 around a circle of radius 2.</summary>
    public static EightGaussians EightGaussians { get; } = new(2, 0.2);

    /// <summary>Two interleaved half circles of radius 1, with normal noise of standard deviation 0.1.</summary>
    public static TwoMoons TwoMoons { get; } = new(0.1);

    /// <summary>Two spirals of one and a half turns, with normal noise of standard deviation 0.1.</summary>
    public static Spirals Spirals { get; } = new(0.1);

    /// <summary>The squares of one colour of a board of four by four squares of side 2.</summary>
    public static Checkerboard Checkerboard { get; } = new();
}
