using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>Factors and solutions of small matrices of static size, element by element as graph (Golub and Van Loan, Matrix Computations, 4th ed., §3.1, §4.2).</summary>
internal static class Triangular
{
    /// <summary>The elements of a matrix.</summary>
    public static Real[,] Elements(Real matrix)
    {
        var elements = new Real[matrix.Shape[0], matrix.Shape[1]];
        for (int i = 0; i < elements.GetLength(0); i++)
            for (int j = 0; j < elements.GetLength(1); j++) elements[i, j] = matrix[i][j];
        return elements;
    }

    public static Real[] Elements(Real vector, int count) => [.. Enumerable.Range(0, count).Select(i => vector[i])];

    /// <summary>The lower triangular factor L of a symmetric positive definite LLᵀ.</summary>
    public static Real[,] Cholesky(Real[,] a)
    {
        int n = a.GetLength(0);
        var l = new Real[n, n];
        for (int j = 0; j < n; j++)
        {
            var pivot = a[j, j];
            for (int k = 0; k < j; k++) pivot = pivot - l[j, k] * l[j, k];
            l[j, j] = Sqrt(pivot);
            for (int i = j + 1; i < n; i++)
            {
                var element = a[i, j];
                for (int k = 0; k < j; k++) element = element - l[i, k] * l[j, k];
                l[i, j] = element / l[j, j];
            }
        }
        return l;
    }

    /// <summary>y with Ly = b.</summary>
    public static Real[] Solve(Real[,] l, Real[] b)
    {
        var y = new Real[b.Length];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = b[i];
            for (int k = 0; k < i; k++) y[i] = y[i] - l[i, k] * y[k];
            y[i] = y[i] / l[i, i];
        }
        return y;
    }

    /// <summary>The sum of squares of the solutions for all columns of b.</summary>
    public static Real SquaresOfSolutions(Real[,] l, Real[,] b) => Total(Enumerable.Range(0, b.GetLength(1))
        .Select(j => Squares(Solve(l, [.. Enumerable.Range(0, b.GetLength(0)).Select(i => b[i, j])]))));

    /// <summary>Half the logarithm of the determinant of LLᵀ.</summary>
    public static Real LogDeterminant(Real[,] l) => Total(Enumerable.Range(0, l.GetLength(0)).Select(i => Log(l[i, i])));

    public static Real Squares(Real[] x) => Total(x.Select(value => value * value));

    public static Real Total(IEnumerable<Real> terms) => terms.Aggregate((sum, term) => sum + term);
}
