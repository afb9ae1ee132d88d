using System.Globalization;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>
/// Shows on the standard error stream how a long run comes along: a live bar on a terminal, plain lines when redirected. Ctrl-C stops the run
/// and says how far it came.
/// </summary>
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
        var last = new Last();
        try
        {
            options = options with { Cancellation = stop.Token, Progress = last };
            if (!show) return run(options);
            if (Console.IsErrorRedirected)
            {
                last.Next = new Lines();
                return run(options);
            }
            T result = default!;
            AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }).Progress().AutoClear(true).HideCompleted(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(context =>
                {
                    last.Next = new Bar(context.AddTask("paths", maxValue: options.Paths));
                    result = run(options);
                });
            return result;
        }
        catch (OperationCanceledException) { throw new CancelledException(last.Seen); }
        finally { Console.CancelKeyPress -= onCancel; }
    }

    /// <summary>Remembers how far the run has come.</summary>
    sealed class Last : IProgress<EstimationProgress>
    {
        public EstimationProgress? Seen { get; private set; }
        public IProgress<EstimationProgress>? Next { get; set; }

        public void Report(EstimationProgress value)
        {
            Seen = value;
            Next?.Report(value);
        }
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

    /// <summary>A line every two seconds.</summary>
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

/// <summary>The user has stopped the run.</summary>
internal sealed class CancelledException(EstimationProgress? done) : PathwiseException("PW3006", Message_(done), "run again with fewer paths, or with --target-se, to have an answer earlier")
{
    static string Message_(EstimationProgress? done) => done is { } so ? string.Create(CultureInfo.InvariantCulture,
        $"cancelled after {so.Paths:N0} of {so.Total:N0} paths, with {so.Mean:G6} ± {so.StandardError:G2} so far") : "cancelled before there was anything to report";
}
