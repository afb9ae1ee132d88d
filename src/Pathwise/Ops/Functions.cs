using System.Runtime.CompilerServices;

namespace Pathwise;

/// <summary>The functions of programs over <see cref="Real"/>. All act element by element and broadcast, unless they say otherwise.</summary>
public static partial class Functions
{
    /// <summary>eˣ.</summary>
    public static Real Exp(Real x) => Unary<Exponential>.Op.On(x);

    /// <summary>eˣ − 1, accurate for small x.</summary>
    public static Real Expm1(Real x) => Unary<ExponentialMinusOne>.Op.On(x);

    /// <summary>The natural logarithm.</summary>
    public static Real Log(Real x) => Unary<Logarithm>.Op.On(x);

    /// <summary>log(1 + x), accurate for small x.</summary>
    public static Real Log1p(Real x) => Unary<LogarithmOfOnePlus>.Op.On(x);

    /// <summary>The square root.</summary>
    public static Real Sqrt(Real x) => Unary<SquareRoot>.Op.On(x);

    /// <summary>xʸ.</summary>
    public static Real Pow(Real x, Real y) => Binary<Power>.Op.On(x, y);

    /// <summary>The sine of an angle in radians.</summary>
    public static Real Sin(Real x) => Unary<Sine>.Op.On(x);

    /// <summary>The cosine of an angle in radians.</summary>
    public static Real Cos(Real x) => Unary<Cosine>.Op.On(x);

    /// <summary>The tangent of an angle in radians.</summary>
    public static Real Tan(Real x) => Unary<Tangent>.Op.On(x);

    /// <summary>The angle in [−π/2, π/2] whose sine is x.</summary>
    public static Real Asin(Real x) => Unary<ArcSine>.Op.On(x);

    /// <summary>The angle in [0, π] whose cosine is x.</summary>
    public static Real Acos(Real x) => Unary<ArcCosine>.Op.On(x);

    /// <summary>The angle in (−π/2, π/2) whose tangent is x.</summary>
    public static Real Atan(Real x) => Unary<ArcTangent>.Op.On(x);

    /// <summary>The hyperbolic sine.</summary>
    public static Real Sinh(Real x) => Unary<HyperbolicSine>.Op.On(x);

    /// <summary>The hyperbolic cosine.</summary>
    public static Real Cosh(Real x) => Unary<HyperbolicCosine>.Op.On(x);

    /// <summary>The hyperbolic tangent.</summary>
    public static Real Tanh(Real x) => Unary<HyperbolicTangent>.Op.On(x);

    /// <summary>The inverse hyperbolic sine.</summary>
    public static Real Asinh(Real x) => Unary<AreaSine>.Op.On(x);

    /// <summary>The inverse hyperbolic cosine, for x ≥ 1.</summary>
    public static Real Acosh(Real x) => Unary<AreaCosine>.Op.On(x);

    /// <summary>The inverse hyperbolic tangent, for |x| &lt; 1.</summary>
    public static Real Atanh(Real x) => Unary<AreaTangent>.Op.On(x);

    /// <summary>The error function, 2/√π ∫₀ˣ e^(−t²) dt.</summary>
    public static Real Erf(Real x) => Unary<ErrorFunction>.Op.On(x);

    /// <summary>1 − erf x, accurate in the tail.</summary>
    public static Real Erfc(Real x) => Unary<ComplementaryErrorFunction>.Op.On(x);

    /// <summary>The standard normal distribution function Φ(x).</summary>
    public static Real NormalCdf(Real x) => Unary<NormalDistributionFunction>.Op.On(x);

    /// <summary>The standard normal quantile Φ⁻¹(p), for 0 &lt; p &lt; 1.</summary>
    public static Real NormalQuantile(Real p) => Unary<NormalQuantileFunction>.Op.On(p);

    /// <summary>The standard normal density φ(x) = e^(−x²/2)/√(2π).</summary>
    public static Real NormalDensity(Real x) => 0.39894228040143267794 * Exp(-0.5 * (x * x));

