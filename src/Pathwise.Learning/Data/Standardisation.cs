namespace Pathwise.Learning.Data;

/// <summary>
/// x ↦ (x − m)/s for each element of a row, with mean m and standard deviation s = √(Σ(x − m)²/n) of the rows it was fitted on. An element that does not vary there keeps s = 1, so that it becomes 0 and not NaN.
/// </summary>
public sealed class Standardisation
{
    readonly double[] _means, _deviations;

    /// <summary>With given means and standard deviations, in row-major order. PW4008 unless they are as many and the deviations are positive and finite.</summary>
    public Standardisation(IEnumerable<double> means, IEnumerable<double> deviations)
    {
        (_means, _deviations) = ([.. means], [.. deviations]);
        if (_means.Length != _deviations.Length || !_means.All(double.IsFinite) || !_deviations.All(s => s > 0 && double.IsFinite(s)))
            throw new PathwiseException("PW4008", "a standardisation needs a finite mean and a positive finite deviation for each element", "fit it on rows of finite numbers", Place.OfCaller());
    }

    internal delegate void CopyRow(int row, Span<double> destination);

    internal static Standardisation Fit(int elements, int rows, CopyRow copy)
    {
        double[] row = new double[elements], means = new double[elements], squares = new double[elements];
        for (int r = 0; r < rows; r++)
        {
            copy(r, row);
            for (int i = 0; i < elements; i++) means[i] += row[i] / rows;
        }
        // In a second pass, as differences of large sums would lose the digits of small deviations.
        var spread = new bool[elements];
        double[] first = new double[elements];
        copy(0, first);
        for (int r = 0; r < rows; r++)
        {
            copy(r, row);
            for (int i = 0; i < elements; i++)
            {
                squares[i] += (row[i] - means[i]) * (row[i] - means[i]);
                spread[i] |= row[i] != first[i];
            }
        }
        return new(means, squares.Select((s, i) => spread[i] ? Math.Sqrt(s / rows) : 1));
    }

    /// <summary>The means, in row-major order.</summary>
    public IReadOnlyList<double> Means => _means;

    /// <summary>The standard deviations, in row-major order.</summary>
    public IReadOnlyList<double> Deviations => _deviations;

    /// <summary>Standardises a row in place.</summary>
    public void Apply(Span<double> row)
    {
        Fits(row.Length);
        for (int i = 0; i < row.Length; i++) row[i] = (row[i] - _means[i]) / _deviations[i];
    }

    /// <summary>Undoes it in place: z ↦ m + s·z.</summary>
    public void Undo(Span<double> row)
    {
        Fits(row.Length);
        for (int i = 0; i < row.Length; i++) row[i] = _means[i] + _deviations[i] * row[i];
    }

    /// <summary>This one after another: (x − m₁)/s₁ ↦ (x − (m₁ + s₁m₂))/(s₁s₂).</summary>
    internal Standardisation After(Standardisation? first) => first is null ? this
        : new(_means.Select((m, i) => first._means[i] + first._deviations[i] * m), _deviations.Select((s, i) => first._deviations[i] * s));

    internal void Fits(int elements)
    {
        if (elements != _means.Length) throw new PathwiseException("PW4008", $"a standardisation of {_means.Length} elements for rows of {elements}", "fit it on rows of the same data", Place.OfCaller());
    }
}
