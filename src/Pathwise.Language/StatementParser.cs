using Superpower;
using Superpower.Model;
using Superpower.Parsers;

namespace Pathwise.Language;

/// <summary>Statements, one for each logical line; the lines indented deeper than an sde line are its body.</summary>
internal sealed class StatementParser
{
    readonly string _file;
    readonly TokenListParser<TokenKind, Statement> _statement;
    readonly TokenListParser<TokenKind, Statement> _inBlock;

    public StatementParser(string file)
    {
        _file = file;
        var e = new ExpressionParser(file);
        var assign = Token.EqualTo(TokenKind.Equals);
        var comma = Token.EqualTo(TokenKind.Comma);

        var definition =
            from name in e.Identifier
            from _ in assign
            from value in e.Expression
            select (name, value);
        var definitions = definition.AtLeastOnceDelimitedBy(comma);
        var parameters = ExpressionParser.Word("param").Then(word => definitions.Select(list => (Statement)new ParameterStatement(e.At(word), list)));
        var constants = ExpressionParser.Word("const").Then(word => definitions.Select(list => (Statement)new ConstantStatement(e.At(word), list)));
        var expect = ExpressionParser.Word("expect").Then(word => definition.Select(d => (Statement)new ExpectStatement(e.At(word), d.name, d.value)));
        var sde =
            from word in ExpressionParser.Word("sde")
            from t in ExpressionParser.Word("t")
            from in_ in ExpressionParser.Word("in")
            from open in Token.EqualTo(TokenKind.OpenBracket)
            from start in e.Expression
            from c1 in comma
            from end in e.Expression
            from close in Token.EqualTo(TokenKind.CloseBracket)
            from c2 in comma
            from stepsWord in ExpressionParser.Word("steps")
            from steps in e.Expression
            from c3 in comma
            from schemeWord in ExpressionParser.Word("scheme")
            from scheme in e.Identifier
            from tolerance in comma.IgnoreThen(ExpressionParser.Word("tolerance")).IgnoreThen(e.Expression).Select(value => (Expression?)value).OptionalOrDefault()
            select (Statement)new SdeStatement(e.At(word), start, end, steps, scheme, tolerance, []);

        var arguments =
            from open in Token.EqualTo(TokenKind.Open)
            from list in e.Expression.ManyDelimitedBy(comma)
            from close in Token.EqualTo(TokenKind.Close)
            select list;
        var draw =
            from tilde in Token.EqualTo(TokenKind.Tilde)
            from distribution in e.Identifier
            from list in arguments
            from detached in ExpressionParser.Word("detached").Select(_ => true).OptionalOrDefault()
            from estimator in ExpressionParser.Word("by").IgnoreThen(e.Identifier).Select(name => (Name?)name).OptionalOrDefault()
            select (distribution, list, detached, estimator);
        var named = e.Identifier.Then(name =>
            assign.IgnoreThen(e.Expression).Select(value => (Statement)new Definition(name.Place, name, value))
                .Or(draw.Select(d => (Statement)new DrawStatement(name.Place, name, new Call(d.distribution.Place, d.distribution.Identifier, d.list), d.detached, d.estimator))));
        _statement = parameters.Or(constants).Or(expect).Or(sde).Or(named).Named("a statement");

        // Inside a block: dS = …, S(0) = …, corr(W1, W2) = …, v = ….
        var differential =
            from stratonovich in ExpressionParser.Word("o").Select(_ => true).OptionalOrDefault()
            from token in Token.EqualTo(TokenKind.Name).Where(t => t.Span.EqualsValue("dt") || ExpressionParser.IsDriverDifferential(t.ToStringValue()) || IsJumpDifferential(t.ToStringValue())).Named("dt, dW or dN")
            select (stratonovich, name: new Name(e.At(token), token.ToStringValue()));
        var term = differential.Try().Select(d => new Term(false, null, d.name, d.stratonovich))
            .Or(from coefficient in e.Product
                from d in differential
                select new Term(false, coefficient, d.name, d.stratonovich));
        var sign = Token.EqualTo(TokenKind.Operator).Where(t => t.Span.EqualsValue("+") || t.Span.EqualsValue("-")).Select(t => t.Span.EqualsValue("-")).Named("'+' or '-'");
        var terms =
            from firstSign in sign.OptionalOrDefault()
            from first in term
            from rest in (from s in sign from next in term select next with { Negative = s }).Many()
            select (Term[])[first with { Negative = firstSign }, .. rest];
        var equation =
            from left in Token.EqualTo(TokenKind.Name).Where(t => IsStateDifferential(t.ToStringValue()))
            from _ in assign
            from right in terms
            select (Statement)new Equation(e.At(left), new Name(e.At(left), left.ToStringValue()[1..]), right);
        var callDefinition =
            from name in e.Identifier
            from list in arguments
            from _ in assign
            from value in e.Expression
            select (Statement)new CallDefinition(name.Place, new Call(name.Place, name.Identifier, list), value);
        var local = definition.Select(d => (Statement)new Definition(d.name.Place, d.name, d.value));
        _mark = e.Identifier.Then(name => draw.Select(d => (Statement)new DrawStatement(name.Place, name, new Call(d.distribution.Place, d.distribution.Identifier, d.list), d.detached, d.estimator)));
        _inBlock = equation.Try().Or(local.Try()).Or(callDefinition).Named("an equation, an initial value or a definition");
        _equation = equation;
        _callDefinition = callDefinition;
        _local = local;
    }

