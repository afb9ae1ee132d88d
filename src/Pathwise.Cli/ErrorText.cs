namespace Pathwise.Cli;

/// <summary>An error as a compiler prints it: place, identifier, cause, the line with a caret, the cure.</summary>
internal static class ErrorText
{
    const int LongestLine = 120;

    public static string Of(PathwiseException e, Place place)
    {
        List<string> lines = [$"{(place.IsKnown ? $"{place}: " : "")}error {e.Id}: {e.Cause}", .. Source(place)];
        if (e.Cure is not null) lines.Add($"  cure: {e.Cure}");
        return string.Join(Environment.NewLine, lines);
    }

    /// <summary>The line of a place, with a caret below; of a long line the part around the place.</summary>
    public static IEnumerable<string> Source(Place place)
    {
        if (!place.IsKnown || !File.Exists(place.File)) yield break;
        string? line = File.ReadLines(place.File).Skip(place.Line - 1).FirstOrDefault()?.Replace('\t', ' ').TrimEnd();
        if (string.IsNullOrEmpty(line)) yield break;
        int at = Math.Clamp(place.Column - 1, 0, line.Length), from = line.Length <= LongestLine ? 0 : Math.Max(0, Math.Min(at - LongestLine / 2, line.Length - LongestLine));
        string shown = line[from..Math.Min(line.Length, from + LongestLine)];
        string before = from > 0 ? "…" : "", after = from + shown.Length < line.Length ? "…" : "";
        yield return $"    {before}{shown}{after}";
        if (place.Column > 0) yield return $"    {new string(' ', before.Length + at - from)}^";
    }
}
