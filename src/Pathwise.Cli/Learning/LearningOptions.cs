using System.CommandLine;
using System.CommandLine.Parsing;
using Pathwise.Estimation;

namespace Pathwise.Cli;

/// <summary>What every command that learns takes, whatever it learns from.</summary>
/// <param name="steps">What <c>--steps</c> are, and how many if none are given.</param>
/// <param name="batch">What <c>--batch</c> is, and its size if none is given.</param>
/// <param name="rate">What <c>--rate</c> is, and how much if none is given.</param>
/// <param name="figure">What <c>--output</c> draws.</param>
internal sealed class LearningOptions(string steps, string batch, string rate, string figure)
{
    readonly Option<long?> _seed = TypedOption.Whole("--seed", "The seed (0); the same seed gives the same bits.", "K");
    readonly Option<long?> _threads = TypedOption.Whole("--threads", "The number of threads (one per processor). Never changes the answer.", "T", 0, 4096);
    readonly Option<string?> _checkpoint = new("--checkpoint") { Description = "Keep all that training remembers in a file (.safetensors); where it exists, training goes on from it.", HelpName = "FILE" };

    public Argument<string> Model { get; } = new("model") { Description = "The file to write what is learnt to (.safetensors)." };
    public Option<long?> Steps { get; } = TypedOption.Whole("--steps", steps, "N", 1);
    public Option<long?> Batch { get; } = TypedOption.Whole("--batch", batch, "N", 1, 1 << 24);
    public Option<double?> Rate { get; } = TypedOption.Positive("--rate", rate, "X");
    public Option<double?> Clip { get; } = TypedOption.Positive("--clip", "The largest norm of a gradient; longer ones are scaled to it.", "X");
    public Option<string?> Output { get; } = new("--output", "-o") { Description = figure, HelpName = "FILE" };
    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object and nothing else." };

    /// <summary>Options about how long and how fast, and those about the run.</summary>
    public Option[] Pace => [Steps, Batch, Rate, Clip];
    public Option[] Run => [_seed, _threads, _checkpoint, Output, Json];

    public long Seed(ParseResult parsed) => parsed.GetValue(_seed) ?? 0;
    public int Threads(ParseResult parsed) => (int)(parsed.GetValue(_threads) ?? 0);
    public string? Checkpoint(ParseResult parsed) => parsed.GetValue(_checkpoint);

    /// <summary>Learns while the terminal shows how far it has come.</summary>
    public T During<T>(ParseResult parsed, Func<Watch, T> learn)
    {
        try
        {
            return Progress.During(!parsed.GetValue(Json), learn,
                Checkpoint(parsed) is null ? "with --checkpoint FILE what was learnt is kept, and the same command goes on from there" : "the same command goes on from the checkpoint");
        }
        catch (NonFiniteException e) { throw e.With("take a smaller --rate, or a --clip; see that no number of the data is far out"); }
    }
}
