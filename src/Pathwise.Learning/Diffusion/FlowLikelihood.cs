using Pathwise.Calculus;
using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// The density of a diffusion model: carried by the probability flow u from the first time of a grid to the last, log p(x) = log p_T(x_T) + ∫ div u(x_t, t) dt along the path from x (Chen, Rubanova, Bettencourt and Duvenaud, NeurIPS 2018; Song et al.,
/// ICLR 2021, §4.3), p_T being the process's prior. It can be differentiated in the denoiser's parameters.
/// </summary>
/// <param name="Grid">The times; where the score is finite without noise the first may be 0.</param>
public sealed record FlowLikelihood(TimeGrid Grid)
{
    /// <summary>The number of random directions by which the divergence is estimated, the same along a path (Grathwohl et al., FFJORD, ICLR 2019); 0 computes it exactly, by as many derivatives as a point has elements.</summary>
    public int Probes { get; init; }

    /// <summary>The method.</summary>
    public RungeKutta Method { get; init; } = RungeKutta.Classical;

    /// <summary>What a gradient keeps.</summary>
    public TapeMemory Memory { get; init; }

    /// <summary>log p(x) in nats, without randomness. PW4032 where the divergence is to be estimated, which needs noise.</summary>
    public Real LogDensity(Denoiser denoiser, Real x) => LogDensity(denoiser, x, null);

    /// <summary>log p(x) in nats; with probes, an estimate without bias but for the steps'.</summary>
    public Real LogDensity(Denoiser denoiser, Real x, Noise? noise)
    {
        var (latent, change) = Transport(denoiser, x, noise);
        double deviation = denoiser.Process.PriorDeviation;
        var z = latent / deviation;
        return change - 0.5 * Sum(z * z) - x.Shape.Count * (0.5 * Math.Log(2 * Math.PI) + Math.Log(deviation));
    }

    /// <summary>x_T, and ∫ div u dt: the logarithm of by how much volumes about x grow.</summary>
    public (Real Latent, Real Change) Transport(Denoiser denoiser, Real x, Noise? noise = null)
    {
        if (Probes < 0) throw Mistake.Setting($"{Probes} probes", "give at least 1, or 0 for the exact divergence");
        if (Probes > 0 && noise is null) throw Mistake.Setting($"{Probes} probes without noise", "give the noise that they are drawn from, or 0 probes");
        Real[] probes = [.. Enumerable.Range(0, Probes).Select(_ => Divergence.Signs(noise!, x.Shape))];
        double[] times = [.. Enumerable.Range(0, Grid.Steps + 1).Select(n => Grid[n])];
        var steps = new FlowSteps(denoiser, times[..^1], times[1..], Method);
        var final = GridLoop.Run([x, 0], steps.Table, Memory, (state, row) => steps.Step(state, row, (at, t, slope) =>
        {
            Real Flow(Real x) => slope(x, denoiser.Predict(x, t));
            if (Probes == 0) return Divergence.Exact(Flow, at[0]) is var (value, exact) ? [value, exact] : [];
            var estimates = probes.Select(probe => Divergence.Along(Flow, at[0], probe)).ToArray();
            return [estimates[0].Value, estimates.Select(e => e.Divergence).Aggregate((a, b) => a + b) / Probes];
        }));
        return (final[0], final[1]);
    }

    /// <summary>
    /// Bits per dimension, −log₂ p(x)/d, of a density of <paramref name="dimensions"/> numbers; for whole numbers made continuous by <see cref="Dequantisation"/>, whose steps are <paramref name="step"/> apart, −log₂(p(x)·stepᵈ)/d, the mean of which
    /// bounds what a code for them takes (Theis, van den Oord and Bethge, ICLR 2016).
    /// </summary>
    public static Real BitsPerDimension(Real logDensity, int dimensions, double step = 1) => dimensions > 0 && step > 0 && double.IsFinite(step)
        ? -(logDensity / dimensions + Math.Log(step)) / Math.Log(2) : throw Mistake.Setting($"bits per dimension of {dimensions} numbers in steps of {step}", "give positive numbers");
}

/// <summary>Whole numbers 0 … levels − 1, such as those of images, as points of (−1, 1): 2(k + u)/levels − 1 with u uniform on (0, 1), so that a density may be learnt (Theis et al., ICLR 2016).</summary>
/// <param name="Levels">The number of values.</param>
public sealed record Dequantisation(int Levels)
{
    /// <summary>The distance between the points of neighbouring values, 2/levels.</summary>
    public double Step => 2.0 / Levels;

    /// <summary>Values as points.</summary>
    public Real Apply(Real values, Noise noise) => Step * (values + noise.Uniform(values.Shape)) - 1;

    /// <summary>The least of the points that a value may become.</summary>
    public double Least(double value) => Step * value - 1;

    /// <summary>The values whose points these are, as numbers that are not rounded yet; outside of the range, the nearest end.</summary>
    public Real Undo(Real points) => Clamp((points + 1) / Step - 0.5, 0, Levels - 1);
}
