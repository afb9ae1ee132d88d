using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests;

/// <summary>dX = μX dt + σX dW with μ = ½, σ = 1, X₀ = 1 to T = 1: everything about its schemes is known.</summary>
public class GeometricBrownianMotionTests
{
    record Motion(Real Mu, Real Sigma, Real Start);

    static readonly Motion s_at = new(0.5, 1, 1);

    static SdePath Path(Motion m, Noise noise, int steps, Scheme scheme) =>
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
        Scheme scheme = milstein ? Milstein.Scheme : EulerMaruyama.Scheme;
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
}
