using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests.Densities;

/// <summary>The users' face of densities, on closed forms.</summary>
public class PublicDensityTests
{
    record Reversion(Real Theta, Real Mean, Real Sigma, Real Start);

    [Fact]
    public void Densities_and_derivatives_of_an_equation_with_parameters()
    {
        var densities = Calculus.Densities.Of((Reversion p) => Ito.Sde((x, t) => p.Theta * (p.Mean - x), (x, t) => p.Sigma + 0 * x));
        var at = new Reversion(1.5, 0.5, 0.4, 2);
        Density Solved(int n) => densities.At(at, p => p.Start, 1, new() { Cells = n, Steps = n });
        Density coarse = Solved(500), fine = Solved(1000);
        // Second order in cells and steps: halving them and extrapolating leaves what is left.
        void Is(double exact, Func<Density, double> quantity, double bound) => Assert.Equal(exact, (4 * quantity(fine) - quantity(coarse)) / 3, bound);
        Is(0.834695240, d => d.Mean, 2e-6);
        Is(0.747394167, d => d.Moment(2), 2e-6);
        Is(-0.587211776, d => d.ExpectationDerivative("Theta", x => x * x), 2e-5);
        Is(0.372491365, d => d.ExpectationDerivative("Start", x => x * x), 2e-5);
        // Stationary: normal of variance σ²/(2θ).
        var stationary = densities.Stationary(at);
        Assert.Equal(0.16 / 3, stationary.Variance, 1e-6);
        Assert.Equal(0.8 / 3, stationary.ExpectationDerivative("Sigma", x => (x - 0.5) * (x - 0.5)), 1e-5);
        double Backward(int n) => densities.Expectation(at, (p, x) => x * x, 1, near: 2, options: new() { Cells = n, Steps = n }).At(2);
        Assert.Equal(0.747394167, (4 * Backward(1000) - Backward(500)) / 3, 5e-6);
    }

    record Turning(Real Speed, Real Sigma, Real Rho, Real Start);

    record Place2(Real Angle, Real Height);

    /// <summary>An angle that turns beside a height that reverts, correlated: moments on the circle, E e^(iθ) = e^(i mean − variance/2), and their derivatives.</summary>
    [Fact]
    public void Joint_densities_of_equations_with_parameters()
    {
        var densities = Calculus.Densities.Of((Turning p) => Ito.Sde<Place2>(new Real[,] { { 1, p.Rho }, { p.Rho, 1 } }, (s, t) => new(p.Speed, -s.Height), (s, t) => new(p.Sigma, 0), (s, t) => new(0, 0.8)));
        var at = new Turning(1.5, 0.7, -0.4, 2);
        JointDensity Solved(int n) => densities.At(at, p => new(p.Start, 0.5), 1, new() { Cells = n, Steps = n / 2, Lower = Boundary.Periodic(-Math.PI), Upper = Boundary.Periodic(Math.PI) }, new() { Cells = n });
        JointDensity coarse = Solved(60), fine = Solved(120);
        double decay = Math.Exp(-0.5 * 0.49), angle = 3.5;
        void Is(double exact, Func<JointDensity, double> quantity) => Assert.Equal(exact, (4 * quantity(fine) - quantity(coarse)) / 3, 3e-4);
        Is(decay * Math.Cos(angle), d => d.Expectation((x, _) => Math.Cos(x)));
        Is(-decay * Math.Sin(angle), d => d.ExpectationDerivative("Speed", (x, _) => Math.Cos(x)));
        Is(-decay * Math.Sin(angle), d => d.ExpectationDerivative("Start", (x, _) => Math.Cos(x)));
        Is(-0.7 * decay * Math.Cos(angle), d => d.ExpectationDerivative("Sigma", (x, _) => Math.Cos(x)));
        // E Y e^(iθ) = (E Y + i Cov) E e^(iθ), Cov(θ, Y) = ρσ·0.8(1 − e⁻¹).
        double covariance = -0.4 * 0.7 * 0.8 * (1 - Math.Exp(-1));
        Is(decay * (0.5 * Math.Exp(-1) * Math.Cos(angle) - covariance * Math.Sin(angle)), d => d.Expectation((x, y) => y * Math.Cos(x)));
        Is(-decay * Math.Sin(angle) * 0.7 * 0.8 * (1 - Math.Exp(-1)), d => d.ExpectationDerivative("Rho", (x, y) => y * Math.Cos(x)));
    }

