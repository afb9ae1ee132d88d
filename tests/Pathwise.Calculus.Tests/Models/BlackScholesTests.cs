using Pathwise.Calculus.Models;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests.Models;

/// <summary>Prices under geometric Brownian motion against published numbers and paths.</summary>
public class BlackScholesTests
{
    record Market(Real Spot, GeometricBrownianMotion Stock);

    static readonly Market s_at = new(100, new(0.05, 0.2));

    [Fact]
    public void Calls_and_their_Greeks()
    {
        Real Price(Market m) => m.Stock.Call(m.Spot, 100, 1);
        var (price, greeks) = ClosedForm.Of<Market>(Price, s_at);
        Assert.Equal(10.4505835722, price, 1e-9);
        ClosedForm.IsWithin(0.636830651, greeks.Spot, 1e-8);
        ClosedForm.IsWithin(37.5240347, greeks.Stock.Volatility, 1e-8);
        ClosedForm.IsWithin(53.2324815, greeks.Stock.Drift, 1e-8);
        var hessian = ClosedForm.Hessian<Market>(Price, s_at);
        ClosedForm.IsWithin(0.0187620173, hessian[0, 0], 1e-8);
        ClosedForm.IsWithin(-0.281430260, hessian[0, 2], 1e-8);
        ClosedForm.IsWithin(9.85005911, hessian[2, 2], 1e-8);
    }

    [Fact]
    public void Puts_by_parity_also_with_a_rate_of_its_own()
    {
        Assert.Equal(10.4505835722 - 100 + 100 * Math.Exp(-0.05), (double)s_at.Stock.Put(100, 100, 1), 1e-9);
        // A dividend yield of 3 %: drift r − q.
        var withDividends = new GeometricBrownianMotion(0.02, 0.2);
        double forward = 100 * Math.Exp(-0.03 * 2) - 90 * Math.Exp(-0.05 * 2);
        Assert.Equal(forward, (double)(withDividends.Call(100, 90, 2, 0.05) - withDividends.Put(100, 90, 2, 0.05)), 1e-11);
    }

    [Fact]
    public void Digitals()
    {
        var (price, greeks) = ClosedForm.Of<Market>(m => m.Stock.Digital(m.Spot, 100, 1), s_at);
        Assert.Equal(0.532324815, price, 1e-9);
        ClosedForm.IsWithin(0.0187620173, greeks.Spot, 1e-8);
        ClosedForm.IsWithin(-0.656670607, greeks.Stock.Volatility, 1e-8);
    }

    [Fact]
    public void Calls_with_a_barrier()
    {
        Real Price(Market m) => m.Stock.DownAndOutCall(m.Spot, 100, 90, 1);
        var (price, greeks) = ClosedForm.Of<Market>(Price, s_at);
        ClosedForm.IsWithin(8.66547166, price, 1e-8);
        ClosedForm.IsWithin(0.830169446, greeks.Spot, 1e-8);
        ClosedForm.IsWithin(11.2814223, greeks.Stock.Volatility, 1e-8);
        ClosedForm.IsWithin(-0.00100580770, ClosedForm.Hessian<Market>(Price, s_at)[0, 0], 1e-6);
        Assert.Equal(0, (double)s_at.Stock.DownAndOutCall(90, 100, 90, 1));
        Assert.Equal(0, (double)s_at.Stock.DownAndOutCall(90 + 1e-12, 80, 90, 1), 1e-10);
    }

    /// <summary>A barrier above the strike: against paths, with the probability of a crossing between steps of the logarithm, which is exact.</summary>
    [Fact]
    public void Barriers_above_the_strike_agree_with_paths()
    {
        var e = Expectation.Of((Market m, Noise noise) =>
        {
            var logarithm = new BrownianMotionWithDrift(m.Stock.Drift - 0.5 * m.Stock.Volatility * m.Stock.Volatility, m.Stock.Volatility);
            var path = logarithm.Equation.Solve(Log(m.Spot), TimeGrid.Uniform(0, 1, 2), ExactScheme.Scheme, noise);
            return Exp(-m.Stock.Drift) * Max(Exp(path.Terminal) - 85, 0) * (1 - path.CrossingProbability(Math.Log(92)));
        }).Value(s_at, 100_000, seed: 3);
        Agreement.IsValueOf((double)s_at.Stock.DownAndOutCall(100, 85, 92, 1), e);
    }

    [Fact]
    public void Moments_and_law_agree_with_the_equation()
    {
        var law = s_at.Stock.Law(100, 2);
        ClosedForm.IsWithin((double)s_at.Stock.Mean(100, 2), law.Mean, 1e-14);
        ClosedForm.IsWithin((double)s_at.Stock.Variance(100, 2), law.Variance, 1e-13);
        var e = Expectation.Of((Market m, Noise noise) => m.Stock.Equation.Solve(m.Spot, TimeGrid.Uniform(0, 2, 2), ExactScheme.Scheme, noise).Terminal is var s ? s * s : 0).ValueAndGradient(s_at, 50_000, seed: 4);
        var (value, gradient) = ClosedForm.Of<Market>(m => m.Stock.Variance(m.Spot, 2) + Pow(m.Stock.Mean(m.Spot, 2), 2), s_at);
        Agreement.IsValueOf(value, e);
        Agreement.Within((double)gradient.Spot, (double)e.Gradient.Spot, (double)e.GradientStandardError.Spot);
        Agreement.Within((double)gradient.Stock.Drift, (double)e.Gradient.Stock.Drift, (double)e.GradientStandardError.Stock.Drift);
        Agreement.Within((double)gradient.Stock.Volatility, (double)e.Gradient.Stock.Volatility, (double)e.GradientStandardError.Stock.Volatility);
    }

    [Fact]
    public void Bad_parameters_are_refused()
    {
        ClosedForm.IsRefused(() => new GeometricBrownianMotion(0.05, -0.2).Call(100, 100, 1));
        ClosedForm.IsRefused(() => new GeometricBrownianMotion(0.05, 0).Equation);
        ClosedForm.IsRefused(() => s_at.Stock.Law(-1, 1));
        ClosedForm.IsRefused(() => Expectation.Of((Market m, Noise _) => m.Stock.Call(m.Spot, 100, 1)).Value(new(100, new(0.05, -0.2)), 2));
    }
}
