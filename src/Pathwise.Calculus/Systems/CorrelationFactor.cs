using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>The lower triangular L with L Lᵀ a correlation matrix (Cholesky), as expressions in its entries.</summary>
internal static class CorrelationFactor
{
    /// <param name="below">The entries below the diagonal; null is 0.</param>
    /// <param name="placeOf">Where the entries of a row are stated.</param>
    public static Real[,] Of(Real?[,] below, Func<int, Place> placeOf)
    {
        int m = below.GetLength(0);
        var l = new Real[m, m];
        for (int i = 0; i < m; i++)
        {
            using var at = Place.At(placeOf(i));
            for (int j = 0; j <= i; j++)
            {
                Real rest = i == j ? 1 : below[i, j] ?? 0;
                for (int k = 0; k < j; k++) rest -= l[i, k] * l[j, k];
                l[i, j] = i == j
                    ? Sqrt(new Require(Domain.Positive, "1 − ρ² (or a pivot of the correlation matrix, which must be positive definite)").On(rest))
                    : rest / l[j, j];
            }
        }
        return l;
    }

    /// <summary>The factor of a whole matrix, whose diagonal must be 1 and which must be symmetric as far as its entries are numbers.</summary>
    public static Real[,]? Of(Real[,]? matrix, int drivers)
    {
        if (matrix is null) return null;
        if (matrix.GetLength(0) != drivers || matrix.GetLength(1) != drivers)
            throw new PathwiseException("PW2009", $"a correlation matrix of {matrix.GetLength(0)} × {matrix.GetLength(1)} for {drivers} drivers", "give a row and a column for each driver", Place.OfCaller());
        for (int i = 0; i < drivers; i++)
            for (int j = 0; j <= i; j++)
                if (Number(matrix[i, j]) is { } a && Number(matrix[j, i]) is { } b && (a != b || (i == j && a != 1) || Math.Abs(a) > 1))
                    throw new PathwiseException("PW2009", $"a correlation matrix whose entries [{i}, {j}] and [{j}, {i}] are {a} and {b}", "a correlation matrix is symmetric, with 1 on its diagonal and entries between −1 and 1", Place.OfCaller());
        var below = new Real?[drivers, drivers];
        for (int i = 0; i < drivers; i++)
            for (int j = 0; j < i; j++) below[i, j] = matrix[i, j];
        return Of(below, _ => Place.OfCaller());
    }

    static double? Number(Real value) => Execution.Evaluator.Constant(value.Node) is [var number] ? number : null;
}
