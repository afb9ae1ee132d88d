namespace Pathwise.Calculus;

public sealed partial record ItoEquations
{
    /// <summary>
    /// Itô's lemma for f(t, X): df = (∂f/∂t + Σ aᵢ ∂f/∂xᵢ + ½ Σ Bᵢⱼ ∂²f/∂xᵢ∂xⱼ) dt + Σₖ (Σᵢ bᵢₖ ∂f/∂xᵢ) dWₖ. (Itô, Nagoya Math. J. 3, 1951; Øksendal, Stochastic Differential Equations, theorem 4.2.1.)
    /// </summary>
    public ItoLemma Lemma(Expression f)
    {
        f = Own(f);
        Expression[] first = [.. States.Select(f.Differentiate)];
        Expression chain = f.Differentiate(Time), correction = Expression.Zero;
        for (int i = 0; i < States.Count; i++)
        {
            chain += Drift[i] * first[i];
            for (int j = 0; j < States.Count; j++) correction += Expression.Of(Coefficient.Half) * Covariance[i, j] * first[i].Differentiate(States[j]);
        }
        return new(this, f, chain, correction, [.. Drivers.Select((_, k) => Enumerable.Range(0, States.Count).Aggregate(Expression.Zero, (sum, i) => sum + first[i] * Diffusion[i, k]))]);
    }

    /// <summary>Itô's lemma for a function of the only state.</summary>
    public ItoLemma Lemma(Func<Real, Real> f) => Lemma(Expression.Traced(f(Expression.Unknown(States[0]))));

    /// <summary>Itô's lemma for a function of time and the states.</summary>
    public ItoLemma Lemma(Func<Real, Real[], Real> f) => Lemma(Expression.Traced(f(Expression.Unknown(Time), [.. States.Select(Expression.Unknown)])));

    /// <summary>d[f] = Σ Bᵢⱼ ∂f/∂xᵢ ∂f/∂xⱼ dt.</summary>
    public Variation QuadraticVariation(Expression f) => new(Own(f), Own(f), Rate(f, f));

    /// <summary>d[f, g] = Σ Bᵢⱼ ∂f/∂xᵢ ∂g/∂xⱼ dt.</summary>
    public Variation Covariation(Expression f, Expression g) => new(Own(f), Own(g), Rate(f, g));

    Expression Rate(Expression f, Expression g)
    {
        (f, g) = (Own(f), Own(g));
        var rate = Expression.Zero;
        for (int i = 0; i < States.Count; i++)
            for (int j = 0; j < States.Count; j++) rate += Covariance[i, j] * f.Differentiate(States[i]) * g.Differentiate(States[j]);
        return rate;
    }
}

/// <summary>Itô's lemma for one function of a system's states.</summary>
/// <param name="Equations">The system.</param>
/// <param name="Function">f.</param>
/// <param name="ChainRule">∂f/∂t + Σ aᵢ ∂f/∂xᵢ, the drift that the ordinary chain rule gives.</param>
/// <param name="Correction">½ Σ Bᵢⱼ ∂²f/∂xᵢ∂xⱼ, what Itô's calculus adds.</param>
/// <param name="Diffusion">For each driver its factor in df.</param>
public sealed record ItoLemma(ItoEquations Equations, Expression Function, Expression ChainRule, Expression Correction, IReadOnlyList<Expression> Diffusion) : Statement
{
    /// <summary>The drift of f: chain rule and correction.</summary>
    public Expression Drift { get; } = ChainRule + Correction;

    internal override string Write(Notation n) => $"{n.Differential(Function)} = {Right(n, Drift)}";

    string Right(Notation n, Expression drift) =>
        n.Sum([(drift, n.Differential(ItoEquations.Time)), .. Diffusion.Select((b, k) => (b, n.Differential(Equations.Drivers[k])))]);

    /// <summary>How the terms come about: the chain rule's from the equations, the correction from the quadratic variation.</summary>
    public override string ToMermaid()
    {
        var variations = new List<string>();
        for (int i = 0; i < Equations.States.Count; i++)
            for (int j = 0; j <= i; j++)
                if (!Equations.Covariance[i, j].IsZero) variations.Add(new Variation(Symbol(j), Symbol(i), Equations.Covariance[i, j]).ToString());
        var n = Notation.Text;
        return Flowchart(
            [("x", Equations.ToString()), ("f", $"f = {Function}"), ("v", string.Join("\n", variations)), ("c", $"chain rule: {Right(n, ChainRule)}"),
                ("i", $"Itô's correction: {n.Sum([(Correction, n.Differential(ItoEquations.Time))])}"), ("d", ToString())],
            [("x", "c"), ("f", "c"), ("x", "v"), ("v", "i"), ("f", "i"), ("c", "d"), ("i", "d")]);
    }

    /// <summary>Checks the lemma path by path at N, 2N, 4N, … steps.</summary>
    /// <param name="values">Numbers for the parameters, and the states' initial values.</param>
    /// <param name="end">T.</param>
    /// <param name="steps">N.</param>
    /// <param name="levels">How many numbers of steps.</param>
    /// <param name="paths">How many paths.</param>
    /// <param name="seed">The seed of the noise.</param>
    /// <param name="withCorrection">False leaves Itô's correction out, to see that it is needed.</param>
    public LemmaCheck Check(IReadOnlyDictionary<string, double> values, double end = 1, int steps = 16, int levels = 4, int paths = 4096, long seed = 0, bool withCorrection = true)
    {
        int[] numbers = [.. Enumerable.Range(0, levels).Select(level => steps << level)];
        return new(numbers, [.. numbers.Select(n => LemmaCheck.Difference(this, withCorrection ? Drift : ChainRule, values, end, n, paths, seed))]);
    }

    Expression Symbol(int state) => Equations.Own(Expression.Symbol(Equations.States[state]));
}

/// <summary>d[f, g] = rate dt, the quadratic variation d[f] if both are one.</summary>
/// <param name="First">f.</param>
/// <param name="Second">g.</param>
/// <param name="Rate">The rate.</param>
public sealed record Variation(Expression First, Expression Second, Expression Rate) : Statement
{
    internal override string Write(Notation n) =>
        $"d[{n.Bare(First)}{(First.Equals(Second) ? "" : $", {n.Bare(Second)}")}] = {n.Sum([(Rate, n.Differential(ItoEquations.Time))])}";
}
