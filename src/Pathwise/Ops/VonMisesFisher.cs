using System.Globalization;
using Pathwise.Numerics;
using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>
/// The quantile of the cosine w of von Mises and Fisher's law on the sphere in some dimension, as the logit log((1 + w)/(1 − w)): operands κ and u. For dimension
/// 2, the circle, w is the cosine of von Mises's law.
/// </summary>
internal sealed record LogitOfVonMisesFisherQuantile(int Dimension) : Composite(2)
{
    public override string Name => "logit_von_mises_fisher_quantile";
    public override string Attributes => Dimension.ToString(CultureInfo.InvariantCulture);
    public override double Scalar(ReadOnlySpan<double> x) => ReferenceVonMisesFisher.LogitQuantile(Dimension, x[0], x[1]);

    /// <summary>The distance from the split to where the logarithm of the smaller side's probability is that of u or 1 − u.</summary>
    protected override Real Compose(ReadOnlySpan<Real> x)
    {
        var (κ, u) = (x[0], x[1]);
        var law = new VonMisesFisherLaw(Dimension - 2, κ, moments: false);
        var total = law.Below + law.Above;
        var below = u < law.Below / total;
        Real side = Where(below, 1, -1), mass = Where(below, law.Below, law.Above);
        Real log = -Where(below, Log(u), Log(Rest(u))), logAtSplit = -Log(mass / total);
        var distance = TailPoint.Find(law.Reach(Max(log - logAtSplit, 0), mass, side), log, logAtSplit, mass, distance => law.Density(distance, side),
            distance => law.MassAt(law.Split - side * distance, side),
            distance => law.Density(distance, side) is var (_, slope, curvature) ? TailPoint.ApproximateMass(slope, curvature) : default);
        var logit = law.Split - side * distance;
        return Where((κ >= 0) & (u <= 1), Where(u > 0, logit, Where(u == 0, double.NegativeInfinity, double.NaN)), double.NaN);
    }

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v)
    {
        var (κ, u) = ((Real, Real))(y.Node.Cache ??= Partials(x[0].AsReal(), x[1].AsReal(), y));
        return v * (input == 0 ? κ : u);
    }

    (Real Kappa, Real U) Partials(Real κ, Real u, Real z)
    {
        var law = new VonMisesFisherLaw(Dimension - 2, κ, moments: true);
        var below = Held(z) < law.Split;
        var (mass, ofKappa) = law.PartialsAt(z, Where(below, 1, -1));
        return (ofKappa, mass / Where(below, u, Rest(u)));
    }

    /// <summary>1 − u, but not 0: von Mises's law at its centre is asked for u = 1, and wants an angle that is small, and has derivatives.</summary>
    static Real Rest(Real u) => Where(Held(u) == 1, 1e-18, 1 - u);
}

/// <summary>The distribution function of von Mises's law with mean 0 on [−π, π]: operands x and κ.</summary>
internal sealed record VonMisesDistributionFunction() : Composite(2)
{
    public static readonly VonMisesDistributionFunction Op = new();

    public override string Name => "von_mises_cdf";
    public override double Scalar(ReadOnlySpan<double> x) => ReferenceVonMisesFisher.CircleCdf(x[0], x[1]);

    protected override Real Compose(ReadOnlySpan<Real> x)
    {
        var law = new VonMisesFisherLaw(0, x[1], moments: false);
        var z = LogitOfCosine(x[0]);
        var below = z < law.Split;
        var beyond = law.MassAt(z, Where(below, 1, -1)) * Exp(-law.Drop(z)) / (law.Below + law.Above);
        // Half the probability of an angle further from 0.
        var outer = 0.5 * Where(below, beyond, 1 - beyond);
        var inside = Where(x[0] < 0, outer, Where(below, 1 - outer, 0.5 + 0.5 * beyond));
        return Where(x[1] >= 0, Where(x[0] <= -Math.PI, 0, Where(x[0] >= Math.PI, 1, Where(x[0] == 0, 0.5, inside))), double.NaN);
    }

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v)
    {
        Real at = x[0].AsReal(), z = LogitOfCosine(at);
        var law = new VonMisesFisherLaw(0, x[1].AsReal(), moments: input == 1);
        var density = Exp(-law.Drop(z)) / (law.Below + law.Above);
        // Of x, with |dz/dx| = 2/sin |x| = 2 cosh(z/2); and ∂F/∂κ = ∓½p ∂z/∂κ.
        if (input == 0) return v * density * Cosh(0.5 * z);
        var below = Held(z) < law.Split;
        var change = density * law.PartialsAt(z, Where(below, 1, -1)).OfKappa;
        return v * Where(Held(at) < 0, -0.5, 0.5) * change;
    }

    /// <summary>log((1 + cos x)/(1 − cos x)) = −2 log |tan(x/2)|, finite at 0.</summary>
    static Real LogitOfCosine(Real x)
    {
        Real held = Held(x), angle = Where(Held(Abs(x)) < 1e-30, 1e-30, Where(held < 0, -x, x));
        return -2 * Log(Tan(0.5 * angle));
    }
}
