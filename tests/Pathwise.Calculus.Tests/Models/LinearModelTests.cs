using Pathwise.Calculus.Models;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests.Models;

/// <summary>Brownian motion with drift, Ornstein–Uhlenbeck and Cox–Ingersoll–Ross processes: moments, laws, bonds.</summary>
public class LinearModelTests
{
    record Passage(Real Level, BrownianMotionWithDrift Motion);

    [Fact]
    public void Brownian_motion_reaches_a_level()
    {
        var (value, gradient) = ClosedForm.Of<Passage>(p => p.Motion.PassageProbability(0, p.Level, 1), new(1, new(0.5, 1)));
        ClosedForm.IsWithin(0.490138340, value, 1e-8);
        ClosedForm.IsWithin(0.363201602, gradient.Motion.Drift, 1e-8);
        ClosedForm.IsWithin(-0.522529852, gradient.Level, 1e-8);
        // The same downwards, and where the reflected term would be e^2000 times 0.
        ClosedForm.IsWithin(0.490138340, new BrownianMotionWithDrift(-0.5, 1).PassageProbability(3, 2, 1), 1e-8);
        Assert.Equal(1, (double)new BrownianMotionWithDrift(1000, 1).PassageProbability(0, 1, 1), 1e-15);
        Assert.Equal(Math.Exp(-2 * 0.5 * 1), (double)new BrownianMotionWithDrift(-0.5, 1).PassageProbability(0, 1, 1e4), 1e-14);
    }

    [Fact]
    public void The_density_of_passage_times_integrates_to_their_probability()
    {
        var motion = new BrownianMotionWithDrift(-0.3, 0.8);
        const int n = 4000;
        Real times = Enumerable.Range(0, n).Select(i => (i + 0.5) * 2 / n).ToArray();
        double integral = (double)Sum(motion.PassageDensity(0.2, 1, times)) * 2 / n;
        Assert.Equal((double)motion.PassageProbability(0.2, 1, 2), integral, 1e-6);
    }

    record Reversion(Real Start, OrnsteinUhlenbeck Process);

    static readonly Reversion s_reversion = new(2, new(1.5, 0.5, 0.4));

    [Fact]
    public void Ornstein_Uhlenbeck_has_its_moments()
    {
        var (start, process) = s_reversion;
        ClosedForm.IsWithin(0.834695240, process.Mean(start, 1), 1e-9);
        ClosedForm.IsWithin(0.0506780230, process.Variance(1), 1e-9);
        var (square, gradient) = ClosedForm.Of<Reversion>(p => p.Process.Law(p.Start, 1) is var law ? law.Variance + law.Mean * law.Mean : 0, s_reversion);
        ClosedForm.IsWithin(0.747394167, square, 1e-9);
        ClosedForm.IsWithin(-0.587211776, gradient.Process.Reversion, 1e-8);
        ClosedForm.IsWithin(0.253390115, gradient.Process.Volatility, 1e-8);
        ClosedForm.IsWithin(0.372491365, gradient.Start, 1e-8);
        Assert.Equal((double)process.Stationary.Variance, (double)process.Variance(40), 1e-14);
        // Without reversion, Brownian motion.
        Assert.Equal(0.16 * 3, (double)new OrnsteinUhlenbeck(0, 5, 0.4).Variance(3), 1e-15);
        // X_t given X_s: Cov = e^(−θ(t − s)) Var X_s.
        Assert.Equal(Math.Exp(-1.5 * 0.5) * (double)process.Variance(1), (double)process.Covariance(1.5, 1), 1e-15);
    }

    /// <summary>Against the Fokker–Planck equation, whose error on these cells is some 10⁻⁴ of the peak, and the stationary law by its own solver.</summary>
    [Fact]
    public void Ornstein_Uhlenbeck_has_its_densities()
    {
        var line = new Axis(600, Boundary.Natural(), Boundary.Natural());
        var process = s_reversion.Process;
        var density = FokkerPlanck.Solve(process.Equation.System, ParameterValues.None, InitialLaw.Point(2), line, 0, [1], 200).Terminal;
        foreach (double x in new[] { 0.5, 0.8, 1.1 }) Assert.Equal(Math.Exp((double)process.Law(2, 1).LogDensity(x)), density.At(x), 1e-3);
        var stationary = FokkerPlanck.Stationary(process.Equation.System, ParameterValues.None, line);
        foreach (double x in new[] { 0.2, 0.5, 0.8 }) Assert.Equal(Math.Exp((double)process.Stationary.LogDensity(x)), stationary.At(x), 1e-3);
    }

