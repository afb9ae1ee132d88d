namespace Pathwise.Tests;

/// <summary>Derivatives by central differences, extrapolated to step 0 (Richardson): errors of order h⁸.</summary>
static class Differences
{
    public static double First(Func<double, double> f, double h = 0.02) => Extrapolate(s => (f(s) - f(-s)) / (2 * s), h);

    public static double Second(Func<double, double> f, double h = 0.05) => Extrapolate(s => (f(s) - 2 * f(0) + f(-s)) / (s * s), h);

    public static double Third(Func<double, double> f, double h = 0.1) =>
        Extrapolate(s => (f(2 * s) - 2 * f(s) + 2 * f(-s) - f(-2 * s)) / (2 * s * s * s), h);

    static double Extrapolate(Func<double, double> difference, double h)
    {
        double[] row = [.. Enumerable.Range(0, 4).Select(i => difference(h / (1 << i)))];
        for (int order = 1, power = 4; order < 4; order++, power *= 4)
            for (int i = 0; i < 4 - order; i++) row[i] = row[i + 1] + (row[i + 1] - row[i]) / (power - 1);
        return row[0];
    }
}
