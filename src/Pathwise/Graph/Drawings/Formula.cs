namespace Pathwise.Graphs.Drawings;

/// <summary>How strongly the parts of an expression hold together, from loosest to tightest.</summary>
internal enum Binding { Conditional, Logic, Comparison, Sum, Product, Power, Atom }

/// <summary>An expression as a drawing writes it. It mentions the boxes that its value comes from.</summary>
internal abstract class Formula
{
    string? _text;

    public string Text => _text ??= Write();
    public abstract Binding Binding { get; }
    public abstract IEnumerable<Formula> Parts { get; }

    /// <summary>The boxes mentioned, each once, in the order of reading.</summary>
    public virtual IEnumerable<Mention> Mentions => Parts.SelectMany(part => part.Mentions).Distinct();

    public string Within(Binding outer) => Binding >= outer ? Text : $"({Text})";

    protected abstract string Write();
}

/// <summary>A box named in a formula; of a loop, the exit the value leaves by.</summary>
internal readonly record struct Mention(Vertex Vertex, Vertex? Exit = null);

/// <summary>A name.</summary>
internal sealed class Symbol(string name, Mention? of) : Formula
{
    public override Binding Binding => Binding.Atom;
    public override IEnumerable<Formula> Parts => [];
    public override IEnumerable<Mention> Mentions => of is { } mention ? [mention] : [];
    protected override string Write() => name;
}

/// <summary>A number.</summary>
internal sealed class Literal(double value) : Formula
{
    public double Value => value;
    public override Binding Binding => value < 0 || Notation.Divisor(value) is not null ? Binding.Product : Binding.Atom;
    public override IEnumerable<Formula> Parts => [];
    protected override string Write() => Notation.Divisor(Math.Abs(value)) is { } divisor ? $"{(value < 0 ? "−" : "")}1/{divisor}" : Notation.Number(value);
}

/// <summary>A sum of terms, each added or subtracted.</summary>
internal sealed class Total : Formula
{
    readonly (bool Negative, Formula Term)[] _terms;

    Total((bool, Formula)[] terms) => _terms = terms;

    public override Binding Binding => Binding.Sum;
    public override IEnumerable<Formula> Parts => _terms.Select(term => term.Term);

    public static Formula Of(Formula x, Formula y, bool negative)
    {
        var (sign, magnitude) = Factors.Split(y);
        (bool, Formula)[] first = x is Total sum ? sum._terms : [(false, x)];
        if (magnitude is Total other && !sign && !negative) return new Total([.. first, .. other._terms]);
        return new Total([.. first, (sign != negative, magnitude)]);
    }

    protected override string Write() => string.Concat(_terms.Select((term, i) =>
        (i == 0 ? term.Negative ? "−" : "" : term.Negative ? " − " : " + ") + term.Term.Within(term.Negative ? Binding.Product : Binding.Sum)));
}

/// <summary>A product of powers over a product: equal factors are gathered, the number comes first.</summary>
internal sealed class Factors : Formula
{
    readonly double _number;
    readonly (Formula Base, int Power)[] _over, _under;

    Factors(double number, (Formula, int)[] over, (Formula, int)[] under) => (_number, _over, _under) = (number, over, under);

    public override Binding Binding => _number == 1 && _under.Length == 0 && _over is [{ Power: > 1 }] ? Binding.Power : Binding.Product;
    public override IEnumerable<Formula> Parts => _over.Concat(_under).Select(factor => factor.Base);

    public static Formula Negative(Formula x) => x is Literal n ? new Literal(-n.Value) : Make(-1, [.. Of(x)._over], [.. Of(x)._under], Of(x)._number);
    public static Formula Multiply(Formula x, Formula y) => Make(Of(x)._number, [.. Of(x)._over, .. Of(y)._over], [.. Of(x)._under, .. Of(y)._under], Of(y)._number);

