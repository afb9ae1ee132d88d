using Pathwise.Calculus.Models;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests.Models;

/// <summary>Heston's Greeks by Euler's scheme, whose bias falls with the steps, against the closed form.</summary>
public class HestonStepsTests
{
    record Market(HestonState Start, Heston Model);

    static readonly Market s_at = new(new(100, 0.04), new(0.05, 2, 0.04, 0.3, -0.7));

    static Real Price(Market m, BrownianMotion w) => Exp(-m.Model.Rate) * Max(m.Model.Equation.Solve(m.Start, w, EulerMaruyama.Scheme).Terminal.Stock - 100, 0);

    /// <summary>Factor times the price by N steps less that by N/2 along the same motion.</summary>
    static Estimate<Market> Halved(double factor, int steps, long paths, long seed) => Expectation.Of((Market m, Noise noise) =>
    {
        var w = new BrownianMotion(TimeGrid.Uniform(0, 1, steps), noise, drivers: 2);
        return factor * Price(m, w) - Price(m, w.Coarser(2));
    }).ValueAndGradient(s_at, paths, seed);

    /// <summary>2P_N − P_N/2 (Richardson, Talay and Tubaro, Stochastic Analysis and Applications 8, 1990), which leaves less than a standard error of the bias: the price and every Greek.</summary>
    [Fact]
    public void Extrapolated_paths_have_the_closed_forms_Greeks()
    {
        var e = Halved(2, 128, 100_000, seed: 1);
        Agreement.IsValueOf(10.3942185652, e);
        void Is(double expected, Func<Market, Real> of) => Agreement.Within(expected, (double)of(e.Gradient), (double)of(e.GradientStandardError));
        Is(0.691867219, g => g.Start.Stock);
        Is(39.2130484, g => g.Start.Variance);
        Is(0.0540627, g => g.Model.Reversion);
        Is(52.4123256, g => g.Model.Level);
        Is(-0.880483233, g => g.Model.VolatilityOfVariance);
        Is(-0.112065166, g => g.Model.Correlation);
        Is(58.7925034, g => g.Model.Rate);
    }

    /// <summary>From 8 to 16 steps ∂v₀ and rho change by what noise cannot hide, from 64 to 128 by less; by five standard errors both.</summary>
    [Fact]
    public void Bias_falls_as_steps_grow()
    {
        Estimate<Market> coarse = Halved(1, 16, 400_000, seed: 2), fine = Halved(1, 128, 200_000, seed: 3);
        Falls(g => g.Start.Variance);
        Falls(g => g.Model.Rate);

        void Falls(Func<Market, Real> of)
        {
            double before = Math.Abs((double)of(coarse.Gradient)), after = Math.Abs((double)of(fine.Gradient)), error = (double)of(coarse.GradientStandardError), rest = (double)of(fine.GradientStandardError);
            Assert.True(before > 5 * error && before - after > 5 * Math.Sqrt(error * error + rest * rest), $"{before} ± {error}, then {after} ± {rest}");
        }
    }
}
