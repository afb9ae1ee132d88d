using Pathwise.Calculus.Models;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests.Models;

/// <summary>Particles in potentials, oscillators, populations and neurons.</summary>
public class DynamicsTests
{
    static readonly DoubleWell s_well = new(1, 1, 1);

    [Fact]
    public void The_double_well_has_its_stationary_law()
    {
        ClosedForm.IsWithin(4.16574807, s_well.Normalisation, 1e-8);
        ClosedForm.IsWithin(0.240052923, Exp(s_well.StationaryLogDensity(0)), 1e-8);
        ClosedForm.IsWithin(0.395780360, Exp(s_well.StationaryLogDensity(1)), 1e-8);
        var (square, slopes) = ClosedForm.Of<DoubleWell>(w => w.StationaryMean(x => x * x), s_well);
        ClosedForm.IsWithin(0.893464970, square, 1e-8);
        ClosedForm.IsWithin(0.298279652, slopes.Volatility, 1e-8);
        var weak = s_well with { Volatility = 0.5 };
        ClosedForm.IsWithin(0.0959202, Exp(weak.StationaryLogDensity(0)), 1e-6);
        ClosedForm.IsWithin(0.852136, weak.StationaryMean(x => x * x), 1e-6);
        // Very weak noise: normal in each well, of variance σ²/(2U″) = σ²/4 (to the second order).
        var weaker = s_well with { Volatility = 0.05 };
        Assert.Equal(1, (double)weaker.StationaryMean(x => x * x), 2e-3);
        Assert.Equal(Math.Log(0.5 / Math.Sqrt(2 * Math.PI * 0.0025 / 4)), (double)weaker.StationaryLogDensity(1), 2e-3);
        // A single well.
        Assert.Equal(0, (double)new DoubleWell(-1, 0.5, 0.7).StationaryMean(x => x * x * x), 1e-14);
    }

    /// <summary>Kramers's rate is for weak noise: at σ = 0.45 it is right to some 10 %. Here against the mass that leaves a well through an absorbing end at the top.</summary>
    [Fact]
    public void The_double_well_has_Kramers_rate()
    {
        var well = new DoubleWell(1, 1, 0.45);
        double rate = (double)well.KramersRate;
        // From the left well, half of the particles that get to the top go over it.
        var density = FokkerPlanck.Solve(well.Equation.System, ParameterValues.None, InitialLaw.Normal(-1, 0.2), new Axis(400, Boundary.Natural(-3), Boundary.Absorbing(0)), 0, [20, 40], 400);
        double lost = Math.Log(density.Densities[0].Mass / density.Densities[1].Mass) / 20;
        Assert.Equal(1, lost / (2 * rate), 0.15);
    }

    record Particle(Real Stiffness, Real Quartic, Real Friction, Real Volatility)
    {
        public Langevin Overdamped => new(Potential, Volatility);

        public LangevinUnderdamped Underdamped => new(Potential, Friction, Volatility);

        Real Potential(Real x) => 0.5 * Stiffness * x * x + 0.25 * Quartic * Pow(x, 4);
    }

