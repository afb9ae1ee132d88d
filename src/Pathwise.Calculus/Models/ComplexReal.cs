using static Pathwise.Functions;

namespace Pathwise.Calculus.Models;

/// <summary>Complex numbers with real and imaginary parts that are expressions, so that characteristic functions have derivatives.</summary>
internal readonly record struct ComplexReal(Real Re, Real Im)
{
    public static implicit operator ComplexReal(Real value) => new(value, 0);

    public static implicit operator ComplexReal(double value) => new(value, 0);

    public static ComplexReal operator +(ComplexReal a, ComplexReal b) => new(a.Re + b.Re, a.Im + b.Im);

    public static ComplexReal operator -(ComplexReal a, ComplexReal b) => new(a.Re - b.Re, a.Im - b.Im);

    public static ComplexReal operator -(ComplexReal a) => new(-a.Re, -a.Im);

    public static ComplexReal operator *(ComplexReal a, ComplexReal b) => new(a.Re * b.Re - a.Im * b.Im, a.Re * b.Im + a.Im * b.Re);

    public static ComplexReal operator /(ComplexReal a, ComplexReal b)
    {
        var square = b.Re * b.Re + b.Im * b.Im;
        return new((a.Re * b.Re + a.Im * b.Im) / square, (a.Im * b.Re - a.Re * b.Im) / square);
    }

    public static ComplexReal Exp(ComplexReal z) => Functions.Exp(z.Re) is var length ? new(length * Cos(z.Im), length * Sin(z.Im)) : z;

    /// <summary>The principal logarithm, away from the negative axis: arg z = 2 atan(Im z/(|z| + Re z)).</summary>
    public static ComplexReal Log(ComplexReal z)
    {
        var length = Modulus(z);
        return new(Functions.Log(length), 2 * Atan(z.Im / (length + z.Re)));
    }

    /// <summary>The principal root, for Re z &gt; 0.</summary>
    public static ComplexReal Sqrt(ComplexReal z)
    {
        var re = Functions.Sqrt(0.5 * (Modulus(z) + z.Re));
        return new(re, 0.5 * z.Im / re);
    }

    static Real Modulus(ComplexReal z) => Functions.Sqrt(z.Re * z.Re + z.Im * z.Im);
}
