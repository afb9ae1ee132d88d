using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>
/// A point of the sphere of d dimensions seen from one side: with t the angle from the direction in which the density falls, the law of von Mises and Fisher has
/// the density sin^m(t)·e^(−κ(1 − cos t)), m = d − 2, and from the other side the same with −κ. Given are κ and the sine and cosine of an angle t, from that side.
/// </summary>
internal readonly record struct SphereSide(Real Kappa, Real Sine, Real Cosine, Real OnePlusCosine)
{
    /// <summary>The law from either side at the logit z = log((1 + w)/(1 − w)) of w = cos t: sin t = 1/cosh(z/2), cos t = tanh(z/2).</summary>
    /// <remarks><paramref name="side"/> is 1 where the angles beyond are the greater ones, −1 where they are the smaller ones.</remarks>
    public static SphereSide At(Real κ, Real z, Real side) => new(side * κ, 1 / Cosh(0.5 * z), side * Tanh(0.5 * z), 2 * Sigmoid(side * z));

    /// <summary>
    /// The integrals over the angles beyond t of the density over what it is at t, and of cos t − cos s times that, both in units of z (dz/dt = 2/sin t).
    /// </summary>
    public (Real Mass, Real OfCosine) Tail(double m, bool moments)
    {
        var side = this;
        var sums = HalfLineRule.Integrate(Width(m, HalfLineRule.Depth), moments ? 2 : 1, δ =>
        {
            var (fall, exponent) = side.To(m, δ);
            var e = Exp(-exponent);
            return moments ? [e, fall * e] : [e];
        });
        var unit = 2 / Sine;
        return (unit * sums[0], moments ? unit * sums[1] : 0);
    }

    /// <summary>
    /// By how much the cosine falls from t to t + δ, and the logarithm of the density: cos t − cos(t + δ) = 2 sin(t + δ/2) sin(δ/2), and sin(t + δ)/sin t =
    /// 1 + 2 sin(δ/2)(cot t cos(δ/2) − sin(δ/2)).
    /// </summary>
    (Real Cosine, Real Exponent) To(double m, Real δ)
    {
        Real s = Sin(0.5 * δ), c = Cos(0.5 * δ);
        var fall = 2 * s * (Sine * c + Cosine * s);
        return (fall, m == 0 ? Kappa * fall : Kappa * fall - m * Log1p(2 * s * (Cosine / Sine * c - s)));
    }

    /// <summary>
    /// The angle at which the exponent reaches a depth, or a little more, held; or the whole rest up to the pole, where the density need not be negligible and so
    /// moves with t.
    /// </summary>
    Real Width(double m, Real depth)
    {
        Real fall = Composite.Held(Reach(m, depth)), above = Composite.Held(OnePlusCosine), sine = Composite.Held(Sine);
        var part = 2 * Atan(fall / (sine + Sqrt((above - fall) * (2 - above + fall))));
        return Where(fall < above, part, 2 * Atan(OnePlusCosine / Sine));
    }

    /// <summary>
    /// How far the cosine falls until the exponent κy − (m/2) log(1 + (2y cos t − y²)/sin² t) has reached a depth. Bounds from above by log(1 + x) ≤ x − x²/2 for x
    /// ≤ 0 and ≤ x in general, and by log(1 + x) ≤ x(6 + x)/(6 + 4x) for x ≥ 0.
    /// </summary>
    public Real Reach(double m, Real depth)
    {
        const double Least = 1e-30;
        Real square = Max(Sine * Sine, Least), back = Min(Cosine, 0);
        Real slope = Kappa - m * Cosine / square, curvature = m / square * (1 + 2 * (back * back) / square);
        var quadratic = 2 * depth / Max(slope + Sqrt(slope * slope + 2 * depth * curvature), Least);
        Real λ = 2 * Max(Cosine, 0) / square, a = λ * (4 * Kappa - 0.5 * m * λ), b = 6 * Kappa - 3 * m * λ - 4 * depth * λ;
        var rational = 12 * depth / Max(b + Sqrt(Max(b * b + 24 * depth * a, 0)), Least);
        return Min(Min(quadratic, rational), OnePlusCosine);
    }
}

