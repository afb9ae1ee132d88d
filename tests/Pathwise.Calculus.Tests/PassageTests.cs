namespace Pathwise.Calculus.Tests;

/// <summary>First-passage times and probabilities against closed forms.</summary>
public class PassageTests
{
    record Motion(Real Mu, Real Level);

    /// <summary>W + μt meets a before T = 1 with probability Φ((μ − a)) + e^(2aμ)Φ(−a − μ); the bridges make it exact on any grid.</summary>
    [Fact]
    public void Probability_of_meeting_a_level()
    {
        var e = Expectation.Of((Motion p, Noise noise) => Ito.Sde((x, t) => p.Mu, (x, t) => 1 + 0 * x).Solve(0, TimeGrid.Uniform(0, 1, 4), EulerMaruyama.Scheme, noise).CrossingProbability(p.Level))
            .ValueAndGradient(new(0.5, 1), 100_000, seed: 1);
        Agreement.IsValueOf(0.490138340, e);
        Agreement.Within(0.363201602, (double)e.Gradient.Mu, (double)e.GradientStandardError.Mu);
        Agreement.Within(-0.522529852, (double)e.Gradient.Level, (double)e.GradientStandardError.Level);
    }

    /// <summary>dX = −X dt + dW leaves (−1, 1) from 0 at a mean time of 1.44524561; at T = 20 all but e^−13 of the paths have.</summary>
    [Fact]
    public void Mean_exit_time()
    {
        var e = Expectation.Of((Motion p, Noise noise) => Ito.Sde((x, t) => -p.Mu * x, (x, t) => 1 + 0 * x).Solve(0, TimeGrid.Uniform(0, 20, 2000), EulerMaruyama.Scheme, noise).FirstPassageTime(-p.Level, p.Level))
            .ValueAndGradient(new(1, 1), 20_000, seed: 2);
        // The trapezoidal rule and Euler's scheme err by less than a tenth of a step.
        Agreement.IsValueOf(1.44524561, e, uncertainty: 1e-3);
        // ∂τ/∂a by the closed form 2 ∫₀ᵃ e^(y²) ∫₀^y e^(−z²) dz dy: 2e·(√π/2)erf(1).
        Agreement.Within(2 * Math.E * 0.5 * Math.Sqrt(Math.PI) * 0.8427007929497149, (double)e.Gradient.Level, (double)e.GradientStandardError.Level, uncertainty: 5e-3);
    }
}
