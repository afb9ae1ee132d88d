using static Pathwise.Functions;

namespace Pathwise.Calculus.Models;

/// <summary>A point of the plane.</summary>
/// <param name="X">The first coordinate.</param>
/// <param name="Y">The second coordinate.</param>
public sealed record PlaneState(Real X, Real Y);

/// <summary>
/// Kubo's oscillator, an oscillation of a noisy frequency: dX = J X ∘ (ω dt + σ dW) in the sense of Stratonovich, with J the rotation by a right angle (Kubo, J. Math. Phys. 4, 1963). |X| is constant, and X_t is x₀ turned by ωt + σW_t.
/// </summary>
/// <param name="Frequency">ω.</param>
/// <param name="Intensity">σ ≥ 0.</param>
public sealed record KuboOscillator(Real Frequency, Real Intensity)
{
    Real Sigma => Given.NonNegative(Intensity, "the intensity of Kubo's noise");

    /// <summary>dX = −Y ∘ (ω dt + σ dW), dY = X ∘ (ω dt + σ dW).</summary>
    public StratonovichSde<PlaneState> Equation
    {
        get
        {
            var (omega, sigma) = (Frequency, Sigma);
            return Stratonovich.Sde<PlaneState>((x, t) => new(-omega * x.Y, omega * x.X), (x, t) => new(-sigma * x.Y, sigma * x.X));
        }
    }

    /// <summary>The same in the sense of Itô, with the drift ωJX − ½σ²X.</summary>
    public ItoSde<PlaneState> ItoEquation
    {
        get
        {
            var (omega, sigma) = (Frequency, Sigma);
            var half = 0.5 * sigma * sigma;
            return Ito.Sde<PlaneState>((x, t) => new(-omega * x.Y - half * x.X, omega * x.X - half * x.Y), (x, t) => new(-sigma * x.Y, sigma * x.X));
        }
    }

    /// <summary>X_t, given W_t.</summary>
    public PlaneState Solution(PlaneState initial, Real t, Real w) => Turned(initial, Frequency * t + Sigma * w);

    /// <summary>E X_t = e^(−σ²t/2) times x₀ turned by ωt.</summary>
    public PlaneState Mean(PlaneState initial, Real t)
    {
        var (x, y) = Turned(initial, Frequency * t);
        var decay = Exp(-0.5 * Sigma * Sigma * t);
        return new(decay * x, decay * y);
    }

    static PlaneState Turned(PlaneState start, Real angle) => new(Cos(angle) * start.X - Sin(angle) * start.Y, Sin(angle) * start.X + Cos(angle) * start.Y);
}
