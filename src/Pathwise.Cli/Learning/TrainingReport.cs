using System.CommandLine.Parsing;
using System.CommandLine;
using System.Globalization;
using Pathwise.Learning;
using Pathwise.Plots;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>What a command that trains says at the end: the history as a table or JSON, and as a figure.</summary>
/// <param name="Family">The family of models.</param>
/// <param name="Data">The name of the data.</param>
/// <param name="Parameters">The number of parameters.</param>
/// <param name="History">The records.</param>
/// <param name="Seconds">The time that training took.</param>
/// <param name="Evaluated">What evaluations are of, as in <c>test loss</c>.</param>
/// <param name="Floor">What the loss cannot be below; null if it is not known.</param>
internal sealed record TrainingReport(string Family, string Data, int Parameters, IReadOnlyList<TrainingRecord> History, double Seconds, string Evaluated = "evaluation", double? Floor = null)
{
    const int MostRows = 12;

    public void Write(ParseResult parsed, TrainOptions options)
    {
        if (parsed.GetValue(options.Output) is { } file) Draw(file);
        if (parsed.GetValue(options.Json)) Print(parsed, options); else Show(parsed.GetValue(options.Model)!);
    }

    void Print(ParseResult parsed, TrainOptions options) => Json.Write(new
    {
        model = parsed.GetValue(options.Model),
        family = Family,
        data = Data,
        parameters = Parameters,
        steps = History[^1].Step,
        seed = options.Seed(parsed),
        loss = History[^1].Loss,
        floor = Floor,
        evaluated = History.LastOrDefault(record => record.Evaluated is not null)?.Evaluated,
        history = History.Select(record => new { step = record.Step, loss = record.Loss, rate = record.Rate, gradient_norm = record.GradientNorm, evaluated = record.Evaluated }),
        seconds = new { train = Seconds },
    });

    void Show(string model)
    {
        bool hasEvaluations = History.Any(record => record.Evaluated is not null);
        var table = new Table().Border(TableBorder.Rounded);
        foreach (string name in (string[])["step", "loss", "rate", "gradient norm", .. hasEvaluations ? (string[])[Evaluated] : []]) table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var record in Shown(hasEvaluations ? [.. History.Where(record => record.Evaluated is not null)] : History))
            table.AddRow([record.Step.ToString("N0", CultureInfo.InvariantCulture), Text(record.Loss), record.Rate.ToString("G3", CultureInfo.InvariantCulture), record.GradientNorm.ToString("G3", CultureInfo.InvariantCulture),
                .. hasEvaluations ? (string[])[record.Evaluated is { } evaluated ? Text(evaluated) : ""] : []]);
        AnsiConsole.Write(table);
        string floor = Floor is { } least ? string.Create(CultureInfo.InvariantCulture, $" The loss cannot be below {least:F4}.") : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Parameters:N0} parameters, {History[^1].Step:N0} steps on {Data} in {Seconds:F1} s.{floor} Written to {model}."));
    }

    /// <summary>Of a history the last record, and others at equal distances before it.</summary>
    public static IEnumerable<TRecord> Shown<TRecord>(IReadOnlyList<TRecord> history)
    {
        int stride = (history.Count + MostRows - 1) / MostRows;
        return history.Where((_, i) => (history.Count - 1 - i) % stride == 0);
    }

    void Draw(string file)
    {
        var figure = new Figure($"{Family}: loss on {Data}", "step", "loss");
        double[] steps = [.. History.Select(record => (double)record.Step)];
        figure.Curve("loss", steps, [.. History.Select(record => record.Loss)]);
        var evaluated = History.Where(record => record.Evaluated is not null).ToArray();
        figure.Curve(Evaluated, [.. evaluated.Select(record => (double)record.Step)], [.. evaluated.Select(record => record.Evaluated!.Value)], marks: true);
        if (Floor is { } floor) figure.Reference("floor", [steps[0], steps[^1]], [floor, floor]);
        figure.Save(file);
    }

    static string Text(double x) => x.ToString("F4", CultureInfo.InvariantCulture);
}
