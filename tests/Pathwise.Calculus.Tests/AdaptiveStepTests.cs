using Pathwise.Execution;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests;

/// <summary>Adaptive steps against exact solutions along the same motion.</summary>
public class AdaptiveStepTests
{
    record Parameters(Real Sigma);

    static readonly Parameters s_at = new(0.8);

    static StratonovichSde Geometric(Parameters p) => Stratonovich.Sde((x, t) => 0.1 * x, (x, t) => p.Sigma * x);

    static double Value(Func<Parameters, Noise, Real> f, long paths = 4000, Executor executor = Executor.Simd) =>
        Expectation.Of(f).Value(s_at, new EstimationOptions { Paths = paths, Seed = 3, Executor = executor }).Value;

    /// <summary>Where everything is tolerated, a step of the grid is taken as its two halves: the path along the finer motion, to rounding (whose order of operations is not one because h is a number there).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Tolerating_all_gives_the_path_on_the_finer_grid(int level)
    {
        double difference = Value((p, noise) =>
        {
            var motion = new BrownianMotion(TimeGrid.Uniform(0, 1, 3), noise);
            for (int k = 0; k < level; k++) motion = motion.Finer();
            var adaptive = Geometric(p).Solve(1, motion, StochasticHeun.Scheme, new ErrorControl(1e9, 1e9));
            return Abs(adaptive.Terminal - Geometric(p).Solve(1, motion.Finer(), StochasticHeun.Scheme).Terminal) + Abs(adaptive.StepsTaken - 2 * motion.Grid.Steps);
        });
        Assert.InRange(difference, 0, 1e-14);
    }

    /// <summary>The same of a system along two drivers, with coefficients of time and a grid of unequal steps: values, and first and second derivatives.</summary>
    [Fact]
    public void States_and_derivatives_are_those_on_the_finer_grid()
    {
        static SdePath<Pair> Solve(Parameters p, BrownianMotion motion, ErrorControl? control)
        {
            var equation = Stratonovich.Sde<Pair>((s, t) => new(0.3 * s.Y - t * s.X, -0.5 * p.Sigma * s.X), (s, t) => new(p.Sigma * (1 + t), 0), (s, t) => new(0, 0.3 * p.Sigma * (2 + Sin(t))));
            return control is null ? equation.Solve(new(1, 0.5), motion.Finer(), StochasticHeun.Scheme) : equation.Solve(new(1, 0.5), motion, StochasticHeun.Scheme, control);
        }
        double[] Numbers(bool adaptive, Func<Pair, Real, SdePath<Pair>, Real> of)
        {
            var expectation = Expectation.Of((Parameters p, Noise noise) =>
            {
                var motion = new BrownianMotion(TimeGrid.At(0, 0.1, 0.4, 0.45, 1), noise, drivers: 2);
                var path = Solve(p, motion, adaptive ? new ErrorControl(1e9, 1e9) : null);
                return of(path.Terminal, p.Sigma, path);
            });
            var options = new EstimationOptions { Paths = 400, Seed = 3 };
            var e = expectation.ValueAndGradient(s_at, options);
            Assert.Equal(Verdict.Pathwise, e.Certificate.Entries[0].Verdict);
            return [e.Value, (double)e.Gradient.Sigma, expectation.Hessian(s_at, options).Value[0, 0]];
        }
        foreach (var of in (Func<Pair, Real, SdePath<Pair>, Real>[])[(end, _, _) => end.X * end.Y + end.X, (end, sigma, _) => sigma * end.X * end.X])
        {
            double[] chosen = Numbers(true, of), given = Numbers(false, of);
            for (int i = 0; i < given.Length; i++) Assert.Equal(given[i], chosen[i], 1e-12);
        }
    }

    record Pair(Real X, Real Y);

