using Pathwise.Numerics;
using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>
/// The quantile of the inverse Gaussian law of mean μ and shape λ: operands μ, λ, u. With κ = λ/μ, A = √(λ/x)(x/μ − 1) and B = √(λ/x)(x/μ + 1) = √(A² + 4κ) the
/// distribution function is Φ(A) + e^(2κ)Φ(−B) (Shuster, JASA 63, 1968) = φ(A)(R(−A) + R(B)) with Mills' ratio R, and its complement is φ(A)(R(A) − R(B)).
/// </summary>
internal sealed record InverseGaussianQuantile() : Composite(3)
{
    public static readonly InverseGaussianQuantile Op = new();

    public override string Name => "inverse_gaussian_quantile";
    public override double Scalar(ReadOnlySpan<double> x) => ReferenceNormal.InverseGaussianQuantile(x[0], x[1], x[2]);

    /// <summary>A, by Halley's iteration on the logarithm of the smaller tail from where it is for large or for small κ; then √(x/μ) = (c + √(c² + 4))/2, c = A/√κ.</summary>
    protected override Real Compose(ReadOnlySpan<Real> x)
    {
        Real mean = x[0], κ = x[1] / mean, u = x[2];
        var left = u < 0.5;
        Real share = Where(left, u, 1 - u), log = Log(share), normal = NormalQuantile(share), scaled = share * Math.Sqrt(2 * Math.PI);
        var start = Where(left, normal, Min(-normal, 2 * κ / scaled - 0.5 * scaled));
        var loop = Loop.Build(8, backward: false, [start.Node], [], (_, carries, _) =>
        {
            Real a = carries[0].AsReal(), b = Sqrt(a * a + 4 * κ), size = Abs(a), own = MillsRatio(size), other = MillsRatio(b), density = NormalDensity(a);
            var below = a < 0;
            // The mass of the side that a is on, over φ(A), and the logarithm of the tail wanted.
            var mass = Where(below, own + other, own - other);
            var isOwn = (left & below) | !(left | below);
            var logOfTail = Where(isOwn, Log(mass) - 0.5 * (a * a) - LogOfNormalInterval.HalfLogTwoPi, Log1p(-(density * mass)));
            // The density of A is φ(A)(1 − A/B), whose logarithm has the derivative −A − (1 + A/B)/B.
            var factor = Where(below, (b - a) / b, 4 * κ / (b * (a + b)));
            var slope = Where(isOwn, factor / mass, factor * density / (1 - density * mass));
            var signed = Where(left, slope, -slope);
            var newton = (logOfTail - log) / signed;
            var curvature = -a - (1 + a / b) / b - signed;
            var step = newton / Max(1 - 0.5 * newton * curvature, 0.5);
            return ([(a - step).Node], []);
        });
        Real c = Graphs.Item.Of(loop, 0).AsReal() / Sqrt(κ), root = Sqrt(c * c + 4);
        var squareRoot = Where(c < 0, 2 / (root - c), 0.5 * (root + c));
        var found = mean * (squareRoot * squareRoot);
        return Where((u > 0) & (u < 1), found, Where(u == 0, 0 * found, Where(u == 1, double.PositiveInfinity, double.NaN)));
    }

    /// <summary>
    /// By e^(2κ)φ(B) = φ(A): ∂x/∂μ = 2(λ/μ²)·x·R(B)/s with s = √(λ/x); ∂x/∂λ from μ∂x/∂μ + λ∂x/∂λ = x, arranged so that nothing cancels for large κ; ∂x/∂u is
    /// one over the density s·φ(A)/x.
    /// </summary>
    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v)
    {
        Real mean = x[0].AsReal(), shape = x[1].AsReal(), s = Sqrt(shape / y), t = y / mean, b = s * (t + 1);
        return input switch
        {
            0 => v * (2 * (shape / (mean * mean)) * y * MillsRatio(b) / s),
            1 => v * (y / shape * ((mean - y + 2 * y * (1 - b * MillsRatio(b))) / (y + mean))),
            _ => v * (y / s / NormalDensity(s * (t - 1))),
        };
    }
}
