using Pathwise.Calculus;
using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// Denoising diffusion implicit models (Song, Meng and Ermon, ICLR 2021): x_s = α_s E[x₀ | x] + √(σ_s² − c²) E[ε | x] + c z, with c = ησ_s √(1 − α_t²σ_s²/(α_s²σ_t²)). η = 0 draws nothing after the start and is a solver of the
/// probability flow; η = 1 draws from the law of x_s given x_t and x₀, as denoising diffusion does (Ho, Jain and Abbeel, NeurIPS 2020).
/// </summary>
/// <param name="Grid">The times; the first may be 0, where the sample is E[x₀ | x].</param>
/// <param name="Eta">η, from 0 to 1.</param>
public sealed record Ddim(TimeGrid Grid, double Eta = 0) : GridSampler(Grid)
{
    /// <inheritdoc/>
    public override Real From(Denoiser denoiser, Real start, Noise noise)
    {
        if (!(Eta is >= 0 and <= 1)) throw Mistake.Setting($"η = {Eta}", "give a number from 0 to 1");
        return Run(denoiser, [start], steps => Coefficients(steps, Eta), (x, row) => [Eta == 0 ? Mean(denoiser, x[0], row) : Mean(denoiser, x[0], row) + row[3] * noise.Normal(x[0].Shape)])[0];
    }

    /// <summary>Time, and the step as a·x + b·y + c·z.</summary>
    internal static Real[] Coefficients(GridSteps steps, double eta)
    {
        var (now, next) = (steps.Now, steps.Next);
        // 1 − (α_tσ_s/α_sσ_t)², which rounding may take below 0 for steps of no length.
        var forgotten = now.Alpha * now.Alpha * next.Variance / (next.Alpha * next.Alpha * now.Variance);
        var drawn = eta * eta * next.Variance * Max(1 - forgotten, 0);
        var (a, b) = steps.Mean(next.Alpha, Sqrt(Max(next.Variance - drawn, 0)));
        return [steps.Times, a, b, Sqrt(drawn)];
    }

    internal static Real Mean(Denoiser denoiser, Real x, Real[] row) => row[1] * x + row[2] * denoiser.Predict(x, row[0]);
}
