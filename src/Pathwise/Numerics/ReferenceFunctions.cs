namespace Pathwise.Numerics;

/// <summary>
/// Special functions that .NET lacks, in the plainest form that is right to about 1e-15: series, continued fractions, recurrences with
/// asymptotic expansions. They are the oracle, so plain beats fast.
/// </summary>
internal static class ReferenceFunctions
{
    const double SqrtTwo = 1.4142135623730950488;
    const double TwoOverSqrtPi = 1.1283791670955125739;
    const double OneOverSqrtTwoPi = 0.39894228040143267794;

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

    /// <summary>1 − erf for x &lt; ¾; otherwise the continued fraction DLMF 7.9.1, evaluated from its tail.</summary>
    public static double Erfc(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x < 0) return 2 - Erfc(-x);
        if (x < 0.75) return 1 - Erf(x);
        if (x > 28) return 0;
        double fraction = x;
        for (int n = 20 + (int)(300 / (x * x)); n >= 1; n--) fraction = x + n / 2.0 / fraction;
        return TwoOverSqrtPi / 2 * ExpOfMinusSquare(x) / fraction;
    }

    /// <summary>e^(−x²) without losing the rounding error of x².</summary>
    static double ExpOfMinusSquare(double x)
    {
        double square = x * x;
        return Math.Exp(-square) * (1 - Math.FusedMultiplyAdd(x, x, -square));
    }

    /// <summary>½ erfc(−x/√2); in the lower tail φ(x) over <see cref="MillsFraction"/>, where rounding x/√2 would be magnified by x².</summary>
    public static double NormalCdf(double x) => x < -39 ? 0 : x < -1 ? ExpOfMinusHalfSquare(x) * OneOverSqrtTwoPi / MillsFraction(-x) : 0.5 * Erfc(-x / SqrtTwo);

    /// <summary>(1 − Φ(x))/φ(x).</summary>
    public static double MillsRatio(double x) => double.IsNegativeInfinity(x) ? double.PositiveInfinity : x > 1 ? 1 / MillsFraction(x) : NormalCdf(-x) / (ExpOfMinusHalfSquare(x) * OneOverSqrtTwoPi);

    /// <summary>φ(a)/(1 − Φ(a)) = a + 1/(a + 2/(a + 3/(a + …))) (DLMF 7.9.1), evaluated from its tail.</summary>
    static double MillsFraction(double a)
    {
        double fraction = a;
        for (int n = 20 + (int)(600 / (a * a)); n >= 1; n--) fraction = a + n / fraction;
        return fraction;
    }

    /// <summary>e^(−x²/2) without losing the rounding error of x².</summary>
    static double ExpOfMinusHalfSquare(double x)
    {
        double square = x * x;
        return Math.Exp(-0.5 * square) * (1 - 0.5 * Math.FusedMultiplyAdd(x, x, -square));
    }

    /// <summary>
    /// For the smaller tail, by Newton's iteration: on ½ erf(a/√2) = ½ − p in the middle, which keeps relative accuracy at ½, and on
    /// log(1 − Φ(a)) = log p outside, which keeps it down to the smallest p.
    /// </summary>
    public static double NormalQuantile(double p)
    {
        if (!(p >= 0 && p <= 1)) return double.NaN;
        if (p == 0) return double.NegativeInfinity;
        if (p == 1) return double.PositiveInfinity;
        if (p == 0.5) return 0;
        if (p > 0.5) return -NormalQuantile(1 - p);
        bool middle = p > 0.2;
        double log = Math.Log(p), a = middle ? (0.5 - p) / OneOverSqrtTwoPi : Math.Sqrt(-2 * (log + 0.6931471805599453));
        for (int i = 0; i < 50; i++)
        {
            double fraction = middle ? 0 : MillsFraction(a);
            double step = middle
                ? (0.5 * Erf(a / SqrtTwo) - (0.5 - p)) / (OneOverSqrtTwoPi * ExpOfMinusHalfSquare(a))
                : (log + 0.5 * a * a + Math.Log(fraction / OneOverSqrtTwoPi)) / fraction;
            a -= step;
            if (Math.Abs(step) <= 2e-16 * a) break;
        }
        return -a;
    }

    /// <summary>
    /// log |Γ(x)|: the series at 1 up to 1½, recurrence to it up to 8, then up to x ≥ 15 and Stirling's series (DLMF 5.11.1); reflection below
    /// ½ (DLMF 5.5.3). Relative accuracy is kept at the roots 1 and 2, not at those below 0.
    /// </summary>
    public static double LogGamma(double x)
    {
        if (double.IsNaN(x)) return x;
        if (double.IsInfinity(x)) return double.PositiveInfinity;
        if (x <= 0 && x == Math.Floor(x)) return double.PositiveInfinity;
        if (x < 0.5) return Math.Log(Math.PI / Math.Abs(SinPi(x))) - LogGamma(1 - x);
        if (x <= 1.5) return NearOne(x - 1);
        if (x <= 2.5) return Log1p(x - 2) + NearOne(x - 2);
        double product = 1;
        if (x < 8)
        {
            for (; x > 2.5; x--) product *= x - 1;
            return Math.Log(product) + LogGamma(x);
        }
        for (; x < 15; x++) product *= x;
        double s = 1 / (x * x), series = 0;
        for (int k = s_stirling.Length - 1; k >= 0; k--) series = series * s + s_stirling[k];
        return (x - 0.5) * Math.Log(x) - x + 0.91893853320467274178 + series / x - Math.Log(product);
    }

    // B₂ₖ/(2k(2k−1)).
    static readonly double[] s_stirling = [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400];

    /// <summary>log Γ(1 + z) = −γz + Σ ζ(k)(−z)ᵏ/k for |z| ≤ ½ (DLMF 5.7.3), which keeps relative accuracy at the root.</summary>
    static double NearOne(double z)
    {
        double sum = 0;
        for (int k = s_zeta.Length + 1; k >= 2; k--) sum = sum * -z + s_zeta[k - 2] / k;
        return z * z * sum - 0.57721566490153286061 * z;
    }

    // ζ(2), ζ(3), …
    static readonly double[] s_zeta = [.. Enumerable.Range(2, 56).Select(n => HurwitzZeta(n, 1))];

    /// <summary>ζ(s, x) = Σ (x + k)⁻ˢ for s ≥ 2 and x &gt; 0: terms up to x ≥ 15 + s, then Euler and Maclaurin's formula (DLMF 25.11.5).</summary>
    static double HurwitzZeta(int s, double x)
    {
        double sum = 0;
        for (; x < 15 + s; x++) sum += Math.Pow(x, -s);
        double tail = Math.Pow(x, 1 - s) / (s - 1) + 0.5 * Math.Pow(x, -s);
        double ratio = s / x * Math.Pow(x, -s); // (s)₂ₖ₋₁ x⁻ˢ⁻²ᵏ⁺¹/(2k)! with k = 1, doubled
        for (int k = 1; k <= s_bernoulli.Length; k++)
        {
            tail += s_bernoulli[k - 1] * ratio / 2;
            ratio *= (s + 2.0 * k - 1) * (s + 2.0 * k) / ((2.0 * k + 1) * (2.0 * k + 2)) / (x * x);
        }
        return sum + tail;
    }

    /// <summary>sin πx up to its sign, relative accuracy at whole x included.</summary>
    static double SinPi(double x) => Math.Sin(Math.PI * (x - Math.Round(x)));

    /// <summary>
    /// ψ(x): Taylor's series at its positive root, else recurrence up to x ≥ 15, then DLMF 5.11.2; reflection below 0 (DLMF 5.5.4), where
    /// relative accuracy is not kept at the roots.
    /// </summary>
    public static double Digamma(double x)
    {
        if (double.IsNaN(x) || x == double.PositiveInfinity) return x;
        if (x <= 0)
        {
            if (x == Math.Floor(x)) return double.NaN;
            return Digamma(1 - x) - Math.PI / Math.Tan(Math.PI * (x - Math.Round(x)));
        }
        double z = x - DigammaRoot - DigammaRootLow, sum = 0;
        if (Math.Abs(z) < 0.3)
        {
            for (int k = s_digammaAtRoot.Length - 1; k >= 0; k--) sum = (sum + s_digammaAtRoot[k]) * z;
            return sum;
        }
        for (; x < 15; x++) sum -= 1 / x;
        double s = 1 / (x * x), series = 0;
        for (int k = s_bernoulli.Length - 1; k >= 0; k--) series = series * s + s_bernoulli[k] / (2 * (k + 1));
        return sum + Math.Log(x) - 0.5 / x - series * s;
    }

    const double DigammaRoot = 1.4616321449683622, DigammaRootLow = 9.5499954299656977e-17;

    // ψ⁽ᵏ⁾/k! = (−1)ᵏ⁺¹ ζ(k + 1, ·) for k ≥ 1 (DLMF 25.11.12).
    static readonly double[] s_digammaAtRoot = [.. Enumerable.Range(1, 26).Select(k => (k % 2 == 0 ? -1 : 1) * HurwitzZeta(k + 1, DigammaRoot))];

    // B₂, B₄, …
    static ReadOnlySpan<double> s_bernoulli => [1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798, -174611.0 / 330];

    /// <summary>ψ⁽ⁿ⁾(x) = (−1)ⁿ⁺¹ n! ζ(n + 1, x) for n ≥ 1 (DLMF 25.11.12); reflection below 0 (DLMF 5.15.6).</summary>
    public static double Polygamma(int n, double x)
    {
        if (double.IsNaN(x)) return x;
        if (x <= 0)
        {
            if (x == Math.Floor(x)) return double.NaN;
            return (n % 2 == 0 ? 1 : -1) * Polygamma(n, 1 - x) - CotangentDerivative(n, x);
        }
        double factorial = 1;
        for (int k = 2; k <= n; k++) factorial *= k;
        return (n % 2 == 0 ? -factorial : factorial) * HurwitzZeta(n + 1, x);
    }

    /// <summary>dⁿ/dxⁿ π cot πx, a polynomial in c = cot πx: each derivative replaces cᵏ by −πk(cᵏ⁻¹ + cᵏ⁺¹).</summary>
    static double CotangentDerivative(int n, double x)
    {
        var polynomial = new double[n + 2];
        polynomial[1] = Math.PI;
        for (int order = 1; order <= n; order++)
        {
            var next = new double[n + 2];
            for (int k = 1; k <= order; k++)
            {
                next[k - 1] -= Math.PI * k * polynomial[k];
                next[k + 1] -= Math.PI * k * polynomial[k];
            }
            polynomial = next;
        }
        double c = 1 / Math.Tan(Math.PI * (x - Math.Round(x))), value = 0;
        for (int k = n + 1; k >= 0; k--) value = value * c + polynomial[k];
        return value;
    }
}
