namespace Pathwise.Learning.Data;

/// <summary>A row of data as a program sees it: the features, and the target or label.</summary>
public sealed record Example(Real Features, Real Target);

/// <summary>
/// Rows of features and, if there are any, of targets or labels. Taking rows, shuffling, splitting and standardising give views: the numbers stay where and as they are stored, and are converted row by row as they are
/// taken. Immutable.
/// </summary>
public sealed class Dataset
{
    readonly DataArray _features;
    readonly DataArray? _targets;
    readonly int[]? _rows;
    readonly Standardisation? _featureScale, _targetScale;

    /// <summary>Features [rows, …] and targets [rows, …]. PW4008 if their numbers of rows differ.</summary>
    public Dataset(DataArray features, DataArray? targets = null) : this(features, targets, null, null, null)
    {
        if (features.Shape.Rank == 0 || targets is { Shape.Rank: 0 }) throw new PathwiseException("PW4008", "a number taken as rows of data", "give arrays whose first axis is the rows", Place.OfCaller());
        if (targets is not null && targets.Shape[0] != features.Shape[0])
            throw new PathwiseException("PW4008", $"{features.Shape[0]} rows of features and {targets.Shape[0]} rows of targets", "give a target for each row", Place.OfCaller());
    }

    Dataset(DataArray features, DataArray? targets, int[]? rows, Standardisation? featureScale, Standardisation? targetScale) =>
        (_features, _targets, _rows, _featureScale, _targetScale) = (features, targets, rows, featureScale, targetScale);

    /// <summary>The number of rows.</summary>
    public int Count => _rows?.Length ?? _features.Shape[0];

    /// <summary>The shape of one row's features.</summary>
    public Shape FeatureShape => _features.Shape.Tail;

    /// <summary>The shape of one row's target, null if there are no targets.</summary>
    public Shape? TargetShape => _targets?.Shape.Tail;

    /// <summary>Copies a row's features in row-major order.</summary>
    public void CopyFeatures(int row, Span<double> destination)
    {
        _features.CopyTo(Stored(row) * FeatureShape.Count, destination[..FeatureShape.Count]);
        _featureScale?.Apply(destination[..FeatureShape.Count]);
    }

    /// <summary>Copies a row's target in row-major order. PW4008 if there are no targets.</summary>
    public void CopyTarget(int row, Span<double> destination)
    {
        int count = Targets.Shape.Tail.Count;
        Targets.CopyTo(Stored(row) * count, destination[..count]);
        _targetScale?.Apply(destination[..count]);
    }

    /// <summary>A row's features in row-major order.</summary>
    public double[] Features(int row)
    {
        var features = new double[FeatureShape.Count];
        CopyFeatures(row, features);
        return features;
    }

    /// <summary>A row's target in row-major order. PW4008 if there are no targets.</summary>
    public double[] Target(int row)
    {
        var target = new double[Targets.Shape.Tail.Count];
        CopyTarget(row, target);
        return target;
    }

    /// <summary>The features of all rows, as rows of an expectation over data.</summary>
    public IReadOnlyList<Real> Inputs => new RowList<Real>(Count, Input);

    /// <summary>Features and targets of all rows, as rows of an expectation over data. PW4008 if there are no targets.</summary>
    public IReadOnlyList<Example> Examples
    {
        get
        {
            var shape = Targets.Shape.Tail;
            return new RowList<Example>(Count, row => new(Input(row), Real.FromArray(shape, Target(row))));
        }
    }

    /// <summary>Some rows, in the order of their indices, which may repeat. PW4009 if there are none or one is not a row's.</summary>
    public Dataset Rows(params ReadOnlySpan<int> indices)
    {
        if (indices.Length == 0) throw new PathwiseException("PW4009", "no rows are taken", "take at least one", Place.OfCaller());
        var rows = new int[indices.Length];
        for (int i = 0; i < rows.Length; i++) rows[i] = Stored(indices[i]);
        return new(_features, _targets, rows, _featureScale, _targetScale);
    }

    /// <summary>The rows in an order that is a function of the seed and of their number.</summary>
    public Dataset Shuffled(long seed) => Rows(Shuffle.Order(Count, seed));

    /// <summary>
    /// Two parts, of round(<paramref name="fraction"/>·rows) rows to train on and the others to test, after shuffling by the seed. PW4009 if one would be empty.
    /// </summary>
    public (Dataset Training, Dataset Test) Split(double fraction, long seed)
    {
        double first = Math.Round(fraction * Count);
        if (!(first >= 1 && first < Count)) throw new PathwiseException("PW4009", $"{Count} rows cannot be split with {fraction} of them in one part", "give a fraction that leaves rows in either part", Place.OfCaller());
        int[] order = Shuffle.Order(Count, seed);
        return (Rows(order.AsSpan(0, (int)first)), Rows(order.AsSpan((int)first)));
    }

    /// <summary>
    /// k parts of sizes that differ by at most one, after shuffling by the seed; each in turn is the test set and the others are the training set. PW4009 unless 2 ≤ k ≤ rows.
    /// </summary>
    public IReadOnlyList<(Dataset Training, Dataset Test)> Folds(int folds, long seed)
    {
        if (folds < 2 || folds > Count) throw new PathwiseException("PW4009", $"{Count} rows cannot be split into {folds} folds", "give at least 2 folds, and no more than rows", Place.OfCaller());
        int[] order = Shuffle.Order(Count, seed);
        int Start(int fold) => (int)((long)Count * fold / folds);
        return [.. Enumerable.Range(0, folds).Select(fold => (Rows([.. order[..Start(fold)], .. order[Start(fold + 1)..]]), Rows(order.AsSpan(Start(fold)..Start(fold + 1)))))];
    }

    /// <summary>Mean and standard deviation of each feature over the rows.</summary>
    public Standardisation FeatureScale() => Standardisation.Fit(FeatureShape.Count, Count, CopyFeatures);

    /// <summary>Mean and standard deviation of each element of the target over the rows. PW4008 if there are no targets.</summary>
    public Standardisation TargetScale() => Standardisation.Fit(Targets.Shape.Tail.Count, Count, CopyTarget);

    /// <summary>
    /// The rows with features, and targets if wanted, standardised. Fit on the training rows alone and apply to all others: <c>test.Standardised(training.FeatureScale())</c>. PW4008 if numbers of elements differ.
    /// </summary>
    public Dataset Standardised(Standardisation features, Standardisation? targets = null)
    {
        features.Fits(FeatureShape.Count);
        targets?.Fits(Targets.Shape.Tail.Count);
        return new(_features, _targets, _rows, features.After(_featureScale), targets?.After(_targetScale) ?? _targetScale);
    }

    /// <summary>The rows with features in another shape. PW4008 if that has another number of elements.</summary>
    public Dataset Reshaped(Shape featureShape) => new(_features.Reshaped(featureShape.Prepend(_features.Shape[0])), _targets, _rows, _featureScale, _targetScale);

    DataArray Targets => _targets ?? throw new PathwiseException("PW4008", "the rows have no targets", "give targets where the data set is made", Place.OfCaller());

    Real Input(int row) => Real.FromArray(FeatureShape, Features(row));

    int Stored(int row) => (uint)row < (uint)Count ? _rows?[row] ?? row : throw new PathwiseException("PW4009", $"row {row} of {Count}", "rows are counted from 0", Place.OfCaller());
}
