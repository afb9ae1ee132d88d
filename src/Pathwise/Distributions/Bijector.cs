using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>A smooth increasing map of numbers with its inverse, element by element: what a <see cref="Transformed"/> law is made with.</summary>
public sealed class Bijector
{
    readonly Func<Real[], Bijector> _with;
    readonly Func<Real, Real> _forward, _inverse, _logDerivative;

    Bijector(string name, Func<Real[], Bijector> with, Func<Real, Real> forward, Func<Real, Real> inverse, Func<Real, Real> logDerivative, params Real[] parameters) =>
        (Name, _with, _forward, _inverse, _logDerivative, Parameters) = (name, with, forward, inverse, logDerivative, parameters);

    /// <summary>The map's name.</summary>
    public string Name { get; }

    internal Real[] Parameters { get; }

    internal Bijector With(Real[] parameters) => _with(parameters);

    /// <summary>y = f(x).</summary>
    public Real Forward(Real x) => _forward(x);

    /// <summary>x with f(x) = y.</summary>
    public Real Inverse(Real y) => _inverse(y);

    /// <summary>log f′(x).</summary>
    public Real LogDeterminant(Real x) => _logDerivative(x);

    /// <summary>eˣ, to the numbers above 0.</summary>
    public static Bijector Exp { get; } = new("exp", _ => Exp!, Functions.Exp, Functions.Log, x => x);

    /// <summary>1/(1 + e⁻ˣ), to (0, 1).</summary>
    public static Bijector Sigmoid { get; } = new("sigmoid", _ => Sigmoid!, Functions.Sigmoid, y => Log(y) - Log1p(-y), x => -Functions.Softplus(x) - Functions.Softplus(-x));

    /// <summary>The hyperbolic tangent, to (−1, 1).</summary>
    public static Bijector Tanh { get; } = new("tanh", _ => Tanh!, Functions.Tanh, Atanh, x => 2 * (Math.Log(2) - Abs(x) - Functions.Softplus(-2 * Abs(x))));

    /// <summary>log(1 + eˣ), to the numbers above 0.</summary>
    public static Bijector Softplus { get; } = new("softplus", _ => Softplus!, Functions.Softplus, y => y + Log(-Expm1(-y)), x => -Functions.Softplus(-x));

    /// <summary>shift + scale·x with scale &gt; 0.</summary>
    public static Bijector Affine(Real shift, Real scale)
    {
        var positive = new Require(Domain.Positive, "the scale of an affine map").On(scale);
        return new("affine", p => Affine(p[0], p[1]), x => shift + positive * x, y => (y - shift) / positive, x => Broadcast(Log(positive), Shape.Broadcast(positive.Shape, x.Shape)), shift, scale);
    }

    /// <summary>xᵖ with p &gt; 0, of numbers above 0.</summary>
    public static Bijector Power(Real exponent)
    {
        var positive = new Require(Domain.Positive, "the exponent of a power map").On(exponent);
        return new("power", p => Power(p[0]), x => Functions.Exp(positive * Log(x)), y => Functions.Exp(Log(y) / positive), x => Log(positive) + (positive - 1) * Log(x), exponent);
    }
}
