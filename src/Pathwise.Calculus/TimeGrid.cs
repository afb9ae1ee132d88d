namespace Pathwise.Calculus;

/// <summary>Equally spaced times t₀ &lt; t₁ &lt; … &lt; t_N.</summary>
public sealed record TimeGrid
{
    TimeGrid(double start, double end, int steps) => (Start, End, Steps) = (start, end, steps);

    /// <summary>The largest number of steps.</summary>
    public const int MaximumSteps = 10_000_000;

    /// <summary>t₀.</summary>
    public double Start { get; }

    /// <summary>t_N.</summary>
    public double End { get; }

    /// <summary>N.</summary>
    public int Steps { get; }

    /// <summary>h = (t_N − t₀)/N.</summary>
    public double Step => (End - Start) / Steps;

    /// <summary>N steps of equal length from start to end.</summary>
    public static TimeGrid Uniform(double start, double end, int steps)
    {
        if (!(double.IsFinite(start) && double.IsFinite(end) && start < end))
            throw new PathwiseException("PW2001", $"a time grid from {start} to {end}", "give finite times, the start before the end", Place.OfCaller());
        if (steps is < 1 or > MaximumSteps)
            throw new PathwiseException("PW2002", $"a time grid of {steps} steps", $"give 1 to {MaximumSteps} steps", Place.OfCaller());
        return new(start, end, steps);
    }
}
