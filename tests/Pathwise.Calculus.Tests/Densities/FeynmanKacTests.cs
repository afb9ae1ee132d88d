using static Pathwise.Calculus.Tests.Densities.Equations;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests.Densities;

/// <summary>Expectations as functions of the start, against closed forms.</summary>
public class FeynmanKacTests
{
    static readonly Real s_rate = Parameter("rate"), s_sigma = Parameter("sigma");

    /// <summary>The price of a call, its delta, vega and rho by Black and Scholes.</summary>
    [Fact]
    public void Black_Scholes()
    {
        var system = Sde((_, s) => s_rate * s, (_, s) => s_sigma * s);
        double[] Errors(int n)
        {
            var u = FeynmanKac.Solve(system, ParameterValues.Of((s_rate, 0.05), (s_sigma, 0.2)), s => Max(s - 100, 0), new((_, _) => s_rate), new Axis(n, Boundary.Natural(0), Boundary.Natural(400)), 0, 1, n / 4);
            return [u.At(100) - 10.450583572185565, u.SlopeAt(100) - 0.6368306511756191, u.DerivativeAt("sigma", 100) - 37.52403469169379, u.DerivativeAt("rate", 100) - 53.232481545376345];
        }
        double[] coarse = Errors(800), fine = Errors(1600), bounds = [1e-3, 1e-5, 2e-2, 1e-3];
        for (int k = 0; k < 4; k++) IsOfSecondOrder(coarse[k], fine[k], bounds[k]);
        // Both orders are even, so extrapolation leaves the fourth.
        Assert.Equal(0, (4 * fine[0] - coarse[0]) / 3, 2e-6);
    }

    /// <summary>u at the start is the mean of the payoff under the density at the end, and both have the same derivatives, to rounding.</summary>
    [Fact]
    public void The_backward_equation_is_dual_to_the_forward_one()
    {
        var system = Sde((_, x) => s_rate - x, (_, x) => s_sigma * (1 + 0.2 * Sin(x)));
        var parameters = ParameterValues.Of((s_rate, 0.3), (s_sigma, 0.7));
        foreach (var axis in (Axis[])[new(300, Boundary.Reflecting(-2), Boundary.Absorbing(2)), new(300, Boundary.Periodic(-3), Boundary.Periodic(3))])
        {
            // Steps of the forward equation that need no halving are those of the backward one.
            var cells = Cells.Uniform(axis);
            var state = InitialLaw.Normal(0.4, 0.3).On(cells, new Coefficients(system, 1, parameters), 0).State;
            var stepper = new MassStepper(new Coefficients(system, 1, parameters), cells);
            var (initial, initialTangents) = (state.Mass, state.Tangents);
            for (int n = 0; n < 50; n++) state = stepper.Advance(state, n * 0.02, 0.02);
            var u = FeynmanKac.Solve(system, parameters, Exp, new(), axis, 0, 1, 50);
            var density = new Density(1, cells, state.Mass, parameters.Names, state.Tangents);
            Assert.Equal(density.Expectation(Math.Exp), u.Values.Zip(initial, (v, m) => v * m).Sum(), 1e-11);
            foreach (string name in parameters.Names)
                Assert.Equal(density.ExpectationDerivative(name, Math.Exp), u.Derivatives[name].Zip(initial, (v, m) => v * m).Sum(), 1e-10);
        }
    }

    /// <summary>dX = −X dt + dW leaves (−1, 1), from 0, after 1.44524561 on average.</summary>
    [Fact]
    public void Mean_exit_time()
    {
        double Error(int n) => FeynmanKac.MeanExitTime(Sde((_, x) => -x, (_, _) => 1), ParameterValues.None, new Axis(n, Boundary.Absorbing(-1), Boundary.Absorbing(1))).At(0) - 1.44524561;
        IsOfSecondOrder(Error(200), Error(400), 2e-5);
        Assert.Equal(0, Error(4000), 2e-7);
    }

