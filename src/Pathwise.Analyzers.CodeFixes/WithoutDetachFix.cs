using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pathwise.Analyzers;

/// <summary>PWA003: x.Detach() becomes x.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class WithoutDetachFix : ReplacementFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.DetachedDraw.Id];

    private protected override (string Title, SyntaxNode Root)? Replace(Diagnostic diagnostic, IOperation reported, SyntaxNode root, Library library) =>
        reported.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax detach }
            ? ("Remove Detach", root.ReplaceNode(reported.Syntax, detach.Expression.WithTriviaFrom(reported.Syntax))) : null;
}
