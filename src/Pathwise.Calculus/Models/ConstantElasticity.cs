using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Models;

/// <summary>Constant elasticity of variance, dS = rS dt + σS^β dW (Cox, Notes on option pricing I, 1975; J. Portfolio Management 23, 1996), for 0 &lt; β &lt; 1. At 0 it is absorbed.</summary>
/// <param name="Rate">r.</param>
/// <param name="Volatility">σ &gt; 0.</param>
/// <param name="Elasticity">0 &lt; β &lt; 1.</param>
public sealed record ConstantElasticity(Real Rate, Real Volatility, Real Elasticity)
{
    /// <summary>Terms of the closed form: enough for noncentralities of some thousands.</summary>
    const int Terms = 1024;

    static readonly double[] s_counts = [.. Enumerable.Range(0, Terms).Select(n => (double)n)];

    Real Sigma => Given.Positive(Volatility, "the volatility of constant elasticity");
    Real Beta => Given.Positive(Elasticity, "the elasticity");

    /// <summary>2(1 − β).</summary>
    Real Rest => 2 * Given.Positive(1 - Beta, "1 less the elasticity");

    /// <summary>dS = rS dt + σ(S⁺)^β dW.</summary>
    public ItoSde Equation
    {
        get
        {
            var (rate, sigma, beta) = (Rate, Sigma, Beta);
            return Ito.Sde((s, t) => rate * s, (s, t) => sigma * Pow(Max(s, 0), beta));
        }
    }

    /// <summary>E S_t = s₀e^(rt).</summary>
    public Real Mean(Real initial, Real t) => initial * Exp(Rate * t);

    /// <summary>P(S_t = 0), the probability to have been absorbed: Q(1/(2(1 − β)), x/2) with Q the upper incomplete gamma function and x as in <see cref="Call"/>.</summary>
    public Real AbsorptionProbability(Real initial, Real t) => GammaQ(1 / Rest, 0.5 * Scaled(initial, t));

    /// <summary>
    /// The price e^(−rT) E(S_T − K)⁺ = s₀(1 − χ²(y; 2 + 2/b, x)) − e^(−rT)K χ²(x; 2/b, y), with b = 2(1 − β), k = 2r/(σ²b(e^(rbT) − 1)), x = 2k s₀^b e^(rbT), y = 2k K^b and the distribution function χ²(·; degrees, noncentrality)
    /// as a sum over Poisson's law (Schroder, J. Finance 44, 1989).
    /// </summary>
    public Real Call(Real spot, Real strike, Real expiry)
    {
        Real x = Scaled(spot, expiry), y = Scaled(Given.Positive(strike, "the strike") * Exp(-Rate * expiry), expiry);
        return spot * (1 - NoncentralChiSquared(y, 2 + 2 / Rest, x)) - strike * Exp(-Rate * expiry) * NoncentralChiSquared(x, 2 / Rest, y);
    }

    /// <summary>The price e^(−rT) E(K − S_T)⁺, by parity.</summary>
    public Real Put(Real spot, Real strike, Real expiry) => Call(spot, strike, expiry) - spot + strike * Exp(-Rate * expiry);

    /// <summary>2k e^(rbT) s^b, with the limit at r = 0.</summary>
    Real Scaled(Real s, Real t) => 4 * Exp(Rest * Log(Given.Positive(s, "the spot"))) / (Sigma * Sigma * Rest * (Rest * t * ExactScheme.Relative(-Rate * Rest * t)));

    /// <summary>P(χ² ≤ x) = Σₙ e^(−λ/2)(λ/2)ⁿ/n! P(d/2 + n, x/2), over counts n about their mean. Where these are too few for the weights to sum to 1, it is refused.</summary>
    static Real NoncentralChiSquared(Real x, Real degrees, Real noncentrality)
    {
        var half = 0.5 * noncentrality;
        // Which counts are summed over changes nothing, so that it has no derivative.
        var n = (Real)s_counts + Floor(Max(StopGradient(half) - Terms / 2, 0));
        var weights = Exp(n * Log(half) - half - LogGamma(n + 1));
        return new Require(Domain.Total, "the weights of a noncentral χ² law of a noncentrality too large for its series", 2).On(Sum(weights * GammaP(0.5 * degrees + n, 0.5 * x)), Sum(weights));
    }
}
