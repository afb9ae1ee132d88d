using Pathwise.Calculus.Models;
using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests.Models;

/// <summary>Models beyond Black and Scholes: prices against numbers of 25 digits from other integrals, and against paths.</summary>
public class VolatilityModelTests
{
    record HestonMarket(HestonState Start, Heston Model);

    static readonly HestonMarket s_heston = new(new(100, 0.04), new(0.05, 2, 0.04, 0.3, -0.7));

    [Fact]
    public void Heston_has_its_price_and_Greeks()
    {
        Real Price(HestonMarket m) => m.Model.Call(m.Start, 100, 1);
        var (price, greeks) = ClosedForm.Of<HestonMarket>(Price, s_heston);
        Assert.Equal(10.39421856515016, price, 1e-10);
        ClosedForm.IsWithin(0.691867219, greeks.Start.Stock, 1e-8);
        ClosedForm.IsWithin(39.2130484, greeks.Start.Variance, 1e-8);
        ClosedForm.IsWithin(0.0540627, greeks.Model.Reversion, 1e-6);
        ClosedForm.IsWithin(52.4123256, greeks.Model.Level, 1e-8);
        ClosedForm.IsWithin(-0.880483233, greeks.Model.VolatilityOfVariance, 1e-8);
        ClosedForm.IsWithin(-0.112065166, greeks.Model.Correlation, 1e-8);
        ClosedForm.IsWithin(58.7925034, greeks.Model.Rate, 1e-8);
        Assert.Equal(0.0174091800, Pathwise.Tests.Differences.Second(s => (double)s_heston.Model.Call(new(100 + s, 0.04), 100, 1), 0.5), 1e-8);
    }

    /// <summary>Short and far from the money; and long, where the logarithm of the first form of the formula leaves its branch.</summary>
    [Fact]
    public void Heston_has_prices_at_short_and_long_terms()
    {
        Assert.Equal(0.2514773338389278, (double)new Heston(0.02, 1.2, 0.05, 0.8, -0.5).Call(new(100, 0.06), 110, 0.1), 1e-9);
        Assert.Equal(4.225201698207331, (double)new Heston(0.02, 0.5, 0.05, 1, -0.9).Call(new(100, 0.06), 150, 10), 1e-9);
        Assert.Equal(10.36186902096611, (double)new Heston(0.05, 1.5, 0.04, 0.3, -0.7).Call(new(100, 0.04), 100, 1), 1e-10);
        // Without noise in the variance: Black and Scholes.
        Assert.Equal((double)new GeometricBrownianMotion(0.05, 0.2).Call(100, 90, 1), (double)new Heston(0.05, 2, 0.04, 1e-4, 0.3).Call(new(100, 0.04), 90, 1), 1e-4);
        Assert.Equal(100 - 90 * Math.Exp(-0.05), (double)(s_heston.Model.Call(s_heston.Start, 90, 1) - s_heston.Model.Put(s_heston.Start, 90, 1)), 1e-11);
    }

    [Fact]
    public void Hestons_equation_agrees()
    {
        // At κ = 1.5 and ξ = 0.3, 252 steps of this scheme have 10.36175 ± 0.0012 by 10⁸ paths, and the formula 10.36187: 64 steps err by some 0.005 at most, and by less for a milder ξ.
        var market = s_heston with { Model = s_heston.Model with { VolatilityOfVariance = 0.15 } };
        var e = Expectation.Of((HestonMarket m, Noise noise) =>
            Exp(-m.Model.Rate) * Max(m.Model.Equation.Solve(m.Start, TimeGrid.Uniform(0, 1, 64), EulerMaruyama.Scheme, noise).Terminal.Stock - 100, 0)).ValueAndGradient(market, 20_000, seed: 1);
        var (price, greeks) = ClosedForm.Of<HestonMarket>(m => m.Model.Call(m.Start, 100, 1), market);
        Agreement.IsValueOf(price, e, uncertainty: 5e-3);
        Agreement.Within((double)greeks.Start.Stock, (double)e.Gradient.Start.Stock, (double)e.GradientStandardError.Start.Stock, uncertainty: 1e-3);
        Agreement.Within((double)greeks.Start.Variance, (double)e.Gradient.Start.Variance, (double)e.GradientStandardError.Start.Variance, uncertainty: 0.3);
        var variance = Expectation.Of((HestonMarket m, Noise noise) => m.Model.Equation.Solve(new(100, 0.09), TimeGrid.Uniform(0, 1, 64), EulerMaruyama.Scheme, noise).Integral((x, t) => x.Variance)).Value(market, 20_000, seed: 2);
        Agreement.IsValueOf((double)market.Model.MeanVariance(0.09, 1), variance, uncertainty: 5e-4);
        ClosedForm.IsWithin(0.04 + 0.05 * Math.Exp(-2), market.Model.Mean(new(100, 0.09), 1).Variance, 1e-14);
    }

