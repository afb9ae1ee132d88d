using System.Numerics;
using Pathwise.Estimation;
using Pathwise.Execution;

namespace Pathwise;

/// <summary>The expectation of a program over rows of data and noise, as a function of its parameters. Thread-safe.</summary>
public sealed class Expectation<TParameters, TRow>
{
    readonly Func<TParameters, TRow, Noise, Real> _program;
    readonly Structure _structure = Structure.Of(typeof(TParameters));
    readonly Structure _row = Structure.Of(typeof(TRow));
    readonly List<(StochasticProgram Program, List<(string Name, object? Value)> Settings)> _traced = [];

    internal Expectation(Func<TParameters, TRow, Noise, Real> program) => _program = program;

    /// <summary>Says, before anything runs, whether the pathwise gradient in each parameter is sound.</summary>
    public Certificate Certificate(TParameters at, IReadOnlyList<TRow> rows) => Traced(at, rows).Certificate();

    /// <summary>The mean over paths and its standard error.</summary>
    public Estimate Value(TParameters at, IReadOnlyList<TRow> rows, EstimationOptions options)
    {
        var run = GradientEstimator.Run(Traced(at, rows), [], options, complete: true);
        return new(run.Value, run.StandardError, run.Paths);
    }

    /// <summary>
    /// The mean over paths, its gradient in every parameter, and the standard error of each. A gradient that would be wrong throws
    /// <see cref="GradientRefusedException"/>.
    /// </summary>
    public Estimate<TParameters> ValueAndGradient(TParameters at, IReadOnlyList<TRow> rows, EstimationOptions options)
    {
        var program = Traced(at, rows);
        var run = GradientEstimator.Run(program, program.Parameters, options, complete: true);
        TParameters Build(Func<GradientEntry, double[]> values) => (TParameters)_structure.Build(at,
            new(run.Gradient.Select((entry, i) => Constant.Of(program.Parameters[i].Node.Shape, values(entry)).AsReal())));
        return new(run.Value, run.StandardError, Build(entry => entry.Mean!),
            Build(entry => [.. entry.StandardError!.Select(se => se ?? double.NaN)]),
            new([.. run.Gradient.Select(entry => entry.Certificate)]), run.Paths)
        { Estimators = run.Gradient.ToDictionary(entry => entry.Name, entry => entry.Estimator, StringComparer.Ordinal) };
    }

    /// <summary>Second derivatives in every pair of parameter elements, where the gradient's own certificate allows.</summary>
    public HessianEstimate Hessian(TParameters at, IReadOnlyList<TRow> rows, EstimationOptions options)
    {
        var program = Traced(at, rows);
        program.CheckDomains();
        return HessianEstimator.Run(program, options);
    }

    /// <inheritdoc cref="Expectation{TParameters}.Audit"/>
    public GradientAudit Audit(TParameters at, IReadOnlyList<TRow> rows, EstimationOptions? options = null)
    {
        var program = Traced(at, rows);
        return Auditor.Run(program, program.Parameters, options ?? new());
    }

    /// <inheritdoc cref="Expectation{TParameters}.Compare"/>
    public EstimatorComparison Compare(TParameters at, IReadOnlyList<TRow> rows, EstimationOptions? options = null)
    {
        var program = Traced(at, rows);
        return Advisor.Run(program, program.Parameters, options ?? new());
    }

    /// <summary>Every value on one path, in order, and the derivatives of the result on that path.</summary>
    public Replay Replay(TParameters at, IReadOnlyList<TRow> rows, long path, long seed = 0) =>
        Replay(at, rows, path, new EstimationOptions { Seed = seed });

    /// <summary>The same of a path of a run with these options. With Sobol, shared or recorded noise a path depends on the number of paths.</summary>
    public Replay Replay(TParameters at, IReadOnlyList<TRow> rows, long path, EstimationOptions options) =>
        Replayer.Run(Traced(at, rows), path, options);

    internal StochasticProgram Program(TParameters at, IReadOnlyList<TRow> rows) => Traced(at, rows);

