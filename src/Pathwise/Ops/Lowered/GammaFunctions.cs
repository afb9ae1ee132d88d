using static Pathwise.Functions;

namespace Pathwise.Ops;

internal static partial class Lowered
{
    /// <summary>
    /// log |Γ(x)| by way of v ≥ ½: v = x, v = x + 1 for 0 &lt; x &lt; ½ (DLMF 5.5.1), v = 1 − x for negative x (DLMF 5.5.3). Up to v = 8 it
    /// is (v − 1)(v − 2) times a rational function, which keeps relative accuracy at both roots; beyond, Stirling's series (DLMF 5.11.1).
    /// Minimax, relative error 2^-54.9 (2^-26.7); absolute 2^-57.6 (2^-28.3).
    /// </summary>
    public static Real LogGamma(Real x, Precision precision)
    {
        bool f64 = precision == Precision.F64;
        var v = MovedRight(x);
        var big = v > 8;
        var (top, bottom) = f64
            ? (Polynomial(v, 2.796274489716378, 131.1848128920645, 1366.2048820829068, 5055.15342849147, 7939.421364275852,
                5686.574792356104, 1893.4348454743977, 284.0317179761332, 17.326517739077165, 0.3296380951270848, 0.0005115941142184921,
                -1.3895546199376276e-06),
              Polynomial(v, 1, 75.64717924515048, 1127.2688934251719, 5741.522500163628, 12294.946872754641, 12189.02514623893,
                  5838.210077086259, 1349.15870415591, 143.19013756864945, 6.154703267470782, 0.07730263585225088))
            : (Polynomial(v, 2.1576586, 20.400726, 32.064774, 10.992086, 0.7259009, 0.0022865755),
              Polynomial(v, 1, 18.849354, 53.191933, 35.5641, 6.123409, 0.2082006));
        var quotient = QuotientOrInverse(top, bottom, v, big);
        var z = quotient * quotient;
        var stirling = f64
            ? Polynomial(z, 0.0833333333333333, -0.002777777777609985, 0.0007936506668578358, -0.0005952029365467158, 0.0008373083799967113,
                -0.0016532378112070543)
            : Polynomial(z, 0.083333306, -0.0027655193);
        var far = Fma(v - 0.5, LogOfNormal(v, precision) - 1, Fma(stirling, quotient, 0.4189385332046727)); // ½ log 2π − ½
        var g = Where(big, far, (v - 1) * (v - 2) * quotient);

        // Γ(x) = Γ(x + 1)/x and Γ(x) = π/(sin(πx)·Γ(1 − x)) both divide by w.
        var r = x - Round(x);
        var w = Where(x < 0, Abs(SinOfHalfTurns(r, precision)), x);
        var (k, m) = Split(w, precision);
        var left = Where(x < 0, -g, g) - LogOfReduced(k, m - 1, precision);
        return Where((w == 0) | (x == double.NegativeInfinity), double.PositiveInfinity, Where(x < 0.5, left, g));
    }

    /// <summary>A number of at least ½ from which the gamma function at x follows: x, x + 1 or 1 − x.</summary>
    static Real MovedRight(Real x) => Where(x < 0, 1 - x, Where(x < 0.5, x + 1, x));

    /// <summary>top/bottom near, 1/v far, by one division.</summary>
    static Real QuotientOrInverse(Real top, Real bottom, Real v, Condition far) => Where(far, 1, top) / Where(far, v, bottom);

    /// <summary>sin(πr)/π for |r| ≤ ½, minimax for the relative error, 2^-61.7 (2^-27.3).</summary>
    static Real SinOfHalfTurns(Real r, Precision precision)
    {
        var z = r * r;
        var series = precision == Precision.F64
            ? Polynomial(z, -1.6449340668482264, 0.8117424252833401, -0.1907518241215014, 0.026147847805463406, -0.002346080893800297,
                0.00014842783058099785, -6.972067668441455e-06, 2.449934211382718e-07)
            : Polynomial(z, -1.6449333, 0.81171644, -0.19044738, 0.024725031);
        return Fma(r * z, series, r);
    }

    /// <summary>ψ⁽ⁿ⁾(x).</summary>
    public static Real Polygamma(int n, Real x, Precision precision) => n == 0 ? Digamma(x, precision) : HigherPolygamma(n, x, precision);

    /// <summary>
    /// ψ(x), by way of the same v as log Γ: ψ(x) = ψ(x + 1) − 1/x, ψ(x) = ψ(1 − x) − π cot πx (DLMF 5.5.2, 5.5.4). Up to v = 8 it is the
    /// distance from its root times a rational function, beyond log v − 1/(2v) − p(1/v²)/v² (DLMF 5.11.2). Minimax, relative error 2^-52.4
    /// (2^-23.6); absolute 2^-57 (2^-29).
    /// </summary>
    static Real Digamma(Real x, Precision precision)
    {
        bool f64 = precision == Precision.F64;
        var v = MovedRight(x);
        var big = v > 8;
        var (top, bottom) = f64
            ? (Polynomial(v, 3103040059.289868, 10575822202.153862, 10969631203.11133, 4844895700.661081, 994440516.8567059,
                92842852.93895115, 3481322.343715399, 37685.500065333275, 20.551512892643984),
              Polynomial(v, 1, 4535503082.750629, 9736958302.823565, 7298021635.561647, 2464014570.157778, 395606633.8810475,
                  28968052.844300948, 835985.5751740065, 6481.391492960898))
            : (Polynomial(v, 3226.5273, 8022.498, 3565.5227, 289.0341, 0.9805654), Polynomial(v, 1, 4706.58, 5819.656, 1483.8723, 68.86794));
        var quotient = QuotientOrInverse(top, bottom, v, big);
        var z = quotient * quotient;
        var series = f64
            ? Polynomial(z, 0.08333333333333288, -0.008333333331222322, 0.003968252370267558, -0.004166222553780937, 0.0075194462217050345,
                -0.017720312096935108)
            : Polynomial(z, 0.08333322, -0.008272319);
        var far = LogOfNormal(v, precision) - Fma(series, z, 0.5 * quotient);
        var fromRoot = f64 ? v - 1.4616321449683622 - 9.549995429965697e-17 : v - 1.46163213 - 1.24381501e-8;
        var psi = Where(big, far, fromRoot * quotient);

        var r = x - Round(x);
        var (cosine, sine) = CotangentOfHalfTurns(r, precision);
        var left = psi - Where(x < 0, cosine, 1) / Where(x < 0, sine, x);
        return Where((x <= 0) & (Round(x) == x), double.NaN, Where(x < double.PositiveInfinity, Where(x < 0.5, left, psi), x));
    }

