using Pathwise.Tests;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests;

/// <summary>Equations with solutions in closed form, driven by the same noise, or with exact discrete moments.</summary>
public class OracleTests
{
    record Bell(Real Start);

    /// <summary>dX = ½X dt + √(1 + X²) dW, X = sinh(W + asinh x₀).</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public void Hyperbolic_sine(ItoScheme scheme)
    {
        const int steps = 256;
        SdePath Path(Bell p, Noise noise) => Ito.Sde((x, t) => 0.5 * x, (x, t) => Sqrt(1 + x * x)).Solve(p.Start, TimeGrid.Uniform(0, 1, steps), scheme, noise);
        // E X̂_N = (1 + h/2)ᴺ x₀ for both schemes; the exact solution checks the oracle's numbers.
        var mean = Expectation.Of((Bell p, Noise noise) => Path(p, noise).Terminal).ValueAndGradient(new(0.5), 20_000, seed: 1);
        double growth = Math.Pow(1 + 0.5 / steps, steps);
        Agreement.IsValueOf(0.5 * growth, mean);
        Agreement.Within(growth, (double)mean.Gradient.Start, (double)mean.GradientStandardError.Start);
        Assert.True(Math.Abs(0.5 * growth - 0.824360635) < 1e-3);

        // Euler: E X̂²ₙ₊₁ = ((1 + h/2)² + h) E X̂²ₙ + h; Milstein adds ½h² x² inside, for bb′ = x.
        double h = 1.0 / steps, factor = Math.Pow(1 + h / 2, 2) + h + (scheme == Milstein.Scheme ? 0.5 * h * h : 0), square = 0.25, slope = 2 * 0.5;
        for (int n = 0; n < steps; n++) (square, slope) = (factor * square + h, factor * slope);
        var second = Expectation.Of((Bell p, Noise noise) => { var x = Path(p, noise).Terminal; return x * x; }).ValueAndGradient(new(0.5), 20_000, seed: 2);
        Agreement.IsValueOf(square, second);
        Agreement.Within(slope, (double)second.Gradient.Start, (double)second.GradientStandardError.Start);
        Assert.True(Math.Abs(square - 5.04179207) < 0.05 && Math.Abs(slope - 7.38905610) < 0.06);
    }

    public static TheoryData<ItoScheme> Both => [EulerMaruyama.Scheme, Milstein.Scheme];

    record Tanhlike(Real Beta, Real Start);

    /// <summary>dX = −β²X(1 − X²) dt + β(1 − X²) dW, X = tanh(βW + artanh x₀): E X, ∂β and ∂x₀, and the exact solution itself.</summary>
    [Fact]
    public void Hyperbolic_tangent()
    {
        const int steps = 512;
        SdePath Path(Tanhlike p, Noise noise) => Ito.Sde((x, t) => -p.Beta * p.Beta * x * (1 - x * x), (x, t) => p.Beta * (1 - x * x))
            .Solve(p.Start, TimeGrid.Uniform(0, 1, steps), Milstein.Scheme, noise);
        var exact = Expectation.Of((Tanhlike p, Noise noise) => Tanh(p.Beta * noise.Normal() + Atanh(p.Start))).ValueAndGradient(new(0.8, 0.3), 200_000, seed: 3);
        Agreement.IsValueOf(0.209402229, exact);
        Agreement.Within(-0.127789865, (double)exact.Gradient.Beta, (double)exact.GradientStandardError.Beta);
        Agreement.Within(0.725045168, (double)exact.Gradient.Start, (double)exact.GradientStandardError.Start);

        // The scheme against the exact solution on the same noise: the differences have mean O(h), here at most 5h, and small variance.
        var difference = Expectation.Of((Tanhlike p, Noise noise) =>
        {
            var path = Path(p, noise);
            return path.Terminal - Tanh(p.Beta * Increments.Sum(path) + Atanh(p.Start));
        }).ValueAndGradient(new(0.8, 0.3), 4000, seed: 4);
        Agreement.IsValueOf(0, difference, uncertainty: 1.0 / steps);
        Agreement.Within(0, (double)difference.Gradient.Beta, (double)difference.GradientStandardError.Beta, uncertainty: 1.0 / steps);
        Agreement.Within(0, (double)difference.Gradient.Start, (double)difference.GradientStandardError.Start, uncertainty: 1.0 / steps);
    }

    record Reversion(Real Theta, Real Mean, Real Sigma, Real Start);

