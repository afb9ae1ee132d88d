namespace Pathwise.Calculus;

/// <summary>
/// The rate at which the slowest part of a density decays: the spectral gap of the generator where mass stays (how fast the density becomes stationary), the rate at which what is left leaves where an end absorbs. On a line the chain of the cells is reversible, so that the
/// eigenvalue is real and simple, its left eigenvector is m/π, and its derivative is ⟨m/π, Q̇m⟩/⟨m/π, m⟩. Found by inverse iteration.
/// </summary>
internal static class SlowestMode
{
    const int MostIterations = 500;

    /// <summary>The rate and its derivatives, coefficients being those of one time.</summary>
    public static (double Rate, IReadOnlyDictionary<string, double> Derivatives) Of(ItoSystem system, ParameterValues parameters, Axis axis, double time = 0)
    {
        var coefficients = new Coefficients(system, 1, parameters);
        var cells = CellsOfDomain.OfStationary(coefficients, axis, time);
        if (cells.Periodic) throw new PathwiseException("PW2014", "the slowest mode on a circle, whose rate need not be real", "make the ends reflecting, natural or absorbing");
        var generator = RateMatrix.At(coefficients, cells, time);
        bool leaves = cells.LowerKind == BoundaryKind.Absorbing || cells.UpperKind == BoundaryKind.Absorbing;
        double[] stationary = FokkerPlanck.Balanced(generator).Mass;
        var elimination = new StateElimination(generator.Rates, new double[cells.Count], 1, periodic: false);
        // A first vector with something of every mode.
        double[] m = [.. stationary.Select((p, i) => p * (leaves ? 1 : cells.Centres[i]))];
        double rate = 0;
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            double[] next = [.. Normalised(m)];
            double[] before = [.. next];
            if (leaves) elimination.Solve(next); else elimination.SolveSingular(next);
            double found = Product(before, before) / Product(before, next);
            m = next;
            if (Math.Abs(found - rate) <= 1e-14 * found) break;
            rate = found;
        }
        m = [.. Normalised(m)];
        return (rate, parameters.Names.Select((name, k) =>
        {
            var moved = new double[m.Length];
            generator.Derivatives[k].AddProduct(-1, m, moved, periodic: false);
            return (name, Derivative: Product(m, moved));
        }).ToDictionary(entry => entry.name, entry => entry.Derivative, StringComparer.Ordinal));

        // ⟨a/π, b⟩; where the stationary density underflows, modes have nothing.
        double Product(double[] a, double[] b)
        {
            double sum = 0;
            for (int i = 0; i < a.Length; i++) if (stationary[i] > 1e-280) sum += a[i] / stationary[i] * b[i];
            return sum;
        }

        // Of length 1 in this product, and where mass stays without the stationary part.
        IEnumerable<double> Normalised(double[] v)
        {
            double total = leaves ? 0 : v.Sum();
            double[] own = [.. v.Select((value, i) => value - total * stationary[i])];
            double length = Math.Sqrt(Product(own, own));
            return own.Select(value => value / length);
        }
    }
}
