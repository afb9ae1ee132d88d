using static Pathwise.Calculus.Tests.Densities.Equations;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests.Densities;

/// <summary>Solutions of the Fokker–Planck equation against densities in closed form.</summary>
public class FokkerPlanckTests
{
    static Axis Line(int cells) => new(cells, Boundary.Natural(), Boundary.Natural());

    static readonly Real s_theta = Parameter("theta"), s_m = Parameter("m"), s_sigma = Parameter("sigma"), s_start = Parameter("start");

    /// <summary>dX = θ(m − X) dt + σ dW from a point: the density and its derivatives in everything, at the parameters of the oracles.</summary>
    [Fact]
    public void Ornstein_Uhlenbeck()
    {
        var system = Sde((_, x) => s_theta * (s_m - x), (_, _) => s_sigma);
        var parameters = ParameterValues.Of((s_theta, 1.5), (s_m, 0.5), (s_sigma, 0.4), (s_start, 2));
        (double Mean, double Variance) Moments(double[] p) => (p[1] + (p[3] - p[1]) * Math.Exp(-p[0]), p[2] * p[2] * (1 - Math.Exp(-2 * p[0])) / (2 * p[0]));
        double[] at = [1.5, 0.5, 0.4, 2];
        double[] Shifted(int k, double s) => [.. at.Select((v, i) => i == k ? v + s : v)];

        (double Density, double[] Derivatives, Density Result) Errors(int n)
        {
            var p = FokkerPlanck.Solve(system, parameters, InitialLaw.Point(s_start), Line(n), 0, [1], n / 4).Terminal;
            double peak = Gauss(0, 0, Moments(at).Variance);
            var (mean, variance) = Moments(at);
            double density = Enumerable.Range(0, n).Max(i => Math.Abs(p.Values[i] - Gauss(p.Centres[i], mean, variance))) / peak;
            double[] derivatives = [.. parameters.Names.Select((name, k) => Enumerable.Range(0, n).Where(i => i % 8 == 0).Max(i =>
            {
                double exact = Pathwise.Tests.Differences.First(s => { var (m, v) = Moments(Shifted(k, s)); return Gauss(p.Centres[i], m, v); });
                return Math.Abs(p.Derivatives[name][i] - exact) / peak;
            }))];
            return (density, derivatives, p);
        }

        var coarse = Errors(400);
        var fine = Errors(800);
        IsOfSecondOrder(coarse.Density, fine.Density, 2e-4);
        for (int k = 0; k < 4; k++) IsOfSecondOrder(coarse.Derivatives[k], fine.Derivatives[k], 2.5e-3);

        // All errors are even in the cells' width and the step, so extrapolation leaves the fourth order.
        double Extrapolated(Func<Density, double> f) => (4 * f(fine.Result) - f(coarse.Result)) / 3;
        Assert.Equal(1, fine.Result.Mass, 12);
        Assert.Equal(0.834695240, Extrapolated(p => p.Mean), 1e-6);
        Assert.Equal(0.0506780230, Extrapolated(p => p.Variance), 1e-6);
        Assert.Equal(0.747394167, Extrapolated(p => p.Moment(2)), 1e-6);
        Assert.Equal(-0.587211776, Extrapolated(p => p.ExpectationDerivative("theta", x => x * x)), 1e-5);
        Assert.Equal(0.253390115, Extrapolated(p => p.ExpectationDerivative("sigma", x => x * x)), 1e-5);
        Assert.Equal(0.372491365, Extrapolated(p => p.ExpectationDerivative("start", x => x * x)), 1e-5);
    }

    /// <summary>dX = μX dt + σX dW: lognormal, with a natural end at 0.</summary>
    [Fact]
    public void Geometric_Brownian_motion()
    {
        var system = Sde((_, x) => 0.05 * x, (_, x) => s_sigma * x);
        double Error(int n)
        {
            var p = FokkerPlanck.Solve(system, ParameterValues.Of((s_sigma, 0.2)), InitialLaw.Point(1), new Axis(n, Boundary.Natural(0), Boundary.Natural()), 0, [1], n / 4).Terminal;
            Assert.Equal(1, p.Mass, 12);
            double worst = 0;
            for (int i = 0; i < n; i++)
            {
                double x = p.Centres[i];
                worst = Math.Max(worst, Math.Abs(p.Values[i] - Gauss(Math.Log(x), 0.05 - 0.02, 0.04) / x));
            }
            // Φ(d₂) at the median.
            Assert.Equal(0.5, p.Cdf(Math.Exp(0.03)), 3);
            Assert.Equal(Math.Exp(0.03), p.Quantile(0.5), 3);
            return worst;
        }
        IsOfSecondOrder(Error(500), Error(1000), 1e-3);
    }

