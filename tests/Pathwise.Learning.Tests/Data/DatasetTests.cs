using static Pathwise.Learning.Tests.Data.Files;

namespace Pathwise.Learning.Tests.Data;

/// <summary>Rows: parts, folds and orders that are functions of a seed, standardisation that is fitted on one part and applied to the other.</summary>
public class DatasetTests
{
    static Dataset Numbers(int rows) => new(
        new DataArray(new Shape(rows, 2), [.. Enumerable.Range(0, rows).SelectMany(r => (int[])[r, r * r])]), new DataArray(new Shape(rows), [.. Enumerable.Range(0, rows).Select(r => (byte)r)]));

    static double[] Labels(Dataset data) => [.. Enumerable.Range(0, data.Count).Select(row => data.Target(row)[0])];

    [Fact]
    public void Parts_hold_every_row_once()
    {
        var data = Numbers(103);
        var (training, test) = data.Split(0.9, seed: 5);
        Assert.Equal((93, 10), (training.Count, test.Count));
        Assert.Equal(Labels(data), Labels(training).Concat(Labels(test)).Order());
        Assert.All(Enumerable.Range(0, 93), row => Assert.Equal([training.Target(row)[0], training.Target(row)[0] * training.Target(row)[0]], training.Features(row)));
        Assert.Equal(Labels(test), Labels(data.Split(0.9, seed: 5).Test));
        Assert.NotEqual(Labels(test), Labels(data.Split(0.9, seed: 6).Test));
        // A part of a part goes by the rows of the part.
        Assert.Empty(Labels(training.Split(0.5, seed: 1).Test).Except(Labels(training)));
    }

    [Fact]
    public void Folds_test_every_row_once()
    {
        var data = Numbers(103);
        var folds = data.Folds(10, seed: 2);
        Assert.Equal(Labels(data), folds.SelectMany(fold => Labels(fold.Test)).Order());
        Assert.All(folds, fold =>
        {
            Assert.InRange(fold.Test.Count, 10, 11);
            Assert.Equal(Labels(data), Labels(fold.Training).Concat(Labels(fold.Test)).Order());
        });
    }

    /// <summary>Every row is in every place equally often: χ² of 8 × 8 counts of 4,000 orders, with 49 degrees of freedom, within 5 standard deviations of its mean.</summary>
    [Fact]
    public void Orders_are_uniform()
    {
        const int rows = 8, orders = 4000;
        var counts = new double[rows, rows];
        var data = Numbers(rows);
        for (int seed = 0; seed < orders; seed++)
        {
            double[] order = Labels(data.Shuffled(seed));
            for (int place = 0; place < rows; place++) counts[place, (int)order[place]]++;
        }
        // The doubly-centred counts have 49 degrees of freedom and variance n/(k − 1) for each.
        double chi = counts.Cast<double>().Sum(c => (c - orders / rows) * (c - orders / rows)) * (rows - 1) / orders;
        Assert.InRange(chi, 49 - 5 * Math.Sqrt(2 * 49), 49 + 5 * Math.Sqrt(2 * 49));
    }

    /// <summary>The order of a seed is part of what a result's seed fixes: it may not change from version to version. (These are worked out by another program, from docs/noise.md.)</summary>
    [Fact]
    public void Orders_are_golden() => Assert.Equal(Golden, Labels(Numbers(10).Shuffled(7)));

    static readonly double[] Golden = [7, 2, 1, 4, 5, 6, 0, 9, 8, 3];

    [Fact]
    public void Standardised_by_the_training_rows()
    {
        var (training, test) = Datasets.Concrete().Split(0.9, seed: 1);
        Standardisation x = training.FeatureScale(), y = training.TargetScale();
        Dataset a = training.Standardised(x, y), b = test.Standardised(x, y);
        for (int i = 0; i < 8; i++)
        {
            double[] column = [.. Enumerable.Range(0, a.Count).Select(row => a.Features(row)[i])];
            Assert.Equal(0, column.Average(), 1e-12);
            Assert.Equal(1, column.Average(z => z * z), 1e-12);
        }
        Assert.Equal(0, Labels(a).Average(), 1e-12);
        Assert.Equal((test.Features(3)[7] - x.Means[7]) / x.Deviations[7], b.Features(3)[7]);
        double[] strength = b.Target(3);
        y.Undo(strength);
        Assert.Equal(test.Target(3)[0], strength[0], 1e-12);
        // Once more changes nothing, as means are 0 and deviations 1 already.
        var again = a.Standardised(a.FeatureScale(), a.TargetScale());
        Assert.All(Enumerable.Range(0, 8), i => Assert.Equal(a.Features(5)[i], again.Features(5)[i], 1e-12));
    }

