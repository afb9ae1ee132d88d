using Pathwise.Calculus.Models;
using Pathwise.Calculus.Tests.Models;
using static Pathwise.Functions;

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

    record Market(Real Spot, Real Rate, Real Volatility);

    static readonly Market s_market = new(100, 0.05, 0.2);

    static Real DownAndOut(Market m) => new GeometricBrownianMotion(m.Rate, m.Volatility).DownAndOutCall(m.Spot, 100, 90, 1);

    /// <summary>
    /// Γ of a down-and-out call, with vanna and volga: one bridge spans the whole time where the volatility is constant, and the strike is above the barrier, so that the payoff's kink alone is a jump of the gradient. It is
    /// repaired; left out, it would take e^(−r)φ(d₂)(1 − p)/(Sσ) = 0.0080 off Γ, sixty standard errors.
    /// </summary>
    [Theory]
    [InlineData(JumpEstimator.Boundary)]
    [InlineData(JumpEstimator.ByParts)]
    public void Second_derivatives_of_a_down_and_out_call(JumpEstimator jumps)
    {
        var e = Expectation.Of((Market m, Noise noise) =>
        {
            Real above = Log(m.Spot / 90), end = above + m.Rate - 0.5 * (m.Volatility * m.Volatility) + m.Volatility * noise.Normal();
            return Exp(-m.Rate) * Max(90 * Exp(end) - 100, 0) * -Expm1(-2 * above * end / (m.Volatility * m.Volatility));
        }).Hessian(s_market, new EstimationOptions { Paths = 400_000, Seed = 3, Jumps = jumps });
        Agreement.Within(-0.00100580770, e.Value[0, 0], e.StandardError[0, 0]);
        Assert.InRange(e.StandardError[0, 0], 0, 2e-4);
        var exact = ClosedForm.Hessian<Market>(DownAndOut, s_market);
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++) Agreement.Within(exact[i, j], e.Value[i, j], e.StandardError[i, j]);
    }

    /// <summary>On a grid the probability has a kink wherever a step may end at the level, and the library does not know that the payoff is 0 there or the next step certain to meet it: Γ is refused, not wrong.</summary>
    [Fact]
    public void Second_derivatives_of_a_crossing_probability_are_refused() => Assert.Throws<GradientRefusedException>(() => Expectation.Of((Market m, Noise noise) =>
    {
        var path = new GeometricBrownianMotion(m.Rate, m.Volatility).Equation.Solve(m.Spot, TimeGrid.Uniform(0, 1, 4), ExactScheme.Scheme, noise);
        return Exp(-m.Rate) * Max(path.Terminal - 100, 0) * (1 - path.CrossingProbability(90));
    }).Hessian(s_market, 2));
}
