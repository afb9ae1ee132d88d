using Pathwise.Tests;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests;

/// <summary>Systems of equations: correlated drivers, commutative and other noise, arrays of equations.</summary>
public class SystemTests
{
    record Pair(Real Mu1, Real Mu2, Real Sigma1, Real Sigma2, Real Rho);

    static readonly Pair s_at = new(0.3, -0.2, 0.4, 0.5, 0.6);

    static SdePath[] Solve(SdeSystem system, Real[] start, int steps, Scheme scheme, Noise noise) =>
        SdePath.Solve(system, start, TimeGrid.Uniform(0, 1, steps), scheme, [.. Enumerable.Repeat(noise, system.Drivers)]);

    /// <summary>Two geometric Brownian motions: E X̂Ŷ = ((1 + μ₁h)(1 + μ₂h) + ρσ₁σ₂h [+ ½ρ²σ₁²σ₂²h² for Milstein])ᴺ.</summary>
    [Fact]
    public void Correlated_drivers()
    {
        const int steps = 16;
        foreach (ItoScheme scheme in new ItoScheme[] { EulerMaruyama.Scheme, Milstein.Scheme })
        {
            double Moment(double[] p)
            {
                double h = 1.0 / steps, s = p[4] * p[2] * p[3] * h;
                return Math.Pow((1 + p[0] * h) * (1 + p[1] * h) + s + (scheme == Milstein.Scheme ? 0.5 * s * s : 0), steps);
            }
            var e = Expectation.Of((Pair p, Noise noise) =>
            {
                var system = new ItoSystem((t, x) => [p.Mu1 * x[0], p.Mu2 * x[1]], (t, x) => new Real?[,] { { p.Sigma1 * x[0], null }, { null, p.Sigma2 * x[1] } },
                    2, new Real[,] { { 1, 0 }, { p.Rho, Sqrt(1 - p.Rho * p.Rho) } });
                var paths = Solve(system, [1, 1], steps, scheme, noise);
                return paths[0].Terminal * paths[1].Terminal;
            }).ValueAndGradient(s_at, 50_000, seed: 1);
            double[] at = [0.3, -0.2, 0.4, 0.5, 0.6];
            Agreement.IsValueOf(Moment(at), e);
            Real[] gradient = [e.Gradient.Mu1, e.Gradient.Mu2, e.Gradient.Sigma1, e.Gradient.Sigma2, e.Gradient.Rho];
            var g = e.GradientStandardError;
            Real[] errors = [g.Mu1, g.Mu2, g.Sigma1, g.Sigma2, g.Rho];
            for (int i = 0; i < at.Length; i++)
                Agreement.Within(Differences.First(s => Moment([.. at.Select((v, k) => k == i ? v + s : v)])), (double)gradient[i], (double)errors[i]);
        }
    }

    record None(Real Unused);

    /// <summary>Kubo's oscillator dX = −½X dt + JX dW by Euler: E|X̂_N|² = (1 + h²/4)ᴺ.</summary>
    [Fact]
    public void Kubo_oscillator()
    {
        const int steps = 8;
        var e = Expectation.Of((Pair p, Noise noise) =>
        {
            var system = new ItoSystem((t, x) => [-0.5 * x[0], -0.5 * x[1]], (t, x) => new Real?[,] { { -x[1] }, { x[0] } }, 1);
            var x = Solve(system, [p.Mu1, 0], steps, EulerMaruyama.Scheme, noise);
            return x[0].Terminal * x[0].Terminal + x[1].Terminal * x[1].Terminal;
        }).ValueAndGradient(s_at with { Mu1 = 1 }, 50_000, seed: 2);
        double moment = Math.Pow(1 + 1.0 / steps / steps / 4, steps);
        Agreement.IsValueOf(moment, e);
        Agreement.Within(2 * moment, (double)e.Gradient.Mu1, (double)e.GradientStandardError.Mu1);
    }

    /// <summary>dX = X dW₁ + ½X dW₂ has commutative noise; the exact solution is e^(−⅝ + W₁ + ½W₂)/… at T = 1, and Milstein is of strong order 1.</summary>
    [Fact]
    public void Milstein_takes_commutative_noise_that_is_not_diagonal()
    {
        double MeanSquare(int steps) => Expectation.Of((None _, Noise noise) =>
        {
            var draws = new List<Real>();
            var system = new ItoSystem((t, x) => [0 * x[0]], (t, x) => new Real?[,] { { 0.4 * x[0], 0.2 * x[0] } }, 2);
            var path = Solve(system, [1], steps, Milstein.Scheme, noise)[0];
            var z = Pathwise.Graphs.Graph.OrderOf(path.Terminal.Node).Where(node => node.Op is Pathwise.Graphs.Draw).Select(node => Sum(new Real(node))).ToArray();
            var error = path.Terminal - Exp(-0.5 * (0.16 + 0.04) + Math.Sqrt(1.0 / steps) * (0.4 * z[0] + 0.2 * z[1]));
            return error * error;
        }).Value(new None(0), 4000, seed: 3).Value;
        Assert.Equal(1, Math.Round(Math.Log(MeanSquare(16) / MeanSquare(64), 4)) / 2);
    }

    [Fact]
    public void Milstein_refuses_noise_that_is_not_commutative()
    {
        void Build(Func<Real, Real[], Real?[,]> diffusion, Real start) => Expectation.Of((None _, Noise noise) =>
            Sum(Solve(new ItoSystem((t, x) => [0 * x[0], 0 * x[1]], diffusion, 2), [start, start], 4, Milstein.Scheme, noise)[1].Terminal)).Certificate(new(0));
        // dX = dW₁, dY = X dW₂ needs the Lévy area.
        Assert.Equal("PW2003", Assert.Throws<PathwiseException>(() => Build((t, x) => new Real?[,] { { 1, null }, { null, x[0] } }, 0)).Id);
        // Each equation's own driver, own state: diagonal.
        Build((t, x) => new Real?[,] { { Sin(x[0]), null }, { null, Exp(x[1]) } }, 0);
        // In an array of equations, an element whose diffusion reads another element.
        Assert.Equal("PW2003", Assert.Throws<PathwiseException>(() => Expectation.Of((None _, Noise noise) =>
            Sum(Ito.Sde((x, t) => -x, (x, t) => Sum(x) * 0.1 + 0 * x).Solve(new double[] { 1, 2 }, TimeGrid.Uniform(0, 1, 4), Milstein.Scheme, noise).Terminal)).Certificate(new(0))).Id);
    }

    /// <summary>An array of equations is as many scalar ones, each with its own driver.</summary>
    [Fact]
    public void Arrays_of_equations()
    {
        foreach (ItoScheme scheme in new ItoScheme[] { EulerMaruyama.Scheme, Milstein.Scheme })
        {
            var e = Expectation.Of((Real sigma, Noise noise) =>
            {
                var x = Ito.Sde((x, t) => 0.1 * x, (x, t) => sigma * x).Solve(new double[] { 1, 2, 3 }, TimeGrid.Uniform(0, 1, 8), scheme, noise).Terminal;
                return Sum(x * x);
            }).ValueAndGradient(0.3, 40_000, seed: 4);
            double Moment(double sigma) => 14 * Math.Pow(Math.Pow(1 + 0.1 / 8, 2) + sigma * sigma / 8 + (scheme == Milstein.Scheme ? Math.Pow(sigma, 4) / 128 : 0), 8);
            Agreement.IsValueOf(Moment(0.3), e);
            Agreement.Within(Differences.First(s => Moment(0.3 + s)), (double)e.Gradient, (double)e.GradientStandardError);
        }
    }
}
