using System.Globalization;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>Shows how a long run comes along: a live bar on a terminal, plain lines when redirected; Ctrl-C stops the run.</summary>
internal static class Progress
{
    static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(2);

    public static T During<T>(bool show, EstimationOptions options, Func<EstimationOptions, T> run)
    {
        using var stop = new CancellationTokenSource();
        ConsoleCancelEventHandler onCancel = (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        Console.CancelKeyPress += onCancel;
        try
        {
            options = options with { Cancellation = stop.Token };
            if (!show) return run(options);
            if (Console.IsErrorRedirected || Console.IsOutputRedirected) return run(options with { Progress = new Lines() });
            T result = default!;
            AnsiConsole.Progress().AutoClear(true).HideCompleted(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(context => result = run(options with { Progress = new Bar(context.AddTask("paths", maxValue: options.Paths)) }));
            return result;
        }
        finally { Console.CancelKeyPress -= onCancel; }
    }

    sealed class Bar(ProgressTask task) : IProgress<EstimationProgress>
    {
        public void Report(EstimationProgress value)
        {
            task.MaxValue = value.Total;
            task.Value = value.Paths;
            task.Description = string.Create(CultureInfo.InvariantCulture, $"{value.Paths:N0} paths, {value.Mean:G6} ± {value.StandardError:G2}");
        }
    }

    /// <summary>A line every two seconds on the standard error stream.</summary>
    sealed class Lines : IProgress<EstimationProgress>
    {
        readonly System.Diagnostics.Stopwatch _clock = System.Diagnostics.Stopwatch.StartNew();
        TimeSpan _last;

        public void Report(EstimationProgress value)
        {
            if (_clock.Elapsed - _last < s_quiet) return;
            _last = _clock.Elapsed;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{100.0 * value.Paths / value.Total:0} %: {value.Paths:N0} of {value.Total:N0} paths, {value.Mean:G6} ± {value.StandardError:G2}"));
        }
    }
}
