namespace Pathwise.Numerics;

/// <summary>
/// ∫ f(δ) dδ over [0, width] by the double exponential rule, δ = width/(1 + e^(−π sinh t)), whose points crowd at both ends (Takahasi and Mori, Double exponential
/// formulas for numerical integration, Publ. RIMS 9, 1974).
/// </summary>
internal static class DoubleExponential
{
    const double Step = 1.0 / 32;

    public static double Integrate(Func<double, double> f, double width)
    {
        double sum = 0;
        for (int i = -120; i <= 120; i++)
        {
            double t = i * Step, e = Math.Exp(-Math.PI * Math.Sinh(t)), δ = width / (1 + e);
            if (δ < width && δ > 0) sum += f(δ) * Math.PI * Math.Cosh(t) * e / ((1 + e) * (1 + e));
        }
        return width * Step * sum;
    }
}
