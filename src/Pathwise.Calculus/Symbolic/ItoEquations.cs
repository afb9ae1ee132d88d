using Pathwise.Ops;

namespace Pathwise.Calculus;

/// <summary>
/// A system of Itô equations in formulas: dXᵢ = aᵢ dt + Σₖ bᵢₖ dWₖ with d[Wⱼ, Wₖ] = ρⱼₖ dt. What Itô's calculus says of it (the lemma, variations, the generator and its adjoint, the form of
/// Stratonovich, changes of variables) is had as formulas too.
/// </summary>
public sealed partial record ItoEquations : Statement
{
    /// <summary>The name of time.</summary>
    public const string Time = "t";

    ItoEquations(string[] states, Expression[] drift, Expression[,] diffusion, string[] drivers, Expression[,]? factor, Func<string, bool>? isPositive)
    {
        IsPositive = isPositive ?? (_ => false);
        (States, Drivers) = (states, drivers);
        Drift = [.. drift.Select(Own)];
        Diffusion = Map(diffusion, Own);
        Factor = factor is null ? Identity(drivers.Length) : Map(factor, Own);
        Correlation = Product(Factor, Transposed(Factor));
        Covariance = Product(Product(Diffusion, Correlation), Transposed(Diffusion));
    }

    /// <summary>The names of the states.</summary>
    public IReadOnlyList<string> States { get; }

    /// <summary>The names of the drivers, without the d of their differentials.</summary>
    public IReadOnlyList<string> Drivers { get; }

    /// <summary>a.</summary>
    public IReadOnlyList<Expression> Drift { get; }

    internal Expression[,] Diffusion { get; }

    /// <summary>L with ρ = L Lᵀ.</summary>
    internal Expression[,] Factor { get; }

    /// <summary>ρ.</summary>
    internal Expression[,] Correlation { get; }

    /// <summary>B = b ρ bᵀ, so that d[Xᵢ, Xⱼ] = Bᵢⱼ dt.</summary>
    internal Expression[,] Covariance { get; }

    internal Func<string, bool> IsPositive { get; }

    /// <summary>bᵢₖ, the factor of a driver in a state's equation.</summary>
    public Expression DiffusionOf(int state, int driver) => Diffusion[state, driver];