    [Fact]
    public void A_scale_after_a_scale_is_one_scale()
    {
        Dataset data = Numbers(5), once = data.Standardised(new([1, 2], [3, 4])), twice = once.Standardised(new([0.5, -1], [2, 0.25]));
        for (int row = 0; row < 5; row++)
        {
            double[] z = data.Features(row);
            Assert.Equal(((z[0] - 1) / 3 - 0.5) / 2, twice.Features(row)[0], 1e-14);
            Assert.Equal(((z[1] - 2) / 4 + 1) / 0.25, twice.Features(row)[1], 1e-12);
        }
    }

    /// <summary>Pixels that are the same in all images (digits have three) become 0, also where rounding moves their mean.</summary>
    [Fact]
    public void What_does_not_vary_is_not_divided_by_zero()
    {
        var digits = Datasets.Digits();
        var scale = digits.FeatureScale();
        var standardised = digits.Standardised(scale);
        Assert.Equal(1, scale.Deviations[0]);
        Assert.All(Enumerable.Range(0, 20), row => Assert.All(standardised.Features(row), z => Assert.True(double.IsFinite(z))));
        var tenths = new Dataset(new DataArray(new Shape(7, 1), Enumerable.Repeat(0.1, 7).ToArray()));
        Assert.Equal([1], tenths.FeatureScale().Deviations);
    }

    [Fact]
    public void Rows_feed_an_expectation()
    {
        var data = Numbers(16);
        var program = Expectation.Of((Real slope, Example row, Noise noise) => slope * Functions.Sum(row.Features) + row.Target);
        double expected = 2 * Enumerable.Range(0, 16).Average(r => r + r * r) + 7.5;
        Assert.Equal(expected, program.Value(2.0, data.Examples, new EstimationOptions { Paths = 1600 }).Value, 1e-10);
        var inputs = Expectation.Of((Real slope, Real x, Noise noise) => slope * Functions.Sum(x));
        Assert.Equal(expected - 7.5, inputs.Value(2.0, data.Inputs, new EstimationOptions { Paths = 1600 }).Value, 1e-10);
    }

    /// <summary>The example of docs/data.md: with weights 0 the gradient of the squared error is −2 Σ yx/n.</summary>
    [Fact]
    public void Regression_on_standardised_rows()
    {
        var (training, test) = Datasets.Concrete().Split(0.9, seed: 1);
        Standardisation x = training.FeatureScale(), y = training.TargetScale();
        Dataset a = training.Standardised(x, y);
        Assert.Equal((927, 103), (training.Count, test.Count));
        var loss = Expectation.Of((Real weights, Example row, Noise noise) =>
        {
            var error = row.Target - Functions.Sum(weights * row.Features);
            return error * error;
        });
        var e = loss.ValueAndGradient(new double[8], a.Examples, new EstimationOptions { Paths = a.Count });
        Assert.Equal(1, e.Value, 1e-12);
        double[] gradient = e.Gradient.ToArray();
        for (int i = 0; i < 8; i++) Assert.Equal(-2 * Enumerable.Range(0, a.Count).Average(row => a.Target(row)[0] * a.Features(row)[i]), gradient[i], 1e-12);
    }

    [Fact]
    public void Mistakes()
    {
        var data = Numbers(10);
        Refused("PW4008", () => new Dataset(new DataArray(new Shape(3), new double[3]), new DataArray(new Shape(4), new double[4])));
        Refused("PW4008", () => new Dataset(new DataArray(Shape.Scalar, [1.0])));
        Refused("PW4008", () => new DataArray(new Shape(3), new double[4]));
        Refused("PW4008", () => data.Reshaped(3));
        Refused("PW4008", () => data.Standardised(new([0], [1])));
        Refused("PW4008", () => new Standardisation([0], [0]));
        Refused("PW4008", () => new Standardisation([0, 1], [1]));
        Refused("PW4008", () => new Dataset(new DataArray(new Shape(2), [1.0, double.NaN])).FeatureScale());
        Refused("PW4009", () => data.Split(0, 1));
        Refused("PW4009", () => data.Split(1, 1).Test);
        Refused("PW4009", () => data.Split(double.NaN, 1).Test);
        Refused("PW4009", () => data.Folds(1, 1));
        Refused("PW4009", () => data.Folds(11, 1));
        Refused("PW4009", () => data.Rows());
        Refused("PW4009", () => data.Rows(10));
        Refused("PW4009", () => data.Features(-1));
    }
}
