using System.Numerics;
using Pathwise.NoiseSources;

namespace Pathwise.Estimation;

/// <summary>
/// How a run draws its noise: the source, the number of paths, and their cut into replicates, which are runs of consecutive paths with shared
/// noise, or a scramble of the Sobol points, of their own. The spread between replicates is then the standard error.
/// </summary>
internal sealed class NoisePlan
{
    public const int MostReplicates = 16;

    readonly int _unit;

    public NoisePlan(StochasticProgram program, EstimationOptions options)
    {
        var draws = program.Draws;
        _unit = options.Antithetic ? 2 : 1;
        Paths = options.Paths;
        bool replicated = draws.Any(node => !node.PerPath);
        if (options.Noise == NoiseKind.Sobol)
        {
            // Whole nets of 2ᵐ points: the number of paths is rounded up.
            int logPoints = LogPoints(options.Paths);
            Source = new SobolSource(draws, options.Seed, logPoints);
            Paths = (long)MostReplicates << logPoints;
            replicated = true;
        }
        else if (options.Recorded is { } recorded)
        {
            var source = new RecordedSource(draws, recorded);
            Paths = Math.Min(Paths, source.Paths ?? Paths);
            source.CheckReplicates(draws, (int)Math.Min(MostReplicates, Paths));
            Source = source;
        }
        else
        {
            Source = new CounterSource(options.Seed);
            if (options.Antithetic) Source = new AntitheticSource(Source);
        }
        Replicates = replicated ? (int)Math.Min(MostReplicates, Paths / _unit) : 1;
        IsOpen = !replicated && options.Recorded is null;
    }

    /// <summary>Where draws come from; it may be read by any thread.</summary>
    public INoiseSource Source { get; }

    /// <summary>The number of paths: what was asked for, rounded up to whole nets, or what was recorded.</summary>
    public long Paths { get; }

    /// <summary>The number of replicates; 1 where sampling units are the paths or their pairs.</summary>
    public int Replicates { get; }

    /// <summary>Whether a path's noise is the same whatever the number of paths.</summary>
    public bool IsOpen { get; }

    /// <summary>The paths of a replicate. They keep their numbers, so that any of them can be replayed.</summary>
    public (long First, long End) Replicate(int replicate)
    {
        long units = Paths / _unit;
        return (units * replicate / Replicates * _unit, units * (replicate + 1) / Replicates * _unit);
    }

    /// <summary>The replicate that a path belongs to.</summary>
    public int ReplicateOf(long path)
    {
        int replicate = 0;
        while (replicate < Replicates - 1 && path >= Replicate(replicate).End) replicate++;
        return replicate;
    }

    /// <summary>The least m for which sixteen nets of 2ᵐ points have so many points.</summary>
    public static int LogPoints(long paths) => BitOperations.Log2((ulong)((paths + MostReplicates - 1) / MostReplicates * 2 - 1));
}