    /// <summary>Whether both are the same equations.</summary>
    public bool Equals(ItoEquations? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(ToString(), StringComparison.Ordinal);

    /// <summary>A scalar equation, from formulas.</summary>
    /// <param name="state">The state's name.</param>
    /// <param name="drift">a, in the state, time t and parameters.</param>
    /// <param name="diffusion">b.</param>
    /// <param name="positive">Names of what is known to be positive.</param>
    public static ItoEquations Of(string state, Expression drift, Expression diffusion, params string[] positive) =>
        new([state], [drift], new[,] { { diffusion } }, ["W"], null, name => positive.Contains(name, StringComparer.Ordinal));

    /// <summary>A scalar equation, from functions of state and time over parameters made by <see cref="Expression.Unknown"/>.</summary>
    public static ItoEquations Of(Func<Real, Real, Real> drift, Func<Real, Real, Real> diffusion, string state = "X", params string[] positive) =>
        Of(new ItoSystem((t, x) => [drift(x[0], t)], (t, x) => new Real?[,] { { diffusion(x[0], t) } }, 1, Names: ["dW"]), [state], name => positive.Contains(name, StringComparer.Ordinal));

    /// <summary>A system, from formulas.</summary>
    /// <param name="states">The states' names.</param>
    /// <param name="drift">a.</param>
    /// <param name="diffusion">b, a row for each state and a column for each driver.</param>
    /// <param name="correlation">ρ for two drivers; null: independent ones.</param>
    /// <param name="positive">Names of what is known to be positive.</param>
    public static ItoEquations Of(string[] states, Expression[] drift, Expression[,] diffusion, Expression? correlation = null, params string[] positive)
    {
        int drivers = diffusion.GetLength(1);
        if (drift.Length != states.Length || diffusion.GetLength(0) != states.Length || (correlation is not null && drivers != 2))
            throw new PathwiseException("PW2023", $"{states.Length} states, {drift.Length} drifts and a diffusion of {diffusion.GetLength(0)} × {drivers}", "give a drift and a row of the diffusion for each state, and a correlation for two drivers only");
        var factor = correlation is null ? null : new[,] { { Expression.One, Expression.Zero }, { correlation, (Expression.One - correlation * correlation).Sqrt() } };
        return new(states, drift, diffusion, Named(drivers, null), factor, name => positive.Contains(name, StringComparer.Ordinal));
    }

    /// <summary>The formulas of a traced system. Parameters go by their names.</summary>
    internal static ItoEquations Of(ItoSystem system, string[] states, Func<string, bool>? isPositive = null)
    {
        var t = Expression.Unknown(Time);
        Real[] x = [.. states.Select(Expression.Unknown)];
        Expression Formula(Real? entry) => entry is { } value ? Expression.Of(value.Node, _ => null, isPositive) : Expression.Zero;
        return new(states, [.. system.Drift(t, x).Select(a => Formula(a))], Map(system.Diffusion(t, x), Formula), Named(system.Drivers, system.Names),
            system.Correlation is { } l ? Map(l, entry => Formula(entry)) : null, isPositive);
    }

    static string[] Named(int drivers, string[]? names) => [.. Enumerable.Range(0, drivers).Select(k => names?[k] is { Length: > 1 } name ? name[1..] : drivers == 1 ? "W" : $"W{k + 1}")];

    /// <summary>The formula with the system's own symbols for states and time, which are variables.</summary>
    internal Expression Own(Expression x) => x.Substitute(x.Names.ToDictionary(name => name,
        name => Expression.Of(new Symbol(name, IsPositive(name) || x.Atoms.First(symbol => symbol.Name == name).IsPositive, name == Time || States.Contains(name, StringComparer.Ordinal))), StringComparer.Ordinal));

    internal override string Write(Notation n) => string.Join("\n", Drift.Select((a, i) => $"{n.Differential(States[i])} = {Right(n, a, i)}"));

    string Right(Notation n, Expression drift, int state) => n.Sum([(drift, n.Differential(Time)), .. Drivers.Select((driver, k) => (Diffusion[state, k], n.Differential(driver)))]);

    /// <summary>Which drivers and states each state's change depends on.</summary>
    public override string ToMermaid()
    {
        var edges = new List<(string, string)>();
        for (int i = 0; i < States.Count; i++)
        {
            for (int k = 0; k < Drivers.Count; k++) if (!Diffusion[i, k].IsZero) edges.Add(($"w{k}", $"x{i}"));
            for (int j = 0; j < States.Count; j++)
                if (Drift[i].Mentions(States[j]) || Enumerable.Range(0, Drivers.Count).Any(k => Diffusion[i, k].Mentions(States[j]))) edges.Add(($"x{j}", $"x{i}"));
        }
        string[] lines = ToString().Split('\n');
        return Flowchart([.. Drivers.Select((driver, k) => ($"w{k}", $"d{driver}")), .. lines.Select((line, i) => ($"x{i}", line))], [.. edges]);
    }

    static TResult[,] Map<T, TResult>(T[,] matrix, Func<T, TResult> f)
    {
        var result = new TResult[matrix.GetLength(0), matrix.GetLength(1)];
        for (int i = 0; i < matrix.GetLength(0); i++)
            for (int j = 0; j < matrix.GetLength(1); j++) result[i, j] = f(matrix[i, j]);
        return result;
    }

    internal static Expression[,] Identity(int n)
    {
        var identity = new Expression[n, n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) identity[i, j] = i == j ? Expression.One : Expression.Zero;
        return identity;
    }

    internal static Expression[,] Transposed(Expression[,] a)
    {
        var result = new Expression[a.GetLength(1), a.GetLength(0)];
        for (int i = 0; i < a.GetLength(0); i++)
            for (int j = 0; j < a.GetLength(1); j++) result[j, i] = a[i, j];
        return result;
    }

    internal static Expression[,] Product(Expression[,] a, Expression[,] b)
    {
        var product = new Expression[a.GetLength(0), b.GetLength(1)];
        for (int i = 0; i < product.GetLength(0); i++)
            for (int j = 0; j < product.GetLength(1); j++)
                product[i, j] = Enumerable.Range(0, a.GetLength(1)).Aggregate(Expression.Zero, (sum, k) => sum + a[i, k] * b[k, j]);
        return product;
    }
}