    public static Formula Divide(Formula x, Formula y) => y is Literal { Value: not 1 } n && Of(x)._number == 1
        ? Make(1, Of(x)._over, [.. Of(x)._under, (n, 1)], 1)
        : Make(Of(x)._number, [.. Of(x)._over, .. Of(y)._under], [.. Of(x)._under, .. Of(y)._over], 1 / Of(y)._number);

    /// <summary>The sign of a term, and the term without it.</summary>
    public static (bool Negative, Formula Magnitude) Split(Formula x) => x switch
    {
        Factors { _number: < 0 } f => (true, Make(-f._number, f._over, f._under, 1)),
        Literal { Value: < 0 } n => (true, new Literal(-n.Value)),
        _ => (false, x),
    };

    static Factors Of(Formula x) => x as Factors ?? (x is Literal n ? new(n.Value, [], []) : new(1, [(x, 1)], []));

    static Formula Make(double number, (Formula Base, int Power)[] over, (Formula Base, int Power)[] under, double times)
    {
        number *= times;
        var gathered = over.GroupBy(factor => factor.Base.Text, StringComparer.Ordinal).Select(same => (same.First().Base, same.Sum(factor => factor.Power))).ToArray();
        if (gathered.Any(factor => factor.Item2 > 9)) gathered = over;
        if (gathered.Length == 0 && under.Length == 0) return new Literal(number);
        return number == 1 && under.Length == 0 && gathered is [(var only, 1)] ? only : new Factors(number, gathered, under);
    }

    protected override string Write()
    {
        double size = Math.Abs(_number);
        string? divisor = Notation.Divisor(size);
        List<string> over = [.. _over.Select(Power)], under = [.. _under.Select(Power)];
        if (divisor is not null) under.Insert(0, divisor);
        else if (size != 1 || over.Count == 0) over.Insert(0, size == 0.5 && over.Count > 0 ? "½" : Notation.Number(size));
        if (over.Count == 0) over.Add("1");
        string text = (_number < 0 ? "−" : "") + string.Join("·", over);
        return under.Count == 0 ? text : under.Count == 1 ? $"{text}/{under[0]}" : $"{text}/({string.Join("·", under)})";
    }

    string Power((Formula Base, int Power) factor) =>
        factor.Power == 1 ? factor.Base.Within(Binding.Power) : factor.Base.Within(Binding.Atom) + Notation.Exponent(factor.Power);
}

/// <summary>A function of its arguments; a root and a power have signs of their own.</summary>
internal sealed class Application(string function, params Formula[] arguments) : Formula
{
    public override Binding Binding => function == "^" ? Binding.Power : Binding.Atom;
    public override IEnumerable<Formula> Parts => arguments;

    protected override string Write() => function switch
    {
        "√" => arguments[0] is Symbol or Literal { Binding: Binding.Atom } ? "√" + arguments[0].Text : $"√({arguments[0].Text})",
        "^" => $"{arguments[0].Within(Binding.Atom)}^{arguments[1].Within(Binding.Atom)}",
        _ => $"{function}({string.Join(", ", arguments.Select(argument => argument.Text))})",
    };
}

/// <summary>Two sides joined by a comparison or by a word of logic.</summary>
internal sealed class Relation(Binding binding, Formula left, string sign, Formula right) : Formula
{
    public override Binding Binding => binding;
    public override IEnumerable<Formula> Parts => [left, right];
    protected override string Write() => $"{left.Within(binding + 1)} {sign} {right.Within(binding + 1)}";
}

/// <summary>if c then a else b.</summary>
internal sealed class Choice(Formula condition, Formula a, Formula b) : Formula
{
    public override Binding Binding => Binding.Conditional;
    public override IEnumerable<Formula> Parts => [condition, a, b];
    protected override string Write() => $"if {condition.Within(Binding.Logic)} then {a.Within(Binding.Sum)} else {b.Within(Binding.Sum)}";
}