    /// <summary>A general potential is the double well where it is one; its drift is −U′, also in formulas; in arrays, element by element.</summary>
    [Fact]
    public void Langevin_dynamics_derive_their_drift()
    {
        var langevin = new Langevin(s_well.Potential, 1);
        Assert.Equal(0.893464970, (double)langevin.StationaryMean(x => x * x, -4, 4), 1e-9);
        Assert.Equal(Math.Log(0.395780360), (double)langevin.StationaryLogDensity(1, -4, 4), 1e-8);
        var stationary = FokkerPlanck.Stationary(new Langevin(x => Cosh(x), 0.8).Equation.System, ParameterValues.None, new Axis(600, Boundary.Natural(), Boundary.Natural()));
        Assert.Equal((double)new Langevin(x => Cosh(x), 0.8).StationaryMean(x => x * x, -5, 5), stationary.Moment(2), 1e-4);
        Real k = Expression.Unknown("k"), sigma = Expression.Unknown("sigma");
        Assert.Equal("dX = -k*X dt + sigma dW", new Langevin(x => 0.5 * k * x * x, sigma).Equation.Formulas().Lemma(Expression.Symbol("X")).ToString());
        var squares = Expectation.Of((Particle p, Noise noise) => Sum(p.Overdamped.Equation.Solve(new double[] { 1, 2, -1 }, TimeGrid.Uniform(0, 0.25, 4), EulerMaruyama.Scheme, noise).Terminal)).Value(new(2, 0, 1, 1e-9), 10);
        Assert.Equal(2 * Math.Pow(1 - 2.0 / 16, 4), squares.Value, 1e-6);
    }

    /// <summary>E X² and its derivative in everything after a long time, against the stationary law: paths with an additive scheme of order 1.5, whose bias is below the errors.</summary>
    [Fact]
    public void Overdamped_paths_become_stationary()
    {
        Particle at = new(1, 0.5, 1, 0.9);
        var e = Expectation.Of((Particle p, Noise noise) => p.Overdamped.Equation.Solve(0, TimeGrid.Uniform(0, 8, 64), AdditiveRungeKutta.Scheme, noise).Terminal is var x ? x * x : 0).ValueAndGradient(at, 10_000, seed: 1);
        var (square, slopes) = ClosedForm.Of<Particle>(p => p.Overdamped.StationaryMean(x => x * x, -5, 5), at);
        Agreement.IsValueOf(square, e, uncertainty: 5e-4);
        Agreement.Within((double)slopes.Stiffness, (double)e.Gradient.Stiffness, (double)e.GradientStandardError.Stiffness, uncertainty: 5e-4);
        Agreement.Within((double)slopes.Quartic, (double)e.Gradient.Quartic, (double)e.GradientStandardError.Quartic, uncertainty: 5e-4);
        Agreement.Within((double)slopes.Volatility, (double)e.Gradient.Volatility, (double)e.GradientStandardError.Volatility, uncertainty: 1e-3);
    }

    [Fact]
    public void Underdamped_paths_become_stationary()
    {
        Particle at = new(1, 0.5, 1.5, 0.9);
        foreach (bool ofVelocity in new[] { false, true })
        {
            var e = Expectation.Of((Particle p, Noise noise) =>
            {
                var (position, velocity) = p.Underdamped.Equation.Solve(new(0, 0), TimeGrid.Uniform(0, 12, 192), AdditiveRungeKutta.Scheme, noise).Terminal;
                return ofVelocity ? velocity * velocity : position * position;
            }).ValueAndGradient(at, 5_000, seed: 2);
            var (square, slopes) = ClosedForm.Of<Particle>(p => ofVelocity ? p.Underdamped.StationaryVelocity.Variance : p.Underdamped.StationaryMean(x => x * x, -5, 5), at);
            Agreement.IsValueOf(square, e, uncertainty: 5e-4);
            Agreement.Within((double)slopes.Stiffness, (double)e.Gradient.Stiffness, (double)e.GradientStandardError.Stiffness, uncertainty: 1e-3);
            Agreement.Within((double)slopes.Friction, (double)e.Gradient.Friction, (double)e.GradientStandardError.Friction, uncertainty: 1e-3);
            Agreement.Within((double)slopes.Volatility, (double)e.Gradient.Volatility, (double)e.GradientStandardError.Volatility, uncertainty: 1e-3);
        }
        // For a spring both are normal: at (0.3, −0.2), with T = 0.4.
        var spring = new LangevinUnderdamped(x => x * x, 1, Math.Sqrt(0.8));
        Assert.Equal(-Math.Log(2 * Math.PI * Math.Sqrt(0.4 * 0.2)) - 0.5 * (0.09 / 0.2 + 0.04 / 0.4), (double)spring.StationaryLogDensity(new(0.3, -0.2), -5, 5), 1e-12);
    }

