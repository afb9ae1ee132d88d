using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// Logarithms of probabilities of counts, and of the densities that have their form, without the cancellation of log-factorials: with log x! = x log x − x + d(x), all that grows as x log x goes into ratios
/// near 1 (Loader, Fast and accurate computation of binomial probabilities, 2000). Absolute errors are some 1e-14, and 1e-12 at means of 1e6.
/// </summary>
internal static class CountProbabilities
{
    /// <summary>The logarithm of λᵏ e^(−λ)/k!.</summary>
    public static Real LogPoisson(Real k, Real rate) => k - rate + LogPowerOfRatio(k, rate) - Rest(k);

    /// <summary>The logarithm of C(n, k) pᵏ(1 − p)ⁿ⁻ᵏ, also for reals n ≥ k ≥ 0.</summary>
    public static Real LogBinomial(Real n, Real k, Real p) =>
        LogPowerOfRatio(k, n * p) + LogPowerOfRatio(n - k, n * (1 - p)) + (Rest(n) - Rest(k) - Rest(n - k));

    /// <summary>log B(a, b), the logarithm of the beta function.</summary>
    public static Real LogBeta(Real a, Real b) => Rest(a) + Rest(b) - Rest(a + b) - a * Log1p(b / a) - b * Log1p(a / b) + Log(1 / a + 1 / b);

    /// <summary>k log(m/k), 0 where k is 0.</summary>
    static Real LogPowerOfRatio(Real k, Real m)
    {
        var some = Where(k == 0, 1, k);
        var excess = (m - k) / some;
        // Both forms are the same function: which is taken is no jump.
        var near = Abs(Composite.Held(excess)) < 0.5;
        return Where(k == 0, 0, k * Where(near, Log1p(Where(near, excess, 0)), Log(m / some)));
    }

    /// <summary>d(x) = log x! − x log x + x, by Stirling's series beyond 16 (DLMF 5.11.1).</summary>
    internal static Real Rest(Real x)
    {
        var far = x > 16;
        Real near = Where(far, 1, x), inverse = 1 / Where(far, x, 17), z = inverse * inverse;
        var series = inverse * (1.0 / 12 + z * (-1.0 / 360 + z * (1.0 / 1260 + z * (-1.0 / 1680 + z * (1.0 / 1188)))));
        return Where(far, Normal.HalfLogTwoPi - 0.5 * Log(inverse) + series, LogGamma(near + 1) - near * Log(Where(near == 0, 1, near)) + near);
    }
}
