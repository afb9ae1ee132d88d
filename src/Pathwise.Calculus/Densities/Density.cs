using System.Globalization;

namespace Pathwise.Calculus;

/// <summary>
/// The probability density of a state at a time, as values in cells, with its derivatives in the parameters of the equation. Where there are absorbing ends it is the density of what has not left.
/// </summary>
public sealed class Density
{
    readonly Cells _cells;
    readonly double[] _mass;

    /// <summary>The masses to the left of each face.</summary>
    readonly double[] _below;

    internal Density(double time, Cells cells, double[] mass, string[] names, double[][] tangents)
    {
        (Time, _cells, _mass) = (time, cells, mass);
        _below = new double[mass.Length + 1];
        for (int i = 0; i < mass.Length; i++) _below[i + 1] = _below[i] + mass[i];
        Values = [.. mass.Select((m, i) => m / cells.Widths[i])];
        Derivatives = names.Zip(tangents).ToDictionary(entry => entry.First, entry => (IReadOnlyList<double>)[.. entry.Second.Select((m, i) => m / cells.Widths[i])], StringComparer.Ordinal);
    }

    /// <summary>The time; infinite for a stationary density.</summary>
    public double Time { get; }

    /// <summary>The centres of the cells.</summary>
    public IReadOnlyList<double> Centres => _cells.Centres;

    /// <summary>The widths of the cells.</summary>
    public IReadOnlyList<double> Widths => _cells.Widths;

    /// <summary>p at the centres.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>∂p/∂θ at the centres, by the name of θ.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Derivatives { get; }

    /// <summary>∫p.</summary>
    public double Mass => _mass.Sum();

    /// <summary>∫xp.</summary>
    public double Mean => Moment(1);

    /// <summary>∫(x − Mean)²p, for mass 1.</summary>
    public double Variance
    {
        get
        {
            double mean = Mean;
            return Expectation(x => (x - mean) * (x - mean));
        }
    }

    /// <summary>∫xᵏp.</summary>
    public double Moment(int order) => Expectation(x => Math.Pow(x, order));

    /// <summary>∫f(x)p(x) dx, by the midpoint rule on the cells.</summary>
    public double Expectation(Func<double, double> f)
    {
        double sum = 0;
        for (int i = 0; i < _mass.Length; i++) if (_mass[i] != 0) sum += f(_cells.Centres[i]) * _mass[i];
        return sum;
    }

    /// <summary>∂/∂θ ∫f(x)p(x) dx.</summary>
    public double ExpectationDerivative(string parameter, Func<double, double> f)
    {
        var derivative = Derivatives[parameter];
        double sum = 0;
        for (int i = 0; i < _mass.Length; i++) if (derivative[i] != 0) sum += f(_cells.Centres[i]) * derivative[i] * _cells.Widths[i];
        return sum;
    }

    /// <summary>p(x), by a cubic through the four nearest centres; 0 outside.</summary>
    public double At(double x) => x < _cells.Lower || x > _cells.Upper ? 0 : Interpolation.At(_cells, Values, x);

    /// <summary>∂p(x)/∂θ, in the same way.</summary>
    public double DerivativeAt(string parameter, double x) => x < _cells.Lower || x > _cells.Upper ? 0 : Interpolation.At(_cells, Derivatives[parameter], x);

    /// <summary>P(X ≤ x), exact at the faces of cells and linear between.</summary>
    public double Cdf(double x)
    {
        if (x <= _cells.Lower) return 0;
        if (x >= _cells.Upper) return _below[^1];
        int i = _cells.Of(x);
        return _below[i] + _mass[i] * ((x - _cells.Faces[i]) / _cells.Widths[i]);
    }

    /// <summary>The smallest x with P(X ≤ x) ≥ u·Mass, for u in [0, 1].</summary>
    public double Quantile(double u)
    {
        if (!(u is >= 0 and <= 1)) throw new PathwiseException("PW2011", string.Create(CultureInfo.InvariantCulture, $"the quantile of a probability {u}"), "give a probability from 0 to 1", Place.OfCaller());
        double wanted = u * _below[^1];
        int face = Array.BinarySearch(_below, wanted);
        if (face < 0) face = ~face;
        while (face > 1 && _below[face - 1] >= wanted) face--;
        if (face == 0) return _cells.Lower;
        int i = Math.Min(face, _mass.Length) - 1;
        return _mass[i] == 0 ? _cells.Faces[i + 1] : _cells.Faces[i] + _cells.Widths[i] * Math.Clamp((wanted - _below[i]) / _mass[i], 0, 1);
    }
}
