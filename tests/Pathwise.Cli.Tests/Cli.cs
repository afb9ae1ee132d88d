using System.Diagnostics;
using System.Text.Json;

namespace Pathwise.Cli.Tests;

/// <summary>Runs the command as a user does, in a process of its own.</summary>
static class Cli
{
    public static readonly string Root = FindRoot();

    public static string Models => Path.Combine(Root, "samples", "models");

    static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Pathwise.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder!;
    }

    /// <summary>Runs in the folder of the sample models.</summary>
    public static (int Exit, string Out, string Error) Run(params string[] arguments) => RunIn(Models, arguments);

    public static (int Exit, string Out, string Error) RunIn(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        return Finish(process);
    }

    public static Process Start(string folder, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Pathwise.Cli.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        })!;

    public static (int Exit, string Out, string Error) Finish(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
