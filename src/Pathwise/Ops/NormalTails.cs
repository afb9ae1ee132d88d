using Pathwise.Numerics;
using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>log(1 − eˣ) for x ≤ 0, by either of two logarithms (Mächler, Accurately computing log(1 − exp(−|a|)), 2012).</summary>
internal readonly struct LogarithmOfOneMinusExponential : IUnary
{
    public static string Name => "log1mexp";
    public static double Scalar(double x) => x > -0.6931471805599453 ? Math.Log(-ReferenceFunctions.Expm1(x)) : ReferenceFunctions.Log1p(-Math.Exp(x));

    public static Real? Lower(Real x, Precision precision)
    {
        var near = x > -0.6931471805599453;
        return Where(near, Lowered.Log(-Lowered.Expm1(x, precision), precision), Lowered.Log1p(-Lowered.Exp(Where(near, -1, x), precision), precision));
    }

    public static Real? Derivative(Real x, Real y, Real v) => -(v / Expm1(-x));
}

/// <summary>Mills' ratio R(x) = (1 − Φ(x))/φ(x) of the normal law; R′(x) = xR(x) − 1.</summary>
internal readonly struct MillsRatioFunction : IUnary
{
    public static string Name => "mills_ratio";
    public static double Scalar(double x) => ReferenceFunctions.MillsRatio(x);
    public static Real? Lower(Real x, Precision precision) => Lowered.MillsRatio(x, precision);
    public static Real? Derivative(Real x, Real y, Real v) => v * (x * y - 1);
}

/// <summary>log(Φ(b) − Φ(a)) for a &lt; b: operands a, b. Relative accuracy of the difference itself is kept in the tails and where the interval is short.</summary>
internal sealed record LogOfNormalInterval() : Composite(2)
{
    public static readonly LogOfNormalInterval Op = new();

    internal const double HalfLogTwoPi = 0.91893853320467274178;

    public override string Name => "log_normal_interval";
    public override double Scalar(ReadOnlySpan<double> x) => ReferenceNormal.LogInterval(x[0], x[1]);

    protected override Real Compose(ReadOnlySpan<Real> x)
    {
        // The interval's mirror image, where most of it lies below 0.
        var flip = x[0] + x[1] < 0;
        Real low = Where(flip, -x[1], x[0]), high = Where(flip, -x[0], x[1]), width = high - low, middle = low + 0.5 * width;
        Real density = 0;
        for (int i = 0; i < s_points.Length; i++)
        {
            var t = 0.5 * s_points[i] * width;
            density = density + s_weights[i] * (Exp(-t * (middle + 0.5 * t)) + Exp(t * (middle - 0.5 * t)));
        }
        var narrow = -0.5 * (middle * middle) - HalfLogTwoPi + Log(0.5 * width * density);
        var across = Log(0.5 * (Erf(high * Math.Sqrt(0.5)) - Erf(low * Math.Sqrt(0.5))));
        var tail = -0.5 * (low * low) - HalfLogTwoPi + Log(MillsRatio(low) - MillsRatio(high) * Exp(-0.5 * width * (low + high)));
        return Where(width * Max(middle, 1) < 1, narrow, Where(low < 0, across, tail));
    }

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v)
    {
        var end = x[input].AsReal();
        var hazard = v * Exp(-0.5 * (end * end) - HalfLogTwoPi - y);
        return input == 0 ? -hazard : hazard;
    }

    // Gauss and Legendre's rule of 8 points, its positive half.
    static readonly double[] s_points = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
    static readonly double[] s_weights = [0.362683783378362, 0.31370664587788727, 0.22238103445337448, 0.10122853629037626];
}

/// <summary>The quantile of the standard normal law cut to [a, b]: x with Φ(x) = (1 − u)Φ(a) + uΦ(b). Operands a, b, u.</summary>
internal sealed record TruncatedNormalQuantile() : Composite(3)
{
    public static readonly TruncatedNormalQuantile Op = new();

    public override string Name => "truncated_normal_quantile";
    public override double Scalar(ReadOnlySpan<double> x) => ReferenceNormal.TruncatedQuantile(x[0], x[1], x[2]);

    /// <summary>
    /// By the smaller of Φ(x) and 1 − Φ(x), each a sum of positive terms; beyond 3 by Newton's iteration on log(1 − Φ(x)) − log(1 − Φ(a)) in x − a, to which
    /// derivatives there are sensitive; the probabilities soon have no floating-point numbers either.
    /// </summary>
    protected override Real Compose(ReadOnlySpan<Real> x)
    {
        var flip = x[0] + x[1] < 0;
        Real low = Where(flip, -x[1], x[0]), high = Where(flip, -x[0], x[1]);
        Real atLow = Where(flip, x[2], 1 - x[2]), atHigh = Where(flip, 1 - x[2], x[2]);
        Real upper = atLow * NormalCdf(-low) + atHigh * NormalCdf(-high), lower = atLow * NormalCdf(low) + atHigh * NormalCdf(high);
        var right = upper < 0.5;
        var quantile = NormalQuantile(Where(right, upper, lower));
        Real near = Where(right, -quantile, quantile), start = Max(low, 3), ratioAtStart = MillsRatio(start);
        var depth = -Log(atLow + atHigh * (MillsRatio(high) / ratioAtStart * Exp(-0.5 * (high - start) * (high + start))));
        var distance = 2 * depth / (start + Sqrt(start * start + 2 * depth));
        for (int step = 0; step < 4; step++)
        {
            var ratio = MillsRatio(start + distance);
            distance = distance - ratio * (distance * (start + 0.5 * distance) - Log(ratio / ratioAtStart) - depth);
        }
        var found = Min(Max(Where(low < 3, near, start + distance), low), high);
        return Where(flip, -found, found);
    }

    /// <summary>∂x/∂a = (1 − u) φ(a)/φ(x), ∂x/∂b = u φ(b)/φ(x), ∂x/∂u = (Φ(b) − Φ(a))/φ(x).</summary>
    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v)
    {
        Real a = x[0].AsReal(), b = x[1].AsReal(), u = x[2].AsReal();
        return input switch
        {
            0 => v * ((1 - u) * Exp(0.5 * (y - a) * (y + a))),
            1 => v * (u * Exp(0.5 * (y - b) * (y + b))),
            _ => v * Exp(LogOfNormalInterval.Op.On(a, b) + 0.5 * (y * y) + LogOfNormalInterval.HalfLogTwoPi),
        };
    }
}
