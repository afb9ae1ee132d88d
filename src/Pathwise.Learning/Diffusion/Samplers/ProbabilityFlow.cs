using Pathwise.Calculus;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// Runge–Kutta steps of the probability-flow equation dx/dt = f x − ½g²∇log p_t(x), whose solutions have the law of x_t at each time without any noise but the first (Song et al., ICLR 2021, §4.3). A last step to σ = 0, where the slope may be
/// infinite, is then Euler's.
/// </summary>
/// <param name="Grid">The times.</param>
/// <param name="Method">The method.</param>
public sealed record ProbabilityFlow(TimeGrid Grid, RungeKutta Method) : GridSampler(Grid)
{
    /// <inheritdoc/>
    public override Real From(Denoiser denoiser, Real start, Noise noise)
    {
        double[] times = [.. Enumerable.Range(0, Grid.Steps + 1).Select(n => Grid[Grid.Steps - n])];
        var steps = new FlowSteps(denoiser, times[..^1], times[1..], Method);
        return GridLoop.Run([start], steps.Table, Memory, (x, row) => steps.Step(x, row, (at, t, slope) => [slope(at[0], denoiser.Predict(at[0], t))]))[0];
    }
}
