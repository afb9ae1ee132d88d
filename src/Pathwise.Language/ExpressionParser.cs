using System.Globalization;
using Superpower;
using Superpower.Model;
using Superpower.Parsers;

namespace Pathwise.Language;

/// <summary>
/// Expressions, from loosest to tightest: if, or, and, not, comparison, + −, * /, unary minus, ^ (right-associative), calls and names.
/// Chains are read by iteration, so only parentheses and conditionals nest.
/// </summary>
internal sealed class ExpressionParser
{
    static readonly HashSet<string> s_reserved = new(StringComparer.Ordinal)
        { "param", "const", "expect", "sde", "steps", "scheme", "tolerance", "if", "then", "else", "and", "or", "not", "detached", "by", "dt", "in" };

    readonly string _file;

    public TokenListParser<TokenKind, Expression> Expression { get; }

    /// <summary>A product: what stands before a differential.</summary>
    public TokenListParser<TokenKind, Expression> Product { get; }

    public ExpressionParser(string file)
    {
        _file = file;
        var nested = Parse.Ref(() => Expression!);

        var number = Token.EqualTo(TokenKind.Number).Select(token => (Expression)new Number(At(token), ParseNumber(token)));
        var arguments = nested.ManyDelimitedBy(Token.EqualTo(TokenKind.Comma));
        var call =
            from name in Identifier
            from open in Token.EqualTo(TokenKind.Open)
            from list in arguments
            from close in Token.EqualTo(TokenKind.Close)
            select (Expression)new Call(name.Place, name.Identifier, list);
        var parenthesised =
            from open in Token.EqualTo(TokenKind.Open)
            from inner in nested
            from close in Token.EqualTo(TokenKind.Close)
            select inner;
        var conditional =
            from word in Word("if")
            from condition in nested
            from then in Word("then")
            from whenTrue in nested
            from otherwise in Word("else")
            from whenFalse in nested
            select (Expression)new Conditional(At(word), condition, whenTrue, whenFalse);
        var primary = number.Or(parenthesised).Or(conditional).Or(call.Try()).Or(Identifier.Select(name => (Expression)name)).Named("a value");

        var sign = Symbol("-").Or(Symbol("+"));
        var signed =
            from signs in sign.Many()
            from operand in primary
            select (signs, operand);
        var tail =
            from power in Symbol("^")
            from operand in signed
            select (power, operand.signs, operand.operand);
        var unary =
            from signs in sign.Many()
            from first in primary
            from rest in tail.Many()
            select Signed(signs, Powers(first, rest));
        Product = Parse.Chain(Symbol("*").Or(Symbol("/")), unary, Combine);
        var sum = Parse.Chain(sign, Product, Combine);
        var comparison =
            from left in sum
            from right in (from symbol in Symbol("<", "<=", ">", ">=", "==", "!=")
                           from right in sum
                           select ((Token<TokenKind>, Expression)?)(symbol, right)).OptionalOrDefault()
            select right is { } r ? Combine(r.Item1, left, r.Item2) : left;
        var negation =
            from nots in Word("not").Many()
            from operand in comparison
            select nots.Length % 2 == 0 && nots.Length == 0 ? operand : nots.Reverse().Aggregate(operand, (inner, not) => new Prefix(At(not), "not", inner));
        var conjunction = Parse.Chain(Word("and"), negation, Combine);
        Expression = Parse.Chain(Word("or"), conjunction, Combine);
    }

    /// <summary>A name that is not a reserved word.</summary>
    public TokenListParser<TokenKind, Name> Identifier =>
        Token.EqualTo(TokenKind.Name).Where(token => !IsReserved(token.ToStringValue()), "a name").Select(token => new Name(At(token), token.ToStringValue()));

    public static bool IsReserved(string word) => s_reserved.Contains(word) || IsDriverDifferential(word);

    /// <summary>dW, dW1, dW2, …</summary>
    public static bool IsDriverDifferential(string word) => word.StartsWith("dW", StringComparison.Ordinal) && word.AsSpan(2).IndexOfAnyExceptInRange('0', '9') < 0;

    public static TokenListParser<TokenKind, Token<TokenKind>> Word(string word) =>
        Token.EqualTo(TokenKind.Name).Where(token => token.Span.EqualsValue(word), $"'{word}'").Named($"'{word}'");

    static TokenListParser<TokenKind, Token<TokenKind>> Symbol(params string[] symbols) =>
        Token.EqualTo(TokenKind.Operator).Where(token => symbols.Contains(token.ToStringValue(), StringComparer.Ordinal)).Named("an operator");

    public Place At(Token<TokenKind> token) => Places.Of(token, _file);

    double ParseNumber(Token<TokenKind> token)
    {
        double value = double.Parse(token.ToStringValue(), CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? value : throw Errors.NotFinite(At(token), $"the literal {(token.Span.Length <= 40 ? token.ToStringValue() : "here")}");
    }

    Expression Combine(Token<TokenKind> symbol, Expression left, Expression right) => new Infix(At(symbol), symbol.ToStringValue(), left, right);

    Expression Signed(Token<TokenKind>[] signs, Expression operand)
    {
        var minus = signs.Where(sign => sign.Span.EqualsValue("-")).ToArray();
        return minus.Length % 2 == 0 ? operand : new Prefix(At(minus[0]), "-", operand);
    }

    /// <summary>a ^ −b ^ c is a ^ (−(b ^ c)).</summary>
    Expression Powers(Expression first, (Token<TokenKind> Power, Token<TokenKind>[] Signs, Expression Operand)[] rest)
    {
        if (rest.Length == 0) return first;
        var exponent = Signed(rest[^1].Signs, rest[^1].Operand);
        for (int i = rest.Length - 1; i > 0; i--)
            exponent = Signed(rest[i - 1].Signs, new Infix(At(rest[i].Power), "^", rest[i - 1].Operand, exponent));
        return new Infix(At(rest[0].Power), "^", first, exponent);
    }
}
