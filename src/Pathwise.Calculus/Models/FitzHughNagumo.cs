using static Pathwise.Functions;

namespace Pathwise.Calculus.Models;

/// <summary>A neuron's state.</summary>
/// <param name="Voltage">V.</param>
/// <param name="Recovery">W.</param>
public sealed record NeuronState(Real Voltage, Real Recovery);

/// <summary>
/// A neuron that fires, dV = (V − V³/3 − W + I) dt + σ dB, dW = ε(V + a − bW) dt (FitzHugh, Biophysical J. 1, 1961; Nagumo, Arimoto and Yoshizawa, Proc. IRE 50, 1962).
/// </summary>
/// <param name="Current">I.</param>
/// <param name="Rate">ε &gt; 0, how slow recovery is.</param>
/// <param name="Offset">a.</param>
/// <param name="Damping">0 &lt; b &lt; 1.</param>
/// <param name="Volatility">σ ≥ 0.</param>
public sealed record FitzHughNagumo(Real Current, Real Rate, Real Offset, Real Damping, Real Volatility)
{
    Real Epsilon => Given.Positive(Rate, "the rate of recovery");
    Real Sigma => Given.NonNegative(Volatility, "the volatility of the voltage");

    /// <summary>The equations.</summary>
    public ItoSde<NeuronState> Equation
    {
        get
        {
            var (current, epsilon, a, b, sigma) = (Current, Epsilon, Offset, Damping, Sigma);
            return Ito.Sde<NeuronState>((x, t) => new(x.Voltage - x.Voltage * x.Voltage * x.Voltage / 3 - x.Recovery + current, epsilon * (x.Voltage + a - b * x.Recovery)), (x, t) => new(sigma, 0));
        }
    }

    /// <summary>Where the neuron rests without noise: the real root of V³ + pV + q = 0, p = 3(1/b − 1), q = 3(a/b − I), which for b &lt; 1 is −2√(p/3) sinh(⅓ asinh(½q(3/p)^1.5)), and W = (V + a)/b.</summary>
    public NeuronState Rest
    {
        get
        {
            var b = Given.Positive(Damping, "the damping of recovery");
            Real third = Given.Positive(1 / b - 1, "1/b − 1, for a single state of rest,"), q = 3 * (Offset / b - Current), root = Sqrt(third);
            var voltage = -2 * root * Sinh(Asinh(0.5 * q / (root * third)) / 3);
            return new(voltage, (voltage + Offset) / b);
        }
    }

    /// <summary>
    /// The covariances (V V, V W, W W) in the long run of weak noise about a state of rest that is stable: the solution of A C + C Aᵀ + diag(σ², 0) = 0 with A the drift's derivative there (Gardiner, Stochastic Methods, 2009, §4.5.6).
    /// </summary>
    public (Real VoltageVariance, Real Covariance, Real RecoveryVariance) LinearCovariance
    {
        get
        {
            var (epsilon, b, v) = (Epsilon, Damping, Rest.Voltage);
            Real fast = v * v - 1, slow = epsilon * b;
            var trace = Given.Positive(fast + slow, "V² − 1 + εb at rest, for stability,");
            var determinant = Given.Positive(fast * slow + epsilon, "the determinant at rest, for stability,");
            // With A = [[−f, −1], [ε, −s]] the solution of εC_VV − (f + s)C_VW − C_WW = 0, εC_VW − sC_WW = 0 and fC_VV + C_VW = σ²/2.
            var unit = 0.5 * Sigma * Sigma / (trace * determinant);
            return (unit * (determinant + slow * slow), unit * epsilon * slow, unit * epsilon * epsilon);
        }
    }
}
