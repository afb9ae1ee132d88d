using CsCheck;
using Pathwise.Tests;
using static Pathwise.Calculus.Tests.Densities.Equations;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests.Densities;

/// <summary>Joint densities on a torus and on cylinders.</summary>
public class PeriodicPlaneTests
{
    static readonly Real s_a = Parameter("a"), s_rho = Parameter("rho"), s_sigma = Parameter("sigma"), s_start = Parameter("start");

    static Axis Circle(int cells, double lower, double upper) => new(cells, Boundary.Periodic(lower), Boundary.Periodic(upper));

    /// <summary>A normal density and all its images, so many periods apart; 0 is a line.</summary>
    static double Wrapped(double x, double y, double[] m, double lengthX, double lengthY)
    {
        double determinant = m[2] * m[4] - m[3] * m[3], sum = 0;
        int turnsX = lengthX > 0 ? 6 : 0, turnsY = lengthY > 0 ? 6 : 0;
        for (int i = -turnsX; i <= turnsX; i++)
            for (int j = -turnsY; j <= turnsY; j++)
            {
                double dx = x - m[0] + i * lengthX, dy = y - m[1] + j * lengthY;
                sum += Math.Exp(-0.5 * (m[4] * dx * dx - 2 * m[3] * dx * dy + m[2] * dy * dy) / determinant);
            }
        return sum / (2 * Math.PI * Math.Sqrt(determinant));
    }

    /// <summary>The errors of a density and of its derivatives, relative to the largest density, at every third cell.</summary>
    static double[] Errors(JointDensity p, double[] at, string[] names, Func<double[], double, double, double> exact)
    {
        var places = Enumerable.Range(0, (p.X.Count + 2) / 3).SelectMany(i => Enumerable.Range(0, (p.Y.Count + 2) / 3).Select(j => (X: 3 * i, Y: 3 * j))).ToArray();
        double peak = places.Max(c => exact(at, p.X[c.X], p.Y[c.Y]));
        double Worst(Func<int, int, double> error) => places.Max(c => Math.Abs(error(c.X, c.Y))) / peak;
        double[] Shifted(int k, double s) => [.. at.Select((v, i) => i == k ? v + s : v)];
        return [Worst((i, j) => p[i, j] - exact(at, p.X[i], p.Y[j])), .. names.Select((name, k) => Worst((i, j) => p.Derivative(name, i, j) - Differences.First(s => exact(Shifted(k, s), p.X[i], p.Y[j]))))];
    }

