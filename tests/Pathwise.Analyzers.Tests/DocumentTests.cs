using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Pathwise.Analyzers.Tests;

/// <summary>All rules on the programs that users are shown: samples and pages raise no alarm, and the rules' own pages show what they say.</summary>
public partial class DocumentTests
{
    const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    static readonly string s_root = Root();

    static readonly DiagnosticAnalyzer[] s_rules =
        [.. typeof(TracedCodeAnalyzer).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(DiagnosticAnalyzer))).Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    [GeneratedRegex("(?<=^```csharp\n).*?(?=^```$)", RegexOptions.Multiline | RegexOptions.Singleline, 5000)]
    private static partial Regex Block { get; }

    static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Pathwise.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder!;
    }

    /// <summary>What the rules say of a program of its own. It must compile, or they would say nothing.</summary>
    static async Task<string[]> Reports(string program)
    {
        // A page may show a type before the statements that use it; a program has it after them.
        var parse = CSharpParseOptions.Default.WithFeatures([new("FileBasedProgram", "true")]);
        var unit = ParseCompilationUnit(program, options: parse);
        unit = unit.WithMembers(List(unit.Members.OrderBy(member => member is not GlobalStatementSyntax)));
        var compilation = CSharpCompilation.Create("program", [CSharpSyntaxTree.ParseText(unit.ToFullString(), parse), CSharpSyntaxTree.ParseText(GlobalUsings, parse)], Harness.References,
            new(OutputKind.ConsoleApplication));
        var stop = TestContext.Current.CancellationToken;
        Assert.Empty(compilation.GetDiagnostics(stop).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var reports = await compilation.WithAnalyzers([.. s_rules]).GetAnalyzerDiagnosticsAsync(stop);
        return [.. reports.Select(report => report.Id).Order(StringComparer.Ordinal)];
    }

    public static TheoryData<string> Samples => [.. Directory.EnumerateFiles(Path.Combine(s_root, "samples"), "*.cs").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Samples_raise_no_alarm(string file) =>
        Assert.Empty(await Reports(await File.ReadAllTextAsync(Path.Combine(s_root, "samples", file), TestContext.Current.CancellationToken)));

    [Fact]
    public async Task Programs_in_the_README_raise_no_alarm()
    {
        string[] blocks = [.. Block.Matches(await File.ReadAllTextAsync(Path.Combine(s_root, "README.md"), TestContext.Current.CancellationToken)).Select(match => match.Value)];
        Assert.NotEmpty(blocks);
        foreach (string block in blocks) Assert.Empty(await Reports(block));
    }

    public static TheoryData<string> Ids => [.. s_rules.Select(rule => rule.SupportedDiagnostics[0].Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_page_says_what_a_rule_finds(string id)
    {
        var rule = s_rules.Select(candidate => candidate.SupportedDiagnostics[0]).Single(candidate => candidate.Id == id);
        string page = await File.ReadAllTextAsync(Path.Combine(s_root, rule.HelpLinkUri), TestContext.Current.CancellationToken);
        Assert.StartsWith($"# {id}: {rule.Title}\n", page, StringComparison.Ordinal);
        Assert.Contains($"[{id}]({id}.md)", await File.ReadAllTextAsync(Path.Combine(s_root, "docs/analyzers/README.md"), TestContext.Current.CancellationToken));

        string[] examples = [.. Block.Matches(page).Select(match => $"""
            using Pathwise;
            using Pathwise.Distributions;
            {match.Value}
            record Market(Real Spot, Real Rate, Real Volatility);
            record Option(Market Market, Real Strike);
            record Law(Real Mu, Real Sigma);
            """)];
        Assert.Equal(2, examples.Length);
        Assert.Equal([id], (await Reports(examples[0])).Distinct());
        Assert.Empty(await Reports(examples[1]));
    }

    [Fact]
    public void There_are_five_rules() => Assert.Equal(["PWA001", "PWA002", "PWA003", "PWA004", "PWA005"], s_rules.Select(rule => rule.SupportedDiagnostics[0].Id).Order(StringComparer.Ordinal));
}
