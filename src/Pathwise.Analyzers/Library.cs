using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pathwise.Analyzers;

/// <summary>The types of Pathwise that the rules speak of, looked up once for each compilation.</summary>
internal sealed class Library
{
    readonly INamedTypeSymbol _real, _noise, _expectation;
    readonly INamedTypeSymbol? _ito;

    Library(INamedTypeSymbol real, INamedTypeSymbol noise, INamedTypeSymbol expectation, INamedTypeSymbol? ito) =>
        (_real, _noise, _expectation, _ito) = (real, noise, expectation, ito);

    /// <summary>Null where Pathwise is not referenced.</summary>
    public static Library? Of(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Pathwise.Real") is { } real
        && compilation.GetTypeByMetadataName("Pathwise.Noise") is { } noise
        && compilation.GetTypeByMetadataName("Pathwise.Expectation") is { } expectation
            ? new(real, noise, expectation, compilation.GetTypeByMetadataName("Pathwise.Calculus.Ito"))
            : null;

    public bool IsReal(ITypeSymbol? type) => Same(type, _real);
    public bool IsNoise(ITypeSymbol? type) => Same(type, _noise);
    public bool TakesNoise(IMethodSymbol method) => method.Parameters.Any(parameter => IsNoise(parameter.Type));
    public bool IsExpectationOf(IMethodSymbol method) => method.Name == "Of" && Same(method.ContainingType, _expectation);
    public bool IsExpectation(ITypeSymbol type) => type.Name == _expectation.Name && Same(type.ContainingNamespace, _expectation.ContainingNamespace);
    public bool IsIto(IMethodSymbol method) => Same(method.ContainingType, _ito);

    /// <summary>(double)x of a Real x.</summary>
    public bool IsNumberOf(IConversionOperation conversion) => conversion.OperatorMethod is { } method && IsReal(method.ContainingType) && !IsReal(method.ReturnType);

    static bool Same(ISymbol? a, ISymbol? b) => a is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
