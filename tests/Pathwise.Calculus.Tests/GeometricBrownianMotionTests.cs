using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests;

/// <summary>dX = μX dt + σX dW with μ = ½, σ = 1, X₀ = 1 to T = 1: everything about its schemes is known.</summary>
public class GeometricBrownianMotionTests
{
    record Motion(Real Mu, Real Sigma, Real Start);

    static readonly Motion s_at = new(0.5, 1, 1);

    static SdePath Path(Motion m, Noise noise, int steps, ItoScheme scheme) =>
        Ito.Sde((x, t) => m.Mu * x, (x, t) => m.Sigma * x).Solve(m.Start, TimeGrid.Uniform(0, 1, steps), scheme, noise);

    /// <summary>E X_N = (1 + μh)ᴺ; E X_N² = ((1 + μh)² + σ²h)ᴺ for Euler, with ½σ⁴h² more inside for Milstein.</summary>
    static (double First, double Second) Moments(double mu, double sigma, int steps, bool milstein)
    {
        double h = 1.0 / steps, square = Math.Pow(1 + mu * h, 2) + sigma * sigma * h + (milstein ? 0.5 * Math.Pow(sigma, 4) * h * h : 0);
        return (Math.Pow(1 + mu * h, steps), Math.Pow(square, steps));
    }

    [Theory]
    [InlineData(false, 1.63615101, 6.67528189)]
    [InlineData(true, 1.63615101, 6.86297539)]
    public void Discrete_moments_are_exact(bool milstein, double first, double second)
    {
        ItoScheme scheme = milstein ? Milstein.Scheme : EulerMaruyama.Scheme;
        var exact = Moments(0.5, 1, 16, milstein);
        Assert.Equal(first, exact.First, 8);
        Assert.Equal(second, exact.Second, 8);
        var mean = Expectation.Of((Motion m, Noise noise) => Path(m, noise, 16, scheme).Terminal).Value(s_at, 100_000, seed: 1);
        Agreement.IsValueOf(first, mean);
        // E X² has a heavy tail (E X⁴ = e²⁸ˑ… for σ = 1), so its standard error is only reliable at a smaller σ.
        var milder = s_at with { Sigma = 0.3 };
        var square = Expectation.Of((Motion m, Noise noise) => { var x = Path(m, noise, 16, scheme).Terminal; return x * x; }).ValueAndGradient(milder, 50_000, seed: 2);
        Agreement.IsValueOf(Moments(0.5, 0.3, 16, milstein).Second, square);
        // The derivative of the discrete moment in μ and σ, by differences of the formula.
        double inMu = Pathwise.Tests.Differences.First(s => Moments(0.5 + s, 0.3, 16, milstein).Second);
        double inSigma = Pathwise.Tests.Differences.First(s => Moments(0.5, 0.3 + s, 16, milstein).Second);
        Agreement.Within(inMu, (double)square.Gradient.Mu, (double)square.GradientStandardError.Mu);
        Agreement.Within(inSigma, (double)square.Gradient.Sigma, (double)square.GradientStandardError.Sigma);
    }

    /// <summary>√E(X̂_N − X_T)² against the exact solution driven by the same increments.</summary>
    [Theory]
    [InlineData(false, 16, 0.482631)]
    [InlineData(false, 64, 0.240827)]
    [InlineData(false, 256, 0.120214)]
    [InlineData(true, 16, 0.141798)]
    [InlineData(true, 64, 0.0374437)]
    [InlineData(true, 256, 0.00949491)]
    public void Strong_error_is_exact(bool milstein, int steps, double rmse)
    {
        ItoScheme scheme = milstein ? Milstein.Scheme : EulerMaruyama.Scheme;
        // Exact, from moments of one step: E X̂², E X², and E X̂X = (E X̂₁X₁)ᴺ, which Itô's isometry gives for each scheme.
        double h = 1.0 / steps, drift = 1 + 0.5 * h, sigma = 1;
        double cross = Math.Exp(0.5 * h) * (drift + sigma * sigma * h + (milstein ? 0.5 * Math.Pow(sigma, 4) * h * h : 0));
        double exact = Moments(0.5, 1, steps, milstein).Second - 2 * Math.Pow(cross, steps) + Math.Exp(2);
        Assert.Equal(rmse, Math.Sqrt(exact), rmse * 1e-5);
        var square = Expectation.Of((Motion m, Noise noise) =>
        {
            var path = Path(m, noise, steps, scheme);
            var difference = path.Terminal - Exact(m, path, noise);
            return difference * difference;
        }).Value(s_at with { Sigma = 0.4 }, 40_000_000 / steps / 100, seed: 3);
        double mild = 0.4, crossMild = Math.Exp(0.5 * h) * (drift + mild * mild * h + (milstein ? 0.5 * Math.Pow(mild, 4) * h * h : 0));
        double expected = Moments(0.5, mild, steps, milstein).Second - 2 * Math.Pow(crossMild, steps) + Math.Exp(1 + mild * mild);
        Agreement.IsValueOf(expected, square);
    }

    /// <summary>The exact solution driven by the increments that the path took.</summary>
    static Real Exact(Motion m, SdePath path, Noise noise) => m.Start * Exp(m.Mu - 0.5 * m.Sigma * m.Sigma + m.Sigma * Increments.Sum(path));

    /// <summary>∂X_T/∂σ = X_T(W_T − σT), ∂X_T/∂μ = T·X_T and ∂X_T/∂x₀ = X_T/x₀ on every path, for the exact solution.</summary>
    [Fact]
    public void Derivatives_of_the_exact_solution_hold_path_by_path()
    {
        var solution = Expectation.Of((Motion m, Noise noise) =>
            (m.Start * Exp(2 * (m.Mu - 0.5 * m.Sigma * m.Sigma) + m.Sigma * (Math.Sqrt(2) * noise.Normal()).Named("W"))).Named("X"));
        for (int path = 0; path < 20; path++)
        {
            var replay = solution.Replay(new(0.3, 0.7, 1.4), path, seed: 4);
            double w = replay.Values.Last(v => v.Name == "W").Values[0], x = replay.Result;
            Assert.Equal(2 * x, replay.Derivatives[0].Values[0], 1e-13 * Math.Abs(x));
            Assert.Equal(x * (w - 0.7 * 2), replay.Derivatives[1].Values[0], 1e-13 * (1 + Math.Abs(x * w)));
            Assert.Equal(x / 1.4, replay.Derivatives[2].Values[0], 1e-13 * Math.Abs(x));
        }
    }

    /// <summary>The schemes' own identities: with one step, X̂₁ is a polynomial in ΔW whose derivatives are known.</summary>
    [Fact]
    public void Derivatives_of_one_step_hold_path_by_path()
    {
        var milstein = Expectation.Of((Motion m, Noise noise) => Path(m, noise, 1, Milstein.Scheme).Terminal);
        for (int path = 0; path < 20; path++)
        {
            var replay = milstein.Replay(new(0.3, 0.7, 1.4), path, seed: 5);
            double w = replay.Values.First(v => v.Operation == "normal").Values[0];
            Assert.Equal(1.4 * (1 + 0.3 + 0.7 * w + 0.5 * 0.49 * (w * w - 1)), replay.Result, 1e-14);
            Assert.Equal(1.4, replay.Derivatives[0].Values[0], 1e-14);
            Assert.Equal(1.4 * (w + 0.7 * (w * w - 1)), replay.Derivatives[1].Values[0], 1e-13);
            Assert.Equal(replay.Result / 1.4, replay.Derivatives[2].Values[0], 1e-14);
        }
    }
}
