namespace Pathwise.Cli;

/// <summary>Files that users name for what a command writes.</summary>
internal static class OutputFile
{
    public static void Write(string file, Action<Stream> write)
    {
        try
        {
            using var stream = File.Create(file);
            write(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new PathwiseException("PW3005", $"{file}: cannot be written", e.Message);
        }
    }
}