    /// <summary>Brownian motion with drift and correlation on a torus: a wrapped normal law, and its derivatives. With as many cells along both circles diagonals close after one turn, else after several.</summary>
    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(1.5, -0.5, 1)]
    [InlineData(0.75, 0.4, 2)]
    public void Torus(double height, double rho, int seam)
    {
        double[] at = [0.8, rho, 0.5, 0.3];
        double drift = -1.3, time = 0.2, other = 0.45;
        // The mean goes through the seam, whichever way round.
        var system = new ItoSystem((_, _) => [seam * s_a, drift], (_, _) => new Real?[,] { { s_sigma, null }, { null, other } }, 2, new Real[,] { { 1, 0 }, { s_rho, Sqrt(1 - s_rho * s_rho) } });
        double[] Law(double[] p) => [p[3] + 0.5 + seam * p[0] * time, 0.1 + drift * time, 0.01 + p[2] * p[2] * time, 0.002 + p[1] * p[2] * other * time, 0.012 + other * other * time];
        double[] Of(int n)
        {
            int along = (int)(height * n);
            var p = PlaneFokkerPlanck.Solve(system, ParameterValues.Of((s_a, at[0]), (s_rho, at[1]), (s_sigma, at[2]), (s_start, at[3])), PlaneInitialLaw.Normal(s_start + 0.5, 0.1, 0.01, 0.002, 0.012),
                Circle(n, 0, 1), Circle(along, 0, height), 0, [time], n)[0];
            Assert.Equal(1, p.Mass, 1e-12);
            Assert.True(p.Least >= 0);
            return Errors(p, at, ["a", "rho", "sigma", "start"], (q, x, y) => Wrapped(x, y, Law(q), 1, height));
        }
        double[] coarse = Of(48), fine = Of(96);
        for (int k = 0; k < 5; k++) IsOfSecondOrder(coarse[k], fine[k], 2e-2);
    }

    /// <summary>A state on a circle beside one on a line, correlated, either way round: wrapped along one axis alone.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cylinder(bool isTurned)
    {
        double[] at = [0.9, -0.6, 0.5, 0.2];
        const double time = 0.4, other = 0.6, pull = 1.2;
        // The angle is driven by the state on the line.
        Real[] Drift(Real angle, Real line) => isTurned ? [-pull * line, s_a] : [s_a, -pull * line];
        var system = new ItoSystem((_, x) => isTurned ? Drift(x[1], x[0]) : Drift(x[0], x[1]),
            (_, _) => isTurned ? new Real?[,] { { null, other }, { s_sigma, null } } : new Real?[,] { { s_sigma, null }, { null, other } }, 2, new Real[,] { { 1, 0 }, { s_rho, Sqrt(1 - s_rho * s_rho) } });
        double decay = Math.Exp(-pull * time);
        double[] Law(double[] p) =>
        [
            0.3 + p[0] * time, p[3] * decay, 0.02 + p[2] * p[2] * time, p[1] * p[2] * other * (1 - decay) / pull, 0.03 * decay * decay + other * other * (1 - decay * decay) / (2 * pull),
        ];
        double[] Of(int n)
        {
            Axis circle = Circle(n, -0.5, 0.5), line = new(3 * n, Boundary.Natural(-2.5), Boundary.Natural(2.5));
            var p = PlaneFokkerPlanck.Solve(system, ParameterValues.Of((s_a, at[0]), (s_rho, at[1]), (s_sigma, at[2]), (s_start, at[3])),
                isTurned ? PlaneInitialLaw.Normal(s_start, 0.3, 0.03, 0, 0.02) : PlaneInitialLaw.Normal(0.3, s_start, 0.02, 0, 0.03), isTurned ? line : circle, isTurned ? circle : line, 0, [time], n)[0];
            Assert.Equal(1, p.Mass, 1e-12);
            Assert.True(p.Least >= 0);
            return Errors(p, at, ["a", "rho", "sigma", "start"], (q, x, y) => isTurned ? Wrapped(y, x, Law(q), 1, 0) : Wrapped(x, y, Law(q), 1, 0));
        }
        double[] coarse = Of(40), fine = Of(80);
        for (int k = 0; k < 5; k++) IsOfSecondOrder(coarse[k], fine[k], 2e-2);
    }

    /// <summary>Two states that know nothing of each other: the product of the solutions of one, but for the splitting of steps.</summary>
    [Fact]
    public void Product_of_two_circles()
    {
        const int n = 64, m = 48;
        var parameters = ParameterValues.Of((s_a, 0.8), (s_sigma, 0.9));
        Func<Real, Real> first = x => -s_a * Sin(x), second = y => 0.5 + Cos(2 * Math.PI * y);
        var system = new ItoSystem((_, z) => [first(z[0]), second(z[1])], (_, z) => new Real?[,] { { s_sigma, null }, { null, 0.4 + 0.1 * Sin(2 * Math.PI * z[1]) } }, 2);
        Axis x = Circle(n, -Math.PI, Math.PI), y = Circle(m, 0, 1);
        var alongX = FokkerPlanck.Solve(Sde((_, z) => first(z), (_, _) => s_sigma), parameters, InitialLaw.Normal(2.5, 0.4), x, 0, [1.5], 1600).Terminal;
        var alongY = FokkerPlanck.Solve(Sde((_, z) => second(z), (_, z) => 0.4 + 0.1 * Sin(2 * Math.PI * z)), parameters, InitialLaw.Normal(0.1, 0.08), y, 0, [1.5], 1600).Terminal;
        double[] Of(int steps)
        {
            var p = PlaneFokkerPlanck.Solve(system, parameters, PlaneInitialLaw.Normal(2.5, 0.1, 0.16, 0, 0.0064), x, y, 0, [1.5], steps)[0];
            var cells = Enumerable.Range(0, n * m).ToArray();
            Assert.Equal(1, p.MarginalX.Mass, 1e-12);
            Assert.Equal(alongX.Values[7], p.MarginalX.Values[7], 1e-3);
            return
            [
                cells.Max(c => Math.Abs(p[c % n, c / n] - alongX.Values[c % n] * alongY.Values[c / n])),
                cells.Max(c => Math.Abs(p.Derivative("a", c % n, c / n) - alongX.Derivatives["a"][c % n] * alongY.Values[c / n])),
                cells.Max(c => Math.Abs(p.Derivative("sigma", c % n, c / n) - alongX.Derivatives["sigma"][c % n] * alongY.Values[c / n])),
            ];
        }
        double[] coarse = Of(50), fine = Of(100);
        for (int k = 0; k < 3; k++) IsOfSecondOrder(coarse[k], fine[k], 2e-3);
    }

    /// <summary>A circle beside a line between walls, of which one reflects and one absorbs: the product of a wrapped normal density and a series of sines.</summary>
    [Fact]
    public void Circle_beside_walls()
    {
        const double time = 0.15, sigma = 0.8, start = 0.3, spread = 0.05;
        var system = new ItoSystem((_, _) => [2, 0], (_, _) => new Real?[,] { { 0.5, null }, { null, sigma } }, 2);
        // Reflected at 0, absorbed at 1: images at ±start + 2k with the signs of their reflections.
        double Line(double y)
        {
            double sum = 0;
            for (int k = -8; k <= 8; k++) sum += (k % 2 == 0 ? 1 : -1) * (Gauss(y, 2 * k + start, spread * spread + sigma * sigma * time) + Gauss(y, 2 * k - start, spread * spread + sigma * sigma * time));
            return sum;
        }
        double Of(int n)
        {
            var p = PlaneFokkerPlanck.Solve(system, ParameterValues.None, PlaneInitialLaw.Normal(0.8, start, 0.01, 0, spread * spread), Circle(n, 0, 1), new(n, Boundary.Reflecting(0), Boundary.Absorbing(1)), 0, [time], n)[0];
            Assert.True(p.Least >= 0);
            return Errors(p, [], [], (_, x, y) => Line(y) * Enumerable.Range(-6, 13).Sum(k => Gauss(x + k, 0.8 + 2 * time, 0.01 + 0.25 * time)))[0];
        }
        IsOfSecondOrder(Of(60), Of(120), 2e-3);
    }

    /// <summary>The seam is a place as any other: a start that is moved by whole cells moves the density and its derivatives with it.</summary>
    [Theory]
    [InlineData(24, 24)]
    [InlineData(24, 36)]
    [InlineData(35, 24)]
    public void Seam(int cellsX, int cellsY)
    {
        var system = new ItoSystem((_, _) => [s_a, -0.4], (_, _) => new Real?[,] { { 1, null }, { null, 1.1 } }, 2, new Real[,] { { 1, 0 }, { s_rho, Sqrt(1 - s_rho * s_rho) } });
        foreach (double rho in (double[])[0.6, -0.6])
        {
            JointDensity From(int i, int j) => PlaneFokkerPlanck.Solve(system, ParameterValues.Of((s_a, 0.7), (s_rho, rho)), PlaneInitialLaw.Normal((i + 0.3) / 24, (j + 0.4) / 24, 0.01, 0, 0.01),
                Circle(cellsX, 0, cellsX / 24.0), Circle(cellsY, 0, cellsY / 24.0), 0, [0.05], 5)[0];
            var p = From(10, 9);
            foreach (var (dx, dy) in (ReadOnlySpan<(int, int)>)[(11, 0), (0, 13), (-8, 12)])
            {
                var moved = From(10 + dx, 9 + dy);
                for (int i = 0; i < cellsX; i++)
                    for (int j = 0; j < cellsY; j++)
                    {
                        var (toX, toY) = ((i + dx + cellsX) % cellsX, (j + dy + cellsY) % cellsY);
                        Assert.Equal(p[i, j], moved[toX, toY], 1e-12);
                        Assert.Equal(p.Derivative("a", i, j), moved.Derivative("a", toX, toY), 1e-11);
                        Assert.Equal(p.Derivative("rho", i, j), moved.Derivative("rho", toX, toY), 1e-11);
                    }
            }
        }
    }

    /// <summary>A pendulum with friction and noise, its angle on a circle: after long the density of Gibbs, e^(−(v²/2 − cos θ)/T). The angle has no noise of its own, so that differences along it are upwind ones, of first order.</summary>
    [Fact]
    public void Pendulum()
    {
        const double friction = 1, temperature = 0.6;
        var system = new ItoSystem((_, x) => [x[1], -friction * x[1] - Sin(x[0])], (_, _) => new Real?[,] { { null }, { Math.Sqrt(2 * friction * temperature) } }, 1);
        double Energy(double angle, double v) => Math.Exp(-(0.5 * v * v - Math.Cos(angle)) / temperature);
        double Of(int n)
        {
            var p = PlaneFokkerPlanck.Solve(system, ParameterValues.None, PlaneInitialLaw.Point(2, 0), Circle(n, -Math.PI, Math.PI), new(n, Boundary.Natural(-6), Boundary.Natural(6)), 0, [40], 400)[0];
            Assert.Equal(1, p.Mass, 1e-12);
            Assert.True(p.Least >= 0);
            // The trapezoidal rule for a period and for what vanishes at both ends.
            double area = 2 * Math.PI / n * 12 / n, partition = p.X.Sum(x => p.Y.Sum(v => Energy(x, v))) * area;
            return p.X.Index().Sum(x => p.Y.Index().Sum(v => Math.Abs(p[x.Index, v.Index] - Energy(x.Item, v.Item) / partition))) * area;
        }
        double coarse = Of(50), fine = Of(100);
        Assert.InRange(coarse / fine, 1.7, 2.3);
        Assert.True(fine < 0.06, $"{fine}");
    }

    /// <summary>Natural ends without a position are found beside a circle.</summary>
    [Fact]
    public void Ends_that_are_found()
    {
        var system = new ItoSystem((_, x) => [x[1], -x[1]], (_, _) => new Real?[,] { { 0.3, null }, { null, 1 } }, 2);
        var p = PlaneFokkerPlanck.Solve(system, ParameterValues.None, PlaneInitialLaw.Point(0, 1), Circle(60, -1, 1), new(100, Boundary.Natural(), Boundary.Natural()), 0, [1], 60)[0];
        Assert.Equal(1, p.Mass, 1e-12);
        Assert.Equal(Math.Exp(-1), p.Mean.Y, 2e-3);
        Assert.InRange(p.Y[^1], 4, 12);
    }

    /// <summary>Mass and sign with random coefficients, correlation and steps from tiny to huge; and tangents.</summary>
    [Fact]
    public void Mass_sign_and_tangents()
    {
        var theta = Parameter("theta");
        const double turn = 2 * Math.PI;
        Gen.Select(Gen.Double[-2, 2].Array[4], Gen.Double[-0.9, 0.9], Gen.Double[-2, 1], Gen.Int[0, 3]).Sample((c, rho, logTime, ends) =>
        {
            double end = Math.Pow(10, logTime);
            Axis x = ends == 1 ? new(20, Boundary.Reflecting(0), Boundary.Absorbing(1)) : Circle(ends == 3 ? 30 : 20, 0, ends == 3 ? 1.5 : 1), y = ends == 2 ? new(20, Boundary.Reflecting(0), Boundary.Reflecting(1)) : Circle(20, 0, 1);
            // With drifts small enough for central differences: where these need more diffusion, rates have kinks in the parameters.
            JointDensity At(double value, double scale, double time, int steps) => PlaneFokkerPlanck.Solve(
                new ItoSystem((t, z) => [scale * (c[0] + c[1] * Sin(turn * z[1] + t)) + theta * scale, scale * (c[2] * Cos(turn * z[0]) * theta + c[3])], (t, z) => new Real?[,] { { 0.5 + 0.02 * Sin(turn * z[1]) + 0.1 * theta, null }, { null, 0.6 + 0.01 * Cos(turn * (z[0] - t)) } },
                    2, new Real[,] { { 1, 0 }, { 0.8 * rho * theta, Sqrt(1 - 0.64 * rho * rho * theta * theta) } }),
                ParameterValues.Of((theta, value)), PlaneInitialLaw.Normal(0.9 + 0.1 * theta, 0.2, 0.006, 0.001, 0.005 + 0.002 * theta), x, y, 0, [time], steps)[0];
            var p = At(0.9, 5, end, 8);
            Assert.True(p.Least >= 0);
            if (ends != 1) Assert.Equal(1, p.Mass, 1e-12);
            var tangent = At(0.7, 0.1, 0.03, 6);
            var moved = new Dictionary<double, JointDensity>();
            JointDensity Moved(double s) => moved.TryGetValue(s, out var known) ? known : moved[s] = At(0.7 + s, 0.1, 0.03, 6);
            foreach (var (i, j) in (ReadOnlySpan<(int, int)>)[(0, 0), (10, 10), (19, 16), (3, 19)])
                Assert.Equal(Differences.First(s => Moved(s)[i, j], 0.01), tangent.Derivative("theta", i, j), 1e-7);
        }, iter: 12, threads: 1, seed: "0000000000004");
    }
}