    /// <summary>x(1 − x)/σ² for Brownian motion, exact on any grid up to the walls' half cells; its derivative in σ.</summary>
    [Fact]
    public void Mean_exit_time_of_Brownian_motion()
    {
        var tau = FeynmanKac.MeanExitTime(Sde((_, x) => 0 * x, (_, _) => s_sigma), ParameterValues.Of((s_sigma, 0.5)), new Axis(1000, Boundary.Absorbing(0), Boundary.Absorbing(1)));
        Assert.Equal(0.21 / 0.25, tau.At(0.3), 2e-6);
        Assert.Equal(-2 * 0.21 / 0.125, tau.DerivativeAt("sigma", 0.3), 2e-5);
    }

    /// <summary>Kramers' problem: from −1 to the top at 0 of the double well.</summary>
    [Fact]
    public void Mean_passage_over_a_barrier()
    {
        double At(int n) => FeynmanKac.MeanExitTime(Sde((_, x) => x - x * x * x, (_, _) => 1), ParameterValues.None, new Axis(n, Boundary.Natural(), Boundary.Absorbing(0))).At(-1);
        Assert.Equal(2.521704, At(2000), 1e-6 + 5e-7);
    }

    /// <summary>Of Brownian motion with drift μ between 0 and 1, the probability of leaving above: (1 − e^(−2μx))/(1 − e^(−2μ)); the exponential fluxes are exact for it.</summary>
    [Fact]
    public void Exit_probability()
    {
        var above = FeynmanKac.ExitsAbove(Sde((_, _) => s_rate, (_, _) => 1), ParameterValues.Of((s_rate, 0.8)), new Axis(100, Boundary.Absorbing(0), Boundary.Absorbing(1)));
        static double Exact(double x, double mu) => (1 - Math.Exp(-2 * mu * x)) / (1 - Math.Exp(-2 * mu));
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(Exact(above.Centres[i], 0.8), above.Values[i], 1e-12);
            Assert.Equal(Pathwise.Tests.Differences.First(s => Exact(above.Centres[i], 0.8 + s)), above.Derivatives["rate"][i], 1e-9);
        }
    }

    /// <summary>E e^(−λτ) for Brownian motion: cosh(√(2λ)(x − ½))/cosh(√(2λ)/2).</summary>
    [Fact]
    public void Laplace_transform_of_the_exit_time()
    {
        var u = FeynmanKac.UntilExit(Sde((_, x) => 0 * x, (_, _) => 1), ParameterValues.Of((s_rate, 2)), new((_, _) => s_rate, null, _ => 1, _ => 1), new Axis(2000, Boundary.Absorbing(0), Boundary.Absorbing(1)));
        static double Exact(double lambda) => Math.Cosh(Math.Sqrt(2 * lambda) * 0.2) / Math.Cosh(Math.Sqrt(2 * lambda) / 2);
        Assert.Equal(Exact(2), u.At(0.3), 1e-6);
        Assert.Equal(Pathwise.Tests.Differences.First(s => Exact(2 + s)), u.DerivativeAt("rate", 0.3), 1e-6);
    }

    /// <summary>Rates and incomes that depend on time and state: E e^(−∫tX dt) for X = x + W is Gaussian; a rate of −1 grows.</summary>
    [Fact]
    public void Rates_and_incomes()
    {
        // ∫₀¹ t(x + W) dt has mean x/2 and variance ∫∫ st min(s, t) = 2/15.
        double Error(int n) => FeynmanKac.Solve(Sde((_, x) => 0 * x, (_, _) => 1), ParameterValues.None, x => 0 * x + 1, new((t, x) => t * x), new Axis(n, Boundary.Natural(-9), Boundary.Natural(9)), 0, 1, n / 4).At(0.4) - Math.Exp(-0.2 + 1 / 15.0);
        Assert.Equal(0, Error(400), 1e-7);
        // ∫₀¹ e^s cos(s) ds with income cos(t) at rate −1.
        var growing = FeynmanKac.Solve(Sde((_, x) => 0 * x, (_, _) => 1), ParameterValues.None, _ => 0, new((_, _) => -1, (t, _) => Cos(t)), new Axis(50, Boundary.Reflecting(-1), Boundary.Reflecting(1)), 0, 1, 2000);
        Assert.Equal(0.5 * (Math.E * (Math.Sin(1) + Math.Cos(1)) - 1), growing.At(0), 1e-6);
    }
}
