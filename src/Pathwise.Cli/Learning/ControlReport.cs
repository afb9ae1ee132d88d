using System.Globalization;
using Pathwise.Learning.Control;
using Pathwise.Plots;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>What a command that learns a policy says at the end: the history as a table or JSON, and as a figure.</summary>
internal sealed record ControlReport(string Method, string Environment, string File, long Seed, IReadOnlyList<ControlRecord> History, double Seconds)
{
    public void Print() => Json.Write(new
    {
        model = File,
        family = "control",
        method = Method,
        environment = Environment,
        steps = History[^1].Step,
        episodes = History[^1].Episodes,
        seed = Seed,
        @return = History[^1].Return,
        evaluated = History.LastOrDefault(record => record.Evaluated is not null)?.Evaluated,
        history = History.Select(record => new { step = record.Step, episodes = record.Episodes, @return = record.Return, critic_loss = record.CriticLoss, policy_loss = record.PolicyLoss, temperature = record.Temperature, evaluated = record.Evaluated }),
        seconds = new { train = Seconds },
    });

    public void Show()
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (string name in (string[])["step", "episodes", "return", "critic loss", "policy loss", "temperature", "evaluated"]) table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var record in History)
            table.AddRow(record.Step.ToString("N0", CultureInfo.InvariantCulture), record.Episodes.ToString("N0", CultureInfo.InvariantCulture), Text(record.Return, "F1"), Text(record.CriticLoss, "G4"), Text(record.PolicyLoss, "G4"), Text(record.Temperature, "F3"), Text(record.Evaluated, "F1"));
        AnsiConsole.Write(table);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{History[^1].Step:N0} steps on {Environment} in {Seconds:F1} s by {Method}. Written to {File}."));
    }

    public void Draw(string file)
    {
        var figure = new Figure($"{Method}: returns on {Environment}", "step", "return");
        Curve("while learning", record => record.Return, marks: false);
        Curve("evaluated", record => record.Evaluated, marks: true);
        figure.Save(file);

        void Curve(string name, Func<ControlRecord, double?> value, bool marks)
        {
            var known = History.Where(record => value(record) is not null).ToArray();
            if (known.Length > 0) figure.Curve(name, [.. known.Select(record => (double)record.Step)], [.. known.Select(record => value(record)!.Value)], marks: marks);
        }
    }

    static string Text(double? x, string format) => x?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