    /// <summary>Brownian motion between reflecting walls 0 and 1: p = 1 + 2 Σ cos(kπx₀) cos(kπx) e^(−k²π²t/2).</summary>
    [Fact]
    public void Between_reflecting_walls()
    {
        double Error(int n)
        {
            var p = FokkerPlanck.Solve(Sde((_, x) => 0 * x, (_, _) => 1), ParameterValues.None, InitialLaw.Point(0.3), new Axis(n, Boundary.Reflecting(0), Boundary.Reflecting(1)), 0, [0.1], n / 4).Terminal;
            Assert.Equal(1, p.Mass, 12);
            return Enumerable.Range(0, n).Max(i => Math.Abs(p.Values[i] - Exact(p.Centres[i])));
        }
        static double Exact(double x) => 1 + 2 * Enumerable.Range(1, 30).Sum(k => Math.Cos(k * Math.PI * 0.3) * Math.Cos(k * Math.PI * x) * Math.Exp(-k * k * Math.PI * Math.PI * 0.05));
        IsOfSecondOrder(Error(200), Error(400), 1e-4);
    }

    /// <summary>Brownian motion between absorbing walls: the series of the survival probability, the flux, and the mean exit time x₀(1 − x₀).</summary>
    [Fact]
    public void Between_absorbing_walls()
    {
        const double start = 0.3;
        (double Survival, double Flux, double Sigma) Errors(int n)
        {
            var evolution = FokkerPlanck.Solve(Sde((_, x) => 0 * x, (_, _) => s_sigma), ParameterValues.Of((s_sigma, 1)), InitialLaw.Point(start), new Axis(n, Boundary.Absorbing(0), Boundary.Absorbing(1)), 0, [0.2], n / 4);
            int last = evolution.StepTimes.Count - 1;
            Assert.Equal(1, evolution.Terminal.Mass + evolution.Lower!.Probability[last] + evolution.Upper!.Probability[last], 12);
            Assert.Equal(evolution.Terminal.Mass, evolution.Survival(last), 12);
            double Survival(double variance) => 2 * Enumerable.Range(1, 30).Sum(k => Math.Sin(k * Math.PI * start) * (1 - Math.Cos(k * Math.PI)) / (k * Math.PI) * Math.Exp(-k * k * Math.PI * Math.PI * 0.1 * variance));
            double flux = Enumerable.Range(1, 30).Sum(k => Math.Sin(k * Math.PI * start) * k * Math.PI * Math.Exp(-k * k * Math.PI * Math.PI * 0.1));
            return (evolution.Survival(last) - Survival(1), evolution.Lower.Flux[last] - flux,
                -evolution.Lower.ProbabilityDerivatives["sigma"][last] - evolution.Upper.ProbabilityDerivatives["sigma"][last] - Pathwise.Tests.Differences.First(s => Survival((1 + s) * (1 + s))));
        }
        var (coarse, fine) = (Errors(200), Errors(400));
        IsOfSecondOrder(coarse.Survival, fine.Survival, 1e-4);
        IsOfSecondOrder(coarse.Flux, fine.Flux, 1e-4);
        IsOfSecondOrder(coarse.Sigma, fine.Sigma, 1e-3);
    }

    /// <summary>Brownian motion with drift on a circle: a wrapped normal density.</summary>
    [Fact]
    public void On_a_circle()
    {
        double Error(int n)
        {
            var p = FokkerPlanck.Solve(Sde((_, _) => 2, (_, _) => 0.5), ParameterValues.None, InitialLaw.Normal(0.1, 0.05), new Axis(n, Boundary.Periodic(0), Boundary.Periodic(1)), 0, [0.5], n / 2).Terminal;
            Assert.Equal(1, p.Mass, 12);
            return Enumerable.Range(0, n).Max(i => Math.Abs(p.Values[i] - Enumerable.Range(-5, 11).Sum(k => Gauss(p.Centres[i] + k, 1.1, 0.0025 + 0.125))));
        }
        IsOfSecondOrder(Error(200), Error(400), 1e-3);
    }

    /// <summary>dX = cos(t) dt + (1 + t) dW: coefficients that depend on time.</summary>
    [Fact]
    public void Coefficients_that_depend_on_time()
    {
        double Error(int n)
        {
            var p = FokkerPlanck.Solve(Sde((t, _) => Cos(t), (t, _) => 1 + t), ParameterValues.None, InitialLaw.Normal(0, 0.5), Line(n), 0, [1], n / 8).Terminal;
            return Enumerable.Range(0, n).Max(i => Math.Abs(p.Values[i] - Gauss(p.Centres[i], Math.Sin(1), 0.25 + 7.0 / 3)));
        }
        IsOfSecondOrder(Error(200), Error(400), 1e-3);
    }

