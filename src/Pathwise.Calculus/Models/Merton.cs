using Pathwise.Distributions;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Models;

/// <summary>
/// Merton's jump-diffusion (J. Financial Economics 3, 1976): log S moves by (r − σ²/2 − λk) dt + σ dW and jumps at the rate λ by normal amounts of mean m and deviation δ, with k = e^(m + δ²/2) − 1, so that E S_t = s₀e^(rt).
/// </summary>
/// <param name="Rate">r.</param>
/// <param name="Volatility">σ &gt; 0.</param>
/// <param name="Intensity">λ &gt; 0, jumps in a unit of time.</param>
/// <param name="JumpMean">m, the mean of a jump of the logarithm.</param>
/// <param name="JumpDeviation">δ &gt; 0, its standard deviation.</param>
public sealed record Merton(Real Rate, Real Volatility, Real Intensity, Real JumpMean, Real JumpDeviation)
{
    /// <summary>Numbers of jumps that prices and densities sum over: enough for λT up to 40.</summary>
    const int Terms = 128;

    static readonly double[] s_counts = [.. Enumerable.Range(0, Terms).Select(n => (double)n)];

    Real Sigma => Given.Positive(Volatility, "the volatility of Merton's model");
    Real Lambda => Given.Positive(Intensity, "the intensity of Merton's jumps");
    Real Delta => Given.Positive(JumpDeviation, "the deviation of Merton's jumps");

    /// <summary>log(1 + k) = m + δ²/2.</summary>
    Real LogMeanJump => JumpMean + 0.5 * Delta * Delta;

    /// <summary>The drift of the logarithm between jumps.</summary>
    Real LogDrift => Rate - 0.5 * Sigma * Sigma - Lambda * Expm1(LogMeanJump);

    /// <summary>E log(S_t/s₀) = (r − σ²/2 − λk + λm)t.</summary>
    public Real LogReturnMean(Real t) => (LogDrift + Lambda * JumpMean) * t;

    /// <summary>Var log(S_t/s₀) = (σ² + λ(m² + δ²))t.</summary>
    public Real LogReturnVariance(Real t) => (Sigma * Sigma + Lambda * (JumpMean * JumpMean + Delta * Delta)) * t;

    /// <summary>The logarithm of the density of log(S_t/s₀): a mixture of normal laws over the number of jumps, which is Poisson.</summary>
    public Real LogReturnLogDensity(Real x, Real t)
    {
        Real n = s_counts;
        var normal = new Normal(LogDrift * t + n * JumpMean, Sqrt(Sigma * Sigma * t + n * (Delta * Delta)));
        return LogSumExp(LogPoisson(Lambda * t) + normal.LogDensity(x));
    }

    /// <summary>
    /// A draw of log(S_t/s₀), exact for any t. The number of jumps is a draw of Poisson's law: in λ, choose an estimator for draws that are counts at <paramref name="jumps"/>.
    /// </summary>
    /// <param name="t">The time.</param>
    /// <param name="jumps">A draw of the number of jumps, of mean λt: <c>new Poisson(λt).Sample(noise)</c>.</param>
    /// <param name="noise">The noise of the normal part.</param>
    public Real LogReturn(Real t, Real jumps, Noise noise) => LogDrift * t + jumps * JumpMean + Sqrt(Sigma * Sigma * t + jumps * (Delta * Delta)) * noise.Normal();

    /// <summary>The price e^(−rT) E(S_T − K)⁺ = Σₙ P(n jumps) × Black–Scholes with the forward and the variance that n jumps give.</summary>
    public Real Call(Real spot, Real strike, Real expiry)
    {
        Real n = s_counts;
        var variance = Sigma * Sigma * expiry + n * (Delta * Delta);
        var forward = spot * Exp((Rate - Lambda * Expm1(LogMeanJump)) * expiry + n * LogMeanJump);
        var deviation = Sqrt(variance);
        var d = Log(forward / strike) / deviation;
        return Exp(-Rate * expiry) * Sum(Exp(LogPoisson(Lambda * expiry)) * (forward * NormalCdf(d + 0.5 * deviation) - strike * NormalCdf(d - 0.5 * deviation)));
    }

    /// <summary>The price e^(−rT) E(K − S_T)⁺, by parity.</summary>
    public Real Put(Real spot, Real strike, Real expiry) => Call(spot, strike, expiry) - spot + strike * Exp(-Rate * expiry);

    /// <summary>The logarithms of Poisson's probabilities; refused where those of more jumps than are summed over are not negligible.</summary>
    static Real LogPoisson(Real mean)
    {
        var logs = (Real)s_counts * Log(mean) - mean - (Real)s_logFactorials;
        return logs + Log(new Require(Domain.Total, "the probabilities of the numbers of jumps that Merton's series has", 2).On(1, Sum(Exp(logs))));
    }

    static readonly double[] s_logFactorials = [.. s_counts.Select(n => Enumerable.Range(1, (int)n).Sum(k => Math.Log(k)))];
}
