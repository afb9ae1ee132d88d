using Pathwise.Distributions;
using Pathwise.Tests;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests;

/// <summary>Equations with jumps, on Merton's model: log-normal jumps of a geometric Brownian motion.</summary>
public class JumpTests
{
    record Merton(Real Spot, Real Rate, Real Volatility, Real Intensity, Real Mean, Real Deviation);

    static readonly Merton s_at = new(100, 0.05, 0.2, 0.8, -0.1, 0.15);

    static Real Terminal(Merton m, Noise noise, ItoScheme scheme, int steps)
    {
        // E e^J − 1, taken out of the drift so that discounted prices are martingales.
        var mean = Exp(m.Mean + 0.5 * m.Deviation * m.Deviation) - 1;
        return Ito.Sde((s, t) => (m.Rate - m.Intensity * mean) * s, (s, t) => m.Volatility * s)
            .WithJumps((s, t) => m.Intensity, (s, t, n) => s * (Exp(new Normal(m.Mean, m.Deviation).Sample(n)) - 1))
            .Solve(m.Spot, TimeGrid.Uniform(0, 1, steps), scheme, noise).Terminal;
    }

    /// <summary>Σ e^(−λ′)λ′ᵏ/k! BS(σ² + kδ², r − λ(e^(m + δ²/2) − 1) + k(m + δ²/2)), λ′ = λe^(m + δ²/2) (Merton 1976).</summary>
    static double Price(double s, double r, double v, double λ, double m, double δ)
    {
        double jump = Math.Exp(m + 0.5 * δ * δ), rate = λ * jump, weight = Math.Exp(-rate), sum = 0;
        for (int k = 0; k < 40; weight *= rate / ++k)
        {
            double variance = v * v + k * δ * δ, drift = r - λ * (jump - 1) + k * Math.Log(jump), root = Math.Sqrt(variance), d1 = (Math.Log(s / 100) + drift + 0.5 * variance) / root;
            sum += weight * (s * Cdf(d1) - 100 * Math.Exp(-drift) * Cdf(d1 - root));
        }
        return sum;
        static double Cdf(double x) => Pathwise.Numerics.ReferenceFunctions.NormalCdf(x);
    }

    /// <summary>Exact steps with jumps that multiply are exact in law: the price and all its derivatives, the intensity's by the score.</summary>
    [Fact]
    public void Merton_call_and_its_derivatives()
    {
        var e = Expectation.Of((Merton m, Noise noise) => Exp(-m.Rate) * Max(Terminal(m, noise, ExactScheme.Scheme, 4) - 100, 0)).ValueAndGradient(s_at, 60_000, seed: 1);
        double[] at = [100, 0.05, 0.2, 0.8, -0.1, 0.15];
        double Of(int i, double shift) => Price(at[0] + (i == 0 ? shift : 0), at[1] + (i == 1 ? shift : 0), at[2] + (i == 2 ? shift : 0), at[3] + (i == 3 ? shift : 0), at[4] + (i == 4 ? shift : 0), at[5] + (i == 5 ? shift : 0));
        Agreement.IsValueOf(Of(0, 0), e);
        var (g, errors) = (e.Gradient, e.GradientStandardError);
        Real[] gradient = [g.Spot, g.Rate, g.Volatility, g.Intensity, g.Mean, g.Deviation], standard = [errors.Spot, errors.Rate, errors.Volatility, errors.Intensity, errors.Mean, errors.Deviation];
        for (int i = 0; i < 6; i++) Agreement.Within(Differences.First(h => Of(i, h), i == 0 ? 0.5 : 0.01), (double)gradient[i], (double)standard[i]);
        Assert.Contains("leave_one_out", e.Estimators["Intensity"], StringComparison.Ordinal);
    }

    /// <summary>An intensity that depends on the state: d E X/dt = −E X + c E λ(X) with λ = αX is linear, so E X_T = x₀e^((cα − 1)T), up to Euler's growth.</summary>
    [Fact]
    public void Intensities_may_depend_on_the_state()
    {
        const int steps = 30;
        var e = Expectation.Of((Real alpha, Noise noise) => Ito.Sde((x, t) => -x, (x, t) => 0 * x).WithJumps((x, t) => alpha * x, (x, t, n) => 0.5)
            .Solve(1, TimeGrid.Uniform(0, 1, steps), EulerMaruyama.Scheme, noise).Terminal).ValueAndGradient(1.2, 20_000, seed: 2);
        double Mean(double alpha) => Math.Pow(1 + (0.5 * alpha - 1) / steps, steps);
        Agreement.IsValueOf(Mean(1.2), e);
        Agreement.Within(Differences.First(h => Mean(1.2 + h)), (double)e.Gradient, (double)e.GradientStandardError);
    }

    [Fact]
    public void What_jumps_do_not_have_is_refused()
    {
        var jumping = Ito.Sde((x, t) => 0 * x, (x, t) => 1 + 0 * x).WithJumps((x, t) => 1, (x, t, n) => 1);
        Assert.Equal("PW2030", Assert.Throws<PathwiseException>(() => jumping.Formulas()).Id);
        // Too many jumps for a step are an error on their path, not a bias.
        Assert.Throws<NonFiniteException>(() => Expectation.Of((Real λ, Noise noise) => Ito.Sde((x, t) => 0 * x, (x, t) => 1 + 0 * x).WithJumps((x, t) => λ, (x, t, n) => 1)
            .Solve(0, TimeGrid.Uniform(0, 1, 2), EulerMaruyama.Scheme, noise).Terminal).Value(20, 1000, seed: 3));
    }
}
