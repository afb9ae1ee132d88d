using System.Globalization;
using Pathwise.Estimation;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>
/// Shows on the standard error stream how a long run comes along: a live bar on a terminal, plain lines when redirected. Ctrl-C stops the run
/// and says how far it came.
/// </summary>
internal static class Progress
{
    static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(2);

    /// <summary>While paths are run.</summary>
    public static T During<T>(bool show, EstimationOptions options, Func<EstimationOptions, T> run) => During(show, watch => run(watch.During(options)));

    /// <summary>While work goes on that says how far it has come.</summary>
    public static T During<T>(bool show, Func<Watch, T> run, string cure = "run again with less to do (fewer paths, steps or levels), or with a larger --target-se, to have an answer earlier")
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
            var watch = new Watch(last, stop.Token);
            if (!show) return run(watch);
            if (Console.IsErrorRedirected)
            {
                last.Next = new Lines();
                return run(watch);
            }
            T result = default!;
            AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }).Progress().AutoClear(true).HideCompleted(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(context =>
                {
                    last.Next = new Bar(context.AddTask("compiling", maxValue: 1));
                    result = run(watch);
                });
            return result;
        }
        catch (OperationCanceledException) { throw new CancelledException(last.Seen, cure); }
        finally { Console.CancelKeyPress -= onCancel; }
    }

    /// <summary>37 %: 37,888 of 100,000 paths, 10.4 ± 0.1.</summary>
    public static string Text(WorkProgress done) => string.Create(CultureInfo.InvariantCulture, $"{100 * done.Share:0} %: {done.Done}");

    /// <summary>Remembers how far the run has come.</summary>
    sealed class Last : IProgress<WorkProgress>
    {
        public WorkProgress? Seen { get; private set; }
        public IProgress<WorkProgress>? Next { get; set; }

        public void Report(WorkProgress value)
        {
            Seen = value;
            Next?.Report(value);
        }
    }

    sealed class Bar(ProgressTask task) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => (task.Value, task.Description) = (value.Share, Markup.Escape(value.Done));
    }

    /// <summary>A line every two seconds.</summary>
    sealed class Lines : IProgress<WorkProgress>
    {
        readonly System.Diagnostics.Stopwatch _clock = System.Diagnostics.Stopwatch.StartNew();
        TimeSpan _last;

        public void Report(WorkProgress value)
        {
            if (_clock.Elapsed - _last < s_quiet) return;
            _last = _clock.Elapsed;
            Console.Error.WriteLine(Text(value));
        }
    }
}

/// <summary>The user has stopped the run.</summary>
internal sealed class CancelledException(WorkProgress? done, string cure)
    : PathwiseException("PW3006", done is { } so ? $"cancelled at {Progress.Text(so)}" : "cancelled before there was anything to report", cure);
