using static Pathwise.Functions;

namespace Pathwise.Distributions;

public static partial class Divergence
{
    static void AddMultivariate(Dictionary<(Type, Type), Func<Distribution, Distribution, Real>> table)
    {
        table.Add((Dirichlet p, Dirichlet q) =>
        {
            int last = p.Concentration.Shape.Rank - 1;
            var difference = p.Concentration - q.Concentration;
            return q.LogNormaliser - p.LogNormaliser + Sum(difference * Digamma(p.Concentration), last) - Sum(difference, last) * Digamma(Sum(p.Concentration, last));
        });
        table.Add((VonMisesFisher p, VonMisesFisher q) =>
            q.LogNormaliser - p.LogNormaliser + p.MeanCosine * (p.Concentration - q.Concentration * Sum(p.Direction * q.Direction)));
        // ½(tr Σ_q⁻¹Σ_p + (μ_p − μ_q)ᵀΣ_q⁻¹(μ_p − μ_q) − d) + ½ log det Σ_q − ½ log det Σ_p.
        table.Add((MultivariateNormal p, MultivariateNormal q) => OfNormals(p.Dimension, ToNormal(q, p.Mean, p.Triangle), Triangular.LogDeterminant(q.Triangle) - Triangular.LogDeterminant(p.Triangle)));
        table.Add((LowRankNormal p, MultivariateNormal q) => OfNormals(p.Dimension, ToNormal(q, p.Mean, Root(p)), Triangular.LogDeterminant(q.Triangle) - p.HalfLogDeterminant(p.Capacitance)));
        table.Add((MultivariateNormal p, LowRankNormal q) => OfNormals(p.Dimension, ToLowRank(q, p.Mean, p.Triangle), q.HalfLogDeterminant(q.Capacitance) - Triangular.LogDeterminant(p.Triangle)));
        table.Add((LowRankNormal p, LowRankNormal q) => OfNormals(p.Dimension, ToLowRank(q, p.Mean, Root(p)), q.HalfLogDeterminant(q.Capacitance) - p.HalfLogDeterminant(p.Capacitance)));
    }

    static Real OfNormals(int dimension, Real squares, Real logDeterminants) => 0.5 * (squares - dimension) + logDeterminants;

    /// <summary>tr Σ_q⁻¹AAᵀ + |μ − μ_q|² in the metric of Σ_q⁻¹.</summary>
    static Real ToNormal(MultivariateNormal q, Real mean, Real[,] root) =>
        Triangular.SquaresOfSolutions(q.Triangle, root) + Triangular.Squares(Triangular.Solve(q.Triangle, Triangular.Elements(mean - q.Mean, q.Dimension)));

    static Real ToLowRank(LowRankNormal q, Real mean, Real[,] root)
    {
        var capacitance = q.Capacitance;
        return q.Quadratic(capacitance, mean - q.Mean) + Triangular.Total(Enumerable.Range(0, root.GetLength(1)).Select(j =>
            q.Quadratic(capacitance, Stack([.. Enumerable.Range(0, q.Dimension).Select(i => root[i, j])]))));
    }

    /// <summary>A with AAᵀ = WWᵀ + diag D: W beside √D.</summary>
    static Real[,] Root(LowRankNormal p)
    {
        int d = p.Dimension, k = p.Factor.Shape[1];
        var root = new Real[d, k + d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < k; j++) root[i, j] = p.Factor[i][j];
            root[i, k + i] = Sqrt(p.Diagonal[i]);
        }
        return root;
    }
}
