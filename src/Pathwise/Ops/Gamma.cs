using Pathwise.Numerics;
using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>P(a, x) or Q(a, x) = 1 − P(a, x), the regularised incomplete gamma functions (DLMF 8.2.4): operands a, x.</summary>
internal sealed record IncompleteGamma(bool Upper) : Composite(2)
{
    public static readonly IncompleteGamma P = new(Upper: false);
    public static readonly IncompleteGamma Q = new(Upper: true);

    public override string Name => Upper ? "gamma_q" : "gamma_p";
    public override double Scalar(ReadOnlySpan<double> x) => ReferenceGamma.Incomplete(x[0], x[1], Upper);

    protected override Real Compose(ReadOnlySpan<Real> x)
    {
        var (a, at) = (x[0], x[1]);
        var inside = (at > 0) & (at < double.PositiveInfinity);
        var (tail, left) = Tail(a, Where(inside, at, 1));
        var value = Where(Upper ? !left : left, tail, 1 - tail);
        return Where(a > 0, Where(inside, value, Where(at <= 0, Upper ? 1 : 0, Where(at == double.PositiveInfinity, Upper ? 0 : 1, double.NaN))), double.NaN);
    }

    /// <summary>The probability of the tail that x is in, and whether it is the left one.</summary>
    static (Real Probability, Condition Left) Tail(Real a, Real x)
    {
        var z = Log(x);
        var left = Composite.Held(z) < GammaSide.SplitOf(a);
        return (GammaTail.MassOf(a, z, left) * Density(a, z, left), left);
    }

    /// <summary>The density of z.</summary>
    static Real Density(Real a, Real z, Condition left)
    {
        var side = new GammaSide(a, left);
        var masses = GammaSide.MassesOf(a);
        return Exp(-side.Drop(Where(left, side.Split - z, z - side.Split))) / (masses.Left + masses.Right);
    }

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v)
    {
        Real a = x[0].AsReal(), at = x[1].AsReal(), z = Log(at);
        var left = Composite.Held(z) < GammaSide.SplitOf(a);
        var density = Density(a, z, left);
        // As P(a, x) stays what it is where z follows a, ∂P/∂a is −p ∂z/∂a.
        var partial = input == 1 ? density / at : -(density * LogOfGammaQuantile.InShape(a, z, left));
        return v * (Upper ? -partial : partial);
    }
}

/// <summary>The logarithm of the gamma quantile x, P(a, x) = u: operands a, u.</summary>
internal sealed record LogOfGammaQuantile() : Composite(2)
{
    public static readonly LogOfGammaQuantile Op = new();

    public override string Name => "log_gamma_quantile";
    public override double Scalar(ReadOnlySpan<double> x) => ReferenceGamma.LogQuantile(x[0], x[1]);

    /// <summary>The distance from the split to where the logarithm of the smaller side's probability is that of u or 1 − u.</summary>
    protected override Real Compose(ReadOnlySpan<Real> x)
    {
        var (a, u) = (x[0], x[1]);
        var masses = GammaSide.MassesOf(a);
        var total = masses.Left + masses.Right;
        var left = u < masses.Left / total;
        var side = new GammaSide(a, left);
        var atSplit = Where(left, masses.Left, masses.Right);
        Real log = -Where(left, Log(u), Log1p(-u)), logAtSplit = -Log(atSplit / total);
        // At the split the density in z has the slope −1.
        Real slope = 1 / atSplit, bound = side.Reach(Max(log - logAtSplit, 0), slope, slope * (slope + Where(left, 1, -1)));
        var distance = TailPoint.Find(bound, log, logAtSplit, atSplit, side.Density, distance => GammaTail.MassOf(a, side.At(distance), left),
            distance => GammaTail.ApproximateMassOf(a, side.At(distance), left));
        var all = Where((u > 0) & (u < 1), side.At(distance), Where(u == 0, double.NegativeInfinity, Where(u == 1, double.PositiveInfinity, double.NaN)));
        return Where(a > 0, all, double.NaN);
    }

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v)
    {
        Real a = x[0].AsReal(), u = x[1].AsReal();
        var left = Composite.Held(y) < GammaSide.SplitOf(a);
        return v * (input == 0 ? InShape(a, y, left) : GammaTail.MassOf(a, y, left) / Where(left, u, 1 - u));
    }

    /// <summary>
    /// ∂z/∂a of the quantile z: as the distribution function F stays what it is, −(∂F/∂a)/p = ∫ (E[log x] − s) e^(f(s) − f(z)) ds over s ≤ z, with E[log x] = ψ(a) (Figurnov, Mohamed and Mnih,
    /// Implicit reparameterization gradients, NeurIPS 2018); or the integral of the opposite over s ≥ z.
    /// </summary>
    internal static Real InShape(Real a, Real z, Condition left)
    {
        var tail = GammaTail.Of(a, z, left);
        return Where(left, Digamma(a) - z, z - Digamma(a)) * tail.Mass + tail.OfDistance;
    }
}