    [Fact]
    public void Equations_of_numbers()
    {
        var well = Calculus.Densities.Of(Ito.Sde((x, t) => x - x * x * x, (x, t) => 1 + 0 * x));
        Assert.Equal(2.521704, well.MeanPassageTime([], 0, -5).At(-1), 5e-5);
        Assert.Equal(0.240052923, well.Stationary([], new() { Cells = 2000 }).At(0), 1e-6);
        var reverting = Calculus.Densities.Of(Ito.Sde((x, t) => -x, (x, t) => 1 + 0 * x));
        Assert.Equal(1.44524561, reverting.MeanExitTime([], -1, 1).At(0), 1e-5);
        Assert.Equal(0.5, reverting.ExitsAbove([], -1, 1).At(0), 1e-9);
        // Brownian motion between absorbing walls: what is left and what has left make one.
        var walls = Calculus.Densities.Of(Ito.Sde((x, t) => 0 * x, (x, t) => 1 + 0 * x)).Evolution([], _ => 0.3, [0.5], new() { Lower = Boundary.Absorbing(0), Upper = Boundary.Absorbing(1) });
        Assert.Equal(walls.Terminal.Mass, walls.Survival(walls.StepTimes.Count - 1), 1e-10);
    }

    /// <summary>The double well's 0.422945, and its derivative by differences; the Ornstein–Uhlenbeck process's θ; π²σ²/2 between absorbing walls; a circle has none.</summary>
    [Fact]
    public void Spectral_gaps()
    {
        var well = Calculus.Densities.Of((Real sigma) => Ito.Sde((x, t) => x - x * x * x, (x, t) => sigma + 0 * x));
        double Gap(double sigma, int cells) => well.SpectralGap(sigma, new() { Cells = cells }).Value;
        Assert.Equal(0.422945, (4 * Gap(1, 1000) - Gap(1, 500)) / 3, 1e-6);
        // Natural ends move with σ, so that differences are good to the cells' error.
        Assert.Equal((Gap(1.01, 1000) - Gap(0.99, 1000)) / 0.02, well.SpectralGap(1, new() { Cells = 1000 }).Derivatives.Values.Single(), 1e-3);
        var reverting = Calculus.Densities.Of((Reversion p) => Ito.Sde((x, t) => p.Theta * (p.Mean - x), (x, t) => p.Sigma + 0 * x)).SpectralGap(new(1.5, 0.5, 0.4, 2), new() { Cells = 1000 });
        Assert.Equal(1.5, reverting.Value, 1e-4);
        Assert.Equal(1, reverting.Derivatives["Theta"], 1e-4);
        Assert.Equal(0, reverting.Derivatives["Start"]);
        var walls = Calculus.Densities.Of((Real sigma) => Ito.Sde((x, t) => 0 * x, (x, t) => sigma + 0 * x));
        Assert.Equal(0.32 * Math.PI * Math.PI, walls.SpectralGap(0.8, new() { Lower = Boundary.Absorbing(0), Upper = Boundary.Absorbing(1) }).Value, 1e-4);
        Assert.Equal("PW2014", Assert.Throws<PathwiseException>(() => walls.SpectralGap(0.8, new() { Lower = Boundary.Periodic(0), Upper = Boundary.Periodic(1) })).Id);
    }

    record Pair(Real X, Real Y);

    [Fact]
    public void Two_states()
    {
        var density = Ito.Sde<Pair>((x, t) => new(-x.X, -x.Y), (x, t) => new(0.5, 0), (x, t) => new(0, 0.5)).Density(new(1, 0), 1, new() { Cells = 120, Steps = 120 }, new() { Cells = 120 });
        Assert.Equal(Math.Exp(-1), density.Mean.X, 5e-3);
        Assert.Equal(0.125 * (1 - Math.Exp(-2)), density.Covariance.YY, 5e-3);
    }
}
