using System.Collections.Concurrent;
using Pathwise.Estimation;
using Pathwise.Graphs;
using Pathwise.Learning.Data;

namespace Pathwise.Learning;

/// <summary>Values of single paths of a program, whose means are not wanted but they themselves: what a trained model draws.</summary>
public static class Simulation
{
    /// <summary>g(θ, ε), a number or an array, for one path. It is traced when first needed, once for each shape of the parameters and value of their settings.</summary>
    public static Simulation<TParameters> Of<TParameters>(Func<TParameters, Noise, Real> program) => new(program);

    /// <summary>g(θ, x, ε) for rows of data x: path k reads row k modulo the number of rows.</summary>
    public static Simulation<TParameters, TRow> Of<TParameters, TRow>(Func<TParameters, TRow, Noise, Real> program) => new(program);
}

/// <summary>A program whose values on single paths are asked for. Thread-safe.</summary>
public sealed class Simulation<TParameters>
{
    static readonly Real[] s_none = [0.0];
    readonly Simulation<TParameters, Real> _ofData;

    internal Simulation(Func<TParameters, Noise, Real> program) => _ofData = new((parameters, _, noise) => program(parameters, noise));

    /// <inheritdoc cref="Simulation{TParameters, TRow}.Run"/>
    public DataArray Run(TParameters at, EstimationOptions options, long first = 0) => _ofData.Run(at, s_none, options, first);
}

/// <summary>A program over rows of data whose values on single paths are asked for. Thread-safe.</summary>
public sealed class Simulation<TParameters, TRow>
{
    readonly Expectation<TParameters, TRow> _totals;

    /// <summary>The values that traced totals are of: what is run may be any array, what is traced is one number.</summary>
    readonly ConcurrentDictionary<Node, Node> _values = new(ReferenceEqualityComparer.Instance);

    internal Simulation(Func<TParameters, TRow, Noise, Real> program) => _totals = Expectation.Of((TParameters at, TRow row, Noise noise) =>
    {
        var values = program(at, row, noise);
        var total = Functions.Sum(values);
        _values[total.Node] = values.Node;
        return total;
    });

    /// <summary>
    /// The values on <c>options.Paths</c> paths from path <paramref name="first"/> on, an array [paths, …]. A path's values are the same bits whatever other paths are run with it, unless its noise is shared, recorded or of Sobol
    /// points (PW0028 for a first path other than 0 then).
    /// </summary>
    public DataArray Run(TParameters at, IReadOnlyList<TRow> rows, EstimationOptions options, long first = 0)
    {
        var (program, values) = Traced(at, rows);
        double[][] columns = PathSample.Run(program, "values", () => [values], options, from: first);
        var shape = new Shape([columns[0].Length, .. values.Shape.Extents]);
        return options.Precision == Precision.F32 ? new(Rows<float>(columns), shape) : new(Rows<double>(columns), shape);
    }

    /// <summary>The program with its values, traced for parameters and rows like these.</summary>
    internal (StochasticProgram Program, Node Values) Traced(TParameters at, IReadOnlyList<TRow> rows)
    {
        var program = _totals.Program(at, rows);
        return (program, _values[program.Traced]);
    }

    static T[] Rows<T>(double[][] columns) where T : System.Numerics.INumberBase<T>
    {
        int paths = columns[0].Length;
        var rows = new T[checked(columns.Length * paths)];
        for (int e = 0; e < columns.Length; e++)
            for (int k = 0; k < paths; k++) rows[k * columns.Length + e] = T.CreateTruncating(columns[e][k]);
        return rows;
    }
}
