namespace Pathwise.Learning.Tests;

/// <summary>Eigenvalues, the largest first, and eigenvectors, as columns, of a symmetric matrix by Jacobi's rotations.</summary>
static class Eigen
{
    public static (double[] Values, double[,] Vectors) Of(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        var a = (double[,])matrix.Clone();
        var v = new double[n, n];
        for (int i = 0; i < n; i++) v[i, i] = 1;
        for (int sweep = 0; sweep < 60; sweep++)
            for (int p = 0; p < n; p++)
                for (int q = p + 1; q < n; q++)
                {
                    if (Math.Abs(a[p, q]) < 1e-300) continue;
                    double θ = (a[q, q] - a[p, p]) / (2 * a[p, q]), t = (θ >= 0 ? 1 : -1) / (Math.Abs(θ) + Math.Sqrt(θ * θ + 1)), c = 1 / Math.Sqrt(t * t + 1), s = t * c;
                    for (int k = 0; k < n; k++) (a[k, p], a[k, q]) = (c * a[k, p] - s * a[k, q], s * a[k, p] + c * a[k, q]);
                    for (int k = 0; k < n; k++) (a[p, k], a[q, k]) = (c * a[p, k] - s * a[q, k], s * a[p, k] + c * a[q, k]);
                    for (int k = 0; k < n; k++) (v[k, p], v[k, q]) = (c * v[k, p] - s * v[k, q], s * v[k, p] + c * v[k, q]);
                }
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => a[i, i])];
        var vectors = new double[n, n];
        for (int i = 0; i < n; i++)
            for (int k = 0; k < n; k++) vectors[k, i] = v[k, order[i]];
        return ([.. order.Select(i => a[i, i])], vectors);
    }
}
