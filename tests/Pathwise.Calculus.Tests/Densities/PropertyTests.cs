using CsCheck;
using static Pathwise.Calculus.Tests.Densities.Equations;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests.Densities;

/// <summary>What holds for all equations: mass, sign, derivatives that are those of the solution; and what is refused.</summary>
public class PropertyTests
{
    static readonly Gen<double[]> s_numbers = Gen.Double[-2, 2].Array[6];

    /// <summary>Smooth coefficients with noise that varies and, at times, nearly vanishes.</summary>
    static ItoSystem Random(double[] c) => Sde((t, x) => c[0] + c[1] * x + c[2] * Sin(3 * x + t), (t, x) => 0.01 + Abs(c[3]) * (1 + 0.9 * Sin(c[4] * x + c[5] * t)));

    static BoundaryKind[] Kinds => [BoundaryKind.Reflecting, BoundaryKind.Absorbing];

    static Boundary Of(BoundaryKind kind, double at) => kind == BoundaryKind.Reflecting ? Boundary.Reflecting(at) : Boundary.Absorbing(at);

    /// <summary>Mass, with what has left, is 1 to 10⁻¹² and no density is negative, for steps from tiny to huge.</summary>
    [Fact]
    public void Mass_and_sign() =>
        Gen.Select(s_numbers, Gen.Int[0, 2], Gen.Int[1, 60], Gen.Double[-3, 2], Gen.Double[-1.9, 1.9]).Sample((c, ends, steps, logTime, start) =>
        {
            double end = Math.Pow(10, logTime);
            var axis = ends == 2 ? new Axis(120, Boundary.Periodic(-2), Boundary.Periodic(2)) : new Axis(120, Of(Kinds[ends], -2), Of(Kinds[1 - ends], 2));
            var evolution = FokkerPlanck.Solve(Random(c), ParameterValues.None, InitialLaw.Point(start), axis, 0, [0.3 * end, end], steps);
            int last = evolution.StepTimes.Count - 1;
            Assert.All(evolution.Densities, p => Assert.True(p.Values.All(v => v >= 0)));
            Assert.Equal(1, evolution.Terminal.Mass + (evolution.Lower?.Probability[last] ?? 0) + (evolution.Upper?.Probability[last] ?? 0), 1e-12);
        }, iter: 60, threads: 1, seed: "0000000000001");

    /// <summary>Many steps do not add up rounding errors.</summary>
    [Fact]
    public void Mass_after_many_steps()
    {
        var p = FokkerPlanck.Solve(Random([0.3, -1, 0.5, 0.7, 1, 0]), ParameterValues.None, InitialLaw.Normal(0, 0.3), new Axis(100, Boundary.Reflecting(-2), Boundary.Absorbing(4)), 0, [50], 20_000);
        Assert.Equal(1, p.Terminal.Mass + p.Upper!.Probability[^1], 1e-12);
    }

    /// <summary>Tangents are the derivatives of the discrete solution, whatever the coefficients.</summary>
    [Fact]
    public void Tangents()
    {
        var theta = Parameter("theta");
        Gen.Select(s_numbers, Gen.Int[0, 2]).Sample((c, ends) =>
        {
            DensityEvolution At(double value) => FokkerPlanck.Solve(
                Sde((t, x) => c[0] + c[1] * theta * x + Sin(3 * x + theta * t), (t, x) => 0.3 + 0.1 * theta * theta + 0.2 * Sin(c[4] * x * theta + t)),
                ParameterValues.Of((theta, value)), InitialLaw.Normal(0.2 * theta, 0.3 + 0.05 * theta),
                ends == 2 ? new Axis(60, Boundary.Periodic(-2), Boundary.Periodic(2)) : new Axis(60, Of(Kinds[ends], -2), Of(Kinds[1 - ends], 2)), 0, [0.5], 40);
            var tangent = At(0.7);
            var moved = new Dictionary<double, DensityEvolution>();
            DensityEvolution Moved(double s) => moved.TryGetValue(s, out var known) ? known : moved[s] = At(0.7 + s);
            double Difference(Func<DensityEvolution, double> f) => Pathwise.Tests.Differences.First(s => f(Moved(s)), 0.01);
            foreach (int i in (int[])[0, 20, 35, 59])
            {
                double difference = Difference(p => p.Terminal.Values[i]);
                Assert.Equal(difference, tangent.Terminal.Derivatives["theta"][i], 1e-7);
            }
            if (tangent.Lower is { } lower)
            {
                Assert.Equal(Difference(p => p.Lower!.Probability[^1]), lower.ProbabilityDerivatives["theta"][^1], 1e-8);
                Assert.Equal(Difference(p => p.Lower!.Flux[^1]), lower.FluxDerivatives["theta"][^1], 1e-7);
            }
        }, iter: 12, threads: 1, seed: "0000000000002");
    }

