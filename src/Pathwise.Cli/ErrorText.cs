namespace Pathwise.Cli;

/// <summary>An error as a compiler prints it: place, identifier, cause, the line with a caret, the cure.</summary>
internal static class ErrorText
{
    public static string Of(PathwiseException e)
    {
        var lines = new List<string> { $"{(e.Place.IsKnown ? $"{e.Place}: " : "")}error {e.Id}: {e.Cause}" };
        if (SourceLine(e.Place) is { } source)
        {
            lines.Add($"    {source.TrimEnd()}");
            if (e.Place.Column > 0) lines.Add($"    {new string(' ', Math.Min(e.Place.Column - 1, source.Length))}^");
        }
        if (e.Cure is not null) lines.Add($"  cure: {e.Cure}");
        return string.Join(Environment.NewLine, lines);
    }

    static string? SourceLine(Place place)
    {
        if (!place.IsKnown || !File.Exists(place.File)) return null;
        string? line = File.ReadLines(place.File).Skip(place.Line - 1).FirstOrDefault();
        return line is null || line.Length > 200 ? null : line.Replace('\t', ' ');
    }
}
