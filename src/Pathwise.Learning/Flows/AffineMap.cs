using static Pathwise.Functions;

namespace Pathwise.Learning.Flows;

/// <summary>
/// v = exp(s) u + m with s = B tanh(h₀/B) and m = h₁: the scale stays between e⁻ᴮ and eᴮ, so that no input of the network makes it overflow
/// (Dinh, Sohl-Dickstein and Bengio, Density estimation using Real NVP, ICLR 2017).
/// </summary>
/// <param name="Bound">B, the largest logarithm of a scale; above 0.</param>
public sealed record AffineMap(double Bound = 3) : ElementMap
{
    /// <inheritdoc/>
    public override int Parameters => 2;

    /// <inheritdoc/>
    public override (Real Value, Real LogDerivative) Forward(Real u, Real h)
    {
        var s = LogScale(h);
        return (Exp(s) * u + Column(h, 1), s);
    }

    /// <inheritdoc/>
    public override (Real Value, Real LogDerivative) Inverse(Real v, Real h)
    {
        var s = LogScale(h);
        return ((v - Column(h, 1)) * Exp(-s), -s);
    }

    Real LogScale(Real h) => Bound > 0 && double.IsFinite(Bound) ? Bound * Tanh(Column(h, 0) * (1 / Bound)) : throw Setting.Outside("the bound of an affine map", Bound, "positive");
}
