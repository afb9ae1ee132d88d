using Pathwise.Calculus;
using Pathwise.Estimation;
using Pathwise.Language;
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
    public static Expectation<Market> Traced() => Expectation.Of((Market m, Noise noise) =>
    {
        var stock = Ito.Sde(drift: (s, t) => m.Rate * s, diffusion: (s, t) => m.Volatility * s);
        return Exp(-m.Rate) * Max(stock.Solve(m.Spot, TimeGrid.Uniform(0, 1, 252), EulerMaruyama.Scheme, noise).Mean - 100, 0);
    });

    /// <summary>The same in the language of models.</summary>
    public static readonly StochasticProgram Program = Model.Parse("""
        param S0 = 100, r = 0.05, sigma = 0.2
        sde t in [0, 1], steps 252, scheme euler
            S(0) = S0
            dS = r*S dt + sigma*S dW
        expect price = exp(-r) * max(mean(S) - 100, 0)
        """, "asian.pw").Program;
}
