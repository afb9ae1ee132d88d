using Pathwise.Tests;
using static Pathwise.Calculus.Tests.Densities.Equations;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests.Densities;

/// <summary>Joint densities of two states.</summary>
public class PlaneTests
{
    static readonly Real s_coupling = Parameter("coupling"), s_rho = Parameter("rho"), s_sigma = Parameter("sigma"), s_start = Parameter("start");

    static Axis Line(int cells) => new(cells, Boundary.Natural(), Boundary.Natural());

    /// <summary>dX = −X dt + σ dW₁, dY = (κX − ½Y) dt + 0.6 dW₂, correlation ρ.</summary>
    static ItoSystem Linear => new((_, x) => [-x[0], s_coupling * x[0] - 0.5 * x[1]], (_, _) => new Real?[,] { { s_sigma, null }, { null, 0.6 } }, 2, new Real[,] { { 1, 0 }, { s_rho, Sqrt(1 - s_rho * s_rho) } });

    static readonly double[] s_at = [0.8, -0.5, 0.7, 1];

    static ParameterValues Parameters => ParameterValues.Of((s_coupling, s_at[0]), (s_rho, s_at[1]), (s_sigma, s_at[2]), (s_start, s_at[3]));

    /// <summary>Its moments at time 1 from the mean (start, 0) and a covariance: the linear equations of mean and covariance by the classical Runge–Kutta method with 400 steps (errors 10⁻¹²).</summary>
    static double[] Moments(double[] p, double[] covariance)
    {
        double[] Slope(double[] m) => [-m[0], p[0] * m[0] - 0.5 * m[1], -2 * m[2] + p[2] * p[2], -1.5 * m[3] + p[0] * m[2] + 0.6 * p[1] * p[2], -m[4] + 2 * p[0] * m[3] + 0.36];
        double[] m = [p[3], 0, .. covariance];
        const double h = 1.0 / 400;
        for (int n = 0; n < 400; n++)
        {
            double[] k1 = Slope(m), k2 = Slope(Plus(m, k1, h / 2)), k3 = Slope(Plus(m, k2, h / 2)), k4 = Slope(Plus(m, k3, h));
            m = [.. m.Select((v, i) => v + h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]))];
        }
        return m;
        static double[] Plus(double[] a, double[] b, double s) => [.. a.Zip(b, (x, y) => x + s * y)];
    }

    static double Gauss(double x, double y, double[] m)
    {
        double determinant = m[2] * m[4] - m[3] * m[3], dx = x - m[0], dy = y - m[1];
        return Math.Exp(-0.5 * (m[4] * dx * dx - 2 * m[3] * dx * dy + m[2] * dy * dy) / determinant) / (2 * Math.PI * Math.Sqrt(determinant));
    }

    [Fact]
    public void Correlated_Ornstein_Uhlenbeck()
    {
        double[] covariance = [0.09, 0.02, 0.08];
        double[] Shifted(int k, double s) => [.. s_at.Select((v, i) => i == k ? v + s : v)];
        double[] exact = Moments(s_at, covariance);
        double peak = Gauss(exact[0], exact[1], exact);
        var moved = new Dictionary<(int, double), double[]>();
        double[] Moved(int k, double s) => moved.TryGetValue((k, s), out var known) ? known : moved[(k, s)] = Moments(Shifted(k, s), covariance);
        (double Density, double[] Derivatives) Errors(int n)
        {
            var p = PlaneFokkerPlanck.Solve(Linear, Parameters, PlaneInitialLaw.Normal(s_start, 0, 0.09, 0.02, 0.08), new(n, Boundary.Reflecting(-2.2), Boundary.Reflecting(2.8)), new(n, Boundary.Reflecting(-2.2), Boundary.Reflecting(2.8)), 0, [1], n / 2)[0];
            Assert.Equal(1, p.Mass, 1e-12);
            Assert.True(p.Least >= 0);
            double Worst(Func<int, int, double> error) => Enumerable.Range(0, n * n / 9).Max(c => Math.Abs(error(3 * (c % (n / 3)), 3 * (c / (n / 3))))) / peak;
            double[] derivatives = [.. Parameters.Names.Select((name, k) => Worst((i, j) => p.Derivative(name, i, j) - Differences.First(s => Gauss(p.X[i], p.Y[j], Moved(k, s)))))];
            return (Worst((i, j) => p[i, j] - Gauss(p.X[i], p.Y[j], exact)), derivatives);
        }
        var (coarse, fine) = (Errors(90), Errors(180));
        IsOfSecondOrder(coarse.Density, fine.Density, 1e-3);
        for (int k = 0; k < 4; k++) IsOfSecondOrder(coarse.Derivatives[k], fine.Derivatives[k], 3e-3);
    }

    /// <summary>From a point: central differences with correlated noise are exact for means and covariances, but for the start and the steps.</summary>
    [Fact]
    public void Moments_from_a_point()
    {
        double[] exact = Moments(s_at, [0, 0, 0]);
        var p = PlaneFokkerPlanck.Solve(Linear, Parameters, PlaneInitialLaw.Point(s_start, 0), Line(180), Line(180), 0, [1], 90)[0];
        var (mean, covariance) = (p.Mean, p.Covariance);
        double[] found = [mean.X, mean.Y, covariance.XX, covariance.XY, covariance.YY];
        for (int k = 0; k < 5; k++) Assert.Equal(exact[k], found[k], 3e-5);
        double Derivative(int k, int moment) => Differences.First(s => Moments([.. s_at.Select((v, i) => i == k ? v + s : v)], [0, 0, 0])[moment]);
        Assert.Equal(Derivative(3, 0), p.ExpectationDerivative("start", (x, _) => x), 1e-4);
        Assert.Equal(Derivative(0, 1), p.ExpectationDerivative("coupling", (_, y) => y), 1e-4);
        Assert.Equal(Derivative(1, 3), p.ExpectationDerivative("rho", (x, y) => (x - mean.X) * (y - mean.Y)), 1e-4);
        Assert.Equal(Derivative(2, 2), p.ExpectationDerivative("sigma", (x, _) => (x - mean.X) * (x - mean.X)), 1e-4);
        Assert.Equal(Equations.Gauss(0.5, exact[0], exact[2]), p.MarginalX.At(0.5), 2e-3);
        Assert.Equal(Equations.Gauss(0.2, exact[1], exact[4]), p.MarginalY.At(0.2), 2e-3);
    }

    /// <summary>The derivative in a correlation of 0: that of E XY.</summary>
    [Fact]
    public void Derivative_in_a_correlation_of_zero()
    {
        var parameters = ParameterValues.Of((s_coupling, 0), (s_rho, 0), (s_sigma, 1), (s_start, 0));
        var p = PlaneFokkerPlanck.Solve(Linear, parameters, PlaneInitialLaw.Point(0, 0), Line(120), Line(120), 0, [1], 60)[0];
        Assert.Equal(0.6 * (1 - Math.Exp(-1.5)) / 1.5, p.ExpectationDerivative("rho", (x, y) => x * y), 1e-3);
    }

    /// <summary>dX = cos(3t) dt + (1 + t/2) dW₁, dY = −X dt + dW₂, correlation 0.4: coefficients of the middle of each step are of second order.</summary>
    [Fact]
    public void Coefficients_that_depend_on_time()
    {
        var system = new ItoSystem((t, x) => [Cos(3 * t), -x[0]], (t, _) => new Real?[,] { { 1 + 0.5 * t, null }, { null, 1 } }, 2, new Real[,] { { 1, 0 }, { 0.4, Math.Sqrt(0.84) } });
        var p = PlaneFokkerPlanck.Solve(system, ParameterValues.None, PlaneInitialLaw.Normal(0, 0, 0.1, 0, 0.1), Line(160), Line(160), 0, [1], 60)[0];
        Assert.Equal(Math.Sin(3) / 3, p.Mean.X, 1e-5);
        // −∫ sin(3t)/3 dt
        Assert.Equal((Math.Cos(3) - 1) / 9, p.Mean.Y, 5e-5);
        Assert.Equal(0.1 + (Math.Pow(1.5, 3) - 1) / 1.5, p.Covariance.XX, 5e-5);
        // d Cov/dt = −Var X + 0.4(1 + t/2), Var X = 0.1 + t + t²/2 + t³/12.
        Assert.Equal(-(0.1 + 0.5 + 1.0 / 6 + 1.0 / 48) + 0.4 * 1.25, p.Covariance.XY, 5e-5);
    }

    /// <summary>Brownian motion in a square with two reflecting and two absorbing sides is a product.</summary>
    [Fact]
    public void Between_walls()
    {
        var system = new ItoSystem((_, _) => [0, 0], (_, _) => new Real?[,] { { 1, null }, { null, s_sigma } }, 2);
        (double, double) Errors(int n)
        {
            var p = PlaneFokkerPlanck.Solve(system, ParameterValues.Of((s_sigma, 0.8)), PlaneInitialLaw.Normal(0.5, 0.5, 0.01, 0, 0.01), new(n, Boundary.Reflecting(0), Boundary.Reflecting(1)), new(n, Boundary.Absorbing(0), Boundary.Absorbing(1)), 0, [0.1], n / 2)[0];
            var y = FokkerPlanck.Solve(Sde((_, _) => 0, (_, _) => s_sigma), ParameterValues.Of((s_sigma, 0.8)), InitialLaw.Normal(0.5, 0.1), new(4 * n, Boundary.Absorbing(0), Boundary.Absorbing(1)), 0, [0.1], 4 * n).Terminal;
            return (p.Mass - y.Mass, p.ExpectationDerivative("sigma", (_, _) => 1) - y.ExpectationDerivative("sigma", _ => 1));
        }
        var (coarse, fine) = (Errors(64), Errors(128));
        // The fine line's own error is a sixteenth of the coarse plane's.
        Assert.InRange(coarse.Item1 / fine.Item1, 3.2, 5.2);
        Assert.InRange(coarse.Item2 / fine.Item2, 3.2, 5.2);
        Assert.True(Math.Abs(fine.Item1) < 1e-3 && Math.Abs(fine.Item2) < 1e-3);
    }

    /// <summary>Cells of the wrong shape are named, and the numbers that the message gives serve.</summary>
    [Fact]
    public void Shapes_of_cells()
    {
        var system = new ItoSystem((_, _) => [0, 0], (_, _) => new Real?[,] { { 1, null }, { null, 0.2 } }, 2, new Real[,] { { 1, 0 }, { 0.9, Math.Sqrt(0.19) } });
        JointDensity Solve(int along) => PlaneFokkerPlanck.Solve(system, ParameterValues.None, PlaneInitialLaw.Point(0, 0), new(60, Boundary.Natural(-9), Boundary.Natural(9)), new(along, Boundary.Natural(-9), Boundary.Natural(9)), 0, [1], 10)[0];
        var error = Assert.Throws<PathwiseException>(() => Solve(60));
        Assert.Equal("PW2015", error.Id);
        Assert.Contains("4.5 to 5.556 times", error.Message, StringComparison.Ordinal);
        int suggested = int.Parse(System.Text.RegularExpressions.Regex.Match(error.Message, "(?<=take )\\d+(?= along)", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Value);
        Assert.Equal(1, Solve(suggested).Mass, 1e-12);
    }

    /// <summary>Heston's model in the logarithm of the price: the price of a call, and its derivatives, of the oracles.</summary>
    [Fact]
    public void Heston()
    {
        Real v0 = Parameter("v0"), rho = Parameter("rho"), xi = Parameter("xi");
        var system = new ItoSystem(
            (_, x) => [0.05 - 0.5 * x[1], 2 * (0.04 - x[1])],
            (_, x) => { var root = Sqrt(x[1]); return new Real?[,] { { root, null }, { null, xi * root } }; },
            2, new Real[,] { { 1, 0 }, { rho, Sqrt(1 - rho * rho) } });
        double[] Prices(int n)
        {
            var p = PlaneFokkerPlanck.Solve(system, ParameterValues.Of((v0, 0.04), (rho, -0.7), (xi, 0.3)), PlaneInitialLaw.Point(0, v0), new(n, Boundary.Reflecting(-2.4), Boundary.Reflecting(1.6)), new(n / 2, Boundary.Natural(0), Boundary.Reflecting(0.56)), 0, [1], n / 4)[0];
            Assert.Equal(1, p.Mass, 1e-12);
            double Call(double x, double _) => Math.Exp(-0.05) * 100 * Math.Max(Math.Exp(x) - 1, 0);
            return [p.Expectation(Call), p.ExpectationDerivative("v0", Call), p.ExpectationDerivative("rho", Call), p.ExpectationDerivative("xi", Call)];
        }
        double[] coarse = Prices(160), fine = Prices(320), exact = [10.3942185652, 39.2130484, -0.112065166, -0.880483233];
        // Close to variance 0 correlated noise leaves little along that axis, so that errors fall a little slower than by four.
        double[] bounds = [0.01, 0.4, 0.01, 0.01];
        for (int k = 0; k < 4; k++)
        {
            Assert.True(Math.Abs(fine[k] - exact[k]) < bounds[k], $"{k}: {fine[k]}");
            Assert.True(Math.Abs(fine[k] - exact[k]) < 0.45 * Math.Abs(coarse[k] - exact[k]), $"{k}: {coarse[k]} {fine[k]}");
        }
    }
}