    /// <summary>States at the grid's times, and what is computed of them, with their derivatives: those of every other point of the finer grid.</summary>
    [Fact]
    public void States_at_the_times_of_the_grid_are_kept()
    {
        double[] Numbers(bool adaptive, Func<Real, Real> of)
        {
            var e = Expectation.Of((Parameters p, Noise noise) =>
            {
                var motion = new BrownianMotion(TimeGrid.Uniform(0, 1, 5), noise);
                var states = adaptive ? Geometric(p).Solve(p.Sigma, motion, StochasticHeun.Scheme, new ErrorControl(1e9, 1e9)).States : Slice(Geometric(p).Solve(p.Sigma, motion.Finer(), StochasticHeun.Scheme).States, 0, 1, 5, 2);
                return of(states);
            }).ValueAndGradient(s_at, new EstimationOptions { Paths = 400, Seed = 3 });
            return [e.Value, (double)e.Gradient.Sigma];
        }
        foreach (var of in (Func<Real, Real>[])[x => Mean(x), x => MaxOver(x), x => Sum(new double[] { 1, -2, 0.3, 4, 0.7 } * x * x), x => x[2]])
        {
            double[] chosen = Numbers(true, of), given = Numbers(false, of);
            Assert.Equal(given[0], chosen[0], 1e-12);
            Assert.Equal(given[1], chosen[1], 1e-12);
        }
    }

    /// <summary>Functionals of a path whose steps are its own: the mean over the grid's times, its largest value, and an integral, as computed of its states.</summary>
    [Fact]
    public void Functionals_are_those_of_the_states()
    {
        double difference = Value((p, noise) =>
        {
            var path = Geometric(p).Solve(1, TimeGrid.Uniform(0, 1, 6), StochasticHeun.Scheme, noise, new ErrorControl(1e-2, 1e-2));
            var x = path.States;
            return Abs(path.Mean - Mean(x)) + Abs(path.Max - Max(1, MaxOver(x))) + Abs(path.Integral((x, _) => x) - (1 + Sum(Slice(x, 0, 0, 5))) / 6) + Abs(path.Terminal - x[5]);
        }, 400);
        Assert.InRange(difference, 0, 1e-14);
    }

    /// <summary>The derivative holds steps fixed: where no path changes its steps in between, it is the limit of differences along the same noise.</summary>
    [Fact]
    public void Derivatives_are_those_of_the_steps_taken()
    {
        var program = Expectation.Of((Parameters p, Noise noise) => Stratonovich.Sde((x, t) => 40 * Exp(-40 * t) - p.Sigma * x, (x, t) => 0.3 * p.Sigma).Solve(0, TimeGrid.Uniform(0, 1, 2), StochasticHeun.Scheme, noise, new ErrorControl(0, 1e-3)).Terminal);
        double At(double sigma) => program.Value(new(sigma), new EstimationOptions { Paths = 500, Seed = 3 }).Value;
        double slope = (double)program.ValueAndGradient(s_at, new EstimationOptions { Paths = 500, Seed = 3 }).Gradient.Sigma;
        const double h = 1e-6;
        Assert.Equal((At(0.8 + h) - At(0.8 - h)) / (2 * h), slope, 1e-7);
    }

    /// <summary>A drift of 40 e^(−40t) and additive noise: all paths take the same steps, short ones at the start alone, and end at 1 − e⁻⁴⁰ + 0.3 W(1) within the tolerated errors of all steps.</summary>
    [Fact]
    public void Steps_are_cut_where_the_error_is()
    {
        static SdePath Solve(BrownianMotion motion) => Stratonovich.Sde((x, t) => 40 * Exp(-40 * t), (x, t) => 0.3).Solve(0, motion, StochasticHeun.Scheme, new ErrorControl(0, 1e-3));
        double steps = Value((p, noise) => Solve(new BrownianMotion(TimeGrid.Uniform(0, 1, 1), noise)).StepsTaken);
        Assert.Equal(Math.Round(steps), steps, 1e-9);
        // On a uniform grid the first step's error, (2/3)·(40h)³/8 or so, is within 0.001 from h = 1/178.
        Assert.InRange(steps, 20, 100);
        double error = Value((p, noise) =>
        {
            var motion = new BrownianMotion(TimeGrid.Uniform(0, 1, 1), noise);
            return Abs(Solve(motion).Terminal - 0.3 * motion.Increments()[0] - 1);
        });
        Assert.InRange(error, 0, 1e-3 * steps / 2);
    }