    /// <summary>The traced program with rows kept in a precision, read in an order.</summary>
    internal StochasticProgram Program<TNumber>(TParameters at, IReadOnlyList<TRow> rows, Func<long, int>? order) where TNumber : unmanaged, INumberBase<TNumber>
    {
        var program = Traced<TNumber>(at, rows);
        return program.At([.. program.Parameters.Select(p => p.Value)], program.Data with { Order = order });
    }

    StochasticProgram Traced(TParameters at, IReadOnlyList<TRow> rows) => Traced<double>(at, rows);

    StochasticProgram Traced<TNumber>(TParameters at, IReadOnlyList<TRow> rows) where TNumber : unmanaged, INumberBase<TNumber>
    {
        if (rows.Count == 0) throw new PathwiseException("PW0025", "there are no rows of data", "give at least one row");
        var leaves = _structure.Flatten(at);
        var firstRow = _row.Flatten(rows[0]);
        var parts = PartsOf<TNumber>(rows, firstRow);
        var settings = _structure.Settings(at);
        if (_row.HoldsSettings)
        {
            var first = _row.Settings(rows[0]);
            for (int k = 1; k < rows.Count; k++)
                if (!_row.Settings(rows[k]).SequenceEqual(first))
                    throw new PathwiseException("PW0026", $"row {k} of the data has other settings than row 0", "settings are the same for all rows: make what differs a Real");
            settings.AddRange(first);
        }
        StochasticProgram? program;
        lock (_traced)
        {
            program = _traced.Find(known => Fit([.. known.Program.Parameters.Select(p => p.Node)], leaves) && Fit(known.Program.Data.Placeholders, firstRow) && known.Settings.SequenceEqual(settings)).Program;
            if (program is null) _traced.Add((program = Trace(at, rows[0], leaves, firstRow), settings));
        }
        return program.At([.. leaves.Select(leaf => leaf.Value.ToArray())], program.Data with { Parts = parts });
    }

    DataPart<TNumber>[] PartsOf<TNumber>(IReadOnlyList<TRow> rows, List<NamedReal> first) where TNumber : unmanaged, INumberBase<TNumber>
    {
        var numbers = first.Select(leaf => new TNumber[(long)rows.Count * leaf.Value.Shape.Count]).ToArray();
        for (int k = 0; k < rows.Count; k++)
        {
            var row = k == 0 ? first : _row.Flatten(rows[k]);
            for (int part = 0; part < numbers.Length; part++)
            {
                int width = first[part].Value.Shape.Count;
                if (row.Count != first.Count || row[part].Value.Shape.Count != width)
                    throw new PathwiseException("PW0026", $"row {k} of the data has another shape than row 0", "all rows must have the same shapes");
                double[] from = row[part].Value.ToArray();
                for (int e = 0; e < width; e++) numbers[part][(long)k * width + e] = TNumber.CreateTruncating(from[e]);
            }
        }
        return [.. numbers.Select((all, part) => new DataPart<TNumber>(all, first[part].Value.Shape.Count))];
    }

    /// <summary>Whether leaves have the names and shapes that a program was traced for.</summary>
    static bool Fit(IReadOnlyList<Node> inputs, List<NamedReal> leaves)
    {
        if (inputs.Count != leaves.Count) return false;
        for (int i = 0; i < leaves.Count; i++)
            if (((Parameter)inputs[i].Op).Label != leaves[i].Name || inputs[i].Shape != leaves[i].Value.Shape) return false;
        return true;
    }

    StochasticProgram Trace(TParameters at, TRow row, List<NamedReal> leaves, List<NamedReal> parts)
    {
        static Node Input(NamedReal leaf, bool perPath) =>
            Node.Leaf(new Parameter(leaf.Value.Shape, leaf.Name), perPath, Place.Nowhere, leaf.Name);
        var parameters = leaves.Select(leaf => new ProgramParameter(leaf.Name, Input(leaf, perPath: false), leaf.Value.ToArray())).ToArray();
        Node[] data = [.. parts.Select(part => Input(part, perPath: true))];
        var result = _program(
            (TParameters)_structure.Build(at, new(parameters.Select(p => p.Node.AsReal()))),
            (TRow)_row.Build(row, new(data.Select(node => node.AsReal()))), new Noise());
        return new StochasticProgram("value", result.Node, parameters, new DataRows(data, (IReadOnlyList<DataPart>)[]));
    }
}