    /// <summary>
    /// π cot πr for |r| ≤ ½ as a quotient: (1 − 4r²)p(r²) over r(1 − r²), which takes up the nearest poles and zeros; minimax, relative
    /// error 2^-59.8 (2^-30.0).
    /// </summary>
    static (Real Cosine, Real Sine) CotangentOfHalfTurns(Real r, Precision precision)
    {
        var z = r * r;
        var series = precision == Precision.F64
            ? Polynomial(z, 1, -0.2898681336964537, -0.03425086851152937, -0.007043130598505082, -0.001641110662434219, -0.0003988830792317256,
                -9.852901237202878e-05, -2.461097930866839e-05, -5.787096809278278e-06, -2.105295985284244e-06)
            : Polynomial(z, 1, -0.28986794, -0.034256697, -0.006979579, -0.0019198323);
        return (Fma(-4 * r, r, 1) * series, r * (1 - z));
    }

    /// <summary>
    /// ψ⁽ⁿ⁾(v) = (−1)ⁿ⁺¹ n! Σ 1/(v + k)ⁿ⁺¹ (DLMF 5.15.1): so many terms one by one that Euler and Maclaurin's sum of the rest (DLMF 5.15.8)
    /// is right to the last place. For negative x, v = 1 − x and the n-th derivative of π cot πx is taken off (DLMF 5.15.6).
    /// </summary>
    static Real HigherPolygamma(int n, Real x, Precision precision)
    {
        var v = Where(x < 0, 1 - x, x);
        double factorial = 1;
        for (int k = 2; k <= n; k++) factorial *= k;
        var (terms, coefficients) = EulerMaclaurin(n, precision);
        Real sum = 0;
        for (int k = terms - 1; k >= 0; k--) sum = sum + WholePower(1 / (v + k), n + 1);
        var inverse = 1 / (v + terms);
        var tail = WholePower(inverse, n) * (1.0 / n + inverse * (0.5 + inverse * Polynomial(inverse * inverse, coefficients)));
        double sign = n % 2 == 0 ? -factorial : factorial;
        var right = sign * (sum + tail);
        var (cosine, sine) = CotangentOfHalfTurns(x - Round(x), precision);
        var left = (n % 2 == 0 ? right : -right) - DerivativeOfCotangent(n, cosine / sine);
        return Where((x <= 0) & (Round(x) == x), double.NaN, Where(x < 0, left, right));
    }

    /// <summary>
    /// The number of terms to sum one by one, and the coefficients B₂ₖ(2k + n − 1)!/((2k)! n!) of y⁻ⁿ⁻²ᵏ in Euler and Maclaurin's sum of
    /// the rest.
    /// </summary>
    static (int Terms, double[] Coefficients) EulerMaclaurin(int n, Precision precision)
    {
        ReadOnlySpan<double> bernoulli =
            [1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798];
        int count = precision == Precision.F64 ? 8 : 3;
        var coefficients = new double[count];
        double ratio = 1.0 / n, omitted = 0;
        for (int k = 1; k <= count + 1; k++)
        {
            ratio *= (2.0 * k + n - 1) * (2.0 * k + n - 2) / (2.0 * k * (2 * k - 1));
            if (k <= count) coefficients[k - 1] = bernoulli[k - 1] * ratio;
            else omitted = Math.Abs(bernoulli[k - 1] * ratio);
        }
        double tolerance = precision == Precision.F64 ? 1e-17 : 1e-8;
        int terms = (int)Math.Ceiling(Math.Pow(omitted * n / tolerance, 1.0 / (2 * (count + 1))));
        return (terms, coefficients);
    }

    /// <summary>dⁿ/dxⁿ π cot πx as a polynomial in c = π cot πx, whose derivative is −(π² + c²).</summary>
    static Real DerivativeOfCotangent(int n, Real c)
    {
        double[] p = [0, 1];
        for (int k = 0; k < n; k++)
        {
            var next = new double[p.Length + 1];
            for (int i = 1; i < p.Length; i++)
            {
                next[i - 1] -= i * p[i] * Math.PI * Math.PI;
                next[i + 1] -= i * p[i];
            }
            p = next;
        }
        return Polynomial(c, p);
    }

    static Real WholePower(Real x, int n) => n == 1 ? x : n % 2 == 0 ? WholePower(x * x, n / 2) : x * WholePower(x * x, n / 2);
}
