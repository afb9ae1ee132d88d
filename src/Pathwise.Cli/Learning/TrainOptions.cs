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

    public Argument<string> Model { get; } = new("model") { Description = "The file to write the trained model to (.safetensors)." };
    readonly Option<string?> _data = NamedData.DataOption(data);
    readonly Option<long?> _steps = TypedOption.Whole("--steps", $"The number of steps ({steps}).", "N", 1);
    readonly Option<double?> _epochs = TypedOption.Positive("--epochs", "The number of times that every row is seen, instead of --steps.", "X");
    readonly Option<long?> _batch = TypedOption.Whole("--batch", $"The paths of a step ({batch}).", "N", 1, 1 << 24);
    readonly Option<double?> _rate = TypedOption.Positive("--rate", $"The learning rate at the start; it falls to 0 as half a cosine does ({rate}).", "X");
    readonly Option<double?> _clip = TypedOption.Positive("--clip", "The largest norm of a gradient; longer ones are scaled to it.", "X");
    readonly Option<long?> _seed = TypedOption.Whole("--seed", "The seed (0); the same seed gives the same bits.", "K");
    readonly Option<long?> _threads = TypedOption.Whole("--threads", "The number of threads (one per processor). Never changes the answer.", "T", 0, 4096);
    readonly Option<string?> _log = new("--log") { Description = "Write each record to a file as it is made, .csv or .jsonl.", HelpName = "FILE" };
    readonly Option<string?> _checkpoint = new("--checkpoint") { Description = "Keep all that training remembers in a file (.safetensors); where it exists, training goes on from it.", HelpName = "FILE" };
    public Option<string?> Output { get; } = new("--output", "-o") { Description = "Draw the loss into a file, .svg or .png.", HelpName = "FILE" };
    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object and nothing else." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(Model);
        foreach (Option option in (Option[])[_data, NamedData.TargetOption, _steps, _epochs, _batch, _rate, _clip, _seed, _threads, _log, _checkpoint, Output, Json]) command.Options.Add(option);
    }

    /// <summary>What to learn from.</summary>
    public NamedData Data(ParseResult parsed) => NamedData.Read(parsed.GetValue(_data) ?? data, parsed.GetValue(NamedData.TargetOption));

    /// <summary>What rows' targets are, if that is said.</summary>
    public string? Target(ParseResult parsed) => parsed.GetValue(NamedData.TargetOption);

    public long Seed(ParseResult parsed) => parsed.GetValue(_seed) ?? 0;

    /// <summary>How to train on so many rows (0: a law).</summary>
    public TrainingOptions Of(ParseResult parsed, int rows, Watch watch)
    {
        int batchSize = (int)(parsed.GetValue(_batch) ?? batch);
        var epochs = parsed.GetValue(_epochs);
        if (epochs is not null && parsed.GetValue(_steps) is not null) throw new PathwiseException("PW3001", "--steps and --epochs together", "give one of them");
        if (epochs is not null && rows == 0) throw new PathwiseException("PW3001", "--epochs of data that is drawn afresh", "give --steps");
        long count = epochs is { } times ? (long)Math.Ceiling(times * rows / batchSize) : parsed.GetValue(_steps) ?? steps;
        return new()
        {
            Steps = count,
            BatchSize = batchSize,
            Rate = Schedules.Cosine(parsed.GetValue(_rate) ?? rate, count),
            ClipNorm = parsed.GetValue(_clip),
            Seed = Seed(parsed),
            Threads = (int)(parsed.GetValue(_threads) ?? 0),
            RecordEvery = Math.Max(1, count / 100),
            Log = parsed.GetValue(_log),
            Checkpoint = parsed.GetValue(_checkpoint),
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
    public T During<T>(ParseResult parsed, Func<Watch, T> train)
    {
        try
        {
            return Progress.During(!parsed.GetValue(Json), train,
                parsed.GetValue(_checkpoint) is null ? "with --checkpoint FILE what was learnt is kept, and the same command goes on from there" : "the same command goes on from the checkpoint");
        }
        catch (NonFiniteException e) { throw e.With("take a smaller --rate, or a --clip; see that no number of the data is far out"); }
    }

    sealed class Told(Watch watch) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => watch.At((double)value.Step / value.Steps,
            () => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"step {value.Step:N0} of {value.Steps:N0}, loss {value.Loss:G5}{(value.Evaluated is { } evaluated ? $", evaluated {evaluated:G5}" : "")}"));
    }
}
