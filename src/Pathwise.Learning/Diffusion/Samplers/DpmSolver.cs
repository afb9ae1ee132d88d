using Pathwise.Calculus;
using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// DPM-Solver++(2M) (Lu, Zhou, Bao, Chen, Li and Zhu, arXiv:2211.01095, algorithm 2): with λ = log(α/σ), h = λ_s − λ_t and D = E[x₀ | x], extrapolated from this step and the last, x_s = (σ_s/σ_t) x − α_s(e^(−h) − 1) D. Of the
/// second order in the largest h, with one evaluation a step. The first step, and a last one to σ = 0, are of the first order, as <see cref="Ddim"/>'s are.
/// </summary>
/// <param name="Grid">The times; the first may be 0.</param>
public sealed record DpmSolver(TimeGrid Grid) : GridSampler(Grid)
{
    /// <inheritdoc/>
    public override Real From(Denoiser denoiser, Real start, Noise noise) => Run(denoiser, [start, Filled(start.Shape, 0)], Coefficients, (carry, row) =>
    {
        var data = row[1] * carry[0] + row[2] * denoiser.Predict(carry[0], row[0]);
        return [row[3] * carry[0] + row[4] * (data + row[5] * (data - carry[1])), data];
    })[0];

    static Real[] Coefficients(GridSteps steps)
    {
        var (now, next) = (steps.Now, steps.Next);
        var (a, b) = steps.Mean(1, 0);
        // e^(−h) = σ_sα_t/(α_sσ_t): so that neither h nor λ need be finite.
        var decay = next.Sigma * now.Alpha / (next.Alpha * now.Sigma);
        double[] h = [.. decay.ToArray().Select(x => -Math.Log(x))];
        // 1/2r = h/(2·h of the step before).
        double[] extrapolation = [.. h.Select((own, n) => n > 0 && double.IsFinite(own) ? own / (2 * h[n - 1]) : 0)];
        return [steps.Times, a, b, next.Sigma / now.Sigma, next.Alpha * (1 - decay), extrapolation];
    }
}
