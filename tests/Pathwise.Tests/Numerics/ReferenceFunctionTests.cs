using System.Globalization;
using Pathwise.Numerics;

namespace Pathwise.Tests.Numerics;

/// <summary>The special functions against values from mpmath at 50 digits; see special_functions.py for the formulas.</summary>
public class ReferenceFunctionTests
{
    sealed record Golden(string Function, double X, double Value, double Sensitivity);

    static readonly Golden[] s_golden =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Numerics", "special_functions.txt")).Select(line =>
        {
            string[] parts = line.Split(' ');
            double Number(int i) => double.Parse(parts[i], CultureInfo.InvariantCulture);
            return new Golden(parts[0], Number(1), Number(2), Number(3));
        }),
    ];

    static Func<double, double> Function(string name) => name switch
    {
        "expm1" => ReferenceFunctions.Expm1,
        "log1p" => ReferenceFunctions.Log1p,
        "sigmoid" => ReferenceFunctions.Sigmoid,
        "softplus" => ReferenceFunctions.Softplus,
        "erf" => ReferenceFunctions.Erf,
        "erfc" => ReferenceFunctions.Erfc,
        "normal_cdf" => ReferenceFunctions.NormalCdf,
        "normal_quantile" => ReferenceFunctions.NormalQuantile,
        "lgamma" => ReferenceFunctions.LogGamma,
        "digamma" => ReferenceFunctions.Digamma,
        _ => x => ReferenceFunctions.Polygamma(name[^1] - '0', x),
    };

    /// <summary>
    /// The most units in the last place that each function is off, anywhere. Below 0, where lgamma, digamma and polygamma have roots between
    /// all poles, the unit is that of the value or of |x f′(x)|, whichever is larger: an error no worse than rounding x.
    /// </summary>
    [Theory]
    [InlineData("expm1", 4)]
    [InlineData("log1p", 4)]
    [InlineData("sigmoid", 4)]
    [InlineData("softplus", 4)]
    [InlineData("erf", 8)]
    [InlineData("erfc", 8)]
    [InlineData("normal_cdf", 8)]
    [InlineData("normal_quantile", 8)]
    [InlineData("lgamma", 8)]
    [InlineData("digamma", 8)]
    [InlineData("polygamma1", 8)]
    [InlineData("polygamma2", 8)]
    [InlineData("polygamma3", 8)]
    [InlineData("polygamma4", 8)]
    public void Is_within_its_units_in_the_last_place(string name, double units)
    {
        var f = Function(name);
        var points = s_golden.Where(golden => golden.Function == name).ToArray();
        Assert.True(points.Length >= 30);
        foreach (var golden in points)
        {
            double error = Math.Abs(f(golden.X) - golden.Value) / Math.Max(Math.BitIncrement(Math.Abs(golden.Value)) - Math.Abs(golden.Value), golden.Sensitivity * 2.2e-16);
            Assert.True(golden.Value == f(golden.X) || error <= units, $"{name}({golden.X:R}) = {f(golden.X):R} is off {golden.Value:R} by {error:F1} units");
        }
    }
}
