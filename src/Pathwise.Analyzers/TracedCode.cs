using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pathwise.Analyzers;

/// <summary>Which code is traced, and which of its values.</summary>
internal static class TracedCode
{
    /// <summary>
    /// The outermost traced function around an operation (for a method that takes Noise, its whole body), or null. Traced are functions that take Noise, and
    /// lambdas from Real to Real, unless a generic method such as Select made them so: those often map numbers.
    /// </summary>
    public static IOperation? TracedAround(this IOperation operation, ISymbol member, Library library)
    {
        IOperation? outermost = null;
        var root = operation;
        for (var at = operation; at is not null; at = at.Parent)
        {
            root = at;
            if (at is IAnonymousFunctionOperation lambda && (library.TakesNoise(lambda.Symbol) || IsOfReals(lambda, library))) outermost = at;
            else if (at is ILocalFunctionOperation function && library.TakesNoise(function.Symbol)) outermost = at;
        }
        return member is IMethodSymbol method && library.TakesNoise(method) ? root : outermost;
    }

    static bool IsOfReals(IAnonymousFunctionOperation lambda, Library library)
    {
        if (!library.IsReal(lambda.Symbol.ReturnType) || !lambda.Symbol.Parameters.Any(parameter => library.IsReal(parameter.Type))) return false;
        var declared = lambda.Around() is IArgumentOperation { Parameter: { } parameter } ? (parameter.OriginalDefinition.Type as INamedTypeSymbol)?.DelegateInvokeMethod : null;
        return declared is null || !declared.Parameters.Select(parameter => parameter.Type).Append(declared.ReturnType).Any(type => type.TypeKind == TypeKind.TypeParameter);
    }

    /// <summary>
    /// The code of a program given to Expectation.Of: a lambda, or a local function or method of the same file. Null where it cannot be seen.
    /// </summary>
    public static IOperation? Program(IInvocationOperation expectation, CancellationToken cancellation)
    {
        if (expectation.Arguments.Length == 0) return null;
        switch (expectation.Arguments[0].Value.Unwrapped())
        {
            case IAnonymousFunctionOperation lambda: return lambda;
            case IMethodReferenceOperation method:
                var declaration = method.Method.DeclaringSyntaxReferences.FirstOrDefault(reference => reference.SyntaxTree == expectation.Syntax.SyntaxTree);
                return declaration is null ? null : expectation.SemanticModel?.GetOperation(declaration.GetSyntax(cancellation), cancellation);
            default: return null;
        }
    }

    /// <summary>Whether a value depends on what the traced code is given: its parameters and draws, through the variables declared in it.</summary>
    public static bool DependsOnTrace(this IOperation value, IOperation traced) => DependsOnTrace(value, traced, new(SymbolEqualityComparer.Default));

    static bool DependsOnTrace(IOperation value, IOperation traced, HashSet<ISymbol> seen)
    {
        foreach (var part in value.DescendantsAndSelf())
            switch (part)
            {
                case IParameterReferenceOperation { Parameter: var parameter } when parameter.Type.SpecialType == SpecialType.None:
                    if (traced.Declares(parameter)) return true;
                    break;
                case ILocalReferenceOperation { Local: var local } when traced.Declares(local) && seen.Add(local):
                    if (Values(local, traced).Any(assigned => DependsOnTrace(assigned, traced, seen))) return true;
                    break;
            }
        return false;
    }

    /// <summary>All that is ever put into a local.</summary>
    static IEnumerable<IOperation> Values(ILocalSymbol local, IOperation traced)
    {
        foreach (var part in traced.Descendants())
            switch (part)
            {
                case IVariableDeclaratorOperation declarator when declarator.Symbol.Is(local) && declarator.GetVariableInitializer() is { } initializer:
                    yield return initializer.Value;
                    break;
                case IAssignmentOperation assignment when assignment.Targets().Any(target => target.Variable().Is(local) || DeclaresIn(target, local)):
                    yield return assignment.Value;
                    break;
                case IForEachLoopOperation loop when loop.Locals.Contains(local, SymbolEqualityComparer.Default):
                    yield return loop.Collection;
                    break;
            }
    }

    static bool DeclaresIn(IOperation target, ILocalSymbol local) => target is IDeclarationExpressionOperation && target.Mentions(local);
}
