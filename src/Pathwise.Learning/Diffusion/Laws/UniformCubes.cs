using Pathwise.Learning.Data;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// The law that is uniform on n cubes of one width h, of equal weights, whose lower corners are aⱼ: whole numbers with uniform noise (<see cref="Dequantisation"/>), or the squares of a board. Disturbed, a cube's density is ∏ᵢ [Φ(uᵢ) − Φ(lᵢ)]/αh with l = (αa − x)/σ and
/// u = l + αh/σ, and its score (φ(l) − φ(u))/σ(Φ(u) − Φ(l)), element by element. Corners share few numbers; what depends on one of those and an element of x is computed once for all cubes.
/// </summary>
public sealed class UniformCubes : KnownLaw
{
    readonly double[] _levels;
    readonly Real _corners, _places;
    readonly double _width;

    /// <summary>The law on some cubes. PW4033 unless there is at least one corner and all have the shape's number of elements, PW4032 unless the width is positive.</summary>
    public UniformCubes(IReadOnlyList<double[]> corners, double width, Shape pointShape)
    {
        if (!(width > 0 && double.IsFinite(width))) throw Mistake.Setting($"cubes of width {width}", "give a positive number; the law of points is EmpiricalLaw");
        (_corners, _width, PointShape) = (Rows(corners, pointShape), width, pointShape);
        double[] numbers = _corners.ToArray();
        _levels = [.. numbers.Distinct().Order()];
        // The place of each corner's element in a table [levels, elements].
        int size = pointShape.Count;
        _places = Real.FromArray(_corners.Shape, [.. numbers.Select((a, e) => (double)Array.BinarySearch(_levels, a) * size + e % size)]);
    }

    /// <summary>The law of the toy.</summary>
    public static UniformCubes Of(Checkerboard board)
    {
        ArgumentNullException.ThrowIfNull(board);
        return new([.. Enumerable.Range(0, 16).Select(k => (Column: k % 4, Row: k / 4)).Where(square => (square.Column + square.Row) % 2 == 0).Select(square => new double[] { 2 * square.Column - 4, 2 * square.Row - 4 })], 2, 2);
    }

    /// <summary>The number of cubes, n.</summary>
    public int Count => _corners.Shape[0];

    /// <inheritdoc/>
    public override Shape PointShape { get; }

    /// <inheritdoc/>
    public override Real Sample(Noise noise) => Reshape(Gather(_corners, Chosen(Count, noise)), PointShape) + _width * noise.Uniform(PointShape);

    /// <inheritdoc/>
    public override Real LogDensity(NoiseLevel level, Real x)
    {
        using var at = Place.At(Place.OfCaller());
        Fits(x);
        return LogSumExp(Logs(Table(level, x).Logs)) - Math.Log(Count) - PointShape.Count * Log(level.Alpha * _width);
    }

    private protected override (Real Score, Real Data) Means(NoiseLevel level, Real x)
    {
        var (logs, slopes) = Table(level, x);
        var score = Reshape(RowLoop.Sum(_places, Softmax(Logs(logs)), PointShape.Count, places => Gather(slopes, places)), PointShape) / level.Sigma;
        return (score, (x + level.Variance * score) / level.Alpha);
    }

    Real Logs(Real table) => RowLoop.Collect(_places, places => Sum(Gather(table, places)));

    /// <summary>log(Φ(u) − Φ(l)) and its derivative in −l for each number that corners have and each element of x.</summary>
    (Real Logs, Real Slopes) Table(NoiseLevel level, Real x)
    {
        Real lower = (level.Alpha * Reshape(_levels, new(_levels.Length, 1)) - Reshape(x, new(1, PointShape.Count))) / level.Sigma, upper = lower + level.Alpha * _width / level.Sigma;
        var logs = LogOfNormalInterval.Op.On(lower, upper);
        Real Hazard(Real end) => Exp(-0.5 * (end * end) - Distributions.Normal.HalfLogTwoPi - logs);
        return (Reshape(logs, logs.Shape.Count), Reshape(Hazard(lower) - Hazard(upper), logs.Shape.Count));
    }
}
