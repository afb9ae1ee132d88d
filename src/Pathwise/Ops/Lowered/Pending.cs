namespace Pathwise.Ops;

internal static partial class Lowered
{
    public static Real Expm1(Real x, Precision precision) => throw new NotSupportedException();
    public static Real Log1p(Real x, Precision precision) => throw new NotSupportedException();
    public static Real Tan(Real x, Precision precision) => throw new NotSupportedException();
    public static Real Asin(Real x, Precision precision) => throw new NotSupportedException();
    public static Real Acos(Real x, Precision precision) => throw new NotSupportedException();
    public static Real Atan(Real x, Precision precision) => throw new NotSupportedException();
    public static Real Sinh(Real x, Precision precision) => throw new NotSupportedException();
    public static Real Cosh(Real x, Precision precision) => throw new NotSupportedException();
    public static Real Tanh(Real x, Precision precision) => throw new NotSupportedException();
    public static Real Asinh(Real x, Precision precision) => throw new NotSupportedException();
    public static Real Acosh(Real x, Precision precision) => throw new NotSupportedException();
    public static Real Atanh(Real x, Precision precision) => throw new NotSupportedException();
    public static Real Sigmoid(Real x, Precision precision) => throw new NotSupportedException();
    public static Real Softplus(Real x, Precision precision) => throw new NotSupportedException();
    public static Real Erf(Real x, Precision precision) => throw new NotSupportedException();
    public static Real Erfc(Real x, Precision precision) => throw new NotSupportedException();
    public static Real NormalCdf(Real x, Precision precision) => throw new NotSupportedException();
    public static Real NormalQuantile(Real x, Precision precision) => throw new NotSupportedException();
    public static Real LogGamma(Real x, Precision precision) => throw new NotSupportedException();
    public static Real Pow(Real x, Real y, Precision precision) => throw new NotSupportedException();
    public static Real Polygamma(int n, Real x, Precision precision) => throw new NotSupportedException();
}