    record Oscillation(PlaneState Start, KuboOscillator Kubo);

    [Fact]
    public void Kubos_oscillator_turns()
    {
        Oscillation at = new(new(1, 0.5), new(0.7, 1));
        ClosedForm.IsWithin(Math.Exp(-0.5), new KuboOscillator(0, 1).Mean(new(1, 0), 1).X, 1e-15);
        var (_, slopes) = ClosedForm.Of<Oscillation>(o => o.Kubo.Mean(o.Start, 1).X, at);
        var e = Expectation.Of((Oscillation o, Noise noise) => o.Kubo.Equation.Solve(o.Start, TimeGrid.Uniform(0, 1, 200), StochasticHeun.Scheme, noise).Terminal.X).ValueAndGradient(at, 10_000, seed: 3);
        Agreement.IsValueOf((double)at.Kubo.Mean(at.Start, 1).X, e, uncertainty: 1e-3);
        Agreement.Within((double)slopes.Kubo.Frequency, (double)e.Gradient.Kubo.Frequency, (double)e.GradientStandardError.Kubo.Frequency, uncertainty: 2e-3);
        Agreement.Within((double)slopes.Kubo.Intensity, (double)e.Gradient.Kubo.Intensity, (double)e.GradientStandardError.Kubo.Intensity, uncertainty: 2e-3);
        // Path by path: the distance of Heun's path from the solution on the same motion is small, and the length kept; in Itô's sense the mean is the same.
        var error = Expectation.Of((Oscillation o, Noise noise) =>
        {
            var motion = new BrownianMotion(TimeGrid.Uniform(0, 1, 256), noise);
            var path = o.Kubo.Equation.Solve(o.Start, motion, StochasticHeun.Scheme).Terminal;
            var exact = o.Kubo.Solution(o.Start, 1, Sum(motion.Increments()));
            return (path.X - exact.X) * (path.X - exact.X) + (path.Y - exact.Y) * (path.Y - exact.Y) + Abs(exact.X * exact.X + exact.Y * exact.Y - 1.25);
        }).Value(at, 1000, seed: 4);
        Assert.InRange(error.Value, 0, 1e-4);
        var ito = Expectation.Of((Oscillation o, Noise noise) => o.Kubo.ItoEquation.Solve(o.Start, TimeGrid.Uniform(0, 1, 256), EulerMaruyama.Scheme, noise).Terminal.Y).Value(at, 10_000, seed: 5);
        Agreement.IsValueOf((double)at.Kubo.Mean(at.Start, 1).Y, ito, uncertainty: 2e-3);
    }

    record Ecology(Populations Start, LotkaVolterra Model);

