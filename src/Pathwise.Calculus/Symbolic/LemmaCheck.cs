using System.Globalization;

namespace Pathwise.Calculus;

/// <summary>
/// Both sides of Itô's lemma along the same noise: f(X_T) − f(X_0) on Euler's path of N steps against Σ (drift of f) h + Σ (diffusion of f) ΔW. They differ by Σ ½ f″b²(ΔW² − h) and smaller
/// terms, whose root mean square is of order ½ in the step.
/// </summary>
/// <param name="Steps">N.</param>
/// <param name="Differences">For each N the root mean square of the difference.</param>
public sealed record LemmaCheck(IReadOnlyList<int> Steps, IReadOnlyList<double> Differences)
{
    /// <summary>The order in the step, by least squares of logarithms: ½ where the lemma holds, 0 where a term is missing.</summary>
    public double Order => LineFit.Of([.. Steps.Zip(Differences, (n, difference) => (-Math.Log(n), Math.Log(difference), 1.0))]).Slope;

    /// <summary>A line for each N, and the order.</summary>
    public override string ToString() => string.Join("\n", Steps.Zip(Differences, (n, difference) => string.Create(CultureInfo.InvariantCulture, $"{n} steps: {difference:G4}"))
        .Append(string.Create(CultureInfo.InvariantCulture, $"order {Order:F2}")));

    /// <summary>The root mean square of the difference for one number of steps.</summary>
    internal static double Difference(ItoLemma lemma, Expression drift, IReadOnlyDictionary<string, double> values, double end, int steps, int paths, long seed)
    {
        var equations = lemma.Equations;
        int n = equations.States.Count, drivers = equations.Drivers.Count;
        Real At(Expression formula, Real t, Real[] x) => formula.On(name => name == ItoEquations.Time ? t
            : equations.States.ToList().IndexOf(name) is >= 0 and var i ? x[i]
            : values.TryGetValue(name, out double value) ? value : throw Missing(name));
        Real Zero(Real of, Real[] x) => of + 0 * x[0];
        // The lemma's right side is one more state of Euler's scheme, driven by the same increments.
        var system = new ItoSystem((t, x) => [.. equations.Drift.Append(drift).Select(a => Zero(At(a, t, x), x))], (t, x) =>
        {
            var b = new Real?[n + 1, drivers];
            for (int k = 0; k < drivers; k++)
            {
                for (int i = 0; i < n; i++) if (!equations.Diffusion[i, k].IsZero) b[i, k] = At(equations.Diffusion[i, k], t, x);
                if (!lemma.Diffusion[k].IsZero) b[n, k] = At(lemma.Diffusion[k], t, x);
            }
            return b;
        }, drivers, Map(equations.Factor, entry => At(entry, 0, [])));
        Real[] initial = [.. equations.States.Select(state => (Real)(values.TryGetValue(state, out double value) ? value : throw Missing(state))), 0];
        double square = Expectation.Of((Real unused, Noise noise) =>
        {
            var paths = SdePath.Solve(system, initial, TimeGrid.Uniform(0, end, steps), EulerMaruyama.Scheme, [.. Enumerable.Repeat(noise, drivers)]);
            var difference = At(lemma.Function, end, [.. paths.Select(path => path.Terminal)]) - At(lemma.Function, 0, initial) - paths[n].Terminal;
            return difference * difference + 0 * unused;
        }).Value(0, paths, seed).Value;
        return Math.Sqrt(square);
    }

    static PathwiseException Missing(string name) => new("PW2027", $"no value is given for {name}", "give a number for every parameter and the initial value of every state");

    static Real[,] Map(Expression[,] matrix, Func<Expression, Real> f)
    {
        var result = new Real[matrix.GetLength(0), matrix.GetLength(1)];
        for (int i = 0; i < matrix.GetLength(0); i++)
            for (int j = 0; j < matrix.GetLength(1); j++) result[i, j] = f(matrix[i, j]);
        return result;
    }
}
