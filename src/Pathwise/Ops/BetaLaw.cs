using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>
/// A beta law in the logit z of x, split at x = (a + 1)/(a + b + 2): what lies on either side of the split, and what follows for a point z on its side. Of the
/// laws of x and of 1 − x that one is taken in which z is left of the split.
/// </summary>
internal sealed class BetaLaw
{
    readonly Real _a, _b;
    readonly BetaTail _left, _right;

    public BetaLaw(Real a, Real b, bool moments)
    {
        (_a, _b) = (a, b);
        Split = Composite.Held(Log((a + 1) / (b + 1)));
        _left = Of(a, b, Split);
        _right = Of(b, a, -Split);
        Total = _left.Mass + _right.Mass;
        BetaTail Of(Real own, Real other, Real z) => moments ? BetaTail.Of(own, other, z) : new(BetaTail.MassOf(own, other, z), default, default);
    }

    /// <summary>The logit of the split.</summary>
    public Real Split { get; }

    /// <summary>The whole integral over the density at the split.</summary>
    public Real Total { get; }

    /// <summary>The probability of the left side.</summary>
    public Real LeftShare => _left.Mass / Total;

    /// <summary>The law of x or of 1 − x, so that the side wanted is the left one.</summary>
    public BetaSide Side(Condition left)
    {
        Real Pick(Real ofLeft, Real ofRight) => Where(left, ofLeft, ofRight);
        // The means of log x and log(1 − x) beside what they are at the split.
        Real x = (_right.OfOther - _left.OfOwn) / Total, y = (_left.OfOther - _right.OfOwn) / Total;
        Real split = Pick(Split, -Split);
        return new(Pick(_a, _b), Pick(_b, _a), split, Total, Pick(_left.Mass, _right.Mass), Pick(x, y), Pick(y, x), new(Sigmoid(-split), Sigmoid(split)));
    }
}

/// <summary>The left side of a beta law of shapes <paramref name="A"/> and <paramref name="B"/>.</summary>
/// <param name="A">The first shape.</param>
/// <param name="B">The second shape.</param>
/// <param name="Split">The logit of the split.</param>
/// <param name="Total">The integral of the density over its value at the split.</param>
/// <param name="Mass">The integral of the left side.</param>
/// <param name="MeanOwn">E[log x] less log x at the split.</param>
/// <param name="MeanOther">E[log(1 − x)] less log(1 − x) at the split.</param>
/// <param name="Fall">From the split to the left.</param>
internal sealed record BetaSide(Real A, Real B, Real Split, Real Total, Real Mass, Real MeanOwn, Real MeanOther, LogisticFall Fall)
{
    /// <summary>By how much the logarithm of the density falls from the split to <paramref name="distance"/> left of it.</summary>
    public Real Drop(Real distance) => Fall.Exponent(A, B)(distance, Fall.AtAny(distance).Log);

    /// <summary>The drop, and the first and second derivatives of the density's logarithm, at a distance left of the split.</summary>
    public (Real Drop, Real Slope, Real Curvature) Density(Real distance)
    {
        Real z = Split - distance, p = Sigmoid(-z), q = Sigmoid(z);
        return (Drop(distance), A * p - B * q, -((A + B) * p * q));
    }

    /// <summary>About how far from the split the logarithm of the probability has fallen by a depth, or somewhat further.</summary>
    public Real Reach(Real depth)
    {
        // At the split f′ is (a − b)/(a + b + 2); of log I the first derivative is 1/mass, the second (f′ − 1/mass)/mass.
        var slope = 1 / Mass;
        return Fall.Reach(depth, A, B, slope, slope * (slope - (A - B) / (A + B + 2)));
    }

    /// <summary>
    /// ∂z/∂a and ∂z/∂b of the quantile z, and the probability over the density at z: as the distribution function I stays what it is, ∂z/∂a = −(∂I/∂a)/p =
    /// ∫ (E[log x] − log σ(s)) e^(f(s) − f(z)) ds over s ≤ z (Figurnov, Mohamed and Mnih, Implicit reparameterization gradients, NeurIPS 2018).
    /// </summary>
    public (Real A, Real B, Real Mass) PartialsAt(Real z)
    {
        var tail = BetaTail.Of(A, B, z);
        var (own, other, _) = Fall.AtAny(Split - z);
        return (tail.OfOwn + (MeanOwn + own) * tail.Mass, (MeanOther - other) * tail.Mass - tail.OfOther, tail.Mass);
    }
}
