using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>
/// Functions as fixed sequences of primitives, each of which is exactly rounded: no calls in a hot loop, and the same bits on every machine
/// and at every vector width.
/// </summary>
internal static partial class Lowered
{
    /// <summary>a·b + c with one rounding.</summary>
    static Real Fma(Real a, Real b, Real c) => FusedMultiplyAdd.Op.On(a, b, c);

    /// <summary>c₀ + c₁z + c₂z² + …, by Horner's rule.</summary>
    static Real Polynomial(Real z, params ReadOnlySpan<double> c)
    {
        Real sum = c[^1];
        for (int i = c.Length - 2; i >= 0; i--) sum = Fma(sum, z, c[i]);
        return sum;
    }

    // Where one operand is a number, a single comparison sees NaN in the other and ties.
    public static Real Max(Real x, Real y) =>
        IsNumber(y) ? Where(x < y, y, x) : IsNumber(x) ? Where(y <= x, x, y) : Where((y <= x) | IsNaN(x), x, y);

    public static Real Min(Real x, Real y) =>
        IsNumber(y) ? Where(y < x, y, x) : IsNumber(x) ? Where(x <= y, x, y) : Where((x <= y) | IsNaN(x), x, y);

    static bool IsNumber(Real x) => x.Node.Op is Constant { Uniform: { } c } && !double.IsNaN(c);

    public static Condition IsNaN(Real x) => !Comparison.Equal.Of(x, x);

    public static Real Sign(Real x) => Where(x > 0, 1, Where(x < 0, -1, x));
}