    record MertonMarket(Real Spot, Merton Model);

    static readonly MertonMarket s_merton = new(100, new(0.05, 0.2, 0.7, -0.1, 0.15));

    [Fact]
    public void Merton_has_its_price_and_Greeks()
    {
        var (price, greeks) = ClosedForm.Of<MertonMarket>(m => m.Model.Call(m.Spot, 95, 2), s_merton);
        Assert.Equal(21.114815911615811, price, 1e-11);
        ClosedForm.IsWithin(0.741363457513, greeks.Spot, 1e-10);
        ClosedForm.IsWithin(106.043059679, greeks.Model.Rate, 1e-10);
        ClosedForm.IsWithin(37.0682496937, greeks.Model.Volatility, 1e-10);
        ClosedForm.IsWithin(2.85891589868, greeks.Model.Intensity, 1e-10);
        ClosedForm.IsWithin(-11.8340623719, greeks.Model.JumpMean, 1e-10);
        ClosedForm.IsWithin(17.2946027365, greeks.Model.JumpDeviation, 1e-10);
    }

    [Fact]
    public void Merton_has_its_density_and_draws()
    {
        var model = s_merton.Model;
        double mass = 0, mean = 0, square = 0, stock = 0;
        const double step = 0.05;
        for (double x = -4; x < 4; x += step)
        {
            double p = step * Math.Exp((double)model.LogReturnLogDensity(x, 2));
            (mass, mean, square, stock) = (mass + p, mean + x * p, square + x * x * p, stock + Math.Exp(x) * p);
        }
        Assert.Equal(1, mass, 1e-11);
        Assert.Equal((double)model.LogReturnMean(2), mean, 1e-10);
        Assert.Equal((double)model.LogReturnVariance(2), square - mean * mean, 1e-10);
        Assert.Equal(Math.Exp(0.1), stock, 1e-10);
        var e = Expectation.Of((MertonMarket m, Noise noise) =>
            Exp(-2 * m.Model.Rate) * Max(m.Spot * Exp(m.Model.LogReturn(2, new Poisson(1.4).Sample(noise["jumps"]), noise)) - 95, 0)).Value(s_merton, 50_000, seed: 3);
        Agreement.IsValueOf(21.114815911615811, e);
    }

    record SabrMarket(SabrState Start, Sabr Model);

    [Fact]
    public void Sabr_has_its_implied_volatility()
    {
        var market = new SabrMarket(new(0.05, 0.03), new(0.5, 0.4, -0.3));
        ClosedForm.IsWithin(0.12644836868055042, market.Model.ImpliedVolatility(market.Start, 0.06, 2), 1e-13);
        ClosedForm.IsWithin(0.13676910826034085, market.Model.ImpliedVolatility(market.Start, 0.05, 2), 1e-13);
        // Across the change to the series near the money, where values and derivatives in everything are continuous.
        var (below, slopeBelow) = ClosedForm.Of<SabrMarket>(m => m.Model.ImpliedVolatility(m.Start, 0.05 * Math.Exp(-0.000999 / (0.4 / 0.03 * Math.Sqrt(0.05))), 2), market);
        var (above, slopeAbove) = ClosedForm.Of<SabrMarket>(m => m.Model.ImpliedVolatility(m.Start, 0.05 * Math.Exp(-0.001001 / (0.4 / 0.03 * Math.Sqrt(0.05))), 2), market);
        Assert.Equal(below, above, 1e-7);
        Assert.Equal((double)slopeBelow.Start.Forward, (double)slopeAbove.Start.Forward, 1e-5);
        Assert.Equal((double)slopeBelow.Model.Correlation, (double)slopeAbove.Model.Correlation, 1e-6);
    }