    /// <summary>Bonds against the Feynman–Kac formula on paths: ∫X of an exact path by the trapezoidal rule, whose bias is of the second order.</summary>
    [Fact]
    public void Bonds_agree_with_paths()
    {
        static Real Discount(SdePath path, int steps) => Exp(-(path.Integral((x, t) => x) + 0.5 / steps * (path.Terminal - path.Initial)));
        var vasicek = Expectation.Of((Reversion p, Noise noise) => Discount(p.Process.Equation.Solve(p.Start, TimeGrid.Uniform(0, 1, 64), ExactScheme.Scheme, noise), 64)).ValueAndGradient(s_reversion, 10_000, seed: 5);
        var (price, gradient) = ClosedForm.Of<Reversion>(p => p.Process.Bond(p.Start, 1), s_reversion);
        Agreement.IsValueOf(price, vasicek, uncertainty: 2e-5);
        Agreement.Within((double)gradient.Process.Reversion, (double)vasicek.Gradient.Process.Reversion, (double)vasicek.GradientStandardError.Process.Reversion, uncertainty: 5e-5);
        Agreement.Within((double)gradient.Process.Level, (double)vasicek.Gradient.Process.Level, (double)vasicek.GradientStandardError.Process.Level, uncertainty: 5e-5);
        Agreement.Within((double)gradient.Process.Volatility, (double)vasicek.Gradient.Process.Volatility, (double)vasicek.GradientStandardError.Process.Volatility, uncertainty: 5e-5);
        var root = Expectation.Of((SquareRoot p, Noise noise) => Discount(p.Process.Equation.Solve(p.Start, TimeGrid.Uniform(0, 1, 16), ExactScheme.Scheme, noise), 16)).ValueAndGradient(s_root, 4000, seed: 6);
        var (bond, slopes) = ClosedForm.Of<SquareRoot>(p => p.Process.Bond(p.Start, 1), s_root);
        Agreement.IsValueOf(bond, root, uncertainty: 2e-4);
        Agreement.Within((double)slopes.Process.Reversion, (double)root.Gradient.Process.Reversion, (double)root.GradientStandardError.Process.Reversion, uncertainty: 5e-4);
        Agreement.Within((double)slopes.Process.Volatility, (double)root.Gradient.Process.Volatility, (double)root.GradientStandardError.Process.Volatility, uncertainty: 5e-4);
        Agreement.Within((double)slopes.Start, (double)root.Gradient.Start, (double)root.GradientStandardError.Start, uncertainty: 5e-4);
    }

    record SquareRoot(Real Start, CoxIngersollRoss Process);

    static readonly SquareRoot s_root = new(0.2, new(2, 0.5, 0.6));

    /// <summary>Moments by derivatives of the Laplace transform, which is checked against exact paths, as is their derivative in everything.</summary>
    [Fact]
    public void Cox_Ingersoll_Ross_has_its_moments()
    {
        var (start, process) = s_root;
        double Transform(double u) => (double)process.LaplaceTransform(u, start, 1);
        double mean = -Pathwise.Tests.Differences.First(Transform), square = Pathwise.Tests.Differences.Second(Transform);
        Assert.Equal((double)process.Mean(start, 1), mean, 1e-10);
        Assert.Equal((double)process.Variance(start, 1), square - mean * mean, 1e-9);
        var e = Expectation.Of((SquareRoot p, Noise noise) => Exp(-3 * p.Process.Equation.Solve(p.Start, TimeGrid.Uniform(0, 1, 1), ExactScheme.Scheme, noise).Terminal)).ValueAndGradient(s_root, 20_000, seed: 7);
        var (value, gradient) = ClosedForm.Of<SquareRoot>(p => p.Process.LaplaceTransform(3, p.Start, 1), s_root);
        Agreement.IsValueOf(value, e);
        Agreement.Within((double)gradient.Process.Reversion, (double)e.Gradient.Process.Reversion, (double)e.GradientStandardError.Process.Reversion);
        Agreement.Within((double)gradient.Process.Level, (double)e.Gradient.Process.Level, (double)e.GradientStandardError.Process.Level);
        Agreement.Within((double)gradient.Process.Volatility, (double)e.Gradient.Process.Volatility, (double)e.GradientStandardError.Process.Volatility);
        Agreement.Within((double)gradient.Start, (double)e.Gradient.Start, (double)e.GradientStandardError.Start);
    }

    [Fact]
    public void Cox_Ingersoll_Ross_has_its_stationary_law()
    {
        var process = s_root.Process;
        Assert.Equal((double)process.Mean(3, 30), (double)process.Stationary.Mean, 1e-12);
        Assert.Equal((double)process.Variance(3, 30), (double)process.Stationary.Variance, 1e-12);
        var density = FokkerPlanck.Stationary(process.Equation.System, ParameterValues.None, new Axis(2000, Boundary.Reflecting(0), Boundary.Natural(6)));
        foreach (double x in new[] { 0.2, 0.5, 1 }) Assert.Equal(Math.Exp((double)process.Stationary.LogDensity(x)), density.At(x), 1e-4);
    }

    [Fact]
    public void Bad_parameters_are_refused()
    {
        ClosedForm.IsRefused(() => new BrownianMotionWithDrift(1, -1).Equation);
        ClosedForm.IsRefused(() => new OrnsteinUhlenbeck(-1, 0, 1).Stationary);
        ClosedForm.IsRefused(() => new CoxIngersollRoss(1, -1, 1).Equation);
    }
}
