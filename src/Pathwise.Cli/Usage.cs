using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Pathwise.Language;

namespace Pathwise.Cli;

/// <summary>What is wrong with a command line, in one sentence.</summary>
internal static class Usage
{
    public static PathwiseException? Check(RootCommand root, ParseResult parsed, string[] args)
    {
        var command = parsed.CommandResult.Command;
        string name = NameOf(command);
        string help = $"see '{name} --help'";
        if (UnknownOption(root, command, args) is { } unknown) return Error($"unknown option '{unknown}'", Suggest(unknown, Names(command)) ?? help);
        if (parsed.Errors.Count == 0) return null;
        if (command.Subcommands.Count > 0)
        {
            string known = string.Join(", ", command.Subcommands.Select(sub => sub.Name));
            if (args.ElementAtOrDefault(command is RootCommand ? 0 : 1) is not { } word) return Error("no command given", $"name one of {known}; '{name} --help' says what they do");
            return Error($"unknown command '{word}'", Suggest(word, command.Subcommands.Select(sub => sub.Name)) ?? $"the commands are {known}");
        }
        if (command.Arguments is [var model] && (parsed.GetResult(model)?.Tokens.Count ?? 0) == 0)
            return Error($"'{name["pathwise ".Length..]}' needs a model file", $"for example: {name} model.{(command.Parents.First() is RootCommand ? "pw" : "safetensors")}");
        if (parsed.UnmatchedTokens.Count > 0) return Error($"'{parsed.UnmatchedTokens[0]}' is one argument too many", "one model file is expected; options begin with --");
        return Error(string.Join("; ", parsed.Errors.Select(Sentence)), help);
    }

    /// <summary>The command as it is typed, with those it is under.</summary>
    static string NameOf(Command command) => command is RootCommand ? "pathwise" : $"{NameOf((Command)command.Parents.First())} {command.Name}";

    static string Sentence(ParseError error)
    {
        for (var result = error.SymbolResult; result is not null; result = result.Parent)
            if (result is OptionResult option)
            {
                if (option.Tokens.Count == 0 && option.Implicit) return $"{option.Option.Name} is required";
                if (option.Tokens.Count == 0) return $"{option.Option.Name} needs a value";
                if (option.IdentifierTokenCount > 1) return $"{option.Option.Name} is given {option.IdentifierTokenCount.ToString(CultureInfo.InvariantCulture)} times";
            }
        return error.Message.ReplaceLineEndings(" ").TrimEnd('.');
    }

    static string? UnknownOption(RootCommand root, Command command, string[] args)
    {
        var known = Names(command).Concat(Names(root)).ToHashSet(StringComparer.Ordinal);
        return args.TakeWhile(arg => arg != "--").Where(arg => arg.Length > 1 && arg[0] == '-' && !char.IsAsciiDigit(arg[1]) && arg[1] is not '.')
            .Select(arg => arg.Split('=', ':')[0]).FirstOrDefault(name => !known.Contains(name));
    }

    static IEnumerable<string> Names(Command command) => command.Options.SelectMany(option => option.Aliases.Append(option.Name));

    static string? Suggest(string word, IEnumerable<string> known) => Suggestion.For(word, known) is { } near ? $"did you mean '{near}'?" : null;

    static PathwiseException Error(string cause, string cure) => new("PW3001", cause, cure);
}
