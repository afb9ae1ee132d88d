using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Models;

/// <summary>A particle's position and velocity.</summary>
/// <param name="Position">x.</param>
/// <param name="Velocity">v.</param>
public sealed record LangevinState(Real Position, Real Velocity);

/// <summary>
/// Langevin dynamics of a particle of mass 1 with friction, dX = V dt, dV = (−U′(X) − γV) dt + σ dW, with U′ derived from U. Its stationary density is Gibbs's, ∝ e^(−(U + V²/2)/T) with T = σ²/(2γ)
/// (Pavliotis, Stochastic Processes and Applications, 2014, §6.1).
/// </summary>
/// <param name="Potential">U, of functions that act element by element.</param>
/// <param name="Friction">γ &gt; 0.</param>
/// <param name="Volatility">σ &gt; 0.</param>
public sealed record LangevinUnderdamped(Func<Real, Real> Potential, Real Friction, Real Volatility)
{
    Real Gamma => Given.Positive(Friction, "the friction of Langevin dynamics");
    Real Sigma => Given.Positive(Volatility, "the volatility of Langevin dynamics");

    /// <summary>dX = V dt, dV = (−U′(X) − γV) dt + σ dW.</summary>
    public ItoSde<LangevinState> Equation
    {
        get
        {
            var (gamma, sigma) = (Gamma, Sigma);
            return Ito.Sde<LangevinState>((x, t) => new(x.Velocity, -Langevin.Slope(Potential, x.Position) - gamma * x.Velocity), (x, t) => new(0, sigma));
        }
    }

    /// <summary>T = σ²/(2γ).</summary>
    public Real Temperature => Sigma * Sigma / (2 * Gamma);

    /// <summary>H = U + V²/2.</summary>
    public Real Energy(LangevinState state) => Potential(state.Position) + 0.5 * (state.Velocity * state.Velocity);

    /// <summary>−H/T, the logarithm of the stationary density up to a constant.</summary>
    public Real LogWeight(LangevinState state) => -Energy(state) / Temperature;

    /// <summary>The stationary law of the velocity, N(0, T), which is independent of the position.</summary>
    public Normal StationaryVelocity => new(0, Sqrt(Temperature));

    /// <summary>The logarithm of the stationary density, where the position's mass lies between two ends.</summary>
    public Real StationaryLogDensity(LangevinState state, Real from, Real to, int points = StationaryLaw.Points) =>
        StationaryVelocity.LogDensity(state.Velocity) - Potential(state.Position) / Temperature - Positions(from, to, points).LogIntegral;

    /// <summary>E f(X) of the stationary position, whose mass lies between two ends; f acts element by element.</summary>
    public Real StationaryMean(Func<Real, Real> f, Real from, Real to, int points = StationaryLaw.Points) => Positions(from, to, points).Mean(f);

    StationaryLaw Positions(Real from, Real to, int points)
    {
        var temperature = Temperature;
        return new(x => -Potential(x) / temperature, from, to, points);
    }
}
