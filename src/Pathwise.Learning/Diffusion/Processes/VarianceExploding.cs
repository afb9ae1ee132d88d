using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// The variance-exploding process: α = 1, σ(t) = σ_min (σ_max/σ_min)ᵗ, so that dx = σ √(2 log(σ_max/σ_min)) dW (Song et al., ICLR 2021; the limit of noise-conditional score networks). At t = 0 data have noise of σ_min.
/// </summary>
public sealed record VarianceExploding : DiffusionProcess
{
    readonly double _growth;

    /// <summary>With the least and the greatest σ. PW4030 unless 0 &lt; σ_min &lt; σ_max.</summary>
    public VarianceExploding(double sigmaMin = 0.01, double sigmaMax = 50)
    {
        if (!(sigmaMin > 0 && sigmaMax > sigmaMin && double.IsFinite(sigmaMax))) throw Mistake.Process($"noise from σ = {sigmaMin} to {sigmaMax}", "give 0 < σ_min < σ_max");
        (SigmaMin, SigmaMax, _growth) = (sigmaMin, sigmaMax, Math.Log(sigmaMax / sigmaMin));
    }

    /// <summary>σ_min.</summary>
    public double SigmaMin { get; }

    /// <summary>σ_max.</summary>
    public double SigmaMax { get; }

    /// <inheritdoc/>
    public override double PriorDeviation => SigmaMax;

    /// <inheritdoc/>
    public override Real Alpha(Real t) => Filled(t.Shape, 1);

    /// <inheritdoc/>
    public override Real Variance(Real t) => SigmaMin * SigmaMin * Exp(2 * _growth * t);

    /// <inheritdoc/>
    public override Real TimeOf(Real ratio) => (Log(ratio) - Math.Log(SigmaMin)) / _growth;
}

/// <summary>
/// The process of Karras, Aittala, Aila and Laine (Elucidating the design space of diffusion-based generative models, NeurIPS 2022): α = 1 and σ(t) = t, so that dx = √(2t) dW, up to T = σ_max. Along it the probability flow is
/// straightest.
/// </summary>
public sealed record KarrasProcess : DiffusionProcess
{
    /// <summary>With the greatest σ. PW4030 unless it is positive.</summary>
    public KarrasProcess(double sigmaMax = 80) =>
        End = sigmaMax > 0 && double.IsFinite(sigmaMax) ? sigmaMax : throw Mistake.Process($"noise up to σ = {sigmaMax}", "give a positive number");

    /// <inheritdoc/>
    public override double End { get; }

    /// <inheritdoc/>
    public override Real Alpha(Real t) => Filled(t.Shape, 1);

    /// <inheritdoc/>
    public override Real Variance(Real t) => t * t;

    /// <inheritdoc/>
    public override Real TimeOf(Real ratio) => ratio;
}
