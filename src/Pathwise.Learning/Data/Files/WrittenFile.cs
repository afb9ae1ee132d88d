namespace Pathwise.Learning.Data;

/// <summary>Files that the library writes.</summary>
internal static class WrittenFile
{
    /// <summary>Writes a file by what is given. PW4010 if it cannot be written.</summary>
    public static void Write(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new PathwiseException("PW4010", $"{path} cannot be written: {e.Message}", "name a file in a folder that exists and that you may write to");
        }
    }
}
