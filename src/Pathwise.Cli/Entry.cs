using System.CommandLine;
using System.CommandLine.Parsing;
using Pathwise.Execution;

namespace Pathwise.Cli;

/// <summary>Exit codes: 0 done; 1 internal error; 2 bad usage or bad model; 3 a gradient was refused; 4 a non-finite value.</summary>
internal static class ExitCode
{
    public const int Done = 0, Internal = 1, BadInput = 2, Refused = 3, NonFinite = 4, Cancelled = 130;
}

/// <summary>Runs a command and turns every failure into a message and an exit code.</summary>
internal static class Entry
{
    public static int Run(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        bool json = args.Contains("--json", StringComparer.Ordinal);
        if (parsed.Errors.Count > 0)
        {
            string message = string.Join(" ", parsed.Errors.Select(error => error.Message.TrimEnd('.') + "."));
            Fail(new PathwiseException("PW3001", message, $"see 'pathwise {CommandName(parsed)}--help'"), json);
            return ExitCode.BadInput;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (NonFiniteException e)
        {
            Fail(e, json);
            return ExitCode.NonFinite;
        }
        catch (GradientRefusedException e)
        {
            Fail(e, json);
            return ExitCode.Refused;
        }
        catch (PathwiseException e)
        {
            Fail(e, json);
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("cancelled");
            return ExitCode.Cancelled;
        }
        catch (Exception e)
        {
            Fail(new PathwiseException("PW9999", $"internal error: {e.GetType().Name}: {e.Message}", "this is a defect of Pathwise; please report it with the model"), json);
            return ExitCode.Internal;
        }
    }

    static string CommandName(ParseResult parsed) => parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";

    static void Fail(PathwiseException e, bool json)
    {
        if (json) Json.Write(new { error = new { id = e.Id, file = e.Place.File, line = Known(e.Place.Line), column = Known(e.Place.Column), message = e.Cause, cure = e.Cure } });
        Console.Error.WriteLine(ErrorText.Of(e));
    }

    static int? Known(int number) => number > 0 && number < int.MaxValue ? number : null;
}
