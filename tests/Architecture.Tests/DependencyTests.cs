using System.Reflection;
using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>Dependencies point one way, between projects and between the folders of the library.</summary>
public class DependencyTests
{
    static readonly string s_root = Root();

    static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Pathwise.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder!;
    }

    [Fact]
    public void The_library_depends_on_the_framework_alone() =>
        Assert.All(typeof(Pathwise.Real).Assembly.GetReferencedAssemblies(), name => Assert.StartsWith("System", name.Name, StringComparison.Ordinal));

    [Fact]
    public void Projects_depend_one_way()
    {
        string[] order = ["Pathwise", "Pathwise.Calculus", "Pathwise.Learning", "Pathwise.Language", "Pathwise.Plots", "Pathwise.Cli"];
        foreach (string name in order)
            foreach (var reference in Assembly.Load(name).GetReferencedAssemblies().Where(r => r.Name!.StartsWith("Pathwise", StringComparison.Ordinal)))
                Assert.True(Array.IndexOf(order, reference.Name) is >= 0 and var at && at < Array.IndexOf(order, name), $"{name} refers to {reference.Name}");
    }

    /// <summary>The analyzers know the library by the names of its types; the compiler loads them without an editor's workspaces, which only the fixes need.</summary>
    [Fact]
    public void Analyzers_depend_on_the_compiler_alone()
    {
        static IEnumerable<string> References(string assembly) => Assembly.Load(assembly).GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => name != "netstandard" && !name.StartsWith("System", StringComparison.Ordinal));
        string[] compiler = ["Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp"];
        Assert.Empty(References("Pathwise.Analyzers").Except(compiler, StringComparer.Ordinal));
        Assert.Empty(References("Pathwise.Analyzers.CodeFixes").Except([.. compiler, "Microsoft.CodeAnalysis.Workspaces", "Microsoft.CodeAnalysis.CSharp.Workspaces", "Pathwise.Analyzers"], StringComparer.Ordinal));
    }

    /// <summary>A file may use the namespaces of the folders before its own. (Real and Functions, the users' face of the ops, are in Ops.)</summary>
    [Theory]
    [InlineData("Numerics", "NoiseSources|Derivatives|Distributions|Execution|Estimation")]
    [InlineData("Graph", "Derivatives|Distributions|Estimation")]
    [InlineData("Noise", "Derivatives|Distributions|Execution|Estimation")]
    [InlineData("Ops", "Distributions|Estimation|NoiseSources")]
    [InlineData("Derivatives", "Distributions|Execution|Estimation|NoiseSources")]
    [InlineData("Distributions", "Execution|Estimation|NoiseSources")]
    [InlineData("Execution", "Distributions|Estimation")]
    public void Folders_depend_one_way(string folder, string forbidden)
    {
        var pattern = new Regex($@"using Pathwise\.({forbidden})\b|\b({forbidden})\.[A-Z]", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        foreach (string file in Directory.EnumerateFiles(Path.Combine(s_root, "src", "Pathwise", folder), "*.cs", SearchOption.AllDirectories))
        {
            string code = string.Join("\n", File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
            Assert.False(pattern.IsMatch(code), $"{Path.GetFileName(file)} uses {pattern.Match(code).Value}");
        }
    }

    [Fact]
    public void No_file_is_longer_than_500_lines()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(s_root, "src"), "*.cs", SearchOption.AllDirectories))
            Assert.True(File.ReadLines(file).Count() <= 500, file);
    }
}
