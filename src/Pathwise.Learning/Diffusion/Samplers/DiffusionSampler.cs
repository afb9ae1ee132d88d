using Pathwise.Calculus;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// A way from noise to data, as a program for one path: a sample depends on its own noise alone, so that a batch of N are the same bits as N singles; and it has derivatives in whatever the denoiser depends on, so that a network may be trained further
/// on a reward of its samples.
/// </summary>
public abstract record DiffusionSampler
{
    private protected DiffusionSampler() { }

    /// <summary>What a gradient through the sampler keeps: every state, or about every √N-th, those between being made again (the same bits; PW4032 for a reversible tape).</summary>
    public TapeMemory Memory { get; init; }

    /// <summary>A sample: from the process's prior, by noise of the scopes <c>prior</c> and <c>sampler</c>.</summary>
    /// <param name="denoiser">What is known of the data.</param>
    /// <param name="shape">The shape of a point.</param>
    /// <param name="noise">The noise.</param>
    public Real Sample(Denoiser denoiser, Shape shape, Noise noise) => From(denoiser, denoiser.Process.PriorDeviation * noise["prior"].Normal(shape), noise["sampler"]);

    /// <summary>A sample from a given point at the last time.</summary>
    /// <param name="denoiser">What is known of the data.</param>
    /// <param name="start">x_T.</param>
    /// <param name="noise">The noise of the way; deterministic samplers draw none.</param>
    public abstract Real From(Denoiser denoiser, Real start, Noise noise);
}

/// <summary>A sampler whose steps are those of a grid, from its last time to its first.</summary>
public abstract record GridSampler : DiffusionSampler
{
    private protected GridSampler(TimeGrid grid) => Grid = grid;

    /// <summary>The times.</summary>
    public TimeGrid Grid { get; }

    /// <summary>Runs through the grid's times downward.</summary>
    /// <param name="denoiser">The denoiser.</param>
    /// <param name="start">What is carried at first.</param>
    /// <param name="coefficients">For each step the numbers that it needs, all finite.</param>
    /// <param name="step">What is carried next.</param>
    private protected Real[] Run(Denoiser denoiser, Real[] start, Func<GridSteps, Real[]> coefficients, Func<Real[], Real[], Real[]> step)
    {
        return GridLoop.Run(start, Table(denoiser, coefficients), Memory, step);
    }

    double[][] Table(Denoiser denoiser, Func<GridSteps, Real[]> coefficients)
    {
        using var at = Place.At(Place.OfCaller());
        var steps = new GridSteps(denoiser, Grid);
        return steps.Table(coefficients(steps), GetType().Name);
    }
}
