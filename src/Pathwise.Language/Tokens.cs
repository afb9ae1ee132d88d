using Superpower;
using Superpower.Display;
using Superpower.Model;
using Superpower.Parsers;
using Superpower.Tokenizers;

namespace Pathwise.Language;

internal enum TokenKind
{
    [Token(Category = "number")] Number,
    [Token(Category = "name")] Name,
    [Token(Category = "operator")] Operator,
    [Token(Example = "(")] Open,
    [Token(Example = ")")] Close,
    [Token(Example = "[")] OpenBracket,
    [Token(Example = "]")] CloseBracket,
    [Token(Example = ",")] Comma,
    [Token(Example = "=")] Equals,
    [Token(Example = "~")] Tilde,
    [Token(Description = "end of line")] NewLine,
}

/// <summary>A statement's tokens: one line, or several where a parenthesis is open.</summary>
internal sealed record LogicalLine(int Indent, Token<TokenKind>[] Tokens);

/// <summary>Cuts a text into tokens and logical lines, within the language's limits.</summary>
internal static class Tokens
{
    public const int MaximumNesting = 256, MaximumTokens = 20_000;

    static readonly Tokenizer<TokenKind> s_tokenizer = new TokenizerBuilder<TokenKind>()
        .Ignore(Character.EqualTo('#').IgnoreThen(Character.ExceptIn('\n').IgnoreMany()))
        .Match(Character.EqualTo('\n'), TokenKind.NewLine)
        .Ignore(Character.In(' ', '\t', '\r').AtLeastOnce())
        .Match(Span.Regex(@"(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"), TokenKind.Number)
        .Match(Span.Regex("[A-Za-z_][A-Za-z0-9_]*"), TokenKind.Name)
        .Match(Character.EqualTo('('), TokenKind.Open)
        .Match(Character.EqualTo(')'), TokenKind.Close)
        .Match(Character.EqualTo('['), TokenKind.OpenBracket)
        .Match(Character.EqualTo(']'), TokenKind.CloseBracket)
        .Match(Character.EqualTo(','), TokenKind.Comma)
        .Match(Character.EqualTo('~'), TokenKind.Tilde)
        .Match(Span.EqualTo("=="), TokenKind.Operator)
        .Match(Span.EqualTo("<="), TokenKind.Operator)
        .Match(Span.EqualTo(">="), TokenKind.Operator)
        .Match(Span.EqualTo("!="), TokenKind.Operator)
        .Match(Character.In('+', '-', '*', '/', '^', '<', '>'), TokenKind.Operator)
        .Match(Character.EqualTo('='), TokenKind.Equals)
        .Build();

    public static List<LogicalLine> Read(string text, string file)
    {
        var result = s_tokenizer.TryTokenize(text);
        if (!result.HasValue)
        {
            var at = result.ErrorPosition;
            string found = at.Absolute < text.Length ? Printable(text[at.Absolute]) : "the end of the file";
            throw Errors.Syntax(new(file, at.Line, at.Column), $"found {found}, expected a number, a name or an operator",
                at.Absolute < text.Length && char.IsLetter(text[at.Absolute]) ? "names are of the letters a to z, digits and _: write sigma for σ" : null);
        }
        var lines = new List<LogicalLine>();
        var current = new List<Token<TokenKind>>();
        int depth = 0, conditionals = 0;
        foreach (var token in result.Value)
        {
            var place = Places.Of(token, file);
            switch (token.Kind)
            {
                case TokenKind.NewLine when depth > 0: continue;
                case TokenKind.NewLine:
                    Finish();
                    continue;
                case TokenKind.Open or TokenKind.OpenBracket: depth++; break;
                case TokenKind.Close or TokenKind.CloseBracket: depth = Math.Max(0, depth - 1); break;
                case TokenKind.Name when token.Span.EqualsValue("if"): conditionals++; break;
            }
            if (depth > MaximumNesting || conditionals > MaximumNesting) throw Errors.Limit(place, $"more than {MaximumNesting} levels of nesting", "name parts of the expression on lines of their own");
            if (current.Count >= MaximumTokens) throw Errors.Limit(place, $"a statement of more than {MaximumTokens} words", "name parts of it on lines of their own");
            current.Add(token);
        }
        Finish();
        return lines;

        void Finish()
        {
            if (current.Count > 0) lines.Add(new(current[0].Position.Column, [.. current]));
            current.Clear();
            conditionals = 0;
        }
    }

    static string Printable(char c) => char.IsControl(c) || c > 126 ? $"the character {(char.IsLetter(c) ? $"'{c}' (U+{(int)c:X4})" : $"U+{(int)c:X4}")}" : $"'{c}'";
}

internal static class Places
{
    public static Place Of(Token<TokenKind> token, string file) => new(file, token.Position.Line, token.Position.Column);
}
