using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Pathwise.Language;

namespace Pathwise.Cli;

/// <summary>Options whose values are checked where they are read, so that the message says what was found and what was expected.</summary>
internal static class TypedOption
{
    /// <summary>A whole number, 100000, 100_000 or 1e5, within bounds.</summary>
    public static Option<long?> Whole(string name, string description, string helpName, long least = long.MinValue, long most = long.MaxValue) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Parse<long>(result, name, $"a whole number{Range(least, most)}", text =>
            decimal.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value)
            && value == decimal.Truncate(value) && value >= least && value <= most ? (long)value : null),
    };

    /// <summary>A finite number.</summary>
    public static Option<double?> Real(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Parse<double>(result, name, "a number", text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null),
    };

    /// <summary>A finite number above 0.</summary>
    public static Option<double?> Positive(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Parse<double>(result, name, "a positive number", text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) && value > 0 ? value : null),
    };

    /// <summary>One of some words, of which the first is the default.</summary>
    public static Option<string> OneOf(string name, string description, params string[] words) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', words),
        DefaultValueFactory = _ => words[0],
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (words.Contains(text, StringComparer.Ordinal)) return text;
            string? near = Suggestion.For(text, words);
            result.AddError($"{name} takes {string.Join(", ", words[..^1])} or {words[^1]}, found '{text}'{(near is null ? "" : $"; did you mean '{near}'?")}");
            return words[0];
        },
    };

    static string Range(long least, long most) => (least, most) switch
    {
        (long.MinValue, long.MaxValue) => "",
        (_, long.MaxValue) => string.Create(CultureInfo.InvariantCulture, $" of at least {least}"),
        _ => string.Create(CultureInfo.InvariantCulture, $" from {least} to {most}"),
    };

    static T? Parse<T>(ArgumentResult result, string name, string expected, Func<string, T?> parse) where T : struct
    {
        string text = result.Tokens[0].Value;
        var value = parse(text);
        if (value is null) result.AddError($"{name} takes {expected}, found '{text}'");
        return value;
    }
}
