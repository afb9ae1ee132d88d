namespace Pathwise.Numerics;

/// <summary>
/// The incomplete beta function and its inverse, in a plain form: the density of the logit z, e^f with f(z) = a log σ(z) + b log σ(−z), is integrated by the double
/// exponential rule on either side of the split (a + 1)/(a + b + 2), and the quantile found by bisection.
/// </summary>
internal static class ReferenceBeta
{
    /// <summary>I_x(a, b).</summary>
    public static double Cdf(double a, double b, double x)
    {
        if (!(a > 0 && b > 0) || double.IsNaN(x)) return double.NaN;
        if (x <= 0) return 0;
        if (x >= 1) return 1;
        double z = Math.Log(x) - ReferenceFunctions.Log1p(-x), split = Math.Log((a + 1) / (b + 1));
        double total = Mass(a, b, split) + Mass(b, a, -split);
        return z < split ? Math.Exp(LogShare(a, b, split, split - z, total)) : 1 - Math.Exp(LogShare(b, a, -split, z - split, total));
    }

    /// <summary>log(x/(1 − x)) with I_x(a, b) = u.</summary>
    public static double LogitQuantile(double a, double b, double u)
    {
        if (!(a > 0 && b > 0 && u >= 0 && u <= 1)) return double.NaN;
        if (u == 0) return double.NegativeInfinity;
        if (u == 1) return double.PositiveInfinity;
        double split = Math.Log((a + 1) / (b + 1)), left = Mass(a, b, split), total = left + Mass(b, a, -split);
        return u < left / total
            ? split - Distance(a, b, split, total, Math.Log(u))
            : split + Distance(b, a, -split, total, ReferenceFunctions.Log1p(-u));
    }

    /// <summary>How far left of the split the logarithm of the distribution function is as given.</summary>
    static double Distance(double a, double b, double split, double total, double logOfProbability)
    {
        double low = 0, high = 1e-3;
        while (LogShare(a, b, split, high, total) > logOfProbability) (low, high) = (high, 2 * high);
        for (double middle = 0.5 * (low + high); middle > low && middle < high; middle = 0.5 * (low + high))
            if (LogShare(a, b, split, middle, total) > logOfProbability) low = middle; else high = middle;
        return low;
    }

    /// <summary>The logarithm of the distribution function left of the split.</summary>
    static double LogShare(double a, double b, double split, double distance, double total)
    {
        return Math.Log(Mass(a, b, split - distance) / total) - Drop(a, b, split, distance);
    }

    /// <summary>f(z) − f(z − δ).</summary>
    static double Drop(double a, double b, double z, double δ)
    {
        double p = ReferenceFunctions.Sigmoid(-z), q = ReferenceFunctions.Sigmoid(z);
        double fall = δ > 300 ? δ + Math.Log(p) : ReferenceFunctions.Log1p(p * ReferenceFunctions.Expm1(δ));
        return a * fall + b * ReferenceFunctions.Log1p(q * ReferenceFunctions.Expm1(-δ));
    }

    /// <summary>The distribution function over the density, ∫ e^(f(z − δ) − f(z)) dδ.</summary>
    static double Mass(double a, double b, double z)
    {
        double width = 1e-3;
        while (Drop(a, b, z, width) < 45) width *= 2;
        return DoubleExponential.Integrate(δ => Math.Exp(-Drop(a, b, z, δ)), width);
    }
}