    /// <summary>In the plane too: mass and sign with random coefficients, correlation and time; and tangents.</summary>
    [Fact]
    public void Mass_sign_and_tangents_in_the_plane()
    {
        var theta = Parameter("theta");
        Gen.Select(s_numbers, Gen.Double[-0.9, 0.9], Gen.Double[-2, 1]).Sample((c, rho, logTime) =>
        {
            double end = Math.Pow(10, logTime);
            JointDensity At(double value, double scale, double end, int cells) => PlaneFokkerPlanck.Solve(
                new ItoSystem((t, x) => [scale * (c[0] + c[1] * x[1]) + theta * Sin(x[0] + t), scale * c[2] * x[0] * theta], (_, x) => new Real?[,] { { 0.5 + 0.02 * Sin(x[1]) + 0.1 * theta, null }, { null, 0.6 } }, 2, new Real[,] { { 1, 0 }, { scale * rho * theta, Sqrt(1 - scale * scale * rho * rho * theta * theta) } }),
                ParameterValues.Of((theta, value)), PlaneInitialLaw.Normal(0.2 * theta, 0, 0.2, 0.05, 0.2 + 0.1 * theta),
                new(cells, Boundary.Reflecting(-2), Boundary.Natural(2.5)), new(cells, Boundary.Reflecting(-2), Boundary.Absorbing(2)), 0, [end], 6)[0];
            var closed = PlaneFokkerPlanck.Solve(Linear(c, rho), ParameterValues.None, PlaneInitialLaw.Point(0.3, 0.2), new(30, Boundary.Reflecting(-2), Boundary.Reflecting(2)), new(30, Boundary.Reflecting(-2), Boundary.Reflecting(2)), 0, [end], 8)[0];
            Assert.Equal(1, closed.Mass, 1e-12);
            Assert.True(closed.Least >= 0);
            // With drifts small enough for central differences: where these need more diffusion, rates have kinks in the parameters.
            var p = At(0.7, 0.1, 0.05, 40);
            Assert.True(p.Least >= 0);
            var moved = new Dictionary<double, JointDensity>();
            JointDensity Moved(double s) => moved.TryGetValue(s, out var known) ? known : moved[s] = At(0.7 + s, 0.1, 0.05, 40);
            foreach (var (i, j) in (ReadOnlySpan<(int, int)>)[(2, 2), (20, 20), (26, 16), (39, 4)])
                Assert.Equal(Pathwise.Tests.Differences.First(s => Moved(s)[i, j], 0.01), p.Derivative("theta", i, j), 1e-7);
        }, iter: 8, threads: 1, seed: "0000000000003");
    }

    static ItoSystem Linear(double[] c, double rho) => new((t, x) => [c[0] + c[1] * x[1] + Sin(x[0] + t), c[2] * x[0]], (_, x) => new Real?[,] { { 0.5 + 0.02 * Sin(x[1]), null }, { null, 0.6 } }, 2, new Real[,] { { 1, 0 }, { 0.8 * rho, Math.Sqrt(1 - 0.64 * rho * rho) } });

    /// <summary>A point on two axes, one of them without noise: dX = V dt, dV = σ dW.</summary>
    [Fact]
    public void Noise_in_one_state_alone()
    {
        var system = new ItoSystem((_, x) => [x[1], 0], (_, _) => new Real?[,] { { null }, { 1 } }, 1);
        var p = PlaneFokkerPlanck.Solve(system, ParameterValues.None, PlaneInitialLaw.Normal(0, 0, 0.04, 0, 0.04), new(400, Boundary.Natural(-8), Boundary.Natural(8)), new(200, Boundary.Natural(-8), Boundary.Natural(8)), 0, [1], 100)[0];
        Assert.Equal(1, p.Mass, 1e-12);
        Assert.True(p.Least >= 0);
        // Upwind differences along x smear by h|V|/2: of first order.
        Assert.Equal(0.04 + 0.5, p.Covariance.XY, 0.02);
        Assert.Equal(1.04, p.Covariance.YY, 0.002);
    }

