using System.Globalization;

namespace Pathwise.Calculus;

/// <summary>How strongly the parts of a written formula hold together, from loosest to tightest.</summary>
internal enum Tightness { Choice, Or, And, Not, Comparison, Sum, Product, Power, Atom }

/// <summary>A formula as it is written down: which sums are factored, what stands over a fraction's bar, in which order.</summary>
internal abstract record Written
{
    string? _text;

    /// <summary>As model files write it.</summary>
    public string Text => _text ??= Write();

    public abstract Tightness Tightness { get; }

    public string Within(Tightness outer) => Tightness >= outer ? Text : $"({Text})";

    protected abstract string Write();

    /// <summary>As LaTeX writes it.</summary>
    public abstract string Latex { get; }

    public string LatexWithin(Tightness outer) => Tightness >= outer ? Latex : $@"\left({Latex}\right)";

    public sealed override string ToString() => Text;
}

internal sealed record WrittenName(string Name) : Written
{
    public override Tightness Tightness => Tightness.Atom;
    public override string Latex => LatexName.Of(Name);
    protected override string Write() => Name;
}

/// <summary>A number that is not negative; a fraction unless a decimal reads better.</summary>
internal sealed record WrittenNumber(Coefficient Value) : Written
{
    public override Tightness Tightness => Divisor is null ? Tightness.Atom : Tightness.Product;

    /// <summary>What is written over and under the bar: 3/2, but 0.05.</summary>
    public string Dividend => !Value.IsExact ? Decimal(Value.ToDouble()) : IsDecimal ? Decimal(Value.ToDouble()) : Value.Numerator.ToString(CultureInfo.InvariantCulture);
    public string? Divisor => !Value.IsExact || IsDecimal || Value.IsInteger ? null : Value.Denominator.ToString(CultureInfo.InvariantCulture);

    /// <summary>Fractions of tens that are no fractions of a few twos or of one five.</summary>
    bool IsDecimal => Value is { IsExact: true, IsInteger: false } && !(Value.Denominator <= 64 && Value.Denominator.IsPowerOfTwo)
        && (Coefficient.Of(Value.ToDouble()).Equals(Value) && Decimal(Value.ToDouble()).Length <= 12 && (1_000_000_000_000 % Value.Denominator).IsZero);

    static string Decimal(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public override string Latex => Divisor is null ? LatexDecimal(Dividend) : $@"\tfrac{{{Dividend}}}{{{Divisor}}}";

    static string LatexDecimal(string text) => text.IndexOf('E', StringComparison.Ordinal) is > 0 and var at
        ? $@"{text[..at]} \cdot 10^{{{int.Parse(text.AsSpan(at + 1), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)}}}" : text;

    protected override string Write() => Divisor is null ? Dividend : $"{Dividend}/{Divisor}";
}

/// <summary>Terms added and subtracted; one term alone if that is negative.</summary>
internal sealed record WrittenSum((bool Negative, Written Term)[] Terms) : Written
{
    public override Tightness Tightness => Tightness.Sum;
    public override string Latex => Joined(term => term.LatexWithin(Tightness.Product));
    protected override string Write() => Joined(term => term.Within(Tightness.Product));

    string Joined(Func<Written, string> write) => string.Concat(Terms.Select((term, i) => (i == 0 ? term.Negative ? "-" : "" : term.Negative ? " - " : " + ") + write(term.Term)));
}

/// <summary>A number times factors, over factors.</summary>
internal sealed record WrittenProduct(WrittenNumber Number, Written[] Over, Written[] Under) : Written
{
    public override Tightness Tightness => Tightness.Product;

    protected override string Write()
    {
        var over = Over.Select(factor => factor.Within(Tightness.Power)).ToList();
        var under = Under.Select(factor => factor.Within(Tightness.Power)).ToList();
        if (Number.Dividend != "1" || over.Count == 0) over.Insert(0, Number.Dividend);
        if (Number.Divisor is { } divisor) under.Insert(0, divisor);
        string text = string.Join("*", over);
        return under.Count == 0 ? text : under.Count == 1 ? $"{text}/{under[0]}" : $"{text}/({string.Join("*", under)})";
    }

    public override string Latex
    {
        get
        {
            if (Under.Length == 0) return (Number.Value.IsOne ? "" : Number.Latex + (Number.Divisor is null ? " " : "")) + Factors(Over);
            string over = Factors(Over);
            if (Number.Dividend != "1" || over.Length == 0) over = over.Length == 0 ? Number.Dividend : $"{Number.Dividend} {over}";
            return $@"\frac{{{over}}}{{{(Number.Divisor is { } divisor ? divisor + " " : "")}{Factors(Under)}}}";
        }
    }

