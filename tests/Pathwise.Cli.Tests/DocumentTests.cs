using System.Text.RegularExpressions;

namespace Pathwise.Cli.Tests;

/// <summary>
/// What the pages say the program says, it says: transcripts (blocks that begin with $) and figures are made again and compared. With
/// PATHWISE_REWRITE=1 in the environment they are rewritten instead.
/// </summary>
public partial class DocumentTests
{
    static readonly bool s_rewrite = Environment.GetEnvironmentVariable("PATHWISE_REWRITE") == "1";

    [GeneratedRegex(@"Seconds: .*", RegexOptions.None, 5000)]
    private static partial Regex Seconds { get; }

    [GeneratedRegex(@"(?<= steps on \S+ in )[0-9.,]+ s", RegexOptions.None, 5000)]
    private static partial Regex TrainingSeconds { get; }

    [GeneratedRegex(@"^[0-9.]+ %: .*\n", RegexOptions.Multiline, 5000)]
    private static partial Regex ProgressLine { get; }

    [GeneratedRegex(@"(?<=^```\n)(?<block>\$ .*?)(?=^```$)", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Transcript { get; }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/reparameterisation.md")]
    [InlineData("docs/tour.md")]
    [InlineData("docs/estimators.md")]
    [InlineData("docs/calculus.md")]
    [InlineData("docs/diffusion.md")]
    [InlineData("docs/vae.md")]
    [InlineData("docs/bayesian-networks.md")]
    [InlineData("docs/flows.md")]
    public void Transcripts_and_figures_are_what_the_program_makes(string page)
    {
        string file = Path.Combine(Cli.Root, page), text = File.ReadAllText(file);
        string[] blocks = [.. Transcript.Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal)];
        Assert.NotEmpty(blocks);
        string made = text, models = Directory.CreateTempSubdirectory().FullName;
        foreach (string block in blocks) made = made.Replace($"```\n{block}```", $"```\n{Make(block, models)}```", StringComparison.Ordinal);
        Directory.Delete(models, recursive: true);
        if (s_rewrite) File.WriteAllText(file, made);
        else Assert.Equal(text, made);
    }

    [Fact]
    public void Every_figure_is_made_by_a_command_on_a_page_or_by_a_sample()
    {
        string[] samples = [.. Directory.EnumerateFiles(Path.Combine(Cli.Root, "samples"), "*.cs").Select(path => Path.GetFileNameWithoutExtension(path))];
        string[] pages = [.. Directory.EnumerateFiles(Path.Combine(Cli.Root, "docs"), "*.md").Select(File.ReadAllText)];
        foreach (string figure in Directory.EnumerateFiles(Path.Combine(Cli.Root, "docs", "images")).Select(path => Path.GetFileName(path)))
        {
            // Times are of their machine: the benchmark's command 'curves' draws them, and nothing compares them.
            if (!figure.StartsWith("performance-", StringComparison.Ordinal) && !Array.Exists(samples, sample => figure.StartsWith(sample, StringComparison.Ordinal)))
                Assert.Contains(pages, text => text.Contains($"--output docs/images/{figure}\n", StringComparison.Ordinal));
            Assert.Contains(pages, text => text.Contains($"](images/{figure})", StringComparison.Ordinal));
        }
    }

    [GeneratedRegex(@"^\| `(?<model>\w+)`.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex ModelRow { get; }

    [GeneratedRegex(@"`(?<name>\w+)`", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Code { get; }

    /// <summary>The page about calculus lists every model, with closed forms that it has.</summary>
    [Fact]
    public void Every_model_is_listed_with_its_closed_forms()
    {
        string text = File.ReadAllText(Path.Combine(Cli.Root, "docs", "calculus.md"));
        var rows = ModelRow.Matches(text).ToDictionary(row => row.Groups["model"].Value, row => Code.Matches(row.Value).Skip(1).Select(match => match.Groups["name"].Value).ToArray(), StringComparer.Ordinal);
        // What has closed forms or equations is a model; states are records of numbers alone.
        var models = typeof(Calculus.Models.Heston).Assembly.GetExportedTypes().Where(type => type.Namespace == typeof(Calculus.Models.Heston).Namespace && Members(type).Any(name => name is "Equation" or "Call")).ToArray();
        Assert.Equal(models.Select(type => type.Name).Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        foreach (var model in models) Assert.Subset(Members(model), rows[model.Name].ToHashSet(StringComparer.Ordinal));

        static HashSet<string> Members(Type type) => [.. type.GetMembers().Select(member => member.Name)];
    }

    /// <summary>Whether a figure's layout comes from measuring text in a font, which the machine may lack.</summary>
    static bool IsMeasured(string figure) => File.ReadAllText(figure).Contains("DejaVu Sans, Verdana", StringComparison.Ordinal);

    static readonly bool s_hasFont = SkiaSharp.SKFontManager.Default.FontFamilies.Contains("DejaVu Sans");

    static string Make(string block, string models) => string.Concat(block.Split('\n').Where(line => line.StartsWith("$ ", StringComparison.Ordinal)).Select(line => line + "\n" + Output(line[2..].Split(' '), models)));

    /// <summary>What a command says, run at the root; where it names a trained model, in a folder that a page's commands have for those.</summary>
    static string Output(string[] command, string models)
    {
        switch (command[0])
        {
            case "cat": return File.ReadAllText(Path.Combine(Cli.Root, command[1])).TrimEnd() + "\n";
            case "pathwise": break;
            default: throw new InvalidOperationException($"a page runs {command[0]}");
        }
        int output = Array.IndexOf(command, "--output");
        string? figure = output < 0 ? null : Path.Combine(Cli.Root, command[output + 1]);
        string made = Path.Combine(Path.GetTempPath(), Path.ChangeExtension(Path.GetRandomFileName(), Path.GetExtension(figure)));
        if (output >= 0) command[output + 1] = made;
        var (exit, text, error) = Cli.RunIn(Array.Exists(command, word => word.EndsWith(".safetensors", StringComparison.Ordinal)) ? models : Cli.Root, command[1..]);
        if (figure is not null)
        {
            if (s_rewrite) File.Copy(made, figure, overwrite: true);
            else if (!IsMeasured(figure) || s_hasFont) Assert.Equal(File.ReadAllText(figure), File.ReadAllText(made));
            File.Delete(made);
        }
        string lines = TrainingSeconds.Replace(Seconds.Replace(ProgressLine.Replace((text + error).ReplaceLineEndings("\n"), ""), "Seconds: …"), "… s");
        return string.Concat(lines.TrimEnd('\n').Split('\n').Where(line => line.Length > 0 || lines.Length > 1).Select(line => line.TrimEnd() + "\n")) + (exit == 0 ? "" : $"[exit code {exit}]\n");
    }
}
