namespace Pathwise.Calculus;

public sealed partial record ItoEquations
{
    /// <summary>
    /// The equation of Y = f(X) in terms of Y, for a scalar equation and an f that has an inverse: a chain of affine functions, powers, log, exp, tan, sinh, tanh and their inverses. Inverses are principal
    /// (X = arctan Y lies between −π/2 and π/2).
    /// </summary>
    /// <param name="f">f, in the state.</param>
    /// <param name="name">The name of Y.</param>
    /// <param name="inverse">X in terms of Y, if it is not to be searched for.</param>
    public TransformedEquation Transform(Expression f, string name = "Y", Expression? inverse = null)
    {
        if (States.Count != 1) throw new PathwiseException("PW2024", $"a change of variable in a system of {States.Count} equations", "use the lemma for each function: it writes their equations in the old variables");
        f = Own(f);
        if (f.Mentions(Time)) throw new PathwiseException("PW2024", "a change of variable that depends on time", "use the lemma: it writes the equation in the old variable");
        if (name == States[0] || name == Time) throw new PathwiseException("PW2024", $"the new variable has the name of the old one or of time, {name}", "give it a name of its own");
        var lemma = Lemma(f);
        return Transformed(lemma, lemma.Drift, lemma.Diffusion, name, inverse);
    }

    TransformedEquation Transformed(ItoLemma lemma, Expression drift, IReadOnlyList<Expression> diffusion, string name, Expression? inverse)
    {
        var f = lemma.Function;
        bool isPositive = !f.IsZero && f.IsNotNegative;
        var y = Expression.Of(new Symbol(name, isPositive, isVariable: true));
        var state = (Symbol)Own(Expression.Symbol(States[0])).Atom!;
        var (root, n) = inverse is not null ? (Own(inverse), Expression.One) : Solving.Solve(f, state, y)
            ?? throw new PathwiseException("PW2025", $"no inverse of {f} is known", "give the inverse, or a function made of sums, products, powers and log, exp, tan, sinh, tanh and their inverses in which the state occurs once");
        Expression In(Expression x) => x.Substitute(state.Name, root, n);
        return new(lemma, n.IsOne ? root : root.Pow(n), new([name], [In(drift)], Row(diffusion, In), [.. Drivers], Factor, other => IsPositive(other) || (other == name && isPositive)));
    }

    static Expression[,] Row(IReadOnlyList<Expression> entries, Func<Expression, Expression> f)
    {
        var row = new Expression[1, entries.Count];
        for (int k = 0; k < entries.Count; k++) row[0, k] = f(entries[k]);
        return row;
    }

    /// <summary>
    /// Lamperti's transform Y = ∫ dx/b(x) of a scalar equation with one driver, whose diffusion is 1. (Lamperti, J. Math. Kyoto Univ. 4, 1964; Iacus, Simulation and Inference for Stochastic Differential
    /// Equations, 2008, §1.11.)
    /// </summary>
    /// <param name="name">The name of Y.</param>
    public TransformedEquation Lamperti(string name = "Y")
    {
        if (States.Count != 1 || Drivers.Count != 1) throw new PathwiseException("PW2024", "Lamperti's transform of a system", "give one equation with one driver");
        var b = Diffusion[0, 0];
        if (b.IsZero || b.Mentions(Time) || LampertiIntegral.Of(b, States[0]) is not { } f)
            throw new PathwiseException("PW2026", $"the integral of 1/b is not known for b = {b}", "give a diffusion that is an affine function, a power c*x^k, c*sqrt(1 + x^2), c*(1 - x^2), c*x*(1 - x) or its root, or c*cos(x)^2; or transform by a function of your own");
        // With f′ = 1/b the drift a f′ + ½ b² f″ is a/b − ½ b′.
        return Transformed(Lemma(f), Drift[0] / b - Expression.Of(Coefficient.Half) * b.Differentiate(States[0]), [Expression.One], name, null);
    }
}

/// <summary>The equation of Y = f(X) in terms of Y.</summary>
/// <param name="Lemma">The same in terms of X.</param>
/// <param name="Inverse">X in terms of Y.</param>
/// <param name="Equations">The equation of Y.</param>
public sealed record TransformedEquation(ItoLemma Lemma, Expression Inverse, ItoEquations Equations) : Statement
{
    internal override string Write(Notation n) => Equations.Write(n);

    /// <summary>The old equation, the change of variable and the new equation.</summary>
    public override string ToMermaid() => Flowchart(
        [("x", Lemma.Equations.ToString()), ("f", $"{Equations.States[0]} = {Lemma.Function}\n{Lemma.Equations.States[0]} = {Inverse}"), ("d", Lemma.ToString()), ("y", ToString())],
        [("x", "d"), ("f", "d"), ("d", "y"), ("f", "y")]);
}
