using Pathwise.Numerics;
using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>I_x(a, b), the regularised incomplete beta function (DLMF 8.17.2): operands a, b, x.</summary>
internal sealed record BetaDistributionFunction() : Composite(3)
{
    public static readonly BetaDistributionFunction Op = new();

    public override string Name => "beta_cdf";
    public override double Scalar(ReadOnlySpan<double> x) => ReferenceBeta.Cdf(x[0], x[1], x[2]);

    protected override Real Compose(ReadOnlySpan<Real> x)
    {
        Real z = Logit(x[2]);
        var law = new BetaLaw(x[0], x[1], moments: false);
        var left = z < law.Split;
        var side = law.Side(left);
        Real own = Where(left, z, -z), tail = BetaTail.MassOf(side.A, side.B, own) * Exp(-side.Drop(side.Split - own)) / law.Total;
        var inside = Where(left, tail, 1 - tail);
        return Where((x[0] > 0) & (x[1] > 0), Where(x[2] <= 0, 0, Where(x[2] >= 1, 1, inside)), double.NaN);
    }

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v)
    {
        Real at = x[2].AsReal(), z = Logit(at);
        var law = new BetaLaw(x[0].AsReal(), x[1].AsReal(), moments: input < 2);
        var left = Composite.Held(z) < law.Split;
        var side = law.Side(left);
        var own = Where(left, z, -z);
        var density = Exp(-side.Drop(side.Split - own)) / law.Total;
        if (input == 2) return v * density / (at * (1 - at));
        // ∂I/∂a = −p ∂z/∂a, and the law of 1 − x turns both I and z round.
        var (a, b, _) = side.PartialsAt(own);
        return -(v * density * (input == 0 ? Where(left, a, -b) : Where(left, b, -a)));
    }

    static Real Logit(Real x) => Log(x) - Log1p(-x);
}

/// <summary>The logit log(x/(1 − x)) of the beta quantile x, I_x(a, b) = u: operands a, b, u.</summary>
internal sealed record LogitOfBetaQuantile() : Composite(3)
{
    public static readonly LogitOfBetaQuantile Op = new();

    public override string Name => "logit_beta_quantile";
    public override double Scalar(ReadOnlySpan<double> x) => ReferenceBeta.LogitQuantile(x[0], x[1], x[2]);

    /// <summary>The distance from the split to where the logarithm of the smaller side's probability is that of u or 1 − u.</summary>
    protected override Real Compose(ReadOnlySpan<Real> x)
    {
        var u = x[2];
        var law = new BetaLaw(x[0], x[1], moments: false);
        var left = u < law.LeftShare;
        var side = law.Side(left);
        Real log = -Where(left, Log(u), Log1p(-u)), logAtSplit = -Log(side.Mass / side.Total);
        var distance = TailPoint.Find(side.Reach(Max(log - logAtSplit, 0)), log, logAtSplit, side.Mass, side.Density,
            distance => BetaTail.MassOf(side.A, side.B, side.Split - distance), distance => BetaTail.ApproximateMassOf(side.A, side.B, side.Split - distance));
        var logit = Where(left, side.Split - distance, distance - side.Split);
        var all = Where((u > 0) & (u < 1), logit, Where(u == 0, double.NegativeInfinity, Where(u == 1, double.PositiveInfinity, double.NaN)));
        return Where((x[0] > 0) & (x[1] > 0), all, double.NaN);
    }

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v)
    {
        var (a, b, u) = ((Real, Real, Real))(y.Node.Cache ??= Partials(x[0].AsReal(), x[1].AsReal(), x[2].AsReal(), y));
        return v * (input switch { 0 => a, 1 => b, _ => u });
    }

    /// <summary>All three at once, for they share their integrals.</summary>
    static (Real A, Real B, Real U) Partials(Real a, Real b, Real u, Real z)
    {
        var law = new BetaLaw(a, b, moments: true);
        var left = Held(z) < law.Split;
        var (own, other, mass) = law.Side(left).PartialsAt(Where(left, z, -z));
        return (Where(left, own, -other), Where(left, other, -own), mass / Where(left, u, 1 - u));
    }
}
