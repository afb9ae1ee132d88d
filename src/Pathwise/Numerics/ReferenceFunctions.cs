namespace Pathwise.Numerics;

/// <summary>
/// Special functions that .NET lacks, in the plainest form that is right to about 1e-15: series, continued fractions, recurrences with
/// asymptotic expansions. They are the oracle, so plain beats fast.
/// </summary>
internal static class ReferenceFunctions
{
    const double SqrtTwo = 1.4142135623730950488;
    const double TwoOverSqrtPi = 1.1283791670955125739;

    /// <summary>eˣ − 1, by Kahan's compensation (Higham, Accuracy and Stability, 2nd ed., §1.14.1).</summary>
    public static double Expm1(double x)
    {
        double u = Math.Exp(x);
        if (u == 1) return x;
        double less = u - 1;
        return less == -1 || double.IsInfinity(u) ? less : less * x / Math.Log(u);
    }

    /// <summary>log(1 + x), by the same compensation.</summary>
    public static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 1 || double.IsInfinity(u) ? x : Math.Log(u) * x / (u - 1);
    }

    public static double Sigmoid(double x)
    {
        double e = Math.Exp(-Math.Abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    public static double Softplus(double x) => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x)));

    /// <summary>The series Σ 2ⁿ x^(2n+1)/(2n+1)!! times 2/√π e^(−x²) (DLMF 7.6.2) for small x, 1 − erfc otherwise.</summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x)) return x;
        double a = Math.Abs(x);
        if (a > 2) return Math.CopySign(1 - Erfc(a), x);
        double term = a, sum = a;
        for (int n = 1; term > sum * 1e-18; n++) sum += term *= 2 * a * a / (2 * n + 1);
        return Math.CopySign(TwoOverSqrtPi * ExpOfMinusSquare(a) * sum, x);
    }

    /// <summary>1 − erf for x &lt; ¾; otherwise the continued fraction DLMF 7.9.1, evaluated from its tail (below ¾ its 400 terms are too few).</summary>
    public static double Erfc(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x < 0) return 2 - Erfc(-x);
        if (x < 0.75) return 1 - Erf(x);
        if (x > 28) return 0;
        double fraction = x;
        for (int n = x < 2 ? 400 : 100; n >= 1; n--) fraction = x + n / 2.0 / fraction;
        return TwoOverSqrtPi / 2 * ExpOfMinusSquare(x) / fraction;
    }

    /// <summary>e^(−x²) without losing the rounding error of x².</summary>
    static double ExpOfMinusSquare(double x)
    {
        double square = x * x;
        return Math.Exp(-square) * (1 - Math.FusedMultiplyAdd(x, x, -square));
    }

    public static double NormalCdf(double x) => 0.5 * Erfc(-x / SqrtTwo);

    /// <summary>Solves log Φ(x) = log p for the smaller tail by Newton's iteration, which converges from below as log Φ is concave.</summary>
    public static double NormalQuantile(double p)
    {
        if (!(p >= 0 && p <= 1)) return double.NaN;
        if (p == 0) return double.NegativeInfinity;
        if (p == 1) return double.PositiveInfinity;
        if (p == 0.5) return 0;
        if (p > 0.5) return -NormalQuantile(1 - p);
        double log = Math.Log(p), x = -Math.Sqrt(Math.Max(0, -2 * (log + 0.6931471805599453)));
        for (int i = 0; i < 100; i++)
        {
            double cdf = NormalCdf(x);
            double density = 0.39894228040143267794 * Math.Exp(-0.5 * x * x);
            double step = p < 0.1 ? (Math.Log(cdf) - log) * cdf / density : (cdf - p) / density;
            x -= step;
            if (Math.Abs(step) <= 1e-16 * Math.Abs(x)) break;
        }
        return x;
    }

    /// <summary>log |Γ(x)|: recurrence up to x ≥ 15, then Stirling's series (DLMF 5.11.1); reflection below ½ (DLMF 5.5.3).</summary>
    public static double LogGamma(double x)
    {
        if (double.IsNaN(x)) return x;
        if (double.IsInfinity(x)) return double.PositiveInfinity;
        if (x <= 0 && x == Math.Floor(x)) return double.PositiveInfinity;
        if (x < 0.5) return Math.Log(Math.PI / Math.Abs(SinPi(x))) - LogGamma(1 - x);
        if (Math.Abs(x - 1) < 0.2) return NearOne(x - 1);
        if (Math.Abs(x - 2) < 0.2) return Log1p(x - 2) + NearOne(x - 2);
        double product = 1;
        for (; x < 15; x++) product *= x;
        double s = 1 / (x * x), series = 0;
        for (int k = s_stirling.Length - 1; k >= 0; k--) series = series * s + s_stirling[k];
        return (x - 0.5) * Math.Log(x) - x + 0.91893853320467274178 + series / x - Math.Log(product);
    }

    // B₂ₖ/(2k(2k−1)).
    static readonly double[] s_stirling = [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400];

    /// <summary>log Γ(1 + z) = −γz + Σ ζ(k)(−z)ᵏ/k for |z| &lt; 1 (DLMF 5.7.3), which keeps relative accuracy at the root.</summary>
    static double NearOne(double z)
    {
        double sum = 0;
        for (int k = 40; k >= 2; k--) sum += Zeta(k) * Math.Pow(-z, k) / k;
        return sum - 0.57721566490153286061 * z;
    }

    static double Zeta(int s)
    {
        // Euler–Maclaurin after 20 terms.
        double sum = 0;
        const int n = 20;
        for (int k = n - 1; k >= 1; k--) sum += Math.Pow(k, -s);
        return sum + Math.Pow(n, 1 - s) / (s - 1) + 0.5 * Math.Pow(n, -s) + s / 12.0 * Math.Pow(n, -s - 1)
            - s * (s + 1.0) * (s + 2) / 720 * Math.Pow(n, -s - 3);
    }

    static double SinPi(double x)
    {
        double r = x - 2 * Math.Round(x / 2);
        return Math.Sin(Math.PI * r);
    }

    /// <summary>ψ(x): recurrence up to x ≥ 15, then DLMF 5.11.2; reflection below 0 (DLMF 5.5.4).</summary>
    public static double Digamma(double x)
    {
        if (double.IsNaN(x) || x == double.PositiveInfinity) return x;
        if (x <= 0)
        {
            if (x == Math.Floor(x)) return double.NaN;
            double r = x - Math.Round(x);
            return Digamma(1 - x) - Math.PI / Math.Tan(Math.PI * r);
        }
        double sum = 0;
        for (; x < 15; x++) sum -= 1 / x;
        double s = 1 / (x * x), series = 0;
        for (int k = s_bernoulli.Length - 1; k >= 0; k--) series = series * s + s_bernoulli[k] / (2 * (k + 1));
        return sum + Math.Log(x) - 0.5 / x - series * s;
    }

    // B₂, B₄, …
    static readonly double[] s_bernoulli = [1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798, -174611.0 / 330];

    /// <summary>ψ⁽ⁿ⁾(x) for n ≥ 1: recurrence up to x ≥ 15 + n, then DLMF 5.15.8; below 0 the recurrence runs the same way.</summary>
    public static double Polygamma(int n, double x)
    {
        if (double.IsNaN(x)) return x;
        if (x <= 0 && x == Math.Floor(x)) return double.NaN;
        if (x < -1e6) return double.NaN;
        double sign = n % 2 == 0 ? -1 : 1, factorial = 1;
        for (int k = 2; k < n; k++) factorial *= k; // (n − 1)!
        double sum = 0;
        for (; x < 15 + n; x++) sum += factorial * n * Math.Pow(x, -n - 1);
        double tail = factorial * Math.Pow(x, -n) + 0.5 * factorial * n * Math.Pow(x, -n - 1);
        double power = Math.Pow(x, -n - 2), s = 1 / (x * x);
        double ratio = factorial;
        for (int k = 1; k <= s_bernoulli.Length; k++)
        {
            ratio *= (2.0 * k + n - 1) * (2.0 * k + n - 2) / (2.0 * k * (2.0 * k - 1));
            tail += s_bernoulli[k - 1] * ratio * power;
            power *= s;
        }
        return sign * (sum + tail);
    }
}
