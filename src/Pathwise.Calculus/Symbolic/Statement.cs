namespace Pathwise.Calculus;

/// <summary>Something that holds, to be written as text, in LaTeX, or as a Mermaid flowchart.</summary>
public abstract record Statement
{
    private protected Statement() { }

    /// <summary>The statement as text.</summary>
    public sealed override string ToString() => Write(Notation.Text);

    /// <summary>The statement in LaTeX, without delimiters.</summary>
    public string ToLatex() => Write(Notation.Latex);

    /// <summary>What the statement follows from, as a Mermaid flowchart.</summary>
    public virtual string ToMermaid() => Flowchart([("a", ToString())], []);

    internal abstract string Write(Notation notation);

    internal static string Flowchart((string Name, string Text)[] boxes, (string From, string To)[] edges) => string.Concat(
    [
        "flowchart TD\n",
        .. boxes.Select(box => $"    {box.Name}[\"{box.Text.Replace("<", "#lt;", StringComparison.Ordinal).Replace(">", "#gt;", StringComparison.Ordinal).Replace("\n", "<br/>", StringComparison.Ordinal)}\"]\n"),
        .. edges.Select(edge => $"    {edge.From} --> {edge.To}\n"),
    ]);
}

/// <summary>How differentials and operators are written in text and in LaTeX.</summary>
internal abstract class Notation
{
    public static readonly Notation Text = new PlainNotation(), Latex = new LatexNotation();

    /// <summary>A factor before a differential or a derivative.</summary>
    public abstract string Coefficient(Written written);
    public abstract string Name(string name);
    public abstract string Parentheses(string inner);

    /// <summary>What is put between a coefficient and its differential.</summary>
    public abstract string Space { get; }
    public abstract string Circle { get; }
    public abstract string Whole(Written written);

    /// <summary>The sign of an adjoint.</summary>
    public abstract string Star { get; }

    /// <summary>f_xx.</summary>
    public abstract string Derivative(string function, IEnumerable<string> variables);

    /// <summary>A name's differential: dt, dW1.</summary>
    public string Differential(string name) => $"d{Name(name)}";

    /// <summary>What d stands before: X, or (log S).</summary>
    public string Differential(Expression f) => f.Atom is Symbol symbol ? Differential(symbol.Name) : $"d{Parentheses(Bare(f))}";

    /// <summary>A formula, without parentheses around a function's only symbol: log S.</summary>
    public string Bare(Expression f) => f.Written is WrittenCall { Arguments: [WrittenName x] } call && this == Text ? $"{call.Function} {x.Text}" : Whole(f.Written);

    /// <summary>c₁ d₁ + c₂ d₂ + …, 0 if all are.</summary>
    public string Sum(IEnumerable<(Expression Coefficient, string Of)> terms)
    {
        var text = new System.Text.StringBuilder();
        foreach (var (coefficient, of) in terms.Where(term => !term.Coefficient.IsZero))
        {
            var (negative, magnitude) = coefficient.Written is WrittenSum { Terms: [(true, var only)] } ? (true, only) : (false, coefficient.Written);
            text.Append(text.Length == 0 ? negative ? "-" : "" : negative ? " - " : " + ").Append(Times(magnitude, of));
        }
        return text.Length == 0 ? "0" : text.ToString();
    }

    string Times(Written magnitude, string of) => magnitude is WrittenNumber { Value.IsOne: true } ? of : of.Length == 0 ? Coefficient(magnitude) : $"{Coefficient(magnitude)}{Space}{of}";

    /// <summary>Terms of an operator, c f_xy or, with the factor inside, (c f)_xy. Numbers stand before all: 1/2 (sigma^2*S^2 p)_SS.</summary>
    public string Operator(IEnumerable<(int Sign, Expression Coefficient, int[] By)> terms, string function, IReadOnlyList<string> variables, bool inside)
    {
        var text = new System.Text.StringBuilder();
        foreach (var (sign, coefficient, by) in terms.Where(term => !term.Coefficient.IsZero))
        {
            var (number, rest) = Split(coefficient);
            if (sign < 0) number = -number;
            var names = by.Select(i => variables[i]);
            string derivative = by.Length == 0 ? function : inside && !rest.IsOne ? Derivative(Parentheses(Product(rest, function)), names) : Derivative(function, names);
            if (!inside) derivative = Product(rest, derivative);
            text.Append(text.Length == 0 ? number.Sign < 0 ? "-" : "" : number.Sign < 0 ? " - " : " + ");
            text.Append(Times(new WrittenNumber(number.Abs), derivative));
        }
        return text.Length == 0 ? "0" : text.ToString();
    }

    /// <summary>The number of a product; of a sum the half that all its terms have.</summary>
    static (Coefficient Number, Expression Remaining) Split(Expression x)
    {
        bool negative = x.Written is WrittenSum { Terms: [(true, _)] };
        var number = x.Terms.Length == 1 ? x.Terms[0].Coefficient.Abs : x.Terms.All(term => !term.Coefficient.IsInteger) ? Calculus.Coefficient.Half : Calculus.Coefficient.One;
        if (negative) number = -number;
        return (number, x * Expression.Of(number.Inverse));
    }

    /// <summary>A factor and what it stands before, nothing for 1.</summary>
    string Product(Expression coefficient, string of) => coefficient.IsOne ? of : $"{Coefficient(coefficient.Written)}{Space}{of}";

    sealed class PlainNotation : Notation
    {
        public override string Space => " ";
        public override string Circle => "o ";
        public override string Star => "*";
        public override string Coefficient(Written written) => written.Within(Tightness.Product);
        public override string Whole(Written written) => written.Text;
        public override string Name(string name) => name;
        public override string Parentheses(string inner) => $"({inner})";
        public override string Derivative(string function, IEnumerable<string> variables) => $"{function}_{string.Concat(variables)}";
    }

    sealed class LatexNotation : Notation
    {
        public override string Space => @"\,";
        public override string Circle => @"\circ ";
        public override string Star => "^{*}";
        public override string Coefficient(Written written) => written.LatexWithin(Tightness.Product);
        public override string Whole(Written written) => written.Latex;
        public override string Name(string name) => LatexName.Of(name);
        public override string Parentheses(string inner) => $@"\left({inner}\right)";
        public override string Derivative(string function, IEnumerable<string> variables) => $"{function}_{{{string.Join(" ", variables.Select(LatexName.Of))}}}";
    }
}
