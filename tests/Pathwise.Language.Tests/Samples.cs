namespace Pathwise.Language.Tests;

/// <summary>The shipped models, found from the tests' own folder.</summary>
static class Samples
{
    public static string Root { get; } = Find();

    public static string Path(string name) => System.IO.Path.Combine(Root, "samples", "models", name);

    public static IEnumerable<string> All => Directory.EnumerateFiles(System.IO.Path.Combine(Root, "samples", "models"), "*.pw").Order();

    static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "Pathwise.slnx"))) folder = System.IO.Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