    /// <summary>On fixed cells, the error of the steps alone is of second order too, from a point as from a smooth law.</summary>
    [Fact]
    public void Steps_are_of_second_order()
    {
        foreach (var law in (InitialLaw[])[InitialLaw.Point(1), InitialLaw.Normal(1, 0.2)])
        {
            double[] Values(int steps) => [.. FokkerPlanck.Solve(Sde((t, x) => -x + Sin(4 * t), (t, x) => 0.5 + 0.2 * Cos(3 * t)), ParameterValues.None, law, new(200, Boundary.Reflecting(-2), Boundary.Reflecting(3)), 0, [1], steps).Terminal.Values];
            double[] exact = Values(1600);
            double Error(int steps) => Values(steps).Zip(exact, (a, b) => Math.Abs(a - b)).Max();
            IsOfSecondOrder(Error(50), Error(100), 1e-3);
        }
    }

    /// <summary>Cells whose widths grow with x, for a geometric Brownian motion.</summary>
    [Fact]
    public void Cells_of_different_widths()
    {
        double Error(int n)
        {
            var cells = new Cells([.. Enumerable.Range(0, n + 1).Select(i => 0.2 * Math.Pow(25, (double)i / n))], BoundaryKind.Natural, BoundaryKind.Natural);
            var p = FokkerPlanck.Solve(new Coefficients(Sde((_, x) => 0.05 * x, (_, x) => 0.2 * x), 1, ParameterValues.None), InitialLaw.Point(1), cells, 0, [1], n / 4).Terminal;
            Assert.Equal(1, p.Mass, 12);
            return Enumerable.Range(0, n).Max(i => Math.Abs(p.Values[i] - Gauss(Math.Log(p.Centres[i]), 0.03, 0.04) / p.Centres[i]));
        }
        IsOfSecondOrder(Error(200), Error(400), 5e-3);
    }

    /// <summary>A density that is drifting out of a domain that was found, and times in between.</summary>
    [Fact]
    public void A_domain_that_is_found_holds_the_density_at_all_times()
    {
        var evolution = FokkerPlanck.Solve(Sde((t, x) => 40 * Cos(6 * t), (_, _) => 0.3), ParameterValues.None, InitialLaw.Point(5), Line(3000), 0, [0.25, 0.5, 0.75, 1], 800);
        foreach (var p in evolution.Densities)
        {
            Assert.Equal(1, p.Mass, 12);
            Assert.Equal(5 + 40.0 / 6 * Math.Sin(6 * p.Time), p.Mean, 1e-3);
            Assert.True(Math.Max(p.Values[0], p.Values[^1]) < 1e-14 * p.Values.Max());
        }
        Assert.Equal([0.25, 0.5, 0.75, 1], evolution.Densities.Select(p => p.Time));
    }

    /// <summary>From a reflecting wall: twice the half of a normal density; its distribution function, quantiles, and an initial law given by its density.</summary>
    [Fact]
    public void From_a_wall()
    {
        var half = FokkerPlanck.Solve(Sde((_, x) => 0 * x, (_, _) => 1), ParameterValues.None, InitialLaw.Point(0), new Axis(2000, Boundary.Reflecting(0), Boundary.Natural()), 0, [1], 400).Terminal;
        Assert.Equal(1, half.Mass, 12);
        Assert.Equal(2 * Gauss(0.7, 0, 1), half.At(0.7), 1e-4);
        Assert.Equal(0.682689492137086, half.Cdf(1), 1e-4);
        Assert.Equal(0.674489750196082, half.Quantile(0.5), 1e-4);
        foreach (double u in (double[])[0, 1e-9, 0.2, 0.99, 1]) Assert.Equal(u, half.Cdf(half.Quantile(u)), 1e-12);

        // e^(−x) for x > 0, moved by W.
        var sum = FokkerPlanck.Solve(Sde((_, x) => 0 * x, (_, _) => 0.5), ParameterValues.Of((s_theta, 1.2)), InitialLaw.Density(x => Exp(-s_theta * x), 0, 40), new Axis(4000, Boundary.Natural(-10), Boundary.Natural(40)), 0, [1], 200).Terminal;
        Assert.Equal(1 / 1.2, sum.Mean, 1e-4);
        Assert.Equal(1 / 1.44 + 0.25, sum.Variance, 1e-4);
        Assert.Equal(-1 / 1.44, sum.ExpectationDerivative("theta", x => x), 1e-4);
    }
}
