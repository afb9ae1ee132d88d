using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Learning.Flows;

/// <summary>
/// Monotone rational-quadratic splines on [−B, B], the identity outside (Durkan, Bekasov, Murray and Papamakarios, Neural spline flows, NeurIPS 2019; Gregory and Delbourgo, 1982). The knots (xⱼ, yⱼ) lie at cumulative
/// sums of softmaxes of 2K parameters, each width and height at least a share of 2B; the derivatives δⱼ at the K − 1 inner knots are softplus functions of the others, 1 at both ends. In a bin of slope s = Δy/Δx, at ξ = (x − xⱼ)/Δx,
/// τ = yⱼ + Δy (sξ² + δⱼξ(1−ξ))/(s + (δⱼ₊₁ + δⱼ − 2s)ξ(1−ξ)).
/// The map and its derivative are continuous in x and in all parameters, across knots too.
/// </summary>
/// <param name="Bins">K, at least 2.</param>
/// <param name="Bound">B.</param>
/// <param name="LeastShare">The least width and height of a bin, as a share of 2B; below 1/K.</param>
/// <param name="LeastDerivative">The least derivative at a knot, between 0 and 1.</param>
public sealed record SplineMap(int Bins = 8, double Bound = 3, double LeastShare = 1e-3, double LeastDerivative = 1e-3) : ElementMap
{
    /// <inheritdoc/>
    public override int Parameters => 3 * Checked() - 1;

    /// <inheritdoc/>
    public override (Real Value, Real LogDerivative) Forward(Real u, Real h)
    {
        var (x, y, slopes) = Knots(h);
        var inside = Clamp(u, -Bound, Bound);
        var bin = Bin.At(inside, x, x, y, slopes);
        var xi = (inside - bin.X) / bin.Width;
        return (bin.Y + bin.Height * bin.Share(xi) + (u - inside), bin.LogDerivative(xi));
    }

    /// <inheritdoc/>
    public override (Real Value, Real LogDerivative) Inverse(Real v, Real h)
    {
        var (x, y, slopes) = Knots(h);
        var inside = Clamp(v, -Bound, Bound);
        var bin = Bin.At(inside, y, x, y, slopes);
        var xi = bin.ShareInverse((inside - bin.Y) / bin.Height);
        return (bin.X + bin.Width * xi + (v - inside), -bin.LogDerivative(xi));
    }

    int Checked()
    {
        if (Bins < 2) throw Setting.Outside("the number of a spline's bins", Bins, "at least 2");
        if (!(Bound > 0 && double.IsFinite(Bound))) throw Setting.Outside("the bound of a spline", Bound, "positive");
        if (!(LeastShare > 0 && LeastShare * Bins < 1)) throw Setting.Outside("the least share of a spline's bin", LeastShare, $"above 0 and below 1/{Bins}");
        if (!(LeastDerivative > 0 && LeastDerivative < 1)) throw Setting.Outside("the least derivative of a spline", LeastDerivative, "between 0 and 1");
        return Bins;
    }

    /// <summary>Knots and derivatives, [n, K + 1] each.</summary>
    (Real X, Real Y, Real Slopes) Knots(Real h)
    {
        int n = h.Shape[0], inner = Bins - 1;
        // Column k sums the widths of bins 0 … k.
        var sums = Real.FromArray(new(Bins, inner), [.. Enumerable.Range(0, Bins * inner).Select(e => e / inner <= e % inner ? 2 * Bound : 0.0)]);
        var (low, high, one) = (Filled(new(n, 1), -Bound), Filled(new(n, 1), Bound), Filled(new(n, 1), 1));
        Real At(int start) => Concat(1, low, MatMul(LeastShare + (1 - Bins * LeastShare) * Softmax(Slice(h, 1, start, Bins)), sums) - Bound, high);
        // softplus(0 + shift) = 1 − least.
        var slopes = LeastDerivative + Softplus(Slice(h, 1, 2 * Bins, inner) + Math.Log(Math.Exp(1 - LeastDerivative) - 1));
        return (At(0), At(Bins), Concat(1, one, slopes, one));
    }