    /// <summary>The formula's error is of the second order in the variance of log α and the return, here some 10⁻³ of the volatility.</summary>
    [Fact]
    public void Sabrs_equation_agrees()
    {
        var market = new SabrMarket(new(1, 0.2), new(0.6, 0.4, -0.4));
        var e = Expectation.Of((SabrMarket m, Noise noise) => Max(m.Model.Equation.Solve(m.Start, TimeGrid.Uniform(0, 0.5, 64), EulerMaruyama.Scheme, noise).Terminal.Forward - 1.05, 0)).ValueAndGradient(market, 20_000, seed: 4);
        var (price, greeks) = ClosedForm.Of<SabrMarket>(m => m.Model.Call(m.Start, 1.05, 0.5), market);
        Agreement.IsValueOf(price, e, uncertainty: 2e-4);
        Agreement.Within((double)greeks.Start.Volatility, (double)e.Gradient.Start.Volatility, (double)e.GradientStandardError.Start.Volatility, uncertainty: 1e-3);
        Agreement.Within((double)greeks.Model.Correlation, (double)e.Gradient.Model.Correlation, (double)e.GradientStandardError.Model.Correlation, uncertainty: 2e-4);
        Agreement.Within((double)greeks.Model.VolatilityOfVolatility, (double)e.Gradient.Model.VolatilityOfVolatility, (double)e.GradientStandardError.Model.VolatilityOfVolatility, uncertainty: 5e-4);
    }

    record ElasticMarket(Real Spot, ConstantElasticity Model);

    static readonly ElasticMarket s_elastic = new(100, new(0.05, 2, 0.5));

    [Fact]
    public void Constant_elasticity_has_its_price_and_Greeks()
    {
        var (price, greeks) = ClosedForm.Of<ElasticMarket>(m => m.Model.Call(m.Spot, 100, 1), s_elastic);
        Assert.Equal(10.45388532871785, price, 1e-10);
        ClosedForm.IsWithin(0.617941493952, greeks.Spot, 1e-8);
        ClosedForm.IsWithin(53.2345315975, greeks.Model.Rate, 1e-8);
        ClosedForm.IsWithin(3.75722614869, greeks.Model.Volatility, 1e-8);
        ClosedForm.IsWithin(34.5920820015, greeks.Model.Elasticity, 1e-8);
        // Near β = 1: Black and Scholes.
        Assert.Equal(10.4505835722, (double)new ConstantElasticity(0.05, 0.2 * Math.Pow(100, 0.1), 0.9).Call(100, 100, 1), 0.01);
    }

    /// <summary>Where paths are absorbed: the mass that is left in the Fokker–Planck equation with an absorbing end.</summary>
    [Fact]
    public void Constant_elasticity_is_absorbed()
    {
        var model = new ConstantElasticity(0.05, 0.8, 0.6);
        var density = FokkerPlanck.Solve(model.Equation.System, ParameterValues.None, InitialLaw.Point(1), new Axis(1600, Boundary.Absorbing(0), Boundary.Natural(25)), 0, [1], 400).Terminal;
        Assert.Equal((double)model.AbsorptionProbability(1, 1), 1 - density.Mass, 2e-3);
        Assert.Equal((double)model.Call(1, 1.2, 1), Math.Exp(-0.05) * density.Expectation(x => Math.Max(x - 1.2, 0)), 2e-4);
    }

    [Fact]
    public void Bad_parameters_are_refused()
    {
        ClosedForm.IsRefused(() => new Heston(0, 1, 0.04, -0.3, 0).Equation);
        ClosedForm.IsRefused(() => new Heston(0, 1, 0.04, 0.3, -1).Call(new(100, 0.04), 100, 1));
        ClosedForm.IsRefused(() => new Sabr(1.5, 0.4, 0).Equation);
        ClosedForm.IsRefused(() => new ConstantElasticity(0, 0.2, 1).Call(1, 1, 1));
        ClosedForm.IsRefused(() => new Merton(0, 0.2, 1, 0, -0.1).Call(1, 1, 1));
        // More jumps, and a larger noncentrality, than the series are for.
        ClosedForm.IsRefused(() => Expectation.Of((Real intensity, Noise _) => new Merton(0, 0.2, intensity, 0, 0.1).Call(1, 1, 1)).Value(200, 2));
        ClosedForm.IsRefused(() => Expectation.Of((Real sigma, Noise _) => new ConstantElasticity(0, sigma, 0.99).Call(1, 1, 1)).Value(0.01, 2));
        ClosedForm.IsRefused(() => Expectation.Of((HestonMarket m, Noise _) => m.Model.Call(m.Start, 100, 1)).Value(s_heston with { Model = s_heston.Model with { Correlation = 2 } }, 2));
    }
}
