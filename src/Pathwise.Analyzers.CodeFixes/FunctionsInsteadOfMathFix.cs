using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;

namespace Pathwise.Analyzers;

/// <summary>PWA004: Math.Exp((double)x) becomes Functions.Exp(x).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class FunctionsInsteadOfMathFix : ReplacementFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.NumberOfTraced.Id];

    private protected override (string Title, SyntaxNode Root)? Replace(Diagnostic diagnostic, IOperation reported, SyntaxNode root, Library library)
    {
        if (reported is not IInvocationOperation outer || !diagnostic.Properties.ContainsKey(NumberOfTracedAnalyzer.MathKey) || !outer.MayBecomeReal(library)) return null;
        var functions = outer.SemanticModel!.Compilation.GetTypeByMetadataName("Pathwise.Functions");
        var casts = outer.Descendants().OfType<IConversionOperation>().Where(library.IsNumberOf).ToArray();
        var calls = outer.DescendantsAndSelf().OfType<IInvocationOperation>().Where(call => casts.Any(call.Contains)).ToArray();
        if (functions is null || !calls.All(call => HasTwin(functions, call.TargetMethod, library)) 
            || !casts.All(cast => cast.Syntax is CastExpressionSyntax && NumberOfTracedAnalyzer.Use(cast).Math == outer)) return null;

        var names = calls.Select(call => (SyntaxNode)((InvocationExpressionSyntax)call.Syntax).Expression);
        var changed = root.ReplaceNodes(names.Concat(casts.Select(cast => cast.Syntax)), (old, now) => now is CastExpressionSyntax cast
            ? cast.Expression.WithTriviaFrom(now).WithAdditionalAnnotations(Simplifier.Annotation)
            : SyntaxFactory.ParseExpression($"global::Pathwise.Functions.{Name(old)}").WithTriviaFrom(now).WithAdditionalAnnotations(Simplifier.Annotation));
        return ($"Use Functions.{outer.TargetMethod.Name}", changed);
    }

    static string Name(SyntaxNode method) => (method is MemberAccessExpressionSyntax access ? access.Name : (SimpleNameSyntax)method).Identifier.ValueText;

    static bool HasTwin(INamedTypeSymbol functions, IMethodSymbol method, Library library) => functions.GetMembers(method.Name).OfType<IMethodSymbol>()
        .Any(twin => twin.Parameters.Count(parameter => !parameter.IsOptional) == method.Parameters.Length
            && twin.Parameters.All(parameter => parameter.IsOptional || library.IsReal(parameter.Type)));
}
