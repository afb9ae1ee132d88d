using System.Collections.Frozen;
using Pathwise.Ops;

namespace Pathwise.Calculus;

/// <summary>f(−x) = f(x), −f(x), or neither.</summary>
internal enum Parity { None, Even, Odd }

/// <summary>
/// A function by its name in model files: the op that evaluates it and, of the elementary ones, what calculus knows of it: parity, inverse, derivative. Others are opaque; their derivatives are those of the op.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Op">The op.</param>
internal sealed record Function(string Name, Elementwise Op)
{
    public Parity Parity { get; init; }

    /// <summary>Whether all values are positive.</summary>
    public bool IsPositive { get; init; }

    /// <summary>The function that undoes this one, where its value is principal.</summary>
    public string? Inverse { get; init; }

    /// <summary>Whether the inverse undoes it everywhere, which is not so of sin and arcsin.</summary>
    public bool IsInjective { get; init; }

    /// <summary>The derivative as a formula of the argument, by DLMF 4.20, 4.24, 4.34 and 4.38.</summary>
    public Func<Expression, Expression>? Derivative { get; init; }

    public bool Equals(Function? other) => other is not null && Name == other.Name;
    public override int GetHashCode() => string.GetHashCode(Name, StringComparison.Ordinal);

    static Expression One => Expression.One;

    static readonly FrozenDictionary<string, Function> s_known = new[]
    {
        new Function("log", Unary<Logarithm>.Op) { Derivative = x => One / x },
        new("sin", Unary<Sine>.Op) { Parity = Parity.Odd, Inverse = "asin", Derivative = x => Call("cos", x) },
        new("cos", Unary<Cosine>.Op) { Parity = Parity.Even, Inverse = "acos", Derivative = x => -Call("sin", x) },
        new("tan", Unary<Tangent>.Op) { Parity = Parity.Odd, Inverse = "atan", Derivative = x => One + Square(Call("tan", x)) },
        new("asin", Unary<ArcSine>.Op) { Parity = Parity.Odd, Inverse = "sin", IsInjective = true, Derivative = x => One / (One - Square(x)).Sqrt() },
        new("acos", Unary<ArcCosine>.Op) { Inverse = "cos", IsInjective = true, Derivative = x => -(One / (One - Square(x)).Sqrt()) },
        new("atan", Unary<ArcTangent>.Op) { Parity = Parity.Odd, Inverse = "tan", IsInjective = true, Derivative = x => One / (One + Square(x)) },
        new("sinh", Unary<HyperbolicSine>.Op) { Parity = Parity.Odd, Inverse = "asinh", IsInjective = true, Derivative = x => Call("cosh", x) },
        new("cosh", Unary<HyperbolicCosine>.Op) { Parity = Parity.Even, IsPositive = true, Inverse = "acosh", Derivative = x => Call("sinh", x) },
        new("tanh", Unary<HyperbolicTangent>.Op) { Parity = Parity.Odd, Inverse = "atanh", IsInjective = true, Derivative = x => One - Square(Call("tanh", x)) },
        new("asinh", Unary<AreaSine>.Op) { Parity = Parity.Odd, Inverse = "sinh", IsInjective = true, Derivative = x => One / (One + Square(x)).Sqrt() },
        new("acosh", Unary<AreaCosine>.Op) { Inverse = "cosh", IsInjective = true, Derivative = x => One / ((x - One).Sqrt() * (x + One).Sqrt()) },
        new("atanh", Unary<AreaTangent>.Op) { Parity = Parity.Odd, Inverse = "tanh", IsInjective = true, Derivative = x => One / (One - Square(x)) },
        new("erf", Unary<ErrorFunction>.Op) { Parity = Parity.Odd },
        new("erfc", Unary<ComplementaryErrorFunction>.Op) { IsPositive = true },
        new("normal_cdf", Unary<NormalDistributionFunction>.Op) { IsPositive = true, Inverse = "normal_quantile", IsInjective = true },
        new("normal_quantile", Unary<NormalQuantileFunction>.Op) { Inverse = "normal_cdf", IsInjective = true },
        new("lgamma", Unary<LogarithmOfGamma>.Op),
        new("digamma", new Polygamma(0)),
        new("sigmoid", Unary<LogisticSigmoid>.Op) { IsPositive = true, Derivative = x => Call("sigmoid", x) - Square(Call("sigmoid", x)) },
        new("softplus", Unary<SoftPlus>.Op) { IsPositive = true, Derivative = x => Call("sigmoid", x) },
        new("abs", Unary<AbsoluteValue>.Op) { Parity = Parity.Even, Derivative = x => Call("sign", x) },
        new("floor", Unary<Floor>.Op),
        new("round", Unary<Round>.Op) { Parity = Parity.Odd },
        new("sign", Unary<Sign>.Op) { Parity = Parity.Odd },
        new("min", Binary<Minimum>.Op),
        new("max", Binary<Maximum>.Op),
        new("where", Where.Op),
        new("less", Comparison.Less),
        new("less_equal", Comparison.LessOrEqual),
        new("equal", Comparison.Equal),
        new("and", Logic.And),
        new("or", Logic.Or),
        new("not", Logic.Not),
        new("stop_gradient", new StopGradient(Reported: true)),
    }.ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    static Expression Call(string function, Expression x) => Calls.Of(Named(function), [x]);

    static Expression Square(Expression x) => x * x;

    /// <summary>The function of a name.</summary>
    public static Function Named(string name) => s_known.TryGetValue(name, out var function) ? function
        : throw new PathwiseException("PW2021", $"there is no function '{name}' of formulas", $"use one of {string.Join(", ", s_known.Keys.Order(StringComparer.Ordinal))}");

    /// <summary>The function that an op is.</summary>
    public static Function Of(Elementwise op) => s_known.TryGetValue(op.Name, out var function) && op.Attributes.Length == 0 ? function : new($"{op}", op);
}
