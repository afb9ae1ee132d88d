using Pathwise.Calculus;

namespace Pathwise.Learning.Diffusion;

/// <summary>Times at which samplers look at a process, from a least one to its last. Samplers go through them from the last to the first.</summary>
public static class NoiseGrids
{
    /// <summary>Steps of equal length.</summary>
    /// <param name="process">The process.</param>
    /// <param name="steps">The number of steps, N.</param>
    /// <param name="least">The least time, at which samples are taken; samplers that look there need it above 0.</param>
    public static TimeGrid Uniform(DiffusionProcess process, int steps, double least = 1e-3) => TimeGrid.Uniform(Least(process, least), process.End, steps);

    /// <summary>√t in steps of equal length: shorter ones where there is little noise (Song, Meng and Ermon, Denoising diffusion implicit models, ICLR 2021, §D.2).</summary>
    public static TimeGrid Quadratic(DiffusionProcess process, int steps, double least = 1e-3) => Along(process, steps, Least(process, least), t => Math.Sqrt(t), r => r * r);

    /// <summary>log(α/σ) in steps of equal length (Lu et al., DPM-Solver, NeurIPS 2022). PW4031 unless the least time is above 0 and something of the data is left at the last, α(T) &gt; 0.</summary>
    public static TimeGrid LogSnr(DiffusionProcess process, int steps, double least = 1e-3) => Along(process, steps, Positive(process, least), t => Math.Log(Ratio(process, t)), l => TimeOf(process, Math.Exp(l)));

    /// <summary>(σ/α)^(1/ρ) in steps of equal length (Karras et al., NeurIPS 2022, equation 5). PW4031 as for <see cref="LogSnr"/>, PW4032 unless ρ is positive.</summary>
    public static TimeGrid Karras(DiffusionProcess process, int steps, double least = 1e-3, double rho = 7) => rho > 0 && double.IsFinite(rho)
        ? Along(process, steps, Positive(process, least), t => Math.Pow(Ratio(process, t), 1 / rho), r => TimeOf(process, Math.Pow(r, rho))) : throw Mistake.Setting($"a power ρ = {rho}", "give a positive number");

    static TimeGrid Along(DiffusionProcess process, int steps, double least, Func<double, double> of, Func<double, double> timeOf)
    {
        using var at = Place.At(Place.OfCaller());
        if (steps is < 1 or > TimeGrid.MaximumSteps) throw new PathwiseException("PW2002", $"a time grid of {steps} steps", $"give 1 to {TimeGrid.MaximumSteps} steps", Place.OfCaller());
        double from = of(least), to = of(process.End);
        return TimeGrid.At([least, .. Enumerable.Range(1, steps - 1).Select(n => timeOf(from + n * ((to - from) / steps))), process.End]);
    }

    static double Ratio(DiffusionProcess process, double t) => (double)(process.At(t) is var level ? level.Sigma / level.Alpha : default);

    static double TimeOf(DiffusionProcess process, double ratio) => (double)process.TimeOf(ratio);

    static double Least(DiffusionProcess process, double least) => least >= 0 && least < process.End ? least : throw Mistake.Times($"a grid from time {least} to {process.End}", "start at 0 or later, before the end");

    static double Positive(DiffusionProcess process, double least) => Least(process, least) > 0 && double.IsFinite(Ratio(process, process.End)) ? least
        : throw Mistake.Times($"a grid along the signal to noise ratio from time {least} to {process.End}", "start above 0, and take another grid for a process that leaves nothing of the data");
}
