using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace Pathwise.Analyzers;

/// <summary>PWA002: the declaration of the draw moves to the start of the loop's body.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class DrawInsideLoopFix : ReplacementFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.ReusedDraw.Id];

    private protected override (string Title, SyntaxNode Root)? Replace(Diagnostic diagnostic, IOperation reported, SyntaxNode root, Library library)
    {
        if (reported.Variable() is not ILocalSymbol local || diagnostic.AdditionalLocations.Count == 0
            || root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan).FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is not
                { Declaration.Variables.Count: 1, Parent: BlockSyntax } declaration
            || Loop(reported.Syntax, declaration) is not var (loop, body)
            || !reported.Root().Descendants().Where(part => part.Variable().Is(local)).All(use => body.Span.Contains(use.Syntax.Span))) return null;

        // Comments go with it, blank lines before it do not.
        var moved = declaration.WithLeadingTrivia(declaration.GetLeadingTrivia().SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)))
            .WithAdditionalAnnotations(Formatter.Annotation);
        var block = body is BlockSyntax inside ? inside.WithStatements(inside.Statements.Insert(0, moved))
            : SyntaxFactory.Block(moved, body.WithLeadingTrivia(SyntaxFactory.ElasticMarker)).WithoutTrailingTrivia().WithAdditionalAnnotations(Formatter.Annotation);
        var changed = root.TrackNodes(loop, body, declaration);
        changed = changed.ReplaceNode(changed.GetCurrentNode(body)!, block);
        return ($"Draw '{local.Name}' inside the loop", changed.RemoveNode(changed.GetCurrentNode(declaration)!, SyntaxRemoveOptions.KeepUnbalancedDirectives)!);
    }

    /// <summary>The innermost loop around the use that the declaration stands before.</summary>
    static (SyntaxNode Loop, StatementSyntax Body)? Loop(SyntaxNode use, SyntaxNode declaration)
    {
        foreach (var ancestor in use.Ancestors())
            switch (ancestor)
            {
                case var _ when ancestor.Contains(declaration): return null;
                case CommonForEachStatementSyntax each: return (each, each.Statement);
                case ForStatementSyntax loop: return (loop, loop.Statement);
                case WhileStatementSyntax loop: return (loop, loop.Statement);
                case DoStatementSyntax loop: return (loop, loop.Statement);
            }
        return null;
    }
}
