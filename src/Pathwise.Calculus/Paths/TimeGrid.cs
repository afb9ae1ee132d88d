namespace Pathwise.Calculus;

/// <summary>Times t₀ &lt; t₁ &lt; … &lt; t_N.</summary>
public sealed record TimeGrid
{
    readonly double[]? _times;

    TimeGrid(double start, double end, int steps, double[]? times = null) => (Start, End, Steps, _times) = (start, end, steps, times);

    /// <summary>The largest number of steps.</summary>
    public const int MaximumSteps = 10_000_000;

    /// <summary>t₀.</summary>
    public double Start { get; }

    /// <summary>t_N.</summary>
    public double End { get; }

    /// <summary>N.</summary>
    public int Steps { get; }

    /// <summary>The mean length of a step, (t_N − t₀)/N; that of every step if the grid is uniform.</summary>
    public double Step => (End - Start) / Steps;

    /// <summary>Whether all steps are of equal length by construction.</summary>
    public bool IsUniform => _times is null;

    /// <summary>tₙ.</summary>
    public double this[int n] => n < 0 || n > Steps ? throw new ArgumentOutOfRangeException(nameof(n)) : _times is { } times ? times[n] : n == Steps ? End : Start + n * Step;

    /// <summary>N steps of equal length from start to end.</summary>
    public static TimeGrid Uniform(double start, double end, int steps)
    {
        if (!(double.IsFinite(start) && double.IsFinite(end) && start < end))
            throw new PathwiseException("PW2001", $"a time grid from {start} to {end}", "give finite times, the start before the end", Place.OfCaller());
        if (steps is < 1 or > MaximumSteps)
            throw new PathwiseException("PW2002", $"a time grid of {steps} steps", $"give 1 to {MaximumSteps} steps", Place.OfCaller());
        return new(start, end, steps);
    }

    /// <summary>A grid of given times, in order.</summary>
    public static TimeGrid At(params double[] times)
    {
        if (times.Length is < 2 or > MaximumSteps + 1)
            throw new PathwiseException("PW2002", $"a time grid of {times.Length} times", $"give 2 to {MaximumSteps + 1} times", Place.OfCaller());
        for (int n = 0; n < times.Length; n++)
            if (!double.IsFinite(times[n]) || (n > 0 && !(times[n - 1] < times[n])))
                throw new PathwiseException("PW2001", $"a time grid in which {times[n]} comes after {(n > 0 ? times[n - 1] : double.NegativeInfinity)}", "give finite times, each later than the one before", Place.OfCaller());
        return new(times[0], times[^1], times.Length - 1, [.. times]);
    }

    /// <summary>The same intervals, each cut into equal parts.</summary>
    public TimeGrid Refined(int parts)
    {
        if (parts < 1 || (long)Steps * parts > MaximumSteps) throw new PathwiseException("PW2002", $"a time grid of {Steps} steps cut into {parts} parts each", $"give 1 to {MaximumSteps} steps", Place.OfCaller());
        if (IsUniform) return new(Start, End, Steps * parts);
        return At([.. Enumerable.Range(0, Steps).SelectMany(n => Enumerable.Range(0, parts).Select(k => this[n] + k * ((this[n + 1] - this[n]) / parts))), End]);
    }

    /// <summary>The lengths of the steps.</summary>
    internal double[] Lengths => [.. Enumerable.Range(0, Steps).Select(n => this[n + 1] - this[n])];

    /// <summary>Times at which steps start.</summary>
    internal double[] Starts => [.. Enumerable.Range(0, Steps).Select(n => this[n])];

    /// <inheritdoc/>
    public bool Equals(TimeGrid? other) => other is not null && (Start, End, Steps) == (other.Start, other.End, other.Steps) && (_times ?? []).AsSpan().SequenceEqual(other._times ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Start, End, Steps, IsUniform);
}