    /// <summary>Where the equation draws its own motion, without areas if its scheme asks for none, that is a Brownian motion all the same: the same equation's end is normal, with mean 1 − e⁻⁴⁰ and variance 0.09.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Motions_of_their_own(bool hasAreas)
    {
        Real End(Noise noise)
        {
            var grid = TimeGrid.Uniform(0, 1, 2);
            var control = new ErrorControl(0, 1e-3);
            return hasAreas ? Ito.Sde((x, t) => 40 * Exp(-40 * t), (x, t) => 0.3).Solve(0, grid, AdditiveRungeKutta.Scheme, noise, control).Terminal
                : Stratonovich.Sde((x, t) => 40 * Exp(-40 * t), (x, t) => 0.3).Solve(0, grid, StochasticHeun.Scheme, noise, control).Terminal;
        }
        double exact = 1 - Math.Exp(-40);
        foreach (var (moment, mean, deviation, bias) in (ReadOnlySpan<(int, double, double, double)>)[(1, 0, 0.3, 0.03), (2, 0.09, 0.09 * Math.Sqrt(2), 0.001), (4, 3 * 0.0081, 0.0081 * Math.Sqrt(96), 0.001)])
        {
            double found = Value((_, noise) => Pow(End(noise) - exact, moment), 40_000);
            Assert.InRange(found, mean - bias - 5 * deviation / 200, mean + bias + 5 * deviation / 200);
        }
    }

    public static TheoryData<string> SchemesWithMultiplicativeNoise => [Milstein.Scheme.Name, StochasticRungeKutta.Scheme.Name, StochasticHeun.Scheme.Name, StochasticMidpoint.Scheme.Name];

    /// <summary>The strong error along the motion goes to 0 with the tolerance: of geometric Brownian motion, whose solution is a function of W.</summary>
    [Theory]
    [MemberData(nameof(SchemesWithMultiplicativeNoise))]
    public void Paths_converge_with_the_tolerance(string name)
    {
        double Error(double tolerance) => Math.Sqrt(Value((p, noise) =>
        {
            var motion = new BrownianMotion(TimeGrid.Uniform(0, 1, 2), noise);
            var control = new ErrorControl(tolerance, tolerance);
            var path = Schemes.All.First(scheme => scheme.Name == name) switch
            {
                ItoScheme ito => Geometric(p).ToIto().Solve(1, motion, ito, control),
                var scheme => Geometric(p).Solve(1, motion, (StratonovichScheme)scheme, control),
            };
            var error = path.Terminal - Exp(0.1 + p.Sigma * Sum(motion.Increments()));
            return error * error;
        }));
        double[] errors = [Error(1e-1), Error(1e-2), Error(1e-3)];
        Assert.True(errors[1] < 0.6 * errors[0] && errors[2] < 0.6 * errors[1] && errors[2] < 0.05, string.Join(", ", errors));
    }

    /// <summary>The derivative of the path in σ tends to that of the exact solution, W(1) X(1): their difference is within the error of the steps.</summary>
    [Fact]
    public void Derivatives_go_through_the_steps()
    {
        var program = Expectation.Of((Parameters p, Noise noise) =>
        {
            var motion = new BrownianMotion(TimeGrid.Uniform(0, 1, 2), noise);
            var x = Geometric(p).Solve(1, motion, StochasticHeun.Scheme, new ErrorControl(1e-4, 1e-4)).Terminal;
            return x - Exp(0.1 + p.Sigma * Sum(motion.Increments()));
        });
        var e = program.ValueAndGradient(s_at, new EstimationOptions { Paths = 4000, Seed = 3 });
        Assert.InRange((double)e.Gradient.Sigma, -0.01, 0.01);
        Assert.Equal(Verdict.Pathwise, e.Certificate.Entries[0].Verdict);
    }