    /// <summary>The bins that coordinates [n] lie in.</summary>
    readonly record struct Bin(Real X, Real Y, Real Width, Real Height, Real Left, Real Right)
    {
        /// <summary>The bin of each coordinate, by its place among knots that are those in x or in y.</summary>
        public static Bin At(Real place, Real among, Real x, Real y, Real slopes)
        {
            var (n, bins) = (among.Shape[0], among.Shape[1] - 1);
            Real Lower(Real knots) => Slice(knots, 1, 0, bins);
            Real Upper(Real knots) => Slice(knots, 1, 1, bins);
            // The outermost bins take whatever rounding puts beyond the ends.
            var beyond = Filled(new(n, 1), 1e30);
            var inner = Slice(among, 1, 1, bins - 1);
            var at = Broadcast(Reshape(place, new(n, 1)), new(n, bins));
            var within = (at >= Concat(1, -beyond, inner)) & (at < Concat(1, inner, beyond));
            // Each bin's own numbers are pieces of a function that is continuous, as its derivative is, where a coordinate goes from one bin into the next.
            var nothing = Filled(new(n, bins), 0);
            Real Of(Real numbers) => Sum(Ops.Where.Piece.On(new Real(within.Node), numbers, nothing), 1);
            var (left, bottom) = (Of(Lower(x)), Of(Lower(y)));
            return new(left, bottom, Positive(Of(Upper(x)) - left), Positive(Of(Upper(y)) - bottom), Of(Lower(slopes)), Of(Upper(slopes)));
        }

        /// <summary>What is positive, so that certificates see it too: quotients, logarithms and roots of it have bounded derivatives.</summary>
        static Real Positive(Real x) => Max(x, 1e-30);

        Real Slope => Height / Width;

        /// <summary>s + (δⱼ₊₁ + δⱼ − 2s)ξ(1−ξ), as a sum of what is positive.</summary>
        Real Denominator(Real xi) => Positive(Slope * (xi * xi + (1 - xi) * (1 - xi)) + (Left + Right) * (xi * (1 - xi)));

        /// <summary>(τ − yⱼ)/Δy.</summary>
        public Real Share(Real xi) => xi * (Slope * xi + Left * (1 - xi)) / Denominator(xi);

        /// <summary>log τ′ = log s²(δⱼ₊₁ξ² + 2sξ(1−ξ) + δⱼ(1−ξ)²) − 2 log(s + (δⱼ₊₁ + δⱼ − 2s)ξ(1−ξ)).</summary>
        public Real LogDerivative(Real xi)
        {
            var (slope, rest) = (Slope, 1 - xi);
            return Log(Positive(Right * (xi * xi) + 2 * slope * (xi * rest) + Left * (rest * rest))) - 2 * Log(Denominator(xi) / slope);
        }

        /// <summary>
        /// ξ at which the share is η: the root in [0, 1] of Aξ² + Bξ − sη, A = (s − δⱼ)(1−η) + (δⱼ₊₁ − s)η and B = s − A. The discriminant, and the root, are written so that nothing cancels: either is a sum of what has one sign.
        /// </summary>
        public Real ShareInverse(Real eta)
        {
            var (slope, rest) = (Slope, 1 - eta);
            var a = (slope - Left) * rest + (Right - slope) * eta;
            var b = Left * rest + (2 * slope - Right) * eta;
            var c = (2 * slope - Left) * rest + Right * eta;
            var root = Sqrt(Positive(Piece(a > 0, b * b + 4 * slope * a * eta, c * c - 4 * slope * a * rest)));
            // Where b < 0, a = s − b > s.
            return Piece(b >= 0, 2 * slope * eta / (Max(b, 0) + root), (root - Min(b, 0)) / (2 * Max(a, slope)));
        }

        static Real Piece(Condition condition, Real whenTrue, Real whenFalse) => Ops.Where.Piece.On(new Real(condition.Node), whenTrue, whenFalse);
    }
}
