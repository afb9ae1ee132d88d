using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Pathwise.Analyzers;

/// <summary>PWA001: generators of random numbers and clocks inside traced code.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HiddenRandomnessAnalyzer : TracedCodeAnalyzer
{
    /// <summary>The rule.</summary>
    public HiddenRandomnessAnalyzer() : base(Rules.HiddenRandomness) { }

    private protected override void Register(CompilationStartAnalysisContext start, Library library)
    {
        var sources = new Sources(start.Compilation);
        start.RegisterOperationAction(context =>
        {
            if (sources.IsRead(context.Operation) && context.Operation.TracedAround(context.ContainingSymbol, library) is not null)
                context.ReportDiagnostic(Diagnostic.Create(Rules.HiddenRandomness, context.Operation.Syntax.GetLocation(), Text(context.Operation)));
        }, OperationKind.Invocation, OperationKind.PropertyReference, OperationKind.ObjectCreation, OperationKind.Argument);
    }

    static string Text(IOperation read) => read switch
    {
        IObjectCreationOperation creation => $"new {creation.Type?.Name}",
        IMemberReferenceOperation member => $"{member.Member.ContainingType.Name}.{member.Member.Name}",
        IInvocationOperation invocation => $"{invocation.TargetMethod.ContainingType.Name}.{invocation.TargetMethod.Name}",
        _ => read.Syntax.ToString(),
    };

    /// <summary>Types all of whose members are random or tell the time, and single members that do.</summary>
    sealed class Sources(Compilation compilation)
    {
        readonly ImmutableArray<INamedTypeSymbol> _types = 
            Types(compilation, "System.Random", "System.Diagnostics.Stopwatch", "System.Security.Cryptography.RandomNumberGenerator");
        readonly ImmutableArray<INamedTypeSymbol> _owners = Types(compilation, "System.DateTime", "System.DateTimeOffset", "System.Environment", "System.Guid");

        static ImmutableArray<INamedTypeSymbol> Types(Compilation compilation, params string[] names) =>
            [.. names.Select(compilation.GetTypeByMetadataName).OfType<INamedTypeSymbol>()];

        public bool IsRead(IOperation operation) => Value(operation) && !ByUser(operation) && !Named(operation);

        bool Value(IOperation operation) => operation switch
        {
            IObjectCreationOperation creation => IsSource(creation.Type),
            IInvocationOperation { TargetMethod: var method } => IsSource(method.ContainingType) || IsMember(method),
            IPropertyReferenceOperation { Property: var property } => IsSource(property.ContainingType) || IsMember(property),
            // A generator handed on. What makes it is reported by itself.
            IArgumentOperation { Value: var value } => IsSource(value.Unwrapped().Type)
                && value.Unwrapped() is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation,
            _ => false,
        };

        /// <summary>new Random().Next() is one use.</summary>
        bool ByUser(IOperation operation) => operation.Around() switch
        {
            IInvocationOperation invocation => invocation.Instance?.Unwrapped() == operation && IsSource(invocation.TargetMethod.ContainingType),
            IPropertyReferenceOperation property => property.Instance?.Unwrapped() == operation && IsSource(property.Property.ContainingType),
            _ => false,
        };

        static bool Named(IOperation operation)
        {
            for (var at = operation.Parent; at is not null; at = at.Parent)
                if (at is INameOfOperation) return true;
            return false;
        }

        bool IsSource(ITypeSymbol? type)
        {
            for (; type is not null; type = type.BaseType)
                if (_types.Contains(type, SymbolEqualityComparer.Default)) return true;
            return false;
        }

        bool IsMember(ISymbol member) => member is { IsStatic: true, Name: "Now" or "UtcNow" or "Today" or "TickCount" or "TickCount64" or "NewGuid" or "CreateVersion7" }
            && _owners.Contains(member.ContainingType, SymbolEqualityComparer.Default);
    }
}
