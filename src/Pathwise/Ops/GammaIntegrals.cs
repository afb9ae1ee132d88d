using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>
/// The tails of a gamma law of shape a. With z = log x its density is e^f, f(z) = az − eᶻ up to a constant: log-concave, and all that is wanted of a tail, divided by the density where it starts,
/// are integrals of e^(f(z ∓ δ) − f(z)) over δ ≥ 0. No gamma function and no density far from z enters, so nothing cancels, for shapes of any size. The law is split at x = a + 1.
/// </summary>
/// <remarks>
/// Left of the split the integral is found with a + 1 in the place of a (DLMF 8.8.1): aγ(a, x) = γ(a + 1, x) + xᵃe⁻ˣ, whose integrand falls at least as e^(−δ) and whose terms are positive, as are those
/// of the derivatives in a. Right of it the density itself falls so.
/// </remarks>
/// <param name="Mass">∫ e^(f(s) − f(z)) ds over the tail: its probability over the density at z.</param>
/// <param name="OfDistance">∫ |s − z| e^(f(s) − f(z)) ds.</param>
internal readonly record struct GammaTail(Real Mass, Real OfDistance)
{
    public static Real MassOf(Real a, Real z, Condition left) => Of(a, z, left, moments: false).Mass;

    /// <summary>The mass with <see cref="TailPoint.ApproximateMass"/> for the integral.</summary>
    public static Real ApproximateMassOf(Real a, Real z, Condition left)
    {
        Real x = Exp(z), integral = TailPoint.ApproximateMass(Where(left, a + 1 - x, x - a), -x);
        return Where(left, (1 + x * integral) / a, integral);
    }

    public static GammaTail Of(Real a, Real z, Condition left) => Of(a, z, left, moments: true);

    static GammaTail Of(Real a, Real z, Condition left, bool moments)
    {
        Real x = Exp(z);
        // The exponent is slope·δ less what x(e^±δ − 1) makes of it.
        Real linear = Where(left, a + 1, -a), sign = Where(left, -1, 1);
        var sums = HalfLineRule.Integrate(Composite.Held(Width(a, x, left)), moments ? 2 : 1, δ =>
        {
            var e = Exp(-(linear * δ + x * Expm1(sign * δ)));
            return moments ? [e, δ * e] : [e];
        });
        var mass = Where(left, (1 + x * sums[0]) / a, sums[0]);
        return new(mass, moments ? Where(left, (mass + x * sums[1]) / a, sums[1]) : default);
    }

    static Real Width(Real a, Real x, Condition left) =>
        Where(left, TailPoint.Bound(HalfLineRule.Depth, Max(a + 1 - x, 0), x), GammaSide.RightReach(HalfLineRule.Depth, a, x, Max(x - a, 0), x));
}

/// <summary>One side of a gamma law's split at z = log(a + 1).</summary>
internal sealed class GammaSide
{
    readonly Real _a, _atSplit;
    readonly Condition _left;

    /// <summary>Where the law is split.</summary>
    public static Real SplitOf(Real a) => Composite.Held(Log1p(a));

    /// <summary>Probabilities of the left and right side over the density at the split.</summary>
    public static (Real Left, Real Right) MassesOf(Real a)
    {
        var always = new Condition(Constant.Of(a.Shape, [.. Enumerable.Repeat(1.0, a.Shape.Count)], Kind.Condition));
        return (GammaTail.MassOf(a, SplitOf(a), always), GammaTail.MassOf(a, SplitOf(a), !always));
    }

    public GammaSide(Real a, Condition left)
    {
        (_a, _left, _atSplit, Split) = (a, left, Exp(SplitOf(a)), SplitOf(a));
    }

    public Real Split { get; }

    /// <summary>The point at a distance from the split.</summary>
    public Real At(Real distance) => Where(_left, Split - distance, Split + distance);

    /// <summary>By how much the logarithm of the density falls from the split to a distance from it.</summary>
    public Real Drop(Real distance) => Where(_left, _a * distance + _atSplit * Expm1(-distance), _atSplit * Expm1(distance) - _a * distance);

    /// <summary>The drop, and the first derivative towards the split and the second one of the density's logarithm, at a distance from the split.</summary>
    public (Real Drop, Real Slope, Real Curvature) Density(Real distance)
    {
        var x = Exp(At(distance));
        return (Drop(distance), Where(_left, _a - x, x - _a), -x);
    }

    /// <summary>A distance at which the logarithm of the tail has fallen by about a depth, if its derivatives at the split are these.</summary>
    public Real Reach(Real depth, Real slope, Real curvature) => Where(_left, TailPoint.Bound(depth, slope, curvature), RightReach(depth, _a, _atSplit, slope, curvature));

    /// <summary>
    /// Right of the split the curvature grows: slope·δ + curvature·δ²/2 reaches a depth no sooner than the fall does, and from any bound δ there follows another by x(e^δ' − 1) = depth + aδ.
    /// </summary>
    public static Real RightReach(Real depth, Real a, Real x, Real slope, Real curvature)
    {
        var first = 2 * depth / (slope + Sqrt(slope * slope + 2 * (curvature * depth)));
        return Min(first, Log1p((depth + a * first) / x));
    }
}
