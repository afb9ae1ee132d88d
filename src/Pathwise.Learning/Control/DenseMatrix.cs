namespace Pathwise.Learning.Control;

/// <summary>A small matrix of numbers, for closed forms.</summary>
readonly struct DenseMatrix(double[,] values)
{
    public double[,] Values { get; } = values;
    public int Rows => Values.GetLength(0);
    public int Columns => Values.GetLength(1);
    public double this[int i, int j] => Values[i, j];

    public static DenseMatrix Identity(int size) => Of(size, size, (i, j) => i == j ? 1 : 0);
    public static DenseMatrix Zero(int rows, int columns) => new(new double[rows, columns]);

    public static DenseMatrix Of(int rows, int columns, Func<int, int, double> element)
    {
        var made = new double[rows, columns];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) made[i, j] = element(i, j);
        return new(made);
    }

    public DenseMatrix Transposed
    {
        get
        {
            var of = Values;
            return Of(Columns, Rows, (i, j) => of[j, i]);
        }
    }

    public static DenseMatrix operator +(DenseMatrix a, DenseMatrix b) => Of(a.Rows, a.Columns, (i, j) => a[i, j] + b[i, j]);
    public static DenseMatrix operator -(DenseMatrix a, DenseMatrix b) => Of(a.Rows, a.Columns, (i, j) => a[i, j] - b[i, j]);
    public static DenseMatrix operator *(double c, DenseMatrix a) => Of(a.Rows, a.Columns, (i, j) => c * a[i, j]);

    public static DenseMatrix operator *(DenseMatrix a, DenseMatrix b) => Of(a.Rows, b.Columns, (i, j) =>
    {
        double sum = 0;
        for (int k = 0; k < a.Columns; k++) sum += a[i, k] * b[k, j];
        return sum;
    });

    /// <summary>tr(ab).</summary>
    public static double TraceOfProduct(DenseMatrix a, DenseMatrix b)
    {
        double sum = 0;
        for (int i = 0; i < a.Rows; i++)
            for (int j = 0; j < a.Columns; j++) sum += a[i, j] * b[j, i];
        return sum;
    }

    /// <summary>The largest magnitude of an element.</summary>
    public double Largest => Values.Cast<double>().Max(Math.Abs);

    /// <summary>a⁻¹b, by elimination with partial pivoting; null where a is singular.</summary>
    public static DenseMatrix? Solve(DenseMatrix a, DenseMatrix b)
    {
        int n = a.Rows, m = b.Columns;
        double[,] left = (double[,])a.Values.Clone(), right = (double[,])b.Values.Clone();
        for (int k = 0; k < n; k++)
        {
            int pivot = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(left[i, k]));
            if (!(Math.Abs(left[pivot, k]) > 0)) return null;
            for (int j = 0; j < n; j++) (left[k, j], left[pivot, j]) = (left[pivot, j], left[k, j]);
            for (int j = 0; j < m; j++) (right[k, j], right[pivot, j]) = (right[pivot, j], right[k, j]);
            for (int i = 0; i < n; i++)
            {
                if (i == k) continue;
                double factor = left[i, k] / left[k, k];
                for (int j = k; j < n; j++) left[i, j] -= factor * left[k, j];
                for (int j = 0; j < m; j++) right[i, j] -= factor * right[k, j];
            }
        }
        return Of(n, m, (i, j) => right[i, j] / left[i, i]);
    }

    /// <summary>Whether xᵀax &gt; 0 for all x ≠ 0 (≥ 0 up to rounding, where zero is allowed): by Cholesky's factors.</summary>
    public bool IsPositive(bool orZero)
    {
        int n = Rows;
        double small = orZero ? 1e-12 * (1 + Largest) : 0;
        var rest = (double[,])Values.Clone();
        for (int k = 0; k < n; k++)
        {
            for (int j = 0; j < n; j++) if (Math.Abs(Values[k, j] - Values[j, k]) > 1e-9 * (1 + Largest)) return false;
            if (!(rest[k, k] > small))
            {
                if (!orZero || !(rest[k, k] >= -small)) return false;
                // A zero on the diagonal of a semidefinite matrix has zeros beside it.
                for (int j = k; j < n; j++) if (Math.Abs(rest[k, j]) > Math.Sqrt(small * (1 + Largest))) return false;
                continue;
            }
            for (int i = k + 1; i < n; i++)
                for (int j = k + 1; j < n; j++) rest[i, j] -= rest[i, k] * rest[k, j] / rest[k, k];
        }
        return true;
    }
}
