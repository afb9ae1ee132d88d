using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pathwise.Analyzers;

/// <summary>When an expectation may be used, as far as the member that makes it shows: at once, where its local is mentioned, or at any time after.</summary>
internal sealed class Lifetime
{
    readonly IOperation _made;
    readonly IOperation[]? _uses;
    readonly IOperation _declared;

    Lifetime(IOperation made, IOperation[]? uses, IOperation declared, bool isForever) => (_made, _uses, _declared, IsForever) = (made, uses, declared, isForever);

    /// <summary>Whether it is kept where nothing can put another in its place: in a read-only field or property.</summary>
    public bool IsForever { get; }

    public static Lifetime Of(IInvocationOperation expectation, IOperation root)
    {
        IOperation made = expectation;
        while (made.Parent is IConversionOperation or IParenthesizedOperation) made = made.Parent;
        return made.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => OfLocal(declarator.Symbol, made, declarator, root),
            IFieldInitializerOperation field => new(made, null, made, field.InitializedFields.All(initialized => initialized.IsReadOnly)),
            IPropertyInitializerOperation property => new(made, null, made, property.InitializedProperties.All(initialized => initialized.IsReadOnly)),
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } => OfLocal(local.Local, made, made, root),
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation field } => new(made, null, made, field.Field.IsReadOnly),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation property } => new(made, null, made, property.Property.IsReadOnly),
            ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation } or IReturnOperation or IArrayInitializerOperation
                or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Add" } } => new(made, null, made, isForever: false),
            _ => new(made, [], made, isForever: false),
        };
    }

    static Lifetime OfLocal(ILocalSymbol local, IOperation made, IOperation declared, IOperation root)
    {
        IOperation[] uses = [.. root.Descendants().Where(part => part.Variable().Is(local))];
        bool escapes = uses.Any(use => use.Function() != made.Function()
            || use.Around() is IReturnOperation or ISimpleAssignmentOperation { Target: not ILocalReferenceOperation });
        return new(made, escapes ? null : uses, declared, isForever: false);
    }

    /// <summary>Whether a variable's change may come between the capture and a use.</summary>
    public bool OutlivesChange(IOperation change, ISymbol variable)
    {
        if (change.Function() != _made.Function()) return false; // when it runs is not to be seen
        int at = change.Syntax.SpanStart;
        if (_uses is null)
            return at > _made.Syntax.Span.End || Loops(change).Any(loop => loop.Contains(_made) && !BodyDeclares(loop, variable));
        if (_uses.Any(use => at > _made.Syntax.Span.End && use.Syntax.SpanStart > at && !IsHeader(change, use))) return true;
        return Loops(change).Any(loop => !loop.Contains(_declared) && _uses.Any(use => loop.Contains(use)));
    }

    static bool BodyDeclares(ILoopOperation loop, ISymbol variable) => loop.Body.Declares(variable) || (loop is IForEachLoopOperation && loop.Declares(variable));

    /// <summary>for (…; …; k++) stands before the body and runs after it.</summary>
    bool IsHeader(IOperation change, IOperation use) => Loops(change).Any(loop => loop.Contains(_declared) && loop.Contains(use) && !loop.Body.Contains(change));

    static IEnumerable<ILoopOperation> Loops(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
            if (at is ILoopOperation loop) yield return loop;
    }
}
