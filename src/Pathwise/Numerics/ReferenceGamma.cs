namespace Pathwise.Numerics;

/// <summary>
/// The incomplete gamma functions and their inverse, in a plain form: the series DLMF 8.7.1 and the continued fraction DLMF 8.9.2 for the tails over the density on either side of the split
/// x = a + 1, and bisection. Everything is a function of z = log x.
/// </summary>
internal static class ReferenceGamma
{
    /// <summary>P(a, x) or Q(a, x).</summary>
    public static double Incomplete(double a, double x, bool upper)
    {
        if (!(a > 0) || double.IsNaN(x)) return double.NaN;
        if (x <= 0) return upper ? 1 : 0;
        if (double.IsPositiveInfinity(x)) return upper ? 0 : 1;
        double z = Math.Log(x), split = ReferenceFunctions.Log1p(a);
        bool left = z < split;
        double tail = Math.Exp(LogShare(a, split, Math.Abs(z - split), left, Total(a, split)));
        return left == upper ? 1 - tail : tail;
    }

    /// <summary>log x with P(a, x) = u.</summary>
    public static double LogQuantile(double a, double u)
    {
        if (!(a > 0 && u >= 0 && u <= 1)) return double.NaN;
        if (u == 0) return double.NegativeInfinity;
        if (u == 1) return double.PositiveInfinity;
        double split = ReferenceFunctions.Log1p(a), total = Total(a, split);
        bool left = u < Mass(a, split, left: true) / total;
        double logOfProbability = left ? Math.Log(u) : ReferenceFunctions.Log1p(-u), low = 0, high = 1e-3;
        while (LogShare(a, split, high, left, total) > logOfProbability) (low, high) = (high, 2 * high);
        for (double middle = 0.5 * (low + high); middle > low && middle < high; middle = 0.5 * (low + high))
            if (LogShare(a, split, middle, left, total) > logOfProbability) low = middle; else high = middle;
        return left ? split - low : split + low;
    }

    static double Total(double a, double split) => Mass(a, split, left: true) + Mass(a, split, left: false);

    /// <summary>The logarithm of a tail's probability at a distance from the split.</summary>
    static double LogShare(double a, double split, double distance, bool left, double total)
    {
        double x = Math.Exp(split);
        double drop = left ? a * distance + x * ReferenceFunctions.Expm1(-distance) : x * ReferenceFunctions.Expm1(distance) - a * distance;
        return Math.Log(Mass(a, left ? split - distance : split + distance, left) / total) - drop;
    }

    /// <summary>γ(a, x)/(xᵃe⁻ˣ) left of the split, Γ(a, x)/(xᵃe⁻ˣ) right of it.</summary>
    static double Mass(double a, double z, bool left)
    {
        double x = Math.Exp(z);
        if (left)
        {
            double term = 1 / a, sum = term;
            for (int n = 1; term > 1e-17 * sum; n++) sum += term *= x / (a + n);
            return sum;
        }
        double fraction = 0;
        for (int n = 60 + (int)(6 * Math.Sqrt(a)); n >= 1; n--) fraction = n * (n - a) / (x + 2 * n + 1 - a - fraction);
        return 1 / (x + 1 - a - fraction);
    }
}
