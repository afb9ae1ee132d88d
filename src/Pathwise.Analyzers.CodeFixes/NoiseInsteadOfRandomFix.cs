using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Pathwise.Analyzers;

/// <summary>PWA001: random.NextDouble() becomes noise.Uniform().</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class NoiseInsteadOfRandomFix : ReplacementFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.HiddenRandomness.Id];

    private protected override (string Title, SyntaxNode Root)? Replace(Diagnostic diagnostic, IOperation reported, SyntaxNode root, Library library)
    {
        if (reported is not IInvocationOperation { TargetMethod: { Name: "NextDouble", ContainingType.Name: "Random" } } || !reported.MayBecomeReal(library)
            || Noise(reported, library) is not { } noise) return null;
        var draw = SyntaxFactory.ParseExpression($"{noise.Name}.Uniform()").WithTriviaFrom(reported.Syntax);
        return ($"Draw {draw.WithoutTrivia()}", root.ReplaceNode(reported.Syntax, draw));
    }

    /// <summary>The Noise that the nearest function takes, as far as static functions let it through.</summary>
    static IParameterSymbol? Noise(IOperation operation, Library library)
    {
        var enclosing = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart);
        for (var function = enclosing as IMethodSymbol; function is not null; function = function.IsStatic ? null : function.ContainingSymbol as IMethodSymbol)
            if (function.Parameters.FirstOrDefault(parameter => library.IsNoise(parameter.Type)) is { } noise) return noise;
        return null;
    }
}
