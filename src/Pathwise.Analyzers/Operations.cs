using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pathwise.Analyzers;

/// <summary>Reading operation trees.</summary>
internal static class Operations
{
    /// <summary>The operation under conversions, parentheses and delegate creations.</summary>
    public static IOperation Unwrapped(this IOperation operation) => operation switch
    {
        IConversionOperation conversion => conversion.Operand.Unwrapped(),
        IParenthesizedOperation parenthesized => parenthesized.Operand.Unwrapped(),
        IDelegateCreationOperation creation => creation.Target.Unwrapped(),
        _ => operation,
    };

    /// <summary>The nearest operation around that is no conversion or parenthesis.</summary>
    public static IOperation? Around(this IOperation operation)
    {
        var at = operation.Parent;
        while (at is IConversionOperation or IParenthesizedOperation or IDelegateCreationOperation) at = at.Parent;
        return at;
    }

    public static IOperation Root(this IOperation operation)
    {
        while (operation.Parent is { } parent) operation = parent;
        return operation;
    }

    /// <summary>The local or parameter that the operation names, if that is what it is.</summary>
    public static ISymbol? Variable(this IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    public static bool Is(this ISymbol? a, ISymbol? b) => SymbolEqualityComparer.Default.Equals(a, b);

    public static bool Mentions(this IOperation operation, ISymbol variable) => operation.DescendantsAndSelf().Any(part => part.Variable().Is(variable));

    /// <summary>Whether a variable is declared inside a piece of code.</summary>
    public static bool Declares(this IOperation code, ISymbol variable) =>
        variable.DeclaringSyntaxReferences.Any(declaration => declaration.SyntaxTree == code.Syntax.SyntaxTree && code.Syntax.Span.Contains(declaration.Span));

    public static bool Contains(this IOperation code, IOperation part) => code.Syntax.SyntaxTree == part.Syntax.SyntaxTree && code.Syntax.Span.Contains(part.Syntax.Span);

    /// <summary>The function around an operation, up to and without the root: a lambda or a local function.</summary>
    public static IOperation? Function(this IOperation operation)
    {
        var at = operation.Parent;
        while (at is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation)) at = at.Parent;
        return at;
    }

    /// <summary>The value that a variable is declared with, if it is declared with one and never written again.</summary>
    public static IOperation? OnlyValue(this ISymbol variable, IOperation root)
    {
        IOperation? value = null;
        foreach (var part in root.Descendants())
        {
            if (part is IVariableDeclaratorOperation declarator && declarator.Symbol.Is(variable)) value = declarator.GetVariableInitializer()?.Value;
            else if (Targets(part).Any(target => target.Variable().Is(variable))) return null;
        }
        return value;
    }

    /// <summary>What an operation writes to.</summary>
    public static IEnumerable<IOperation> Targets(this IOperation operation) => operation switch
    {
        IDeconstructionAssignmentOperation deconstruction => Elements(deconstruction.Target),
        IAssignmentOperation assignment => [assignment.Target.Unwrapped()],
        IIncrementOrDecrementOperation increment => [increment.Target.Unwrapped()],
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => [argument.Value.Unwrapped()],
        _ => [],
    };

    static IEnumerable<IOperation> Elements(IOperation target) =>
        target.Unwrapped() is ITupleOperation tuple ? tuple.Elements.SelectMany(Elements) : [target.Unwrapped()];
}