    readonly TokenListParser<TokenKind, Statement> _equation, _callDefinition, _local, _mark;

    /// <summary>dN, dN1, dN2, …: the jumps of a Poisson process.</summary>
    public static bool IsJumpDifferential(string word) => word.StartsWith("dN", StringComparison.Ordinal) && word.AsSpan(2).IndexOfAnyExceptInRange('0', '9') < 0;

    static bool IsStateDifferential(string word) => word.Length > 1 && word[0] == 'd' && !ExpressionParser.IsReserved(word);

    public List<Statement> Parse(List<LogicalLine> lines)
    {
        var statements = new List<Statement>();
        for (int i = 0; i < lines.Count;)
        {
            var line = lines[i++];
            if (i > 1 && line.Indent > lines[0].Indent && statements is not [.., SdeStatement])
                throw Errors.Syntax(Places.Of(line.Tokens[0], _file), "this line is indented, but belongs to no sde block", "begin it where the first line begins");
            var statement = Run(_statement, line);
            if (statement is SdeStatement sde)
            {
                var body = new List<Statement>();
                while (i < lines.Count && lines[i].Indent > line.Indent) body.Add(Run(InBlock(lines[i]), lines[i++]));
                statement = sde with { Body = [.. body] };
            }
            statements.Add(statement);
        }
        return statements;
    }

    /// <summary>The first two tokens tell what a line in a block is, so that its own parser reports its errors.</summary>
    TokenListParser<TokenKind, Statement> InBlock(LogicalLine line)
    {
        if (line.Tokens.Length < 2) return _inBlock;
        if (line.Tokens[1].Kind == TokenKind.Open) return _callDefinition;
        if (line.Tokens[1].Kind == TokenKind.Tilde) return _mark;
        return line.Tokens[0].Kind == TokenKind.Name && IsStateDifferential(line.Tokens[0].ToStringValue()) ? _equation : _local;
    }

    Statement Run(TokenListParser<TokenKind, Statement> parser, LogicalLine line)
    {
        var result = parser.AtEnd().TryParse(new TokenList<TokenKind>(line.Tokens));
        if (result.HasValue) return result.Value;
        var remainder = result.Remainder;
        bool atEnd = remainder.IsAtEnd;
        var token = atEnd ? line.Tokens[^1] : remainder.ConsumeToken().Value;
        var place = Places.Of(token, _file);
        if (atEnd) place = place with { Column = place.Column + token.Span.Length };
        string found = atEnd ? "the end of the line" : $"'{token.ToStringValue()}'";
        if (!atEnd && token.Kind == TokenKind.Name && ExpressionParser.IsReserved(token.ToStringValue()))
            found = $"the reserved word {found}";
        string[] expected = [.. (result.Expectations ?? []).Select(Readable).Distinct(StringComparer.Ordinal)];
        throw Errors.Syntax(place, $"found {found}, expected {(expected.Length == 0 ? "the end of the statement" : string.Join(" or ", expected))}", Misspelt(line, token, atEnd));
    }

    /// <summary>Superpower quotes symbols as `)` and names kinds of tokens as they are.</summary>
    static string Readable(string expectation) => expectation switch
    {
        "name" => "a name",
        "number" => "a number",
        "operator" => "an operator",
        _ => expectation.Replace('`', '\''),
    };

    /// <summary>A statement's first word, or the word at fault, may be a keyword misspelt.</summary>
    static string? Misspelt(LogicalLine line, Token<TokenKind> token, bool atEnd)
    {
        var word = line.Tokens.Length > 1 && line.Tokens[0].Kind == TokenKind.Name && token.Position.Absolute == line.Tokens[1].Position.Absolute ? line.Tokens[0] : token;
        if (atEnd || word.Kind != TokenKind.Name || ExpressionParser.IsReserved(word.ToStringValue())) return null;
        string[] keywords = word.Position.Absolute == line.Tokens[0].Position.Absolute ? ["param", "const", "expect", "sde"] : ["detached", "steps", "scheme", "tolerance", "then", "else", "and", "or"];
        return Suggestion.For(word.ToStringValue(), keywords) is { } near ? $"did you mean '{near}'?" : null;
    }
}
