using static Pathwise.Calculus.Tests.Densities.Equations;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests.Densities;

/// <summary>Stationary densities.</summary>
public class StationaryTests
{
    static readonly Real s_sigma = Parameter("sigma"), s_force = Parameter("force");

    /// <summary>dX = (X − X³) dt + σ dW: p ∝ exp[(X² − X⁴/2)/σ²].</summary>
    [Fact]
    public void Double_well()
    {
        var system = Sde((_, x) => x - x * x * x, (_, _) => s_sigma);
        var p = FokkerPlanck.Stationary(system, ParameterValues.Of((s_sigma, 1)), new Axis(2000, Boundary.Natural(), Boundary.Natural()));
        Assert.Equal(1, p.Mass, 12);
        Assert.Equal(0.240052923, p.At(0), 1e-9);
        Assert.Equal(0.395780360, p.At(1), 1e-9);
        Assert.Equal(0.893464970, p.Moment(2), 1e-9);
        Assert.Equal(0.298279652, p.ExpectationDerivative("sigma", x => x * x), 1e-9);
        Assert.Equal(1 / 4.16574807, p.At(0), 1e-9);

        var narrow = FokkerPlanck.Stationary(system, ParameterValues.Of((s_sigma, 0.5)), new Axis(2000, Boundary.Natural(), Boundary.Natural()));
        Assert.Equal(0.0959202, narrow.At(0), 1e-7);
        Assert.Equal(0.852136, narrow.Moment(2), 1e-6);
    }

    /// <summary>dX = θ(m − X) dt + σ√X dW: a gamma density of shape 2θm/σ² and rate 2θ/σ², though the noise ends at 0.</summary>
    [Fact]
    public void Square_root_process()
    {
        var p = FokkerPlanck.Stationary(Sde((_, x) => 2 * (1 - x), (_, x) => s_sigma * Sqrt(x)), ParameterValues.Of((s_sigma, 0.8)), new Axis(2000, Boundary.Natural(0), Boundary.Natural()));
        Assert.Equal(1, p.Mean, 1e-5);
        Assert.Equal(0.16, p.Variance, 1e-5);
        // Var = σ²m/(2θ)
        Assert.Equal(0.4, p.ExpectationDerivative("sigma", x => (x - 1) * (x - 1)), 1e-4);
    }

    /// <summary>dX = (F − sin X) dt + dW on a circle: p ∝ ∫₀^2π exp(V(x + y) − V(x)) dy … with V = −2(Fx + cos x), and a current.</summary>
    [Fact]
    public void On_a_circle_with_a_current()
    {
        const double force = 0.4;
        double Unnormalised(double x, double f)
        {
            const int n = 4000;
            double V(double z) => -2 * (f * z + Math.Cos(z));
            double sum = 0;
            // Not periodic, so by Simpson's rule.
            for (int i = 0; i <= n; i++) sum += (i is 0 or n ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(V(x + 2 * Math.PI * i / n) - V(x));
            return sum;
        }
        double Exact(double x, double f) => Unnormalised(x, f) / (Enumerable.Range(0, 64).Sum(i => Unnormalised(2 * Math.PI * i / 64, f)) * 2 * Math.PI / 64);
        (double Value, double Derivative) Errors(int n)
        {
            var p = FokkerPlanck.Stationary(Sde((_, x) => s_force - Sin(x), (_, _) => 1), ParameterValues.Of((s_force, force)), new Axis(n, Boundary.Periodic(0), Boundary.Periodic(2 * Math.PI)));
            Assert.Equal(1, p.Mass, 12);
            return (p.At(1) - Exact(1, force), p.DerivativeAt("force", 1) - Pathwise.Tests.Differences.First(s => Exact(1, force + s)));
        }
        var (coarse, fine) = (Errors(200), Errors(400));
        IsOfSecondOrder(coarse.Value, fine.Value, 1e-4);
        IsOfSecondOrder(coarse.Derivative, fine.Derivative, 1e-4);
    }

    /// <summary>The spectral gap of the double well, and of the Ornstein–Uhlenbeck process: θ, whatever σ.</summary>
    [Fact]
    public void Slowest_mode()
    {
        double Gap(int n) => SlowestMode.Of(Sde((_, x) => x - x * x * x, (_, _) => 1), ParameterValues.None, new(n, Boundary.Natural(), Boundary.Natural())).Rate;
        Assert.Equal(0.422945, (4 * Gap(1000) - Gap(500)) / 3, 6);
        var theta = Parameter("theta");
        var (rate, derivatives) = SlowestMode.Of(Sde((_, x) => -theta * x, (_, _) => s_sigma), ParameterValues.Of((theta, 1.5), (s_sigma, 0.8)), new(1000, Boundary.Natural(), Boundary.Natural()));
        Assert.Equal(1.5, rate, 1e-4);
        Assert.Equal(1, derivatives["theta"], 1e-4);
        Assert.Equal(0, derivatives["sigma"], 1e-3);
        // Between absorbing walls: π²σ²/2.
        (rate, derivatives) = SlowestMode.Of(Sde((_, x) => 0 * x, (_, _) => s_sigma), ParameterValues.Of((s_sigma, 0.8)), new(1000, Boundary.Absorbing(0), Boundary.Absorbing(1)));
        Assert.Equal(0.5 * Math.PI * Math.PI * 0.64, rate, 1e-5);
        Assert.Equal(Math.PI * Math.PI * 0.8, derivatives["sigma"], 1e-4);
    }
}
