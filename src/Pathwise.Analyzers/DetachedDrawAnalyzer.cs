using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Pathwise.Analyzers;

/// <summary>PWA003: a draw's Detach on the only route from a parameter of a program.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DetachedDrawAnalyzer : TracedCodeAnalyzer
{
    /// <summary>The rule.</summary>
    public DetachedDrawAnalyzer() : base(Rules.DetachedDraw) { }

    private protected override void Register(CompilationStartAnalysisContext start, Library library) => start.RegisterOperationAction(context =>
    {
        var expectation = (IInvocationOperation)context.Operation;
        if (!library.IsExpectationOf(expectation.TargetMethod) || TracedCode.Program(expectation, context.CancellationToken) is not { } program) return;
        foreach (var detach in program.Descendants().OfType<IInvocationOperation>())
            if (detach.TargetMethod.Name == "Detach" && library.IsReal(detach.TargetMethod.ContainingType) && detach.Instance is { } draw && !IsRepaired(detach))
            {
                string[] cut = [.. Routes.CutBy(draw, program, library)];
                if (cut.Length > 0) context.ReportDiagnostic(Diagnostic.Create(Rules.DetachedDraw, detach.Syntax.GetLocation(), string.Join(", ", cut)));
            }
    }, OperationKind.Invocation);

    /// <summary>An estimator chosen at the site takes the place of the route.</summary>
    static bool IsRepaired(IInvocationOperation detach) => detach.Syntax.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "By" };
}
