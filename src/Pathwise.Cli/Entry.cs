using System.CommandLine;
using Pathwise.Execution;
using Spectre.Console;

namespace Pathwise.Cli;

/// <summary>Exit codes: 0 done; 1 internal error; 2 bad usage or bad model; 3 a gradient was refused; 4 a non-finite value; 130 cancelled.</summary>
internal static class ExitCode
{
    public const int Done = 0, Internal = 1, BadInput = 2, Refused = 3, NonFinite = 4, Cancelled = 130;
}

/// <summary>Runs a command and turns every failure into a message and an exit code.</summary>
internal static class Entry
{
    /// <summary>Columns of what goes to a file or another program, where no window bounds them: tables then keep each row on one line.</summary>
    const int WidthOfFiles = 160;

    public static int Run(RootCommand root, string[] args)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WidthOfFiles;
        HelpText.AddTo(root);
        var parsed = root.Parse(args);
        bool json = args.Contains("--json", StringComparer.Ordinal);
        string? model = parsed.CommandResult.Command.Arguments is [var argument] ? parsed.GetResult(argument)?.Tokens.FirstOrDefault()?.Value : null;
        try
        {
            if (Usage.Check(root, parsed, args) is { } misuse) throw misuse;
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (PathwiseException e)
        {
            Fail(e, model, json);
            return e switch
            {
                NonFiniteException => ExitCode.NonFinite,
                GradientRefusedException => ExitCode.Refused,
                CancelledException => ExitCode.Cancelled,
                _ => ExitCode.BadInput,
            };
        }
        catch (Exception e)
        {
            Fail(new PathwiseException("PW9999", $"internal error: {e.GetType().Name}: {e.Message}", "this is a defect of Pathwise; please report it with the model"), model, json);
            return ExitCode.Internal;
        }
    }

    static void Fail(PathwiseException e, string? model, bool json)
    {
        // A place in the program's own source says nothing to who runs it.
        var place = e.Place.File is { } source && source.EndsWith(".cs", StringComparison.Ordinal) ? default : e.Place;
        if (json) Json.Write(new { error = new { id = e.Id, file = place.File ?? model, line = Known(place.Line), column = Known(place.Column), message = e.Cause, cure = e.Cure } });
        if (e is GradientRefusedException refused) Explain(refused);
        else Console.Error.WriteLine(ErrorText.Of(e, place));
    }

    /// <summary>A refusal with the places, each once, rather than parameter by parameter in one sentence.</summary>
    static void Explain(GradientRefusedException e)
    {
        CertificateEntry[] refused = [.. e.Certificate.Entries.Where(entry => !entry.IsSound)];
        Console.Error.WriteLine($"error {e.Id}: the pathwise gradient would be wrong in {string.Join(", ", refused.Select(entry => $"{entry.Parameter} ({entry.Verdict.Word()})"))}");
        foreach (string line in CertificateText.Sites(refused)) Console.Error.WriteLine(line);
    }

    static int? Known(int number) => number > 0 && number < int.MaxValue ? number : null;
}
