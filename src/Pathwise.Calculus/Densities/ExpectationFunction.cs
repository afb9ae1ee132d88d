namespace Pathwise.Calculus;

/// <summary>An expectation as a function of where the process starts, with its derivatives in the parameters of the equation.</summary>
public sealed class ExpectationFunction
{
    readonly Cells _cells;

    internal ExpectationFunction(Cells cells, double[] values, string[] names, double[][] tangents)
    {
        (_cells, Values) = (cells, values);
        Derivatives = names.Zip(tangents).ToDictionary(entry => entry.First, entry => (IReadOnlyList<double>)entry.Second, StringComparer.Ordinal);
    }

    /// <summary>The centres of the cells.</summary>
    public IReadOnlyList<double> Centres => _cells.Centres;

    /// <summary>u at the centres.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>∂u/∂θ at the centres, by the name of θ.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Derivatives { get; }

    /// <summary>u(x), by a cubic through the four nearest centres.</summary>
    public double At(double x) => Interpolation.At(_cells, Values, x);

    /// <summary>∂u(x)/∂x, of the same cubic.</summary>
    public double SlopeAt(double x) => Interpolation.SlopeAt(_cells, Values, x);

    /// <summary>∂u(x)/∂θ.</summary>
    public double DerivativeAt(string parameter, double x) => Interpolation.At(_cells, Derivatives[parameter], x);
}

/// <summary>Functions between the centres of cells, by Lagrange's cubic through the four centres around a point.</summary>
internal static class Interpolation
{
    public static double At(Cells cells, IReadOnlyList<double> values, double x)
    {
        int first = First(cells, x);
        double sum = 0;
        for (int i = first; i < first + 4; i++)
        {
            double weight = 1;
            for (int j = first; j < first + 4; j++) if (j != i) weight *= (x - Centre(cells, j)) / (Centre(cells, i) - Centre(cells, j));
            sum += weight * values[(i + cells.Count) % cells.Count];
        }
        return sum;
    }

    public static double SlopeAt(Cells cells, IReadOnlyList<double> values, double x)
    {
        int first = First(cells, x);
        double sum = 0;
        for (int i = first; i < first + 4; i++)
            for (int moved = first; moved < first + 4; moved++)
            {
                if (moved == i) continue;
                double weight = 1 / (Centre(cells, i) - Centre(cells, moved));
                for (int j = first; j < first + 4; j++) if (j != i && j != moved) weight *= (x - Centre(cells, j)) / (Centre(cells, i) - Centre(cells, j));
                sum += weight * values[(i + cells.Count) % cells.Count];
            }
        return sum;
    }

    static int First(Cells cells, double x)
    {
        int cell = cells.Of(x), first = cell - (x < cells.Centres[cell] ? 2 : 1);
        return cells.Periodic ? first : Math.Clamp(first, 0, cells.Count - 4);
    }

    /// <summary>The centre of a cell, those beyond the ends of a period being its neighbours' images.</summary>
    static double Centre(Cells cells, int i)
    {
        int n = cells.Count;
        return cells.Centres[(i + n) % n] + (i < 0 ? -1 : i >= n ? 1 : 0) * (cells.Upper - cells.Lower);
    }
}
