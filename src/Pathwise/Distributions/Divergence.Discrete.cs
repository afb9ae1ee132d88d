using static Pathwise.Functions;

namespace Pathwise.Distributions;

public static partial class Divergence
{
    /// <summary>Σ p(k) log(p(k)/q(k)) over the values of laws of finitely many; 0 log 0 is 0.</summary>
    static void AddDiscrete(Dictionary<(Type, Type), Func<Distribution, Distribution, Real>> table)
    {
        table.Add((Bernoulli p, Bernoulli q) => Term(p.Mean, q.Mean) + Term(1 - p.Mean, 1 - q.Mean));
        table.Add((Categorical p, Categorical q) => Sum(Term(p.Probabilities, q.Probabilities), Math.Max(p.Probabilities.Shape.Rank, q.Probabilities.Shape.Rank) - 1));
    }

    static Real Term(Real p, Real q) => Where(p == 0, 0, p * (Log(Where(p == 0, 1, p)) - Log(Where(p == 0, 1, q))));
}
