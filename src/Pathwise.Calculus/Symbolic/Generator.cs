namespace Pathwise.Calculus;

public sealed partial record ItoEquations
{
    /// <summary>L f = Σ aᵢ ∂f/∂xᵢ + ½ Σ Bᵢⱼ ∂²f/∂xᵢ∂xⱼ. (Kolmogorov, Math. Ann. 104, 1931; Øksendal, theorem 7.3.3.)</summary>
    public Generator Generator() => new(this);

    /// <summary>L* p = −Σ ∂(aᵢ p)/∂xᵢ + ½ Σ ∂²(Bᵢⱼ p)/∂xᵢ∂xⱼ, the adjoint of the generator.</summary>
    public Adjoint Adjoint() => new(this);

    /// <summary>The derivatives of second order with their factors, mixed ones once: ½ Bᵢᵢ and Bᵢⱼ.</summary>
    internal IEnumerable<(Expression Coefficient, int I, int J)> SecondOrder()
    {
        for (int i = 0; i < States.Count; i++)
            for (int j = i; j < States.Count; j++) yield return (i == j ? Expression.Of(Coefficient.Half) * Covariance[i, j] : Covariance[i, j], i, j);
    }
}

/// <summary>The generator L of a system.</summary>
/// <param name="Equations">The system.</param>
public sealed record Generator(ItoEquations Equations) : Statement
{
    /// <summary>L f.</summary>
    public Expression Of(Expression f)
    {
        f = Equations.Own(f);
        var sum = Expression.Zero;
        for (int i = 0; i < Equations.States.Count; i++) sum += Equations.Drift[i] * f.Differentiate(Equations.States[i]);
        foreach (var (coefficient, i, j) in Equations.SecondOrder()) sum += coefficient * f.Differentiate(Equations.States[i]).Differentiate(Equations.States[j]);
        return sum;
    }

    /// <summary>Kolmogorov's backward equation u_t + L u = 0, for u(t, x) = E(g(X_T) | X_t = x).</summary>
    public Statement BackwardEquation => new Equation(n => $"{n.Derivative("u", [ItoEquations.Time])}{Continued(Terms(n, "u"))} = 0");

    internal override string Write(Notation n) => $"L f = {Terms(n, "f")}";

    static string Continued(string terms) => terms == "0" ? "" : terms[0] == '-' ? $" - {terms[1..]}" : $" + {terms}";

    string Terms(Notation n, string function) => n.Operator(
    [
        .. Equations.Drift.Select((a, i) => (1, a, new[] { i })),
        .. Equations.SecondOrder().Select(term => (1, term.Coefficient, new[] { term.I, term.J })),
    ], function, Equations.States, inside: false);
}

/// <summary>The adjoint L* of a system's generator, which acts on densities.</summary>
/// <param name="Equations">The system.</param>
public sealed record Adjoint(ItoEquations Equations) : Statement
{
    /// <summary>L* p.</summary>
    public Expression Of(Expression p)
    {
        p = Equations.Own(p);
        var sum = Expression.Zero;
        for (int i = 0; i < Equations.States.Count; i++) sum -= (Equations.Drift[i] * p).Differentiate(Equations.States[i]);
        foreach (var (coefficient, i, j) in Equations.SecondOrder()) sum += (coefficient * p).Differentiate(Equations.States[i]).Differentiate(Equations.States[j]);
        return sum;
    }

    /// <summary>L* p with the derivatives carried out.</summary>
    public Statement Expanded => new Equation(n => $"L{n.Star} p = {n.Operator(ExpandedTerms(), "p", Equations.States, inside: false)}");

    /// <summary>The forward equation p_t = L* p of Fokker, Planck and Kolmogorov, for the density of X_t.</summary>
    public Statement ForwardEquation => new Equation(n => $"{n.Derivative("p", [ItoEquations.Time])} = {Divergence(n)}");

    internal override string Write(Notation n) => $"L{n.Star} p = {Divergence(n)}";

    string Divergence(Notation n) => n.Operator(
    [
        .. Equations.Drift.Select((a, i) => (-1, a, new[] { i })),
        .. Equations.SecondOrder().Select(term => (1, term.Coefficient, new[] { term.I, term.J })),
    ], "p", Equations.States, inside: true);

    IEnumerable<(int, Expression, int[])> ExpandedTerms()
    {
        int n = Equations.States.Count;
        var states = Equations.States;
        yield return (1, Of(Expression.One), []);
        for (int i = 0; i < n; i++)
            yield return (1, Enumerable.Range(0, n).Aggregate(-Equations.Drift[i], (sum, j) => sum + Equations.Covariance[i, j].Differentiate(states[j])), [i]);
        foreach (var (coefficient, i, j) in Equations.SecondOrder()) yield return (1, coefficient, [i, j]);
    }
}

/// <summary>A statement that is written when asked for.</summary>
internal sealed record Equation(Func<Notation, string> Text) : Statement
{
    internal override string Write(Notation notation) => Text(notation);
}
