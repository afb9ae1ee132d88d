using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>
/// One side of a beta law. With z the logit of x, its density is e^f, f(z) = a log σ(z) + b log σ(−z) up to a constant: log-concave, and all that is wanted
/// of a tail, divided by the density where it starts, are integrals of e^(f(z − δ) − f(z)) over δ ≥ 0. No gamma function and no density far from z enters, so
/// nothing cancels, for shapes of any size. The right side is the left side of the law of 1 − x.
/// </summary>
/// <remarks>
/// The integral over the left side is found with a + 1 in the place of a (DLMF 8.17.20): a·B_x(a, b) = (a + b)·B_x(a + 1, b) + xᵃ(1 − x)ᵇ, whose
/// integrand falls at least as e^(−δ) and whose terms are all positive, as are those of its derivatives in a and b. It is used up to the split (a + 1)/(a + b + 2).
/// </remarks>
/// <param name="Mass">∫ e^(f(s) − f(z)) ds over s ≤ z: the distribution function over the density.</param>
/// <param name="OfOwn">∫ (log σ(z) − log σ(s)) e^(f(s) − f(z)) ds.</param>
/// <param name="OfOther">∫ (log σ(−s) − log σ(−z)) e^(f(s) − f(z)) ds.</param>
internal readonly record struct BetaTail(Real Mass, Real OfOwn, Real OfOther)
{
    /// <summary>The mass alone.</summary>
    public static Real MassOf(Real a, Real b, Real z) => Of(a, b, z, moments: false).Mass;

    /// <summary>The mass with <see cref="TailPoint.ApproximateMass"/> for the integral.</summary>
    public static Real ApproximateMassOf(Real a, Real b, Real z)
    {
        Real p = Sigmoid(-z), q = Sigmoid(z), n = a + b;
        return (1 + n * q * TailPoint.ApproximateMass((a + 1) * p - b * q, -((n + 1) * p * q))) / a;
    }

    public static BetaTail Of(Real a, Real b, Real z) => Of(a, b, z, moments: true);

    static BetaTail Of(Real a, Real b, Real z, bool moments)
    {
        Real q = Sigmoid(z), n = a + b;
        var fall = new LogisticFall(Sigmoid(-z), q);
        var drop = fall.Exponent(a + 1, b);
        var sums = HalfLineRule.Integrate(Composite.Held(Width(a, b, fall)), moments ? 3 : 1, δ =>
        {
            var (own, other, λ) = fall.At(δ);
            var e = Exp(-drop(δ, λ));
            return moments ? [e, own * e, other * e] : [e];
        });
        var mass = (1 + n * q * sums[0]) / a;
        return moments
            ? new(mass, ((1 + b * q * sums[0]) / a + n * q * sums[1]) / a, q * (sums[0] + n * sums[2]) / a)
            : new(mass, default, default);
    }

    /// <summary>Where e^(f(z − δ) − f(z)), with a + 1 for a, has fallen by <see cref="HalfLineRule.Depth"/>, or a little further.</summary>
    static Real Width(Real a, Real b, LogisticFall fall)
    {
        Real own = a + 1, slope = Max(own * fall.P - b * fall.Q, 0);
        return fall.Reach(HalfLineRule.Depth, own, b, slope, (own + b) * fall.P * fall.Q);
    }
}

/// <summary>
/// How log σ falls and log σ(−·) rises from z to z − δ, given p = σ(−z) and q = σ(z), without losing either where it is small: by the smaller of p and q,
/// log σ(z) − log σ(z − δ) = log(1 + p(e^δ − 1)) = δ + log(1 + q(e^−δ − 1)).
/// </summary>
internal readonly struct LogisticFall
{
    readonly Condition _bySmallP;
    readonly Real _smaller;

    public LogisticFall(Real p, Real q)
    {
        (P, Q) = (p, q);
        _bySmallP = Composite.Held(p) < 0.5;
        _smaller = Where(_bySmallP, p, q);
    }

    public Real P { get; }
    public Real Q { get; }

    /// <summary>log σ(z) − log σ(z − δ), log σ(δ − z) − log σ(−z), and the logarithm λ that both are made of; δ below 80.</summary>
    public (Real Own, Real Other, Real Log) At(Real δ)
    {
        var λ = Log1p(_smaller * Expm1(Where(_bySmallP, δ, -δ)));
        return (Where(_bySmallP, λ, δ + λ), Where(_bySmallP, δ - λ, -λ), λ);
    }

    /// <summary>The same for δ of any size.</summary>
    public (Real Own, Real Other, Real Log) AtAny(Real δ)
    {
        // p is no less than the inverse of a + b: e^60 is all that matters beside it.
        var far = _bySmallP & (Composite.Held(δ) > 60);
        var λ = Where(far, δ + Log(Where(far, P, 1)), Log1p(_smaller * Expm1(Where(far, 0, Where(_bySmallP, δ, -δ)))));
        return (Where(_bySmallP, λ, δ + λ), Where(_bySmallP, δ - λ, -λ), λ);
    }

    /// <summary>f(z) − f(z − δ) = (a + b)λ − bδ or (a + b)λ + aδ, as a function of δ and λ.</summary>
    public Func<Real, Real, Real> Exponent(Real a, Real b)
    {
        Real n = a + b, linear = Where(_bySmallP, -b, a);
        return (δ, λ) => n * λ + linear * δ;
    }

    /// <summary>
    /// A δ at which f(z) − f(z − δ), with its first two derivatives at δ = 0, is at least <paramref name="depth"/>, and hardly more: the smaller of two bounds.
    /// From any bound δ there follows another by (a + b) log(1 + p(e^δ' − 1)) = depth + bδ.
    /// </summary>
    public Real Reach(Real depth, Real a, Real b, Real slope, Real curvature)
    {
        var first = TailPoint.Bound(depth, slope, curvature);
        return Min(first, Log1p(Expm1((depth + b * first) / (a + b)) / P));
    }
}
