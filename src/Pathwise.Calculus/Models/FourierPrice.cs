using static Pathwise.Functions;

namespace Pathwise.Calculus.Models;

/// <summary>
/// Calls by Lewis's integral (A simple option formula for general jump-diffusion and other exponential Lévy processes, 2001): with X = log(S_T/F) and φ(z) = E e^(izX),
/// e^(rT)·call = F − √(FK)/π ∫₀^∞ Re[e^(iu log(F/K)) φ(u − i/2)]/(u² + ¼) du.
/// </summary>
/// <remarks>
/// The integrand is even and analytic in a strip, so that with u = sinh t the trapezoidal rule converges exponentially (Trefethen and Weideman, SIAM Review 56, 2014). What limits it are oscillations e^(iu log(F/K)) that
/// outlast φ: for strikes many standard deviations away, the error is relative to √(FK) and not to the price.
/// </remarks>
internal static class FourierPrice
{
    const int Points = 640;

    const double Step = 1.0 / 64;

    static readonly double[] s_u = [.. Enumerable.Range(0, Points).Select(i => Math.Sinh(i * Step))];

    /// <summary>du/(u² + ¼), half of it at the end that the integrand is even about.</summary>
    static readonly double[] s_weights = [.. Enumerable.Range(0, Points).Select(i => (i == 0 ? 0.5 : 1) * Step * Math.Cosh(i * Step) / (Math.Pow(Math.Sinh(i * Step), 2) + 0.25))];

    /// <summary>The price without discounting.</summary>
    /// <param name="logCharacteristic">log φ(u − i/2), of an array of u.</param>
    /// <param name="forward">F = E S_T.</param>
    /// <param name="strike">K.</param>
    public static Real Call(Func<Real, ComplexReal> logCharacteristic, Real forward, Real strike)
    {
        Real u = s_u;
        var (real, imaginary) = logCharacteristic(u);
        var angle = imaginary + u * Log(forward / strike);
        return forward - Sqrt(forward * strike) / Math.PI * Sum((Real)s_weights * (Exp(real) * Cos(angle)));
    }
}
