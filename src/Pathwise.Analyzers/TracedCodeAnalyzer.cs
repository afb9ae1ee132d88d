using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Pathwise.Analyzers;

/// <summary>A rule about code that is traced: it runs concurrently, passes over generated code, and does nothing where Pathwise is not referenced.</summary>
public abstract class TracedCodeAnalyzer : DiagnosticAnalyzer
{
    private protected TracedCodeAnalyzer(DiagnosticDescriptor rule) => SupportedDiagnostics = [rule];

    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (Library.Of(start.Compilation) is { } library) Register(start, library);
        });
    }

    private protected abstract void Register(CompilationStartAnalysisContext start, Library library);
}