    /// <summary>Mills' ratio (1 − Φ(x))/φ(x) of the normal law, accurate in the tail, where it falls as 1/x.</summary>
    public static Real MillsRatio(Real x) => Unary<MillsRatioFunction>.Op.On(x);

    /// <summary>log(1 − eˣ) for x ≤ 0, accurate for small and for large −x.</summary>
    public static Real Log1mExp(Real x) => Unary<LogarithmOfOneMinusExponential>.Op.On(x);

    /// <summary>log |Γ(x)|.</summary>
    public static Real LogGamma(Real x) => Unary<LogarithmOfGamma>.Op.On(x);

    /// <summary>The digamma function ψ(x) = Γ′(x)/Γ(x).</summary>
    public static Real Digamma(Real x) => new Polygamma(0).On(x);

    /// <summary>
    /// log I_ν(x), the logarithm of the modified Bessel function of the first kind (DLMF 10.25.2), for x ≥ 0 and a constant order ν ≥ 0. Its derivative is I_(ν+1)/I_ν +
    /// ν/x. The normaliser of von Mises and Fisher's law in d dimensions has ν = d/2 − 1.
    /// </summary>
    public static Real LogBesselI(double order, Real x) => order >= 0 && double.IsFinite(order)
        ? new LogarithmOfBesselI(order).On(x)
        : throw new PathwiseException("PW0070", $"a Bessel function of order {order}", "the order is a number that is not negative", Place.OfCaller());

    /// <summary>1/(1 + e⁻ˣ), without overflow.</summary>
    public static Real Sigmoid(Real x) => Unary<LogisticSigmoid>.Op.On(x);

    /// <summary>log(1 + eˣ), without overflow.</summary>
    public static Real Softplus(Real x) => Unary<SoftPlus>.Op.On(x);

    /// <summary>|x|, with derivative 0 at 0.</summary>
    public static Real Abs(Real x) => Unary<AbsoluteValue>.Op.On(x);

    /// <summary>The smaller of the two.</summary>
    public static Real Min(Real x, Real y) => Binary<Minimum>.Op.On(x, y);

    /// <summary>The larger of the two.</summary>
    public static Real Max(Real x, Real y) => Binary<Maximum>.Op.On(x, y);

    /// <summary>x limited to [low, high].</summary>
    public static Real Clamp(Real x, Real low, Real high) => Min(Max(x, low), high);

    /// <summary>The largest whole number not above x. A jump: the certificate refuses a pathwise derivative through it.</summary>
    public static Real Floor(Real x, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Unary<Floor>.Op.On(Place.Here(file, line), x);

    /// <summary>The smallest whole number not below x. A jump.</summary>
    public static Real Ceiling(Real x, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => -Floor(-x, file, line);

    /// <summary>The nearest whole number, ties to even. A jump.</summary>
    public static Real Round(Real x, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Unary<Round>.Op.On(Place.Here(file, line), x);

    /// <summary>−1, 0 or 1 by the sign of x. A jump.</summary>
    public static Real Sign(Real x, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Unary<Sign>.Op.On(Place.Here(file, line), x);

    /// <summary>
    /// <paramref name="whenTrue"/> where the condition holds, <paramref name="whenFalse"/> elsewhere. A jump, unless the two sides agree where
    /// the condition flips.
    /// </summary>
    public static Real Where(Condition condition, Real whenTrue, Real whenFalse, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Ops.Where.Op.On(Place.Here(file, line), new Real(condition.Node), whenTrue, whenFalse);

    /// <summary>The value of x, held constant by differentiation. Never refused; the certificate lists it as held.</summary>
    public static Real StopGradient(Real x, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new StopGradient(Reported: true).On(Place.Here(file, line), x);

    /// <summary>An array of one number.</summary>
    public static Real Filled(Shape shape, double value) => new(Constant.Of(shape, value));
}
