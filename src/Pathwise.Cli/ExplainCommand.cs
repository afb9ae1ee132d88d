using System.CommandLine;
using System.Text;
using Pathwise.Graphs;
using Pathwise.Graphs.Drawings;

namespace Pathwise.Cli;

/// <summary>pathwise explain: the graph, as text, Mermaid or a figure, with broken edges marked.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var format = TypedOption.OneOf("--format", "text: every operation; mermaid or svg: a drawing for people.", "text", "mermaid", "svg");
        var output = new Option<string?>("--output", "-o") { Description = "Write to a file instead of the standard output.", HelpName = "file" };
        var command = new Command("explain", "Show the graph from parameters and noise to the result, with broken edges marked.") { format, output };
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            var read = model.Read(parsed);
            string text = Draw(read, parsed.GetValue(format)!);
            if (parsed.GetValue(output) is { } file) OutputFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
            if (parsed.GetValue(model.Json)) Json.Write(new { model = read.File, format = parsed.GetValue(format), graph = text });
            else if (parsed.GetValue(output) is null) Console.Write(text);
            return ExitCode.Done;
        });
        return command;
    }

    static string Draw(Language.Model model, string format)
    {
        var broken = model.Program.Certificate().Entries.SelectMany(entry => entry.Sites)
            .Where(site => site.Kind is "detached" or "discrete" or "jump" or "held").ToLookup(site => site.Node, site => site.Kind);
        string? Kind(Node node) => broken[node].FirstOrDefault();
        var graph = new Graph([.. model.Program.Parameters.Select(p => p.Node)], [model.Program.Result]);
        return format switch
        {
            "svg" => Svg.Draw(graph, Kind, $"The graph of {model.Name}"),
            "mermaid" => Mermaid.Draw(graph, Kind),
            _ => Printer.Print(graph, Kind),
        };
    }
}
