using System.CommandLine;
using System.CommandLine.Parsing;
using Pathwise.Estimation;
using Pathwise.Learning;

namespace Pathwise.Cli;

/// <summary>What every command that trains takes, with the choices that suit its family.</summary>
/// <param name="data">The data if none is named.</param>
/// <param name="steps">The steps if none are given.</param>
/// <param name="batch">The paths of a step if none are given.</param>
/// <param name="rate">The first learning rate if none is given.</param>
internal sealed class TrainOptions(string data, long steps, int batch, double rate)
{
    const int TestRows = 2000, RecordsAnEvaluation = 5;

    readonly LearningOptions _learning = new($"The number of steps ({steps}).", $"The paths of a step ({batch}).", $"The learning rate at the start; it falls to 0 as half a cosine does ({rate}).", "Draw the loss into a file, .svg or .png.");
    readonly Option<string?> _data = NamedData.DataOption(data);
    readonly Option<double?> _epochs = TypedOption.Positive("--epochs", "The number of times that every row is seen, instead of --steps.", "X");
    readonly Option<string?> _log = new("--log") { Description = "Write each record to a file as it is made, .csv or .jsonl.", HelpName = "FILE" };

    public Argument<string> Model => _learning.Model;
    public Option<string?> Output => _learning.Output;
    public Option<bool> Json => _learning.Json;

    public void AddTo(Command command)
    {
        command.Arguments.Add(Model);
        foreach (Option option in (Option[])[_data, NamedData.TargetOption, _epochs, .. _learning.Pace, _log, .. _learning.Run]) command.Options.Add(option);
    }

    /// <summary>What to learn from.</summary>
    public NamedData Data(ParseResult parsed) => NamedData.Read(parsed.GetValue(_data) ?? data, parsed.GetValue(NamedData.TargetOption));

    /// <summary>What rows' targets are, if that is said.</summary>
    public string? Target(ParseResult parsed) => parsed.GetValue(NamedData.TargetOption);

    public long Seed(ParseResult parsed) => _learning.Seed(parsed);

    /// <summary>How to train on so many rows (0: a law).</summary>
    public TrainingOptions Of(ParseResult parsed, int rows, Watch watch)
    {
        int batchSize = (int)(parsed.GetValue(_learning.Batch) ?? batch);
        var epochs = parsed.GetValue(_epochs);
        if (epochs is not null && parsed.GetValue(_learning.Steps) is not null) throw new PathwiseException("PW3001", "--steps and --epochs together", "give one of them");
        if (epochs is not null && rows == 0) throw new PathwiseException("PW3001", "--epochs of data that is drawn afresh", "give --steps");
        long count = epochs is { } times ? (long)Math.Ceiling(times * rows / batchSize) : parsed.GetValue(_learning.Steps) ?? steps;
        return new()
        {
            Steps = count,
            BatchSize = batchSize,
            Rate = Schedules.Cosine(parsed.GetValue(_learning.Rate) ?? rate, count),
            ClipNorm = parsed.GetValue(_learning.Clip),
            Seed = Seed(parsed),
            Threads = _learning.Threads(parsed),
            RecordEvery = Math.Max(1, count / 100),
            Log = parsed.GetValue(_log),
            Checkpoint = _learning.Checkpoint(parsed),
            Progress = new Told(watch),
            Cancellation = watch.Stop,
        };
    }

    /// <summary>The loss of test rows, now and then.</summary>
    public static Evaluation<TModel> Evaluating<TModel, TRow>(Expectation<TModel, TRow> loss, IReadOnlyList<TRow> test, TrainingOptions options)
    {
        TRow[] rows = [.. test.Take(TestRows)];
        return new(at => loss.Value(at, rows, new EstimationOptions { Paths = rows.Length, Seed = options.Seed, Precision = options.Precision, Threads = options.Threads }).Value, options.RecordEvery * RecordsAnEvaluation);
    }

    /// <summary>Trains while the terminal shows how far it has come.</summary>
    public T During<T>(ParseResult parsed, Func<Watch, T> train) => _learning.During(parsed, train);

    sealed class Told(Watch watch) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => watch.At((double)value.Step / value.Steps,
            () => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"step {value.Step:N0} of {value.Steps:N0}, loss {value.Loss:G5}{(value.Evaluated is { } evaluated ? $", evaluated {evaluated:G5}" : "")}"));
    }
}
