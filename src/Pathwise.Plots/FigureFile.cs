namespace Pathwise.Plots;

/// <summary>Files that users name for figures.</summary>
internal static class FigureFile
{
    /// <summary>Writes a file, if its name ends as one of the kinds that can be written (.svg, .png); the writer is told which.</summary>
    public static void Write(string file, string[] kinds, Action<string> write)
    {
        string kind = Path.GetExtension(file).ToLowerInvariant(), all = string.Join(" or ", kinds);
        if (!kinds.Contains(kind, StringComparer.Ordinal)) throw new PathwiseException("PW3008", $"a figure cannot be written to '{file}', whose name does not end in {all}", $"end the file's name in {all}");
        try { write(kind); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new PathwiseException("PW3008", $"the figure cannot be written to '{file}': {e.Message}", "name a file in a folder that can be written to");
        }
    }
}
