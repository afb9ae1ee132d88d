namespace Pathwise.Calculus;

/// <summary>The probability density of two states at a time, with its derivatives in the parameters of the equations.</summary>
public sealed class JointDensity
{
    readonly Cells _x, _y;
    readonly double[] _mass;
    readonly string[] _names;
    readonly double[][] _tangents;

    internal JointDensity(double time, Cells x, Cells y, double[] mass, string[] names, double[][] tangents) => (Time, _x, _y, _mass, _names, _tangents) = (time, x, y, mass, names, tangents);

    /// <summary>The time.</summary>
    public double Time { get; }

    /// <summary>The centres of the cells along the first state.</summary>
    public IReadOnlyList<double> X => _x.Centres;

    /// <summary>The centres of the cells along the second state.</summary>
    public IReadOnlyList<double> Y => _y.Centres;

    /// <summary>The density at the centre of a cell.</summary>
    public double this[int i, int j] => _mass[j * _x.Count + i] / (_x.Widths[i] * _y.Widths[j]);

    /// <summary>Its derivative in a parameter.</summary>
    public double Derivative(string parameter, int i, int j) => TangentOf(parameter)[j * _x.Count + i] / (_x.Widths[i] * _y.Widths[j]);

    /// <summary>∫∫p: 1, or what has not left through absorbing ends.</summary>
    public double Mass => _mass.Sum();

    /// <summary>The smallest value.</summary>
    internal double Least => _mass.Min();

    /// <summary>The means of both states, for mass 1.</summary>
    public (double X, double Y) Mean => (Expectation((x, _) => x), Expectation((_, y) => y));

    /// <summary>The covariances of the states, for mass 1.</summary>
    public (double XX, double XY, double YY) Covariance
    {
        get
        {
            var (mx, my) = Mean;
            return (Expectation((x, _) => (x - mx) * (x - mx)), Expectation((x, y) => (x - mx) * (y - my)), Expectation((_, y) => (y - my) * (y - my)));
        }
    }

    /// <summary>∫∫f(x, y)p(x, y), by the midpoint rule on the cells.</summary>
    public double Expectation(Func<double, double, double> f) => Total(_mass, f);

    /// <summary>∂/∂θ ∫∫f(x, y)p(x, y).</summary>
    public double ExpectationDerivative(string parameter, Func<double, double, double> f) => Total(TangentOf(parameter), f);

    /// <summary>The density of the first state alone.</summary>
    public Density MarginalX => new(Time, _x, AlongX(_mass), _names, [.. _tangents.Select(AlongX)]);

    /// <summary>The density of the second state alone.</summary>
    public Density MarginalY => new(Time, _y, AlongY(_mass), _names, [.. _tangents.Select(AlongY)]);

    double[] TangentOf(string parameter) => Array.IndexOf(_names, parameter) is >= 0 and int k ? _tangents[k] : throw new KeyNotFoundException(parameter);

    double Total(double[] mass, Func<double, double, double> f)
    {
        double sum = 0;
        for (int j = 0; j < _y.Count; j++)
            for (int i = 0; i < _x.Count; i++)
                if (mass[j * _x.Count + i] is not 0 and var own) sum += own * f(_x.Centres[i], _y.Centres[j]);
        return sum;
    }

    double[] AlongX(double[] mass)
    {
        var sums = new double[_x.Count];
        for (int c = 0; c < mass.Length; c++) sums[c % _x.Count] += mass[c];
        return sums;
    }

    double[] AlongY(double[] mass)
    {
        var sums = new double[_y.Count];
        for (int c = 0; c < mass.Length; c++) sums[c / _x.Count] += mass[c];
        return sums;
    }
}
