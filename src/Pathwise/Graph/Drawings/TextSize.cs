namespace Pathwise.Graphs.Drawings;

/// <summary>
/// How wide a text is, by the advance widths of DejaVu Sans: the widest of the usual sans-serif fonts, so that text fits its box whichever a
/// viewer has.
/// </summary>
internal static class TextSize
{
    /// <summary>Hundredths of the font's size, from the space on.</summary>
    static readonly byte[] s_widths =
    [
        32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 53,
        100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50,
        50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
    ];

    public static double Width(string text, double size)
    {
        int sum = 0;
        foreach (char c in text)
            sum += c is >= ' ' and <= '~' ? s_widths[c - ' '] : c switch
            {
                '·' => 32,
                '′' => 23,
                '²' or '³' or (>= '⁰' and <= '₉') => 40,
                '−' or '≤' or '≥' or '≠' or '←' or '×' => 84,
                '½' => 97,
                _ => 68,
            };
        return Math.Round(sum * size / 100, 1);
    }

    /// <summary>Breaks a formula that is wider than a line, before a sign or a word that stands outside all parentheses.</summary>
    public static List<string> Wrap(string text, int longest)
    {
        var lines = new List<string>();
        int start = 0, possible = -1, depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (i - start > longest && possible > start)
            {
                lines.Add(text[start..possible]);
                start = possible + 1;
            }
            if (text[i] == ' ' && depth == 0 && IsBreak(text.AsSpan(i + 1))) possible = i;
        }
        if (text.Length - start > longest && possible > start)
        {
            lines.Add(text[start..possible]);
            start = possible + 1;
        }
        lines.Add(text[start..]);
        return lines;
    }

    static bool IsBreak(ReadOnlySpan<char> rest) =>
        rest.StartsWith("+ ", StringComparison.Ordinal) || rest.StartsWith("− ", StringComparison.Ordinal)
        || rest.StartsWith("then ", StringComparison.Ordinal) || rest.StartsWith("else ", StringComparison.Ordinal);
}
