using System.Diagnostics;
using System.Globalization;

namespace Pathwise.Estimation;

/// <summary>How far a piece of work has come.</summary>
/// <param name="Share">The share that is done, from 0 to 1.</param>
/// <param name="Done">What is done, in words.</param>
internal readonly record struct WorkProgress(double Share, string Done);

/// <summary>One who waits for a piece of work: is told now and then how far it has come, and may stop it. Work may be one run of paths, several one after the other, or steps of something else.</summary>
internal sealed class Watch(IProgress<WorkProgress>? progress, CancellationToken stop)
{
    readonly TimeSpan _reportEvery = TimeSpan.FromMilliseconds(100);
    readonly Stopwatch _sinceReport = Stopwatch.StartNew();

    /// <summary>Nobody.</summary>
    public static Watch Nobody { get; } = new(null, default);

    /// <summary>What stops the work.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Says that a share is done, or stops.</summary>
    public void At(double share, Func<string> done)
    {
        stop.ThrowIfCancellationRequested();
        if (progress is null || (_sinceReport.Elapsed < _reportEvery && share < 1)) return;
        _sinceReport.Restart();
        progress.Report(new(share, done()));
    }

    /// <summary>The options of a run of paths that is a part of the work: which share comes before it, which it is, and what it is of.</summary>
    public EstimationOptions During(EstimationOptions options, double before = 0, double share = 1, string of = "") =>
        this == Nobody ? options : options with { Cancellation = stop, Progress = progress is null ? null : new Part(progress, before, share, of) };

    sealed class Part(IProgress<WorkProgress> whole, double before, double share, string of) : IProgress<EstimationProgress>
    {
        public void Report(EstimationProgress value) => whole.Report(new(before + share * value.Paths / value.Total,
            string.Create(CultureInfo.InvariantCulture, $"{of}{value.Paths:N0} of {value.Total:N0} paths, {value.Mean:G6} ± {value.StandardError:G2}")));
    }
}