    [Fact]
    public void Prey_and_predators_leave_their_cycle_as_Itos_lemma_says()
    {
        Ecology at = new(new(1.2, 0.8), new(1, 0.9, 0.8, 0.7, 0.2, 0.3));
        var (mean, slopes) = ClosedForm.Of<Ecology>(s => s.Model.MeanInvariant(s.Start, 2), at);
        var e = Expectation.Of((Ecology s, Noise noise) =>
        {
            var (prey, predators) = s.Model.LogEquation.Solve(new(Log(s.Start.Prey), Log(s.Start.Predators)), TimeGrid.Uniform(0, 2, 64), AdditiveRungeKutta.Scheme, noise).Terminal;
            return s.Model.Invariant(new(Exp(prey), Exp(predators)));
        }).ValueAndGradient(at, 5_000, seed: 6);
        Agreement.IsValueOf(mean, e, uncertainty: 5e-4);
        Agreement.Within((double)slopes.Model.PreyGrowth, (double)e.Gradient.Model.PreyGrowth, (double)e.GradientStandardError.Model.PreyGrowth, uncertainty: 1e-3);
        Agreement.Within((double)slopes.Model.PreyVolatility, (double)e.Gradient.Model.PreyVolatility, (double)e.GradientStandardError.Model.PreyVolatility, uncertainty: 1e-3);
        Agreement.Within((double)slopes.Model.PredatorVolatility, (double)e.Gradient.Model.PredatorVolatility, (double)e.GradientStandardError.Model.PredatorVolatility, uncertainty: 1e-3);
        var direct = Expectation.Of((Ecology s, Noise noise) => s.Model.Invariant(s.Model.Equation.Solve(s.Start, TimeGrid.Uniform(0, 2, 512), EulerMaruyama.Scheme, noise).Terminal)).Value(at, 5_000, seed: 7);
        Agreement.IsValueOf(mean, direct, uncertainty: 3e-3);
        // Without noise the equilibrium is one.
        var (prey, predators) = at.Model.Equilibrium;
        Assert.Equal(0.7, 0.8 * (double)prey, 1e-15);
        Assert.Equal(1, 0.9 * (double)predators, 1e-15);
    }

    record Neuron(FitzHughNagumo Model);

    [Fact]
    public void A_neuron_rests()
    {
        Neuron at = new(new(0.2, 0.3, 0.7, 0.8, 0.02));
        var (voltage, recovery) = at.Model.Rest;
        double v = (double)voltage, w = (double)recovery;
        Assert.Equal(0, v - v * v * v / 3 - w + 0.2, 1e-14);
        Assert.Equal(0, v + 0.7 - 0.8 * w, 1e-14);
        // Weak noise about the rest: variances of the linear equation, up to the square of the noise.
        var (own, cross, other) = at.Model.LinearCovariance;
        foreach (var (expected, f) in new (double, Func<Real, Real, Real>)[] { ((double)own, (a, b) => a * a), ((double)cross, (a, b) => a * b), ((double)other, (a, b) => b * b) })
        {
            var e = Expectation.Of((Neuron n, Noise noise) =>
            {
                var rest = n.Model.Rest;
                var (a, b) = n.Model.Equation.Solve(rest, TimeGrid.Uniform(0, 30, 300), AdditiveRungeKutta.Scheme, noise).Terminal;
                return f(a - rest.Voltage, b - rest.Recovery);
            }).Value(at, 4_000, seed: 8);
            Agreement.IsValueOf(expected, e, uncertainty: 0.02 * Math.Abs(expected));
        }
        // The derivative of the rest in the current is that of the implicit equation: (1 − V² − 1/b) dV = −dI.
        var (_, slope) = ClosedForm.Of<Neuron>(n => n.Model.Rest.Voltage, at);
        Assert.Equal(1 / (v * v - 1 + 1 / 0.8), (double)slope.Model.Current, 1e-12);
    }

    [Fact]
    public void Bad_parameters_are_refused()
    {
        ClosedForm.IsRefused(() => new DoubleWell(1, -1, 1).StationaryMean(x => x));
        ClosedForm.IsRefused(() => new DoubleWell(-1, 1, 1).KramersRate);
        ClosedForm.IsRefused(() => new Langevin(x => x * x, 0).Equation);
        ClosedForm.IsRefused(() => new LangevinUnderdamped(x => x * x, -1, 1).Temperature);
        ClosedForm.IsRefused(() => new KuboOscillator(1, -1).Equation);
        ClosedForm.IsRefused(() => new LotkaVolterra(1, 1, 1, 1, -0.1, 0).Equation);
        ClosedForm.IsRefused(() => new FitzHughNagumo(0.2, 0.3, 0.7, 1.2, 0.1).Rest);
        // At rest without damping by its nonlinearity: it fires.
        ClosedForm.IsRefused(() => new FitzHughNagumo(0.9, 0.08, 0.7, 0.8, 0.1).LinearCovariance.Covariance);
    }
}
