using static Pathwise.Functions;

namespace Pathwise.Ops;

internal static partial class Lowered
{
    /// <summary>erf x = x + x·p(x²) for |x| &lt; 1, minimax for the relative error, 2^-56.9 (2^-29.6); ±(1 − erfc |x|) beyond.</summary>
    public static Real Erf(Real x, Precision precision)
    {
        bool f64 = precision == Precision.F64;
        var z = x * x;
        var near = Fma(x, f64
            ? Polynomial(z, 0.12837916709551256, -0.3761263890318352, 0.11283791670944185, -0.026866170643111587, 0.005223977606119358,
                -0.0008548325929352234, 0.00012055293577900479, -1.4924712319026676e-05, 1.6447131757853774e-06, -1.6206315033946918e-07,
                1.3710985348231727e-08, -7.77947682425498e-10)
            : Polynomial(z, 0.12837917, -0.37612626, 0.112835854, -0.026853813, 0.0051883277, -0.0008010195, 7.853865e-05), x);
        // Beyond the limit the result is ±1. The polynomial is minimax for the error of erf, 2^-59.5 (2^-28.2).
        var a = Min(Abs(x), f64 ? 6 : 4);
        var (inverse, t) = Compressed(a);
        var series = f64
            ? Polynomial(t, 1.0740069070883984, -0.8833944531671744, 0.5902283571173896, -0.31046726277802755, 0.11952774246446016,
                -0.02682741666643465, -0.0012134460738335866, 0.0030304436400354967, -0.0005560161495436562, -0.0002849275374373692,
                0.00010938015601972211, 4.66778992001089e-05)
            : Polynomial(t, 1.0740738, -0.8822358, 0.5978901, -0.28582257, 0.15907638);
        var (y, h) = ExpParts(-(a * a), 0, precision);
        var far = 1 - Scale(y, h) * (inverse * series);
        return Where(a < 1, near, CopySign.Op.On(far, x));
    }

    /// <summary>erfc x, relatively accurate in its tail.</summary>
    public static Real Erfc(Real x, Precision precision)
    {
        var a = Min(Abs(x), precision == Precision.F64 ? 28 : 11);
        var tail = Tail(a, a, 1, 1, precision);
        return Where(x < 0, 2 - tail, tail);
    }

    /// <summary>Φ(x) = ½ erfc(−x/√2), with the exponent −x²/2 from x itself: x/√2 is rounded, which the tail would magnify.</summary>
    public static Real NormalCdf(Real x, Precision precision)
    {
        var a = Min(Abs(x), precision == Precision.F64 ? 40 : 15);
        var tail = Tail(a * Math.Sqrt(0.5), a, 0.5, 0.5, precision);
        return Where(x < 0, tail, 1 - tail);
    }

    /// <summary>
    /// factor·erfc(a) for a ≥ 0, where a² = scale·b²: e^(−scale·b²)·g(t)/(a + 3), a polynomial in t = (a − 3)/(a + 3) (Shepherd and
    /// Laframboise, Chebyshev approximation of (1 + 2x)exp(x²)erfc x, Math. Comp. 36, 1981), minimax for the relative error, 2^-57.0
    /// (2^-28.8), the first coefficients moved by a few units in the last place so that their rounding errors do least. The rounding error
    /// of b² goes into the exponential too.
    /// </summary>
    static Real Tail(Real a, Real b, double scale, double factor, Precision precision)
    {
        var scaledErfc = ScaledErfc(a, precision);
        var scaled = b * -scale;
        var high = scaled * b;
        var (y, h) = ExpParts(high, Fma(scaled, b, -high), precision);
        return Scale(factor * y * scaledErfc, h);
    }

    /// <summary>
    /// R(x) = (1 − Φ(x))/φ(x) = √(π/2) e^(x²/2) erfc(x/√2): where the polynomial does not reach, the asymptotic series (DLMF 7.12.1), whose terms fall below
    /// rounding there; 1/φ(x) − R(−x) for x &lt; 0.
    /// </summary>
    public static Real MillsRatio(Real x, Precision precision)
    {
        Real a = Abs(x), inverse = 1 / a, w = inverse * inverse;
        var far = inverse * Polynomial(w, 1, -1, 3, -15, 105, -945, 10395, -135135);
        var right = Where(a > (precision == Precision.F64 ? 39 : 15), far, Math.Sqrt(Math.PI / 2) * ScaledErfc(a * Math.Sqrt(0.5), precision));
        return Where(x < 0, Math.Sqrt(2 * Math.PI) * Exp(0.5 * (x * x), precision) - right, right);
    }

