using Pathwise.Derivatives;
using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Models;

/// <summary>
/// Overdamped Langevin dynamics in a potential, dX = −U′(X) dt + σ dW, with U′ derived from U. Reversible, with the stationary density ∝ e^(−2U/σ²) where that has an integral (Gardiner, Stochastic Methods, 2009, §5.3).
/// </summary>
/// <param name="Potential">U, of functions that act element by element.</param>
/// <param name="Volatility">σ &gt; 0.</param>
public sealed record Langevin(Func<Real, Real> Potential, Real Volatility)
{
    Real Sigma => Given.Positive(Volatility, "the volatility of Langevin dynamics");

    /// <summary>dX = −U′(X) dt + σ dW.</summary>
    public ItoSde Equation
    {
        get
        {
            var sigma = Sigma;
            return Ito.Sde((x, t) => -Slope(Potential, x), (x, t) => sigma);
        }
    }

    /// <summary>−2U(x)/σ², the logarithm of the stationary density up to a constant.</summary>
    public Real LogWeight(Real x) => -2 * Potential(x) / (Sigma * Sigma);

    /// <summary>The logarithm of the stationary density at x, where its mass lies between two ends.</summary>
    public Real StationaryLogDensity(Real x, Real from, Real to, int points = StationaryLaw.Points) => LogWeight(x) - new StationaryLaw(LogWeight, from, to, points).LogIntegral;

    /// <summary>E f under the stationary law, whose mass lies between two ends; f acts element by element.</summary>
    public Real StationaryMean(Func<Real, Real> f, Real from, Real to, int points = StationaryLaw.Points) => new StationaryLaw(LogWeight, from, to, points).Mean(f);

    /// <summary>U′, element by element.</summary>
    internal static Real Slope(Func<Real, Real> potential, Real x) =>
        Forward.Pushforward([potential(x).Node], [x.Node], [Constant.Of(x.Shape, 1)])[0] is { } slope ? slope.AsReal() : 0 * x;
}

/// <summary>
/// The law with a density ∝ e^w between two ends where it is negligible: the trapezoidal rule converges exponentially there (Trefethen and Weideman, SIAM Review 56, 2014), and so do its derivatives.
/// </summary>
internal sealed class StationaryLaw
{
    public const int Points = 1001;

    readonly Real _x, _weights;
    readonly Real _step, _logSum;

    public StationaryLaw(Func<Real, Real> logWeight, Real from, Real to, int points)
    {
        if (points < 2) throw new ArgumentOutOfRangeException(nameof(points), points, "an integral needs at least two points");
        double[] shares = [.. Enumerable.Range(0, points).Select(i => (double)i / (points - 1))];
        var width = Given.Positive(to - from, "the width of the domain of a stationary law");
        _x = from + width * (Real)shares;
        _step = width / (points - 1);
        var w = logWeight(_x);
        _logSum = LogSumExp(w);
        _weights = Exp(w - _logSum);
    }

    /// <summary>log ∫e^w.</summary>
    public Real LogIntegral => _logSum + Log(_step);

    /// <summary>E f.</summary>
    public Real Mean(Func<Real, Real> f) => Sum(_weights * f(_x));
}
