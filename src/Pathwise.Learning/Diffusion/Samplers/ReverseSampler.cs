using Pathwise.Calculus;
using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// Euler and Maruyama's steps of the reverse equation (<see cref="DiffusionProcess.Reverse"/>), x_s = x − h(f x − g²∇log p_t(x)) + g√h z (Song et al., ICLR 2021).
/// </summary>
/// <param name="Grid">The times.</param>
public sealed record ReverseSampler(TimeGrid Grid) : GridSampler(Grid)
{
    /// <inheritdoc/>
    public override Real From(Denoiser denoiser, Real start, Noise noise) => Run(denoiser, [start], Coefficients,
        (x, row) => [Step(denoiser, x[0], row, noise)])[0];

    /// <summary>Time, and the step as a·x + b·y + c·z.</summary>
    internal static Real[] Coefficients(GridSteps steps)
    {
        var (now, h) = (steps.Now, steps.Lengths);
        var (a, b) = steps.Prediction.To(Prediction.Score, now);
        var g2 = now.DiffusionSquared;
        return [steps.Times, 1 - h * now.Drift + h * g2 * a, h * g2 * b, Sqrt(g2 * h)];
    }

    internal static Real Step(Denoiser denoiser, Real x, Real[] row, Noise noise) => row[1] * x + row[2] * denoiser.Predict(x, row[0]) + row[3] * noise.Normal(x.Shape);
}

/// <summary>
/// Predictor and corrector (Song et al., ICLR 2021, algorithms 2 and 3): each step of the reverse equation is followed by steps of Langevin dynamics at the new time, x ← x + δ∇log p_s(x) + √(2δ) z with δ = 2(rσ_s)². There the
/// norms of noise and score, whose ratio sets δ, are means over a batch; here they are what they are for noise of σ, √d and √d/σ, so that a sample depends on nothing but itself and δ on nothing but time.
/// </summary>
/// <param name="Grid">The times.</param>
/// <param name="Corrections">The number of Langevin steps after each step.</param>
/// <param name="Ratio">r, the signal to noise ratio of a Langevin step.</param>
public sealed record PredictorCorrector(TimeGrid Grid, int Corrections = 1, double Ratio = 0.16) : GridSampler(Grid)
{
    /// <inheritdoc/>
    public override Real From(Denoiser denoiser, Real start, Noise noise)
    {
        if (Corrections < 0 || !(Ratio > 0 && double.IsFinite(Ratio))) throw Mistake.Setting($"{Corrections} corrections of ratio {Ratio}", "give a number that is not negative, and a positive ratio");
        return Run(denoiser, [start], steps =>
        {
            // δ∇log p, where δ is 0, is 0 even if the score is infinite: at the last time, if that is 0.
            var (a, b) = steps.Prediction.To(Prediction.Score, steps.Next);
            Real delta = 2 * Ratio * Ratio * steps.Next.Variance;
            Condition isNoisy = delta > 0;
            return [.. ReverseSampler.Coefficients(steps), steps.NextTimes, 1 + Where(isNoisy, delta * a, 0), Where(isNoisy, delta * b, 0), Sqrt(2 * delta)];
        }, (x, row) => [GridLoop.Repeat(Corrections, ReverseSampler.Step(denoiser, x[0], row, noise["predictor"]), y => ReverseSampler.Step(denoiser, y, row[4..], noise["corrector"]))])[0];
    }
}
