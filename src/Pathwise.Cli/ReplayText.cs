using System.Globalization;

namespace Pathwise.Cli;

/// <summary>
/// A replayed path as aligned columns with commas between them, which people and spreadsheets can read: a table of steps for every loop,
/// the noise, then the named values with their derivatives on this path. Lines with # are remarks.
/// </summary>
internal static class ReplayText
{
    public static void Write(Language.Model model, PathReplay replay, TextWriter writer)
    {
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# {Path.GetFileName(model.File)}, path {replay.Replay.Path}, seed {replay.Replay.Seed}"));
        foreach (var loop in Loops(replay.Shown)) WriteTable(Steps(loop, replay.Starts), writer);

        string[] parameters = [.. replay.Replay.Derivatives.Select(d => d.Parameter)];
        var rows = new List<string[]> { (string[])["name", "value", .. parameters.Select(name => $"∂/∂{name}")] };
        var partials = replay.Replay.Partials.ToLookup(partial => partial.Name, StringComparer.Ordinal);
        foreach (var value in replay.Shown.Where(value => value.Steps.Count == 0))
        {
            var partial = value.IsNamed ? partials[value.Name].FirstOrDefault() : null;
            rows.Add([PathReplay.IsNoise(value) ? Site(value.Name) : value.Name, string.Join(" ", value.Values.Select(Number)),
                .. partial?.Derivatives.Select(d => Number(d.Values[0]) + (d.Verdict.IsSound() ? "" : "*")) ?? parameters.Select(_ => "")]);
        }
        WriteTable(rows, writer);
        var unsound = replay.Replay.Derivatives.Where(d => !d.Verdict.IsSound()).Select(d => $"{d.Parameter} is {d.Verdict.Word()}").ToArray();
        if (replay.Replay.Partials.Any(partial => partial.Derivatives.Any(d => !d.Verdict.IsSound())))
            writer.WriteLine($"# * is what differentiating this path gives; its mean is not the derivative of the mean{(unsound.Length == 0 ? "" : $" ({string.Join(", ", unsound)})")}");
    }

    static string Site(string operation) => $"noise {operation[(operation.IndexOf('{', StringComparison.Ordinal) + 1)..].TrimEnd('}')}";

    /// <summary>Values inside loops, loop by loop: a loop ends where its steps begin again.</summary>
    static IEnumerable<List<ReplayedValue>> Loops(IEnumerable<ReplayedValue> values)
    {
        var loop = new List<ReplayedValue>();
        foreach (var value in values)
        {
            bool ended = loop.Count > 0 && (value.Steps.Count != loop[^1].Steps.Count || value.Steps.Zip(loop[^1].Steps).FirstOrDefault(pair => pair.First != pair.Second) is var (now, before) && now < before);
            if (ended)
            {
                yield return loop;
                loop = [];
            }
            if (value.Steps.Count > 0) loop.Add(value);
        }
        if (loop.Count > 0) yield return loop;
    }

    static List<string[]> Steps(List<ReplayedValue> loop, ReplayedValue[] starts)
    {
        string[] names = [.. loop.Select(value => value.Name).Distinct(StringComparer.Ordinal)];
        var rows = new List<string[]> { (string[])["step", .. names] };
        string?[] start = [.. names.Select(name => starts.FirstOrDefault(value => value.Name == name) is { } value ? Number(value.Values[0]) : null)];
        if (start.Any(value => value is not null)) rows.Add(["start", .. start.Select(value => value ?? "")]);
        foreach (var step in loop.GroupBy(value => string.Join(".", value.Steps.Select(n => n.ToString(CultureInfo.InvariantCulture))), StringComparer.Ordinal))
        {
            var last = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var value in step) last[value.Name] = string.Join(" ", value.Values.Select(Number));
            rows.Add([step.Key, .. names.Select(name => last.GetValueOrDefault(name, ""))]);
        }
        return rows;
    }

    static void WriteTable(List<string[]> rows, TextWriter writer)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
            writer.WriteLine(string.Join(" ", row.Select((cell, i) => i == 0 ? (cell + ",").PadRight(widths[i] + 1) : cell.PadLeft(widths[i]) + (i == row.Length - 1 ? "" : ","))).TrimEnd());
    }

    static string Number(double x) => x.ToString("G9", CultureInfo.InvariantCulture);
}
