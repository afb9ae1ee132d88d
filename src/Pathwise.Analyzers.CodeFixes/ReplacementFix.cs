using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Operations;

namespace Pathwise.Analyzers;

/// <summary>A fix that replaces the reported expression.</summary>
public abstract class ReplacementFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = context.Document;
        if (await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model || Library.Of(model.Compilation) is not { } library) return;
        foreach (var diagnostic in context.Diagnostics)
        {
            var reported = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (model.GetOperation(reported, context.CancellationToken) is { } operation && Replace(diagnostic, operation, root, library) is var (title, changed))
                context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(document.WithSyntaxRoot(changed)), diagnostic.Id), diagnostic);
        }
    }

    /// <summary>The title of the fix and the whole file after it, or null where there is none.</summary>
    private protected abstract (string Title, SyntaxNode Root)? Replace(Diagnostic diagnostic, IOperation reported, SyntaxNode root, Library library);
}

/// <summary>Whether a number may become a Real where it stands.</summary>
internal static class NumberToReal
{
    /// <summary>Whether all that is made of a number is converted to Real: through arithmetic, and through locals declared by var.</summary>
    public static bool MayBecomeReal(this IOperation number, Library library)
    {
        switch (number.Parent)
        {
            case IConversionOperation { OperatorMethod: { } method }: return library.IsReal(method.ReturnType);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide }
                or IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus or UnaryOperatorKind.Plus } or IParenthesizedOperation
                or IConversionOperation { OperatorMethod: null, IsImplicit: true }:
                return number.Parent.MayBecomeReal(library);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Parent: IVariableDeclarationOperation declaration } declarator }
                when declaration.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.VariableDeclarationSyntax { Type.IsVar: true }:
                return number.Root().Descendants().Where(part => part.Variable().Is(declarator.Symbol)).All(use => use.MayBecomeReal(library));
            default: return false;
        }
    }
}
