using Pathwise.Calculus;
using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>The steps of a grid taken downward, as arrays over the steps: from level <see cref="Now"/> at t to level <see cref="Next"/> at s = t − h. Coefficients made of them are numbers in double precision.</summary>
sealed class GridSteps
{
    public GridSteps(Denoiser denoiser, TimeGrid grid)
    {
        if (grid.Start < 0 || grid.End > denoiser.Process.End) throw Mistake.Times($"a grid from {grid.Start} to {grid.End} for a process from 0 to {denoiser.Process.End}", "give times of the process");
        (Prediction, Process) = (denoiser.Prediction, denoiser.Process);
        double[] times = [.. Enumerable.Range(0, grid.Steps + 1).Select(n => grid[grid.Steps - n])];
        (Times, NextTimes) = (times[..^1], times[1..]);
        Lengths = (double[])[.. Times.Zip(NextTimes, (t, s) => t - s)];
        (Now, Next) = (Process.At(Times), Process.At(NextTimes));
    }

    public Prediction Prediction { get; }
    public DiffusionProcess Process { get; }
    public double[] Times { get; }
    public double[] NextTimes { get; }
    public Real Lengths { get; }
    public NoiseLevel Now { get; }
    public NoiseLevel Next { get; }

    /// <summary>The mean of p x₀ + q ε given x at t, as a·x + b·y.</summary>
    public (Real A, Real B) Mean(Real p, Real q) => Prediction.To(p, q * Now.Sigma, Now);

    /// <summary>The rows of columns. PW4031 where a number is not finite.</summary>
    public double[][] Table(Real[] columns, string sampler)
    {
        double[][] numbers = [.. columns.Select(column => column.Shape.Rank == 0 ? [.. Times.Select(_ => (double)column)] : column.ToArray())];
        for (int n = 0; n < Times.Length; n++)
            if (numbers.Any(column => !double.IsFinite(column[n])))
                throw Mistake.Times($"a step of {sampler} from time {Times[n]} to {NextTimes[n]}, at which its coefficients with {Prediction} prediction are infinite", "keep the grid away from the time at which there is no noise, or no data, or predict something else");
        return [.. Times.Select((_, n) => numbers.Select(column => column[n]).ToArray())];
    }
}
