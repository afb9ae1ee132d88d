using System.Globalization;
using Pathwise.Calculus;
using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Benchmarks;

/// <summary>A call on geometric Brownian motion: the equation given to a scheme, and the loop that the scheme's formula is, written by hand over the graph. What lies between is what the solver adds.</summary>
static class SolverLoops
{
    const int Steps = 252;
    const double H = 1.0 / Steps;

    public static readonly (string Name, Expectation<Market> Solved, Expectation<Market> Written)[] Schemes =
    [
        ("Euler", Solved(EulerMaruyama.Scheme), Written((m, s, w) => s + m.Rate * s * H + m.Volatility * s * w)),
        ("Milstein", Solved(Milstein.Scheme), Written((m, s, w) => s + m.Rate * s * H + m.Volatility * s * w + 0.5 * (m.Volatility * m.Volatility) * s * (w * w - H))),
    ];

    /// <summary>Throws unless both give the same results on the same noise.</summary>
    public static void Check(Expectation<Market> solved, Expectation<Market> written, Market at, EstimationOptions options)
    {
        Estimate<Market> a = solved.ValueAndGradient(at, options), b = written.ValueAndGradient(at, options);
        static double[] Numbers(Estimate<Market> e) => [e.Value, (double)e.Gradient.Spot, (double)e.Gradient.Rate, (double)e.Gradient.Volatility];
        double worst = Numbers(a).Zip(Numbers(b), (x, y) => Math.Abs(x - y) / Math.Max(1, Math.Abs(y))).Max();
        if (!(worst <= 1e-9)) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"A solved equation and its loop written by hand differ by {worst:0.0e+0}."));
    }

    static Expectation<Market> Solved(ItoScheme scheme) => Expectation.Of((Market m, Noise noise) =>
        Discounted(m, Ito.Sde(drift: (s, t) => m.Rate * s, diffusion: (s, t) => m.Volatility * s).Solve(m.Spot, TimeGrid.Uniform(0, 1, Steps), scheme, noise).Terminal));

    static Expectation<Market> Written(Func<Market, Real, Real, Real> next) => Expectation.Of((Market m, Noise noise) =>
    {
        var loop = Loop.Build(Steps, backward: false, [m.Spot.Node], [], (_, carry, _) => ([next(m, carry[0].AsReal(), Math.Sqrt(H) * noise.Normal()).Node], []));
        return Discounted(m, Item.Of(loop, 0).AsReal());
    });

    static Real Discounted(Market m, Real terminal) => Exp(-m.Rate) * Max(terminal - 100, 0);
}