    /// <summary>e^(a²) erfc a for 0 ≤ a ≤ 28 (11): g(t)/(a + 3), as in <see cref="Tail"/>.</summary>
    static Real ScaledErfc(Real a, Precision precision)
    {
        var (inverse, t) = Compressed(a);
        var series = precision == Precision.F64
            ? Polynomial(t, 1.0740069070883396, -0.8833944531698834, 0.5902283571040997, -0.31046726190057417, 0.11952776128743536,
                -0.026827234624312062, -0.0012124166305994674, 0.003034061999089251, -0.0005483096515056154, -0.00027677782976503996,
                0.00010756121100161388, 3.0398069770741985e-05, -1.7469403775847557e-05, -4.748831395558117e-06, 2.762284589691852e-06,
                9.977046775846564e-07, -4.0272079086358294e-07, -2.3109185453968462e-07, 4.070438843326864e-08, 4.743583779825784e-08,
                1.898600412180056e-09, -5.994101929110829e-09, -1.404293816978043e-09)
            : Polynomial(t, 1.0740069, -0.8833945, 0.5902283, -0.31046602, 0.11952907, -0.026839826, -0.0012264304, 0.003080328,
                -0.00048317708, -0.00032533336);
        return inverse * series;
    }

    /// <summary>1/(a + 3) and (a − 3)/(a + 3), the latter as 2a/(a + 3) − 1, which forgives the rounding of a + 3 where a is small.</summary>
    static (Real Inverse, Real T) Compressed(Real a)
    {
        var inverse = 1 / (a + 3);
        return (inverse, Fma(2 * a, inverse, -1));
    }

    /// <summary>
    /// Φ⁻¹(p): with q = p − ½, q times a rational function of 0.180625 − q² for |q| ≤ 0.425, and a rational function of √(−log min(p, 1 −
    /// p)) beyond (the variables of Wichura, Algorithm AS 241, Applied Statistics 37, 1988; one function for the whole tail, down to the
    /// smallest p). Minimax for the relative errors, 2^-53.6 and 2^-52.6 (2^-24.4 and 2^-26.5).
    /// </summary>
    public static Real NormalQuantile(Real p, Precision precision)
    {
        bool f64 = precision == Precision.F64;
        var q = p - 0.5;
        var u = Fma(-q, q, 0.180625);
        var (top, bottom) = f64
            ? (Polynomial(u, 3.3871328727963665, 133.1416703288194, 1971.5910298849958, 13731.694686554178, 45921.958496687934,
                67265.78022620827, 33430.58173834118, 2509.0815235066366),
              Polynomial(u, 1, 42.31333142109882, 687.1870331486722, 5394.19635458339, 21213.79623453562, 39307.90075936548,
                  28729.090544218696, 5226.496400683655))
            : (Polynomial(u, 3.3871326, 50.434277, 159.29117, 59.1094), Polynomial(u, 1, 17.89517, 78.757774, 67.18759));
        var (k, m) = Split(Min(p, 1 - p), precision);
        var r = Sqrt(-LogOfReduced(k, m - 1, precision));
        var (tailTop, tailBottom) = f64
            ? (Polynomial(r, -3.5110380910756875, -33.47605605341834, -49.73158816131769, 18.65280684124842, 66.04070371006058,
                45.044266933398745, 14.208688864071695, 2.087203391936744, 0.1313671953823219, 0.003098067943941187,
                1.9867105969603103e-05),
              Polynomial(r, 1, 15.817387086803194, 51.68309476197702, 61.30305698766331, 34.523054157072366, 10.25592577159703,
                  1.4819871098357147, 0.09294133659250885, 0.002190687295887756, 1.4048137835952804e-05))
            : (Polynomial(r, -2.8718863, -4.503874, 5.1928973, 4.786986, 0.5432885), Polynomial(r, 1, 4.548666, 3.3922496, 0.38408127));
        var middle = Abs(q) <= 0.425;
        var x = Where(middle, q * top, Where(q < 0, -tailTop, tailTop)) / Where(middle, bottom, tailBottom);
        return Where((p > 0) & (p < 1), x, Where(p == 0, double.NegativeInfinity, Where(p == 1, double.PositiveInfinity, double.NaN)));
    }
}
