using Pathwise.Numerics;
using static Pathwise.Functions;

namespace Pathwise.Ops;

internal readonly struct Exponential : IUnary
{
    public static string Name => "exp";
    public static double Scalar(double x) => Math.Exp(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Exp(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v * y;
}

internal readonly struct ExponentialMinusOne : IUnary
{
    public static string Name => "expm1";
    public static double Scalar(double x) => ReferenceFunctions.Expm1(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Expm1(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v * Exp(x);
}

internal readonly struct Logarithm : IUnary
{
    public static string Name => "log";
    public static double Scalar(double x) => Math.Log(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Log(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v / x;
}

internal readonly struct LogarithmOfOnePlus : IUnary
{
    public static string Name => "log1p";
    public static double Scalar(double x) => ReferenceFunctions.Log1p(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Log1p(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v / (1 + x);
}

internal readonly struct SquareRoot : IUnary
{
    public static string Name => "sqrt";
    public static bool Exact => true;
    public static double Scalar(double x) => Math.Sqrt(x);
    public static Real? Lower(Real x, Precision precision) => null;
    public static Real? Derivative(Real x, Real y, Real v) => v * 0.5 / y;
}

internal readonly struct Sine : IUnary
{
    public static string Name => "sin";
    public static double Scalar(double x) => Math.Sin(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Sin(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v * Cos(x);
}

internal readonly struct Cosine : IUnary
{
    public static string Name => "cos";
    public static double Scalar(double x) => Math.Cos(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Cos(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => -(v * Sin(x));
}

internal readonly struct Tangent : IUnary
{
    public static string Name => "tan";
    public static double Scalar(double x) => Math.Tan(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Tan(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v * (1 + y * y);
}

internal readonly struct ArcSine : IUnary
{
    public static string Name => "asin";
    public static double Scalar(double x) => Math.Asin(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Asin(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v / Sqrt((1 - x) * (1 + x));
}

internal readonly struct ArcCosine : IUnary
{
    public static string Name => "acos";
    public static double Scalar(double x) => Math.Acos(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Acos(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => -(v / Sqrt((1 - x) * (1 + x)));
}

internal readonly struct ArcTangent : IUnary
{
    public static string Name => "atan";
    public static double Scalar(double x) => Math.Atan(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Atan(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v / (1 + x * x);
}

internal readonly struct HyperbolicSine : IUnary
{
    public static string Name => "sinh";
    public static double Scalar(double x) => Math.Sinh(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Sinh(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v * Cosh(x);
}

internal readonly struct HyperbolicCosine : IUnary
{
    public static string Name => "cosh";
    public static double Scalar(double x) => Math.Cosh(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Cosh(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v * Sinh(x);
}

internal readonly struct HyperbolicTangent : IUnary
{
    public static string Name => "tanh";
    public static double Scalar(double x) => Math.Tanh(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Tanh(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v * (1 - y * y);
}

internal readonly struct AreaSine : IUnary
{
    public static string Name => "asinh";
    public static double Scalar(double x) => Math.Asinh(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Asinh(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v / Sqrt(1 + x * x);
}

internal readonly struct AreaCosine : IUnary
{
    public static string Name => "acosh";
    public static double Scalar(double x) => Math.Acosh(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Acosh(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v / (Sqrt(x - 1) * Sqrt(x + 1));
}

internal readonly struct AreaTangent : IUnary
{
    public static string Name => "atanh";
    public static double Scalar(double x) => Math.Atanh(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Atanh(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v / ((1 - x) * (1 + x));
}

/// <summary>1/(1 + e⁻ˣ).</summary>
internal readonly struct LogisticSigmoid : IUnary
{
    public static string Name => "sigmoid";
    public static double Scalar(double x) => ReferenceFunctions.Sigmoid(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Sigmoid(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v * y * Sigmoid(-x);
}

/// <summary>log(1 + eˣ).</summary>
internal readonly struct SoftPlus : IUnary
{
    public static string Name => "softplus";
    public static double Scalar(double x) => ReferenceFunctions.Softplus(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.Softplus(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v * Sigmoid(x);
}
