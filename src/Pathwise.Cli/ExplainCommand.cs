using System.CommandLine;
using Pathwise.Graphs;

namespace Pathwise.Cli;

/// <summary>pathwise explain: the graph, as text or Mermaid, with broken edges marked.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var format = new Option<string>("--format") { Description = "text or mermaid.", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "mermaid");
        var command = new Command("explain", "Show the graph from parameters and noise to the result.") { format };
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            var read = model.Read(parsed);
            var broken = read.Program.Certificate().Entries.SelectMany(entry => entry.Sites).Where(site => site.Kind is "detached" or "discrete" or "jump" or "held").ToLookup(site => site.Node, site => site.Kind);
            var graph = new Graph([.. read.Program.Parameters.Select(p => p.Node)], [read.Program.Result]);
            string text = parsed.GetValue(format) == "mermaid" ? Mermaid.Draw(graph, node => broken[node].FirstOrDefault()) : Printer.Print(graph);
            if (parsed.GetValue(model.Json)) Json.Write(new { model = read.File, format = parsed.GetValue(format), graph = text });
            else Console.Write(text);
            return ExitCode.Done;
        });
        return command;
    }
}
