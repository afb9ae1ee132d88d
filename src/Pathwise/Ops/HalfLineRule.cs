using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>
/// ∫₀^D g(δ) dδ by Gauss and Legendre's rule of 36 points in √(δ/D) (DLMF 3.5(v)), for a smooth g that falls from δ = 0, where the points are densest, and is
/// nothing beside its integral at D. For tails of beta densities, and their products with a few powers of logarithms, the error is below 10⁻¹².
/// </summary>
internal static class HalfLineRule
{
    /// <summary>The negligible tail: e⁻³⁷ is 8·10⁻¹⁷.</summary>
    public const double Depth = 37;

    /// <summary>Integrals over [0, width] of several functions at once, as a loop over the points.</summary>
    public static Real[] Integrate(Real width, int count, Func<Real, Real[]> integrands)
    {
        var zero = Constant.Of(width.Shape, 0);
        Node[] points = [((Real)s_points).Node, ((Real)s_weights).Node];
        var loop = Loop.Build(s_points.Length, backward: false, [.. Enumerable.Repeat(zero, count)], points, (_, sums, row) =>
            ([.. integrands(width * row[0].AsReal()).Zip(sums, (value, sum) => (sum.AsReal() + row[1].AsReal() * value).Node)], []));
        return [.. Enumerable.Range(0, count).Select(i => width * Item.Of(loop, i).AsReal())];
    }

    // v² and 2vw for Legendre's points v and weights w on [0, 1].
    static readonly double[] s_points =
    [
        1.1767232582397501e-06, 3.256711596241159e-05, 0.00019561251700278705, 0.0006689210357333974, 0.0017016543024672586, 0.0036042131785549193,
        0.006736538146099072, 0.011494388271079115, 0.01829402707128507, 0.02755579472718579, 0.03968708276081172, 0.055065248504567746, 0.07402101174188899,
        0.09682286465212386, 0.12366299894355738, 0.15464521159659167, 0.18977519420131278, 0.22895354211312655, 0.27197174058683515, 0.31851129801069755,
        0.36814610391345726, 0.4203479942875857, 0.4744954117718131, 0.5298849561753093, 0.5857455344308129, 0.6412547408967922, 0.6955570313127069,
        0.7477831986648417, 0.7970706184032856, 0.8425837051385744, 0.883534014068952, 0.9191994288181263, 0.9489419054352409, 0.9722233035667007,
        0.9886190460181746, 0.9978316392073441,
    ];

    static readonly double[] s_weights =
    [
        6.037518807320405e-06, 7.37082184122985e-05, 0.00028226179049675184, 0.000706038110064203, 0.0014113577654252297, 0.002453979776078288,
        0.003876886386137059, 0.00570846614832184, 0.007961153189962785, 0.01063056676558948, 0.013695180184036435, 0.0171165323074269, 0.02083997851575659,
        0.024795961796205752, 0.028901768932412135, 0.033063722101545644, 0.03717974297210609, 0.041142215026093054, 0.0448410606443017, 0.04816694276723253,
        0.05101449687811629, 0.05328549777192757, 0.05489186711586585, 0.05575843213011408, 0.05582535269822616, 0.05505014365170001, 0.05340923058942601,
        0.05089899105536203, 0.04753624782943808, 0.04335819710412892, 0.038421771147566605, 0.032802453004882, 0.026592583388504575, 0.01989925350723872,
        0.012842239065653276, 0.005559682145437725,
    ];
}