    [Theory]
    [InlineData(Precision.F64)]
    [InlineData(Precision.F32)]
    public void Kernels_interpreter_and_every_width_give_the_same_bits(Precision precision)
    {
        Estimate<Parameters> Run(Executor executor, int bits = 0) => Expectation.Of((Parameters p, Noise noise) => Geometric(p).Solve(1, TimeGrid.Uniform(0, 1, 3), StochasticHeun.Scheme, noise, new ErrorControl(1e-2, 1e-2)).Terminal)
            .ValueAndGradient(s_at, new EstimationOptions { Paths = 300, Seed = 5, Executor = executor, VectorBits = bits, Precision = precision });
        var interpreted = Run(Executor.Interpreted);
        foreach (int bits in new[] { 128, 256, 512 })
        {
            var emitted = Run(Executor.Simd, bits);
            Assert.Equal((interpreted.Value, (double)interpreted.Gradient.Sigma), (emitted.Value, (double)emitted.Gradient.Sigma));
        }
        if (precision == Precision.F32) return;
        // The oracle rounds functions otherwise, so a few paths may cut a step more or less: within what is tolerated.
        var oracle = Run(Executor.Reference);
        Assert.Equal(oracle.Value, interpreted.Value, 1e-3);
        Assert.Equal((double)oracle.Gradient.Sigma, (double)interpreted.Gradient.Sigma, 1e-2);
    }

    /// <summary>Stiff steps that explode on the grid are cut until they do not: dX = −X³ dt + dW from 30.</summary>
    [Fact]
    public void Explosions_are_cut_away()
    {
        Func<Noise, Real> solve = noise => Ito.Sde((x, t) => -x * x * x, (x, t) => 1).Solve(30, TimeGrid.Uniform(0, 1, 1), EulerMaruyama.Scheme, noise, new ErrorControl(1e-2, 1e-2)).Terminal;
        Assert.InRange(Value((_, noise) => solve(noise) * solve(noise)), 0.1, 1);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        void Refused(string id, Func<Parameters, Noise, Real> f) => Assert.Equal(id, Assert.ThrowsAny<PathwiseException>(() => Value(f, 16)).Id);
        var grid = TimeGrid.Uniform(0, 1, 1);
        Refused("PW2003", (p, noise) => Ito.Sde((x, t) => x, (x, t) => x).Solve(1, grid, EulerMaruyama.Scheme, noise, new ErrorControl(1e-3, 1e-3)).Terminal);
        Refused("PW2003", (p, noise) => Ito.Sde((x, t) => x, (x, t) => x).Solve(1, grid, Platen.Scheme, noise, new ErrorControl(1e-3, 1e-3)).Terminal);
        Refused("PW2003", (p, noise) => Geometric(p).Solve(1, grid, ReversibleHeun.Scheme, noise, new ErrorControl(1e-3, 1e-3)).Terminal);
        Refused("PW2003", (p, noise) => Stratonovich.Sde((x, t) => x + noise["drift"].Normal(), (x, t) => x).Solve(1, grid, StochasticHeun.Scheme, noise, new ErrorControl(1e-3, 1e-3)).Terminal);
        Refused("PW2031", (p, noise) => Geometric(p).Solve(1, grid, StochasticHeun.Scheme, noise, new ErrorControl(0, 0)).Terminal);
        Refused("PW2031", (p, noise) => Geometric(p).Solve(1, grid, StochasticHeun.Scheme, noise, new ErrorControl(-1, 1)).Terminal);
        Refused("PW2031", (p, noise) => Geometric(p).Solve(1, grid, StochasticHeun.Scheme, noise, new ErrorControl(1, 1) { Halvings = 21 }).Terminal);
        Refused("PW2006", (p, noise) => Geometric(p).Solve(1, new BrownianMotion(TimeGrid.Uniform(0, 1, 4), noise).Coarser(2), StochasticHeun.Scheme, new ErrorControl(1, 1)).Terminal);
        Refused("PW0030", (p, noise) => Geometric(p).Solve(1, grid, StochasticHeun.Scheme, noise, new ErrorControl(0, 1e-9) { Halvings = 3 }).Terminal);
        Refused("PW0030", (p, noise) => Geometric(p).Solve(1, grid, StochasticHeun.Scheme, noise, new ErrorControl(0, 1e-9) { Tries = 9 }).Terminal);
    }
}
