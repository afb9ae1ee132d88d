namespace Pathwise.Numerics;

/// <summary>The modified Bessel function of the first kind, in a plain form.</summary>
internal static class ReferenceBessel
{
    /// <summary>
    /// log I_ν(x): the power series (DLMF 10.25.2), whose terms are all positive, or, for x far above ν², Hankel's expansion (DLMF 10.40.1) up to where its terms
    /// no longer matter.
    /// </summary>
    public static double LogI(double order, double x)
    {
        if (!(x >= 0) || !(order >= 0)) return double.NaN;
        if (x == 0) return order == 0 ? 0 : double.NegativeInfinity;
        if (double.IsInfinity(x)) return x;
        double sum = 0, term = 1, scale = 0;
        if (x > 60 + 2 * order * order)
        {
            for (int k = 1; k < 40 && Math.Abs(term) > 1e-18; k++) sum += term *= -(4 * order * order - (2 * k - 1) * (2 * k - 1)) / (8 * x * k);
            return x - 0.5 * Math.Log(2 * Math.PI * x) + ReferenceFunctions.Log1p(sum);
        }
        for (int k = 1; term > 1e-18 * sum; k++)
        {
            sum += term *= 0.25 * x * x / (k * (order + k));
            if (sum < 1e200) continue;
            (sum, term, scale) = (sum * 1e-200, term * 1e-200, scale + 200);
        }
        double log = scale == 0 ? ReferenceFunctions.Log1p(sum) : Math.Log(sum) + scale * 2.302585092994045684;
        return order == 0 ? log : order * Math.Log(0.5 * x) - ReferenceFunctions.LogGamma(order + 1) + log;
    }
}
