using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pathwise.Analyzers;

/// <summary>
/// A local that is a standard normal draw, at most scaled: var z = noise.Normal(), var dW = Sqrt(h) * noise.Normal(). A draw with a mean is a random
/// quantity of the model's and may well be used again and again.
/// </summary>
internal sealed class StandardDraw
{
    static readonly Regex s_increment = new("^_?d[WBZ][0-9]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    readonly IOperation _root;

    StandardDraw(ILocalSymbol local, IOperation value, IOperation root) => (Local, Value, _root) = (local, value, root);

    public ILocalSymbol Local { get; }
    public IOperation Value { get; }

    public static StandardDraw? Of(ILocalSymbol local, IOperation root, Library library) =>
        library.IsReal(local.Type) && local.OnlyValue(root) is { } value && Factors(value).Where(factor => MakesNoise(factor, library)).ToArray() is { Length: 1 } draws
        && IsNormal(draws[0], library) ? new(local, value, root) : null;

    static bool IsNormal(IOperation factor, Library library) =>
        factor is IInvocationOperation { TargetMethod: { Name: "Normal", ContainingType: var owner } } && library.IsNoise(owner);

    /// <summary>Whether any noise is mentioned.</summary>
    public static bool MakesNoise(IOperation code, Library library) => code.DescendantsAndSelf().Any(part => library.IsNoise(part.Type));

    /// <summary>Whether it is an increment of Brownian motion: scaled by a root where it is made or where it is used, or named like one.</summary>
    public bool IsIncrement(IOperation term) => s_increment.IsMatch(Local.Name) || HasRoot(Value) || HasRoot(term);

    bool HasRoot(IOperation term) => Factors(term).Any(factor => IsRoot(factor)
        || (factor is ILocalReferenceOperation { Local: var local } && local.OnlyValue(_root) is { } value && Factors(value).Any(IsRoot)));

    static bool IsRoot(IOperation factor) => factor is IInvocationOperation { TargetMethod.Name: "Sqrt" };

    /// <summary>The factors of a product or quotient.</summary>
    public static IEnumerable<IOperation> Factors(IOperation product) => product.Unwrapped() switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide } binary => Factors(binary.LeftOperand).Concat(Factors(binary.RightOperand)),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus or UnaryOperatorKind.Plus } unary => Factors(unary.Operand),
        var factor => [factor],
    };

    /// <summary>The terms of a sum or difference.</summary>
    public static IEnumerable<IOperation> Terms(IOperation sum) => sum.Unwrapped() switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } binary => Terms(binary.LeftOperand).Concat(Terms(binary.RightOperand)),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus or UnaryOperatorKind.Plus } unary => Terms(unary.Operand),
        var term => [term],
    };

    /// <summary>Whether the draw itself is a factor.</summary>
    public bool IsFactorOf(IOperation term) => Factors(term).Any(factor => factor.Variable().Is(Local));
}
