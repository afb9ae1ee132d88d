using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Pathwise.Analyzers.Tests;

/// <summary>One rule on pieces of users' code. What must be reported stands between [| and |].</summary>
internal static class Harness
{
    /// <summary>What the pieces may use: an equation's parameters, a law's, and all of Pathwise.</summary>
    const string Before = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using Pathwise;
        using Pathwise.Calculus;
        using Pathwise.Distributions;
        using static Pathwise.Functions;

        record Market(Real Spot, Real Rate, Real Volatility);
        record Law(Real Mu, Real Sigma);

        """;

    /// <summary>The framework that the tests run on, and Pathwise as built.</summary>
    public static IEnumerable<MetadataReference> References { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "Pathwise.dll" or "Pathwise.Calculus.dll" or "Pathwise.Learning.dll" or "Pathwise.Plots.dll"))
            .Select(file => MetadataReference.CreateFromFile(file))];

    /// <summary>Members of a class.</summary>
    public static string Class(string members) => $"{Before}class User\n{{\n{Indent(members, 1)}\n}}\n";

    /// <summary>Statements of a method.</summary>
    public static string Method(string statements) => Class($"void Run()\n{{\n{Indent(statements, 1)}\n}}");

    /// <summary>The body of a program over a market and a law.</summary>
    public static string Program(string statements) => Method($"var program = Expectation.Of((Market m, Noise noise) =>\n{{\n{Indent(statements, 1)}\n}});");

    static string Indent(string text, int by) => string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? line : new string(' ', 4 * by) + line));

    public static Task Check<TRule>(string code, CancellationToken cancellation, params DiagnosticResult[] expected) where TRule : DiagnosticAnalyzer, new()
    {
        var test = new CSharpCodeFixTest<TRule, EmptyCodeFixProvider, DefaultVerifier> { TestCode = code, ReferenceAssemblies = new("net10.0") };
        test.TestState.AdditionalReferences.AddRange(References);
        test.ExpectedDiagnostics.AddRange(expected);
        return test.RunAsync(cancellation);
    }

    public static Task Fix<TRule, TFix>(string code, string mended, CancellationToken cancellation) where TRule : DiagnosticAnalyzer, new() where TFix : CodeFixProvider, new()
    {
        var test = new CSharpCodeFixTest<TRule, TFix, DefaultVerifier> { TestCode = code, FixedCode = mended, ReferenceAssemblies = new("net10.0") };
        test.TestState.AdditionalReferences.AddRange(References);
        return test.RunAsync(cancellation);
    }
}