    /// <summary>Euler for dX = θ(m − X)dt + σdW is linear: with a = 1 − θh, E X̂_N = m + (x₀ − m)aᴺ and Var = σ²h(1 − a²ᴺ)/(1 − a²).</summary>
    [Fact]
    public void Ornstein_Uhlenbeck()
    {
        static double Square(double theta, double m, double sigma, double start, int steps)
        {
            double h = 1.0 / steps, a = 1 - theta * h, mean = m + (start - m) * Math.Pow(a, steps);
            return mean * mean + sigma * sigma * h * (1 - Math.Pow(a, 2 * steps)) / (1 - a * a);
        }
        foreach (ItoScheme scheme in new ItoScheme[] { EulerMaruyama.Scheme, Milstein.Scheme })
        {
            var e = Expectation.Of((Reversion p, Noise noise) =>
            {
                var x = Ito.Sde((x, t) => p.Theta * (p.Mean - x), (x, t) => p.Sigma).Solve(p.Start, TimeGrid.Uniform(0, 1, 64), scheme, noise).Terminal;
                return x * x;
            }).ValueAndGradient(new(1.5, 0.5, 0.4, 2), 20_000, seed: 5);
            double Of(double dTheta = 0, double dMean = 0, double dSigma = 0, double dStart = 0) => Square(1.5 + dTheta, 0.5 + dMean, 0.4 + dSigma, 2 + dStart, 64);
            Agreement.IsValueOf(Of(), e);
            Agreement.Within(Differences.First(s => Of(dTheta: s)), (double)e.Gradient.Theta, (double)e.GradientStandardError.Theta);
            Agreement.Within(Differences.First(s => Of(dMean: s)), (double)e.Gradient.Mean, (double)e.GradientStandardError.Mean);
            Agreement.Within(Differences.First(s => Of(dSigma: s)), (double)e.Gradient.Sigma, (double)e.GradientStandardError.Sigma);
            Agreement.Within(Differences.First(s => Of(dStart: s)), (double)e.Gradient.Start, (double)e.GradientStandardError.Start);
        }
        // The formula tends to the exact moments as steps grow.
        double Limit(Func<int, double> f) => 2 * f(200_000) - f(100_000);
        Assert.Equal(0.747394167, Limit(n => Square(1.5, 0.5, 0.4, 2, n)), 7);
        Assert.Equal(-0.587211776, Limit(n => Differences.First(s => Square(1.5 + s, 0.5, 0.4, 2, n))), 6);
        Assert.Equal(0.253390115, Limit(n => Differences.First(s => Square(1.5, 0.5, 0.4 + s, 2, n))), 6);
        Assert.Equal(0.372491365, Limit(n => Differences.First(s => Square(1.5, 0.5, 0.4, 2 + s, n))), 6);
    }

    record Market(Real Spot, Real Rate, Real Volatility);

    /// <summary>Scheme A of the oracles: an Asian call on the mean of X₁ … X₂₅₂, by quadrature.</summary>
    [Fact]
    public void Asian_call_with_252_Euler_steps()
    {
        var e = Expectation.Of((Market m, Noise noise) =>
        {
            var path = Ito.Sde((s, t) => m.Rate * s, (s, t) => m.Volatility * s).Solve(m.Spot, TimeGrid.Uniform(0, 1, 252), EulerMaruyama.Scheme, noise);
            return Exp(-m.Rate) * Max(path.Mean - 100, 0);
        }).ValueAndGradient(new(100, 0.05, 0.2), 10_000, seed: 6);
        Agreement.IsValueOf(5.78156153, e);
        Agreement.Within(0.589343, (double)e.Gradient.Spot, (double)e.GradientStandardError.Spot, 1e-6);
        Agreement.Within(24.56525, (double)e.Gradient.Rate, (double)e.GradientStandardError.Rate, 1e-5);
        Agreement.Within(21.75745, (double)e.Gradient.Volatility, (double)e.GradientStandardError.Volatility, 1e-5);
    }

    record Heston(Real Spot, Real Rate, Real Variance, Real Speed, Real Level, Real Xi, Real Rho);

    /// <summary>Scheme B: Heston with full truncation, two correlated drivers; the reference has the stated uncertainty of 10⁸ paths.</summary>
    [Fact]
    public void Heston_call_with_252_Euler_steps()
    {
        var e = Expectation.Of((Heston m, Noise noise) =>
        {
            var system = new ItoSystem(
                (t, x) => [m.Rate * x[0], m.Speed * (m.Level - Max(x[1], 0))],
                (t, x) => { var root = Sqrt(Max(x[1], 0)); return new Real?[,] { { root * x[0], null }, { null, m.Xi * root } }; },
                2, new Real[,] { { 1, 0 }, { m.Rho, Sqrt(1 - m.Rho * m.Rho) } });
            var paths = SdePath.Solve(system, [m.Spot, m.Variance], TimeGrid.Uniform(0, 1, 252), EulerMaruyama.Scheme, [noise, noise]);
            return Exp(-m.Rate) * Max(paths[0].Terminal - 100, 0);
        }).ValueAndGradient(new(100, 0.05, 0.04, 1.5, 0.04, 0.3, -0.7), 10_000, seed: 7);
        Agreement.IsValueOf(10.36175, e, 0.0012);
        void Is(double expected, double uncertainty, Func<Heston, Real> of) => Agreement.Within(expected, (double)of(e.Gradient), (double)of(e.GradientStandardError), uncertainty);
        Is(0.699878, 0.00006, g => g.Spot);
        Is(59.584, 0.005, g => g.Rate);
        Is(47.018, 0.010, g => g.Variance);
        Is(0.07657, 0.0002, g => g.Speed);
        Is(44.610, 0.012, g => g.Level);
        Is(-1.1639, 0.0023, g => g.Xi);
        Is(-0.13688, 0.0009, g => g.Rho);
        Assert.Contains(e.Certificate["Variance"].Sites, site => site.Kind == "unbounded");
        Assert.True(e.Certificate.IsSound);
    }
}
