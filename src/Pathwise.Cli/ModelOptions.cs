using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Pathwise.Language;

namespace Pathwise.Cli;

/// <summary>What every command takes: the model, changed parameters, the seed, and whether to speak JSON.</summary>
internal sealed class ModelOptions
{
    public Argument<string> Model { get; } = new("model") { Description = "The model file (.pw)." };
    public Option<string[]> Set { get; } = new("--set") { Description = "Set a parameter: name=value. May be repeated.", HelpName = "name=value" };
    public Option<long?> Seed { get; } = TypedOption.Whole("--seed", "The seed (0); the same seed gives the same bits.", "K");
    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object and nothing else." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(Model);
        command.Options.Add(Set);
        command.Options.Add(Seed);
        command.Options.Add(Json);
    }

    public Model Read(ParseResult parsed)
    {
        var model = Pathwise.Language.Model.Read(parsed.GetValue(Model)!);
        return model.With((parsed.GetValue(Set) ?? []).Select(Setting));
    }

    static (string, double) Setting(string text)
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        if (at > 0 && double.TryParse(text.AsSpan(at + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) return (text[..at].Trim(), value);
        if (at > 0) throw new PathwiseException("PW3002", $"the value of '{text[..at].Trim()}' is '{text[(at + 1)..]}', which is not a number", "write, for example, --set sigma=0.3");
        throw new PathwiseException("PW3002", $"'{text}' is not of the form name=value", "write, for example, --set sigma=0.3");
    }
}