/// <summary>
/// The law of the cosine w that a point of von Mises and Fisher's law on the sphere in d = m + 2 dimensions makes with its mean direction, with density
/// proportional to (1 − w²)^((d − 3)/2) e^(κw), in the logit z = log((1 + w)/(1 − w)), where it is sech(z/2)^(m + 1) e^(κ tanh(z/2)). It is split where
/// that is greatest, at cos θ = 2κ/(d − 1 + √((d − 1)² + 4κ²)).
/// </summary>
internal sealed class VonMisesFisherLaw
{
    readonly double _m;
    readonly Real _κ, _sine, _cosine, _mean;

    public VonMisesFisherLaw(double m, Real κ, bool moments)
    {
        (_m, _κ) = (m, κ);
        double own = m + 1;
        var root = own + Sqrt(own * own + 4 * (κ * κ));
        // The logit is 2 log cot(θ/2), and sin² θ = 2(d − 1)/root.
        Split = Composite.Held(2 * Log((1 + 2 * κ / root) / Sqrt(2 * own / root)));
        (_sine, _cosine) = (1 / Cosh(0.5 * Split), Tanh(0.5 * Split));
        (Below, var ofBelow) = SphereSide.At(κ, Split, 1).Tail(m, moments);
        (Above, var ofAbove) = SphereSide.At(κ, Split, -1).Tail(m, moments);
        _mean = (ofAbove - ofBelow) / (Below + Above);
    }

    /// <summary>The logit of the split.</summary>
    public Real Split { get; }

    /// <summary>The probability of smaller w than at the split over the density there.</summary>
    public Real Below { get; }

    /// <summary>The probability of greater w than at the split over the density there.</summary>
    public Real Above { get; }

    /// <summary>The logarithm of ∫ sin^m(t) e^(κ cos t) dt over [0, π].</summary>
    public Real LogOfIntegral => (_m + 1) * Log(_sine) + _κ * _cosine + Log(0.5 * (Below + Above));

    /// <summary>The mean of w.</summary>
    public Real Mean => _cosine + _mean;

    /// <summary>By how much the logarithm of the density of z is less at z than at the split.</summary>
    public Real Drop(Real z)
    {
        var half = 0.5 * (Split - z);
        var rise = Sinh(0.5 * half);
        return _κ * Fall(z) + (_m + 1) * Log1p(2 * (rise * rise) - _cosine * Sinh(half));
    }

    /// <summary>By how much w is less at z than at the split.</summary>
    Real Fall(Real z) => _sine / Cosh(0.5 * z) * Sinh(0.5 * (Split - z));

    /// <summary>The drop, and the first derivative towards the split and the second one of the density's logarithm, at a distance from the split.</summary>
    public (Real Drop, Real Slope, Real Curvature) Density(Real distance, Real side)
    {
        Real z = Split - side * distance, sine = 1 / Cosh(0.5 * z), cosine = Tanh(0.5 * z), square = sine * sine;
        return (Drop(z), side * 0.5 * (_κ * square - (_m + 1) * cosine), -(square * (0.25 * (_m + 1) + 0.5 * _κ * cosine)));
    }

    /// <summary>
    /// The probability beyond z over its density at z, beyond meaning smaller w for side 1 and greater w for side −1; and ∂z/∂κ at a given probability: with I that
    /// of smaller w, −(∂I/∂κ)/p = ∫ (E[w] − w(s)) p(s) ds/p(z) over s ≤ z (Figurnov, Mohamed and Mnih, Implicit reparameterization gradients, NeurIPS 2018).
    /// </summary>
    public (Real Mass, Real OfKappa) PartialsAt(Real z, Real side)
    {
        var (mass, ofCosine) = SphereSide.At(_κ, z, side).Tail(_m, moments: true);
        return (mass, ofCosine + side * (Fall(z) + _mean) * mass);
    }

    public Real MassAt(Real z, Real side) => SphereSide.At(_κ, z, side).Tail(_m, moments: false).Mass;

    /// <summary>About how far from the split the logarithm of the probability has fallen by a depth, or somewhat further: the smaller of two bounds.</summary>
    public Real Reach(Real depth, Real mass, Real side)
    {
        // The split is where the density of z is greatest: of log I the first derivative is 1/mass, the second −1/mass².
        var bound = TailPoint.Bound(depth, 1 / mass, 1 / (mass * mass));
        var here = SphereSide.At(_κ, Split, side);
        Real fall = here.Reach(_m, depth), above = here.OnePlusCosine, below = 2 * Sigmoid(-side * Split);
        return Where(fall < 0.9 * above, Min(bound, Log(above * (below + fall) / (below * (above - fall)))), bound);
    }
}
