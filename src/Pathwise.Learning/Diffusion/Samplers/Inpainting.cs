using Pathwise.Calculus;
using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// Samples some of whose elements are given (Lugmayr, Danelljan, Romero, Yu, Timofte and Van Gool, RePaint, CVPR 2022; with one round, the replacement of Song et al., ICLR 2021): after each step from t to s the known elements are replaced by
/// α_s·known + σ_s z, and all is disturbed back to t and taken again, so that the others come to agree with them. The law is that of the others given the known ones in the limit of many rounds and small steps alone: with one round the others follow
/// them too little.
/// </summary>
/// <param name="Grid">The times; where the first is 0 known elements come out as they are, else with the noise of that time.</param>
/// <param name="Known">The point whose elements are known, of the shape of a sample; elements that are not known may be anything finite.</param>
/// <param name="Mask">1 where an element is known, 0 elsewhere; broadcast to the shape of a sample.</param>
/// <param name="Rounds">How many times each step is taken.</param>
/// <param name="Eta">η of the steps; see <see cref="Ddim"/>.</param>
public sealed record Inpainting(TimeGrid Grid, Real Known, Real Mask, int Rounds = 10, double Eta = 1) : GridSampler(Grid)
{
    /// <inheritdoc/>
    public override Real From(Denoiser denoiser, Real start, Noise noise)
    {
        if (Rounds < 1) throw Mistake.Setting($"{Rounds} rounds", "give at least 1");
        if (!(Eta is >= 0 and <= 1)) throw Mistake.Setting($"η = {Eta}", "give a number from 0 to 1");
        if (Known.Shape != start.Shape) throw Mistake.Shape($"known elements of shape {Known.Shape} for points of shape {start.Shape}", "give a whole point, with anything where nothing is known");
        var mask = Broadcast(Mask, start.Shape);
        return Run(denoiser, [start], Coefficients, (carry, row) =>
        {
            Real Step(Real x)
            {
                var unknown = Ddim.Mean(denoiser, x, row) + row[3] * noise["unknown"].Normal(x.Shape);
                var known = row[4] * Known + row[5] * noise["known"].Normal(x.Shape);
                return mask * known + (1 - mask) * unknown;
            }
            return [Step(GridLoop.Repeat(Rounds - 1, carry[0], x => row[6] * Step(x) + row[7] * noise["back"].Normal(x.Shape)))];
        })[0];
    }

    Real[] Coefficients(GridSteps steps)
    {
        var (now, next) = (steps.Now, steps.Next);
        // x_t given x_s has mean (α_t/α_s) x_s and the variance that is missing.
        var ratio = now.Alpha / next.Alpha;
        return [.. Ddim.Coefficients(steps, Eta), next.Alpha, next.Sigma, ratio, Sqrt(Max(now.Variance - ratio * ratio * next.Variance, 0))];
    }
}