    /// <summary>A sum alone over or under a bar needs no parentheses.</summary>
    string Factors(Written[] factors) => factors is [var only] && Under.Length > 0 && Number.Divisor is null && (Number.Dividend == "1" || ReferenceEquals(factors, Under))
        ? only.Latex : string.Join(" ", factors.Select(factor => factor.LatexWithin(Tightness.Power)));
}

internal sealed record WrittenPower(Written Base, Written Exponent) : Written
{
    public override Tightness Tightness => Tightness.Power;
    protected override string Write() => $"{Base.Within(Tightness.Atom)}^{Exponent.Within(Tightness.Atom)}";

    public override string Latex => Base is WrittenCall { Function: "sin" or "cos" or "tan" or "sinh" or "cosh" or "tanh" or "log" } call
        ? call.WithExponent(Exponent.Latex) : $"{Base.LatexWithin(Tightness.Atom)}^{{{Exponent.Latex}}}";
}

/// <summary>A function of its arguments; the root and the exponential among them.</summary>
internal sealed record WrittenCall(string Function, Written[] Arguments) : Written
{
    public override Tightness Tightness => Tightness.Atom;
    protected override string Write() => $"{Function}({string.Join(", ", Arguments.Select(argument => argument.Text))})";

    public override string Latex => Function switch
    {
        "sqrt" => $@"\sqrt{{{Arguments[0].Latex}}}",
        "exp" => $"e^{{{Arguments[0].Latex}}}",
        "abs" => $@"\left|{Arguments[0].Latex}\right|",
        "floor" => $@"\left\lfloor {Arguments[0].Latex} \right\rfloor",
        _ => WithExponent(null),
    };

    public string WithExponent(string? exponent)
    {
        string name = Function switch
        {
            "log" or "sin" or "cos" or "tan" or "sinh" or "cosh" or "tanh" or "min" or "max" => $@"\{Function}",
            "asin" or "acos" or "atan" => $@"\arc{Function[1..]}",
            "normal_cdf" => @"\Phi",
            "normal_quantile" => @"\Phi^{-1}",
            "digamma" => @"\psi",
            _ => $@"\operatorname{{{Function.Replace("_", @"\_", StringComparison.Ordinal)}}}",
        };
        if (exponent is not null) name += $"^{{{exponent}}}";
        return Arguments is [WrittenName only] && name[0] == '\\' && Function is not ("normal_cdf" or "normal_quantile" or "digamma") ? $"{name} {only.Latex}"
            : $@"{name}\left({string.Join(", ", Arguments.Select(argument => argument.Latex))}\right)";
    }
}

/// <summary>Two sides joined by a comparison or a word of logic.</summary>
internal sealed record WrittenRelation(Tightness Own, Written Left, string Sign, Written Right) : Written
{
    public override Tightness Tightness => Own;
    protected override string Write() => $"{Left.Within(Own + 1)} {Sign} {Right.Within(Own + 1)}";
    public override string Latex => $"{Left.LatexWithin(Own + 1)} {Sign switch { "<=" => @"\le", "==" => "=", "and" => @"\wedge", "or" => @"\vee", _ => Sign }} {Right.LatexWithin(Own + 1)}";
}

internal sealed record WrittenNot(Written Inner) : Written
{
    public override Tightness Tightness => Tightness.Not;
    protected override string Write() => $"not {Inner.Within(Tightness.Comparison)}";
    public override string Latex => $@"\neg {Inner.LatexWithin(Tightness.Comparison)}";
}

/// <summary>if c then a else b.</summary>
internal sealed record WrittenChoice(Written Condition, Written WhenTrue, Written WhenFalse) : Written
{
    public override Tightness Tightness => Tightness.Choice;
    protected override string Write() => $"if {Condition.Within(Tightness.Or)} then {WhenTrue.Within(Tightness.Sum)} else {WhenFalse.Within(Tightness.Sum)}";
    public override string Latex => $@"\begin{{cases}}{WhenTrue.Latex} & {Condition.Latex} \\ {WhenFalse.Latex} & \text{{otherwise}}\end{{cases}}";
}

/// <summary>Names in LaTeX: sigma is \sigma, S0 and S_0 are S_{0}, longer names stand upright.</summary>
internal static class LatexName
{
    static readonly HashSet<string> s_greek = new(StringComparer.Ordinal)
    {
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega",
        "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega",
    };

    public static string Of(string name)
    {
        int underscore = name.IndexOf('_', StringComparison.Ordinal);
        string stem = underscore > 0 ? name[..underscore] : name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        if (stem.Length == 0) return name;
        string below = underscore > 0 ? name[(underscore + 1)..] : name[stem.Length..];
        string letter = Letter(stem);
        return below.Length == 0 ? letter : $"{letter}_{{{(below.All(char.IsAsciiDigit) ? below : Of(below))}}}";
    }

    static string Letter(string stem) => s_greek.Contains(stem) ? $@"\{stem}" : stem.Length == 1 ? stem : stem == "eps" ? @"\varepsilon" : $@"\mathrm{{{stem}}}";
}
