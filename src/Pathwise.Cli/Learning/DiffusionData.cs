using Pathwise.Learning;
using Pathwise.Learning.Data;
using Pathwise.Learning.Diffusion;

namespace Pathwise.Cli;

/// <summary>What a diffusion model learns from: draws of a law of the plane, or rows.</summary>
/// <param name="Name">The name that was given.</param>
/// <param name="Law">The law; null for rows.</param>
/// <param name="Rows">The rows; null for a law.</param>
internal sealed record DiffusionData(string Name, Toy? Law, Dataset? Rows)
{
    const int Drawn = 10_000;

    public static DiffusionData Of(NamedData named) => new(named.Name, named.Law, named.Rows);

    public Shape Shape => Rows?.FeatureShape ?? 2;

    public int Count => Rows?.Count ?? 0;

    /// <summary>The entropy of the law, where it is known.</summary>
    public double? Entropy => NamedData.EntropyOf(Law);

    /// <summary>The law of points: of a toy the law that it is drawn from, of rows that of the rows themselves.</summary>
    public KnownLaw Known(DiffusionUnits units)
    {
        if (Law is { } law) return KnownLaw.Of(law);
        var rows = Rows!;
        double[][] values = [.. Enumerable.Range(0, Count).Select(rows.Features)];
        // Whole numbers with uniform noise are cubes that begin at the numbers.
        return units.Levels > 0 ? new UniformCubes([.. values.Select(row => Array.ConvertAll(row, value => new Dequantisation(units.Levels).Least(value)))], new Dequantisation(units.Levels).Step, Shape)
            : new EmpiricalLaw([.. values.Select(row => units.Point(Real.FromArray(Shape, row), null!).ToArray())], Shape);
    }

    /// <summary>How finely the law's means have to be computed: cubes lose the digits of single precision where they are narrow beside the noise.</summary>
    public static Precision PrecisionFor(KnownLaw law) => law is GaussianMixture ? Precision.F32 : Precision.F64;

    /// <summary>Points of the data, in the data's units, as rows of their own: at most as many as there are.</summary>
    public DataArray Points(long seed, int most = Drawn)
    {
        if (Law is { } law) return law.Rows(most, seed);
        var rows = Rows!.Shuffled(seed);
        int count = Math.Min(most, rows.Count), size = Shape.Count;
        var points = new double[count * size];
        for (int k = 0; k < count; k++) rows.CopyFeatures(k, points.AsSpan(k * size, size));
        return new(new Shape(count, size), points);
    }

    /// <summary>Images from −1 to 1, or columns of variance 1; laws as they are.</summary>
    public DiffusionUnits Units(int levels)
    {
        if (Law is not null) return levels == 0 ? DiffusionUnits.None : throw new PathwiseException("PW3001", "--levels of a law, whose points are no whole numbers", "leave it out");
        var (least, most) = Range();
        if (levels > 0 && !(least >= 0 && most < levels)) throw new PathwiseException("PW3001", System.FormattableString.Invariant($"--levels {levels} of values from {least} to {most}"), "give the number of levels of whole numbers from 0");
        if (levels > 0) return new([0], [1], levels);
        if (Shape.Rank > 1) return new([(least + most) / 2], [most > least ? (most - least) / 2 : 1], 0);
        var scale = Rows!.FeatureScale();
        return new([.. scale.Means], [.. scale.Deviations], 0);
    }

    (double Least, double Most) Range()
    {
        double[] row = new double[Shape.Count];
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int k = 0; k < Count; k++)
        {
            Rows!.CopyFeatures(k, row);
            (least, most) = (Math.Min(least, row.Min()), Math.Max(most, row.Max()));
        }
        return (least, most);
    }

    /// <summary>The standard deviation of all elements of points.</summary>
    public double Deviation(DiffusionUnits units)
    {
        var rows = Points(seed: 0);
        Real[] values = [.. rows.ToArray().Chunk(rows.Shape[1]).Select(row => Real.FromArray(Shape, row))];
        double[] points = Simulation.Of((Real none, Real row, Noise noise) => none + units.Point(row, noise)).Run(0.0, values, new() { Paths = values.Length }).ToArray();
        double mean = points.Average();
        return Math.Sqrt(points.Average(x => (x - mean) * (x - mean))) is > 0 and var deviation ? deviation : 1;
    }

    /// <summary>The trainer of a model.</summary>
    public Trainer<DenoisingNetwork> Trainer(DiffusionSettings settings, LossOptions loss, TrainingOptions options) => Law is { } law
        ? Learning.Trainer.Of(DenoisingLoss.Of(settings.Model, law.Sample, loss), options)
        : settings.Classes == 0 ? Learning.Trainer.Of(DenoisingLoss.OfRows(settings.Model, loss, settings.Units.Point), Rows!.Inputs, options)
        : Learning.Trainer.Of(DenoisingLoss.OfExamples(settings.Model, loss, settings.Units.Point), Rows!.Examples, options);
}
