using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>A process at one time: x_t = α x₀ + σ ε. The members are numbers, or arrays where there are several times.</summary>
public sealed class NoiseLevel
{
    readonly Lazy<Real> _alphaRate, _varianceRate, _sigma;

    internal NoiseLevel(Real alpha, Real variance, Func<Real> alphaRate, Func<Real> varianceRate)
    {
        (Alpha, Variance) = (alpha, variance);
        (_alphaRate, _varianceRate, _sigma) = (new(alphaRate), new(varianceRate), new(() => Sqrt(variance)));
    }

    /// <summary>α.</summary>
    public Real Alpha { get; }

    /// <summary>σ².</summary>
    public Real Variance { get; }

    /// <summary>σ.</summary>
    public Real Sigma => _sigma.Value;

    /// <summary>dα/dt.</summary>
    public Real AlphaRate => _alphaRate.Value;

    /// <summary>dσ²/dt.</summary>
    public Real VarianceRate => _varianceRate.Value;

    /// <summary>f = d log α/dt.</summary>
    public Real Drift => AlphaRate / Alpha;

    /// <summary>g² = dσ²/dt − 2fσ².</summary>
    public Real DiffusionSquared => VarianceRate - 2 * Drift * Variance;

    /// <summary>The signal to noise ratio α²/σ².</summary>
    public Real SignalToNoise => Alpha * Alpha / Variance;
}
