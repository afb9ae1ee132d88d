using System.Globalization;
using Pathwise.Numerics;
using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>erf x = 2/√π ∫₀ˣ e^(−t²) dt (DLMF 7.2.1).</summary>
internal readonly struct ErrorFunction : IUnary
{
    public const double TwoOverSqrtPi = 1.1283791670955125739;

    public static string Name => "erf";
    public static double Scalar(double x) => ReferenceFunctions.Erf(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Erf(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v * (TwoOverSqrtPi * Exp(-(x * x)));
}

/// <summary>erfc x = 1 − erf x (DLMF 7.2.2).</summary>
internal readonly struct ComplementaryErrorFunction : IUnary
{
    public static string Name => "erfc";
    public static double Scalar(double x) => ReferenceFunctions.Erfc(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Erfc(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => -(v * (ErrorFunction.TwoOverSqrtPi * Exp(-(x * x))));
}

/// <summary>The standard normal distribution function Φ.</summary>
internal readonly struct NormalDistributionFunction : IUnary
{
    public static string Name => "normal_cdf";
    public static double Scalar(double x) => ReferenceFunctions.NormalCdf(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.NormalCdf(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v * NormalDensity(x);
}

/// <summary>The standard normal quantile function Φ⁻¹; its derivative is 1/φ(Φ⁻¹(p)).</summary>
internal readonly struct NormalQuantileFunction : IUnary
{
    public static string Name => "normal_quantile";
    public static double Scalar(double x) => ReferenceFunctions.NormalQuantile(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.NormalQuantile(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v / NormalDensity(y);
}

/// <summary>log |Γ(x)|; its derivative is the digamma function (DLMF 5.2.2).</summary>
internal readonly struct LogarithmOfGamma : IUnary
{
    public static string Name => "lgamma";
    public static double Scalar(double x) => ReferenceFunctions.LogGamma(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.LogGamma(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v * Digamma(x);
}

/// <summary>ψ⁽ⁿ⁾(x), the n-th derivative of the digamma function ψ = ψ⁽⁰⁾ (DLMF 5.15).</summary>
internal sealed record Polygamma(int Order) : Elementwise(1)
{
    public override string Name => Order == 0 ? "digamma" : "polygamma";
    public override string Attributes => Order == 0 ? "" : Order.ToString(CultureInfo.InvariantCulture);
    public override double Scalar(ReadOnlySpan<double> x) => Order == 0 ? ReferenceFunctions.Digamma(x[0]) : ReferenceFunctions.Polygamma(Order, x[0]);
    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => Lowered.Polygamma(Order, x[0], precision);
    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => v * new Polygamma(Order + 1).On(x[0].AsReal());
}
