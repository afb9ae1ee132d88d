using Pathwise.Execution;

namespace Pathwise;

/// <summary>How gradients are estimated.</summary>
public enum EstimatorKind
{
    /// <summary>The right estimator for each site; what has none is refused with its reason, the rest is estimated.</summary>
    Auto,

    /// <summary>Pathwise alone; anything it would get wrong is refused before running.</summary>
    Pathwise,
}

/// <summary>How far a run has come.</summary>
/// <param name="Paths">Paths done.</param>
/// <param name="Total">Paths to do (an upper bound when a target standard error may stop the run earlier).</param>
/// <param name="Mean">The mean so far.</param>
/// <param name="StandardError">Its standard error so far.</param>
public readonly record struct EstimationProgress(long Paths, long Total, double Mean, double? StandardError);

/// <summary>How a program is run. Threads, cancellation and progress never change a bit of the answer; everything else is part of its key.</summary>
public sealed record EstimationOptions
{
    /// <summary>The number of paths; with a target standard error, the most to be run.</summary>
    public long Paths { get; init; } = 100_000;

    /// <summary>The seed: the same seed gives the same bits.</summary>
    public long Seed { get; init; }

    /// <summary>Where draws come from.</summary>
    public NoiseKind Noise { get; init; }

    /// <summary>Noise given by the user instead: no more paths are run than were recorded.</summary>
    public RecordedNoise? Recorded { get; init; }

    /// <summary>Whether paths 2k and 2k + 1 are mirror images of each other. The number of paths must then be even.</summary>
    public bool Antithetic { get; init; }

    /// <summary>How gradients are estimated.</summary>
    public EstimatorKind Estimator { get; init; }

    /// <summary>The estimator of every draw that has not chosen its own and whose law has this one; null leaves the choice to the library.</summary>
    public Estimator? Sites { get; init; }

    /// <summary>Whether <see cref="Sites"/> goes before what draws have chosen.</summary>
    internal bool OverridesSites { get; init; }

    /// <summary>How gradients through jumps are estimated, unless pathwise alone is asked for.</summary>
    public JumpEstimator Jumps { get; init; }

    /// <summary>The number of threads; 0 is one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>The precision of the paths.</summary>
    public Precision Precision { get; init; }

    /// <summary>Stops at the first doubling of the number of paths at which the value's standard error is at most this.</summary>
    public double? TargetStandardError { get; init; }

    /// <summary>Stops the run.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Told now and then how far the run has come.</summary>
    public IProgress<EstimationProgress>? Progress { get; init; }

    /// <summary>The least time between two reports of progress.</summary>
    internal TimeSpan ReportEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>By what paths are computed. Kernels and their fallback give the same bits.</summary>
    internal Executor Executor { get; init; }

    /// <summary>The width of vectors in emitted code; 0 is the machine's widest. Never changes a bit.</summary>
    internal int VectorBits { get; init; }

    /// <summary>The largest number of paths of one run.</summary>
    public const long MaximumPaths = 1_000_000_000_000;

    internal void Validate()
    {
        if (Paths < 1 || Paths > MaximumPaths) throw new PathwiseException("PW0018", $"{Paths} paths", $"ask for 1 to {MaximumPaths}");
        if (Antithetic && Paths % 2 != 0) throw new PathwiseException("PW0019", $"antithetic noise with {Paths} paths", "antithetic paths come in pairs: ask for an even number");
        if (Antithetic && Noise == NoiseKind.Sobol)
            throw new PathwiseException("PW0040", "antithetic Sobol noise", "Sobol points are balanced already: use one or the other");
        if (Recorded is not null && (Antithetic || Noise != NoiseKind.Counter))
            throw new PathwiseException("PW0040", "recorded noise that is to be antithetic or Sobol",
                "recorded noise is taken as it is: leave the other options out");
        if (Threads < 0) throw new PathwiseException("PW0020", $"{Threads} threads", "ask for at least 1, or 0 for one per processor");
        if (TargetStandardError is { } target && !(target > 0 && double.IsFinite(target)))
            throw new PathwiseException("PW0021", "the target standard error is not a positive number", "give a positive finite number");
    }
}
