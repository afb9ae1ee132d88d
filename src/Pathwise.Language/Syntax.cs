namespace Pathwise.Language;

/// <summary>The tree of a model file. Every part knows its place.</summary>
internal abstract record Expression(Place Place);

internal sealed record Number(Place Place, double Value) : Expression(Place);

internal sealed record Name(Place Place, string Identifier) : Expression(Place);

internal sealed record Call(Place Place, string Function, Expression[] Arguments) : Expression(Place);

internal sealed record Prefix(Place Place, string Operator, Expression Operand) : Expression(Place);

internal sealed record Infix(Place Place, string Operator, Expression Left, Expression Right) : Expression(Place);

internal sealed record Conditional(Place Place, Expression Condition, Expression WhenTrue, Expression WhenFalse) : Expression(Place);

internal abstract record Statement(Place Place);

internal sealed record ParameterStatement(Place Place, (Name Name, Expression Value)[] Definitions) : Statement(Place);

internal sealed record ConstantStatement(Place Place, (Name Name, Expression Value)[] Definitions) : Statement(Place);

internal sealed record Definition(Place Place, Name Name, Expression Value) : Statement(Place);

internal sealed record DrawStatement(Place Place, Name Name, Call Distribution, bool Detached, Name? Estimator) : Statement(Place);

internal sealed record ExpectStatement(Place Place, Name Name, Expression Value) : Statement(Place);

internal sealed record SdeStatement(Place Place, Expression Start, Expression End, Expression Steps, Name Scheme, Expression? Tolerance, Statement[] Body) : Statement(Place);

/// <summary>S(0) = …, or corr(W1, W2) = ….</summary>
internal sealed record CallDefinition(Place Place, Call Target, Expression Value) : Statement(Place);

/// <summary>dS = … dt + … dW.</summary>
internal sealed record Equation(Place Place, Name State, Term[] Terms) : Statement(Place);

/// <summary>One term of an equation; no coefficient is 1.</summary>
internal sealed record Term(bool Negative, Expression? Coefficient, Name Differential, bool Stratonovich);
