using Pathwise.Calculus;
using static Pathwise.Functions;

namespace Pathwise.Benchmarks;

record Market(Real Spot, Real Rate, Real Volatility);

/// <summary>The Asian call as a user writes it.</summary>
static class AsianCall
{
    /// <summary>The name of its draws: one a step.</summary>
    public const string Site = "#0";

    public static readonly Expectation<Market> Price = Traced();

    /// <summary>The program anew, with nothing compiled.</summary>
    public static Expectation<Market> Traced() => Expectation.Of<Market>(Payoff);

    public static Real Payoff(Market m, Noise noise)
    {
        var stock = Ito.Sde(drift: (s, t) => m.Rate * s, diffusion: (s, t) => m.Volatility * s);
        return Exp(-m.Rate) * Max(stock.Solve(m.Spot, TimeGrid.Uniform(0, 1, 252), EulerMaruyama.Scheme, noise).Mean - 100, 0);
    }
}
