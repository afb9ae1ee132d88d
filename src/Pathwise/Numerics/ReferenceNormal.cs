namespace Pathwise.Numerics;

/// <summary>Laws made of the normal one, in the plainest form that is right: differences of tails, quadrature, bisection. They are the oracle.</summary>
internal static class ReferenceNormal
{
    const double HalfLogTwoPi = 0.91893853320467274178;

    static double LogDensity(double x) => -0.5 * x * x - HalfLogTwoPi;

    /// <summary>log(1 − Φ(x)).</summary>
    static double LogUpper(double x) => x > 1 ? LogDensity(x) + Math.Log(ReferenceFunctions.MillsRatio(x)) : Math.Log(ReferenceFunctions.NormalCdf(-x));

    /// <summary>log(Φ(b) − Φ(a)), by Simpson's rule where the interval is short.</summary>
    public static double LogInterval(double a, double b)
    {
        if (double.IsNaN(a + b) || a > b) return double.NaN;
        if (a + b < 0) return LogInterval(-b, -a);
        double width = b - a;
        if (width * Math.Max(1, 0.5 * (a + b)) < 1)
        {
            const int Panels = 400;
            double sum = 0, middle = a + 0.5 * width;
            for (int i = 0; i <= Panels; i++)
            {
                double t = width * ((double)i / Panels - 0.5);
                sum += (i == 0 || i == Panels ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-t * (middle + 0.5 * t));
            }
            return LogDensity(middle) + Math.Log(width * sum / (3 * Panels));
        }
        return a <= 0
            ? Math.Log(0.5 * (ReferenceFunctions.Erf(b * Math.Sqrt(0.5)) - ReferenceFunctions.Erf(a * Math.Sqrt(0.5))))
            : LogUpper(a) + ReferenceFunctions.Log1p(-Math.Exp(LogUpper(b) - LogUpper(a)));
    }

    /// <summary>x with Φ(x) = (1 − u)Φ(a) + uΦ(b).</summary>
    public static double TruncatedQuantile(double a, double b, double u)
    {
        if (double.IsNaN(a + b) || !(u >= 0 && u <= 1)) return double.NaN;
        if (a + b < 0) return -TruncatedQuantile(-b, -a, 1 - u);
        double ratio = Math.Exp(LogUpper(b) - LogUpper(a));
        double target = LogUpper(a) + Math.Log(1 - u + u * ratio), lower = (1 - u) * ReferenceFunctions.NormalCdf(a) + u * ReferenceFunctions.NormalCdf(b);
        // The lower tail decides where it is the smaller one.
        return Bisect(a, Math.Min(b, Math.Max(a, 1) + 60), x => target > Math.Log(0.5) ? ReferenceFunctions.NormalCdf(x) < lower : LogUpper(x) > target);
    }

    /// <summary>The inverse Gaussian quantile.</summary>
    public static double InverseGaussianQuantile(double mean, double shape, double u)
    {
        if (!(mean > 0 && shape > 0 && u >= 0 && u <= 1)) return double.NaN;
        if (u == 0) return 0;
        if (u == 1) return double.PositiveInfinity;
        double κ = shape / mean;
        double a = Bisect(-60, 60, a =>
        {
            double b = Math.Sqrt(a * a + 4 * κ), own = ReferenceFunctions.MillsRatio(Math.Abs(a)), other = ReferenceFunctions.MillsRatio(b), density = LogDensity(a);
            double side = Math.Exp(density) * (a < 0 ? own + other : own - other);
            return u < 0.5 ? (a < 0 ? side : 1 - side) < u : (a < 0 ? 1 - side : side) > 1 - u;
        });
        double c = a / Math.Sqrt(κ), root = Math.Sqrt(c * c + 4), squareRoot = c < 0 ? 2 / (root - c) : 0.5 * (root + c);
        return mean * squareRoot * squareRoot;
    }

    static double Bisect(double low, double high, Func<double, bool> isBelow)
    {
        for (double middle = 0.5 * (low + high); middle > low && middle < high; middle = 0.5 * (low + high))
            if (isBelow(middle)) low = middle; else high = middle;
        return low;
    }
}