    [Fact]
    public void Refusals()
    {
        var brownian = Sde((_, x) => 0 * x, (_, _) => 1);
        string Id(Action solve) => Assert.Throws<PathwiseException>(solve).Id;
        Axis Natural(double lower, double upper) => new(50, Boundary.Natural(lower), Boundary.Natural(upper));
        string Solve(ItoSystem system, Axis axis, InitialLaw? law = null, double[]? times = null) => Id(() => FokkerPlanck.Solve(system, ParameterValues.None, law ?? InitialLaw.Point(0.5), axis, 0, times ?? [1], 10));

        // Not finite.
        Assert.Equal("PW2010", Solve(Sde((_, x) => -x, (_, x) => Sqrt(x)), new(50, Boundary.Reflecting(-1), Boundary.Reflecting(2))));
        var error = Assert.Throws<PathwiseException>(() => FokkerPlanck.Solve(Sde((_, x) => 1 / (x - 0.25), (_, _) => 1), ParameterValues.None, InitialLaw.Point(0.5), new(10, Boundary.Reflecting(0), Boundary.Reflecting(1)), 0, [1], 10));
        Assert.Contains("the drift is Infinity at x = 0.25, t = 0", error.Message, StringComparison.Ordinal);
        var draw = new Real(Pathwise.Graphs.Node.Leaf(new Pathwise.Graphs.Draw("z", Pathwise.Graphs.DrawKind.Normal, Shape.Scalar, Shared: false), perPath: true, Place.Nowhere));
        Assert.Equal("PW2010", Solve(Sde((_, x) => draw * x, (_, _) => 1), Natural(0, 1)));
        // Not posed.
        Assert.Equal("PW2011", Solve(brownian, Natural(1, 0)));
        Assert.Equal("PW2011", Solve(brownian, new(50, Boundary.Periodic(0), Boundary.Natural(1))));
        Assert.Equal("PW2011", Solve(brownian, Natural(1, 2)));
        Assert.Equal("PW2011", Solve(brownian, Natural(0, 1), InitialLaw.Normal(0, -1)));
        Assert.Equal("PW2011", Solve(brownian, Natural(0, 1), InitialLaw.Values([1, 2])));
        Assert.Equal("PW2011", Solve(brownian, Natural(0, 1), InitialLaw.Density(x => x - 0.5, 0, 1)));
        Assert.Equal("PW2011", Solve(brownian, Natural(0, 1), times: [1, 1]));
        // Ends that are passed, by diffusion and by drift.
        Assert.Equal("PW2012", Solve(brownian, Natural(-1, 1)));
        Assert.Equal("PW2012", Solve(Sde((_, x) => 0 * x - 1, (_, x) => x), Natural(0, 5), InitialLaw.Point(1)));
        Assert.Equal("PW2012", Id(() => FokkerPlanck.Stationary(Sde((_, x) => -x, (_, _) => 1), ParameterValues.None, Natural(-1, 1))));
        // No domain: an explosion, and no stationary law.
        Assert.Equal("PW2013", Solve(Sde((_, x) => x * x * x, (_, _) => 1), new(50, Boundary.Natural(), Boundary.Natural())));
        Assert.Equal("PW2013", Id(() => FokkerPlanck.Stationary(brownian, ParameterValues.None, new(50, Boundary.Natural(), Boundary.Natural()))));
        Assert.Equal("PW2014", Id(() => FokkerPlanck.Stationary(brownian, ParameterValues.None, new(50, Boundary.Absorbing(0), Boundary.Reflecting(1)))));
        Assert.Equal("PW2016", Id(() => FeynmanKac.MeanExitTime(brownian, ParameterValues.None, new(50, Boundary.Reflecting(0), Boundary.Reflecting(1)))));
        var plane = new ItoSystem((_, _) => [0, 0], (_, _) => new Real?[,] { { 1, null }, { null, 1 } }, 2);
        Assert.Equal("PW2011", Id(() => PlaneFokkerPlanck.Solve(plane, ParameterValues.None, PlaneInitialLaw.Normal(0, 0, 1, 0.999, 1), Natural(-9, 9), Natural(-9, 9), 0, [1], 10)));
        Assert.Equal("PW2012", Id(() => PlaneFokkerPlanck.Solve(plane, ParameterValues.None, PlaneInitialLaw.Point(0, 0), Natural(-2, 2), Natural(-9, 9), 0, [1], 10)));
    }
}
