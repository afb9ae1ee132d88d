namespace Pathwise.Numerics;

/// <summary>
/// Von Mises and Fisher's law of the angle t in [0, π] with density proportional to sin^(d − 2)(t) e^(κ cos t), in a plain form: integrals by the double
/// exponential rule, quantiles by bisection. Everything is a function of the logit z = −2 log tan(t/2).
/// </summary>
internal static class ReferenceVonMisesFisher
{
    /// <summary>log((1 + w)/(1 − w)) of the w = cos t that is less with probability 1 − u.</summary>
    public static double LogitQuantile(int dimension, double κ, double u)
    {
        if (!(κ >= 0 && u >= 0 && u <= 1)) return double.NaN;
        if (u == 0) return double.NegativeInfinity;
        // On the ordinary sphere the distribution function is (e^(κw) − e^(−κ))/(e^κ − e^(−κ)), and 1 ± w are logarithms.
        if (dimension == 3 && κ < 300)
        {
            if (κ == 0) return Math.Log(u / (1 - u));
            double above = u < 0.5 ? Math.Log(u + (1 - u) * Math.Exp(-2 * κ)) : ReferenceFunctions.Log1p((1 - u) * ReferenceFunctions.Expm1(-2 * κ));
            return Math.Log(ReferenceFunctions.Log1p(u * ReferenceFunctions.Expm1(2 * κ)) / -above);
        }
        double m = dimension - 2, split = Split(m, κ), below = Mass(m, κ, split, 1), total = below + Mass(m, κ, split, -1);
        bool left = u < below / total;
        double side = left ? 1 : -1, log = Math.Log(left ? u : u == 1 ? 1e-18 : 1 - u), low = 0, high = 1e-3;
        double LogShare(double distance) => Math.Log(Mass(m, κ, split - side * distance, side) / total) - Drop(m, κ, split, split - side * distance);
        while (LogShare(high) > log) (low, high) = (high, 2 * high);
        for (double middle = 0.5 * (low + high); middle > low && middle < high; middle = 0.5 * (low + high))
            if (LogShare(middle) > log) low = middle; else high = middle;
        return split - side * low;
    }

    /// <summary>The distribution function of von Mises's law at an angle in [−π, π].</summary>
    public static double CircleCdf(double x, double κ)
    {
        if (!(κ >= 0) || double.IsNaN(x)) return double.NaN;
        if (x <= -Math.PI) return 0;
        if (x >= Math.PI) return 1;
        if (x == 0) return 0.5;
        double z = -2 * Math.Log(Math.Tan(0.5 * Math.Abs(x))), split = Split(0, κ), total = Mass(0, κ, split, 1) + Mass(0, κ, split, -1);
        double beyond = 0.5 * Mass(0, κ, z, z < split ? 1 : -1) * Math.Exp(-Drop(0, κ, split, z)) / total;
        return z < split ? (x < 0 ? beyond : 1 - beyond) : (x < 0 ? 0.5 - beyond : 0.5 + beyond);
    }

    static double Split(double m, double κ) => 2 * Math.Asinh(κ / Math.Sqrt(0.5 * (m + 1) * (m + 1 + Math.Sqrt((m + 1) * (m + 1) + 4 * κ * κ))));

    /// <summary>The fall of the logarithm of the density of z.</summary>
    static double Drop(double m, double κ, double from, double to)
    {
        double half = 0.5 * (from - to), cosine = Math.Tanh(0.5 * from), rise = Math.Sinh(0.5 * half);
        return κ * Math.Sinh(half) / (Math.Cosh(0.5 * from) * Math.Cosh(0.5 * to)) + (m + 1) * ReferenceFunctions.Log1p(2 * rise * rise - cosine * Math.Sinh(half));
    }

    /// <summary>The integral of the density beyond z over the density there: over s ≤ z for side 1, s ≥ z for side −1.</summary>
    static double Mass(double m, double κ, double z, double side)
    {
        double sine = 1 / Math.Cosh(0.5 * z), cosine = side * Math.Tanh(0.5 * z), all = 2 * Math.Atan(Math.Exp(0.5 * side * z));
        double Exponent(double δ)
        {
            double s = Math.Sin(0.5 * δ), c = Math.Cos(0.5 * δ);
            return side * κ * 2 * s * (sine * c + cosine * s) - (m == 0 ? 0 : m * ReferenceFunctions.Log1p(Math.Max(2 * s * (cosine / sine * c - s), -1)));
        }
        double width = all;
        while (Exponent(0.5 * width) > 45) width *= 0.5;
        return 2 / sine * DoubleExponential.Integrate(δ => Math.Exp(-Exponent(δ)), width);
    }
}
