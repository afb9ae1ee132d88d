using Pathwise.Derivatives;
using Pathwise.Estimation;

namespace Pathwise;

/// <summary>Expectations of stochastic programs, written for one path.</summary>
public static class Expectation
{
    /// <summary>E f(θ, ε): <paramref name="program"/> is traced when it is first needed, once for each shape of its parameters.</summary>
    /// <typeparam name="TParameters">A <see cref="Real"/>, an array of them, or a record of such (nested at will).</typeparam>
    public static Expectation<TParameters> Of<TParameters>(Func<TParameters, Noise, Real> program) => new(program);
}

/// <summary>The expectation of a program over its noise, as a function of its parameters. Thread-safe.</summary>
public sealed class Expectation<TParameters>
{
    readonly Func<TParameters, Noise, Real> _program;
    readonly Structure _structure = Structure.Of(typeof(TParameters));
    readonly Dictionary<string, StochasticProgram> _traced = new(StringComparer.Ordinal);

    internal Expectation(Func<TParameters, Noise, Real> program) => _program = program;

    /// <summary>Says, before anything runs, whether the pathwise gradient in each parameter is sound.</summary>
    public Certificate Certificate(TParameters at) => Traced(at).Certificate();

    /// <summary>The mean over paths and its standard error.</summary>
    public Estimate Value(TParameters at, long paths = 100_000, long seed = 0) => Value(at, new EstimationOptions { Paths = paths, Seed = seed });

    /// <inheritdoc cref="Value(TParameters, long, long)"/>
    public Estimate Value(TParameters at, EstimationOptions options)
    {
        var run = GradientEstimator.Run(Traced(at), [], EstimatorKind.Pathwise, options);
        return new(run.Value, run.StandardError, run.Paths);
    }

    /// <summary>
    /// The mean over paths, its gradient in every parameter, and the standard error of each. A gradient that would be wrong throws
    /// <see cref="GradientRefusedException"/>.
    /// </summary>
    public Estimate<TParameters> ValueAndGradient(TParameters at, long paths = 100_000, long seed = 0) =>
        ValueAndGradient(at, new EstimationOptions { Paths = paths, Seed = seed });

    /// <inheritdoc cref="ValueAndGradient(TParameters, long, long)"/>
    public Estimate<TParameters> ValueAndGradient(TParameters at, EstimationOptions options)
    {
        var program = Traced(at);
        var run = GradientEstimator.Run(program, program.Parameters, EstimatorKind.Pathwise, options);
        TParameters Build(Func<GradientEntry, double[]> values) => (TParameters)_structure.Build(at,
            new(run.Gradient.Select((entry, i) => Real.FromArray(program.Parameters[i].Node.Shape, values(entry)))));
        return new(run.Value, run.StandardError, Build(entry => entry.Mean!),
            Build(entry => [.. entry.StandardError!.Select(se => se ?? double.NaN)]),
            new([.. run.Gradient.Select(entry => entry.Certificate)]), run.Paths);
    }

    /// <summary>
    /// Second derivatives in every pair of parameter elements, by differentiating twice. The certificate of the gradient decides: where
    /// differentiating a kink once more would miss a jump (Γ of a call), <see cref="GradientRefusedException"/> is thrown.
    /// </summary>
    public HessianEstimate Hessian(TParameters at, EstimationOptions options)
    {
        var program = Traced(at);
        program.CheckDomains();
        return HessianEstimator.Run(program, options);
    }

    /// <inheritdoc cref="Hessian(TParameters, EstimationOptions)"/>
    public HessianEstimate Hessian(TParameters at, long paths = 100_000, long seed = 0) => Hessian(at, new EstimationOptions { Paths = paths, Seed = seed });

    /// <summary>Every value on one path, in order, and the derivatives of the result on that path.</summary>
    public Replay Replay(TParameters at, long path, long seed = 0) => Pathwise.Estimation.Replayer.Run(Traced(at), path, new EstimationOptions { Seed = seed });

    StochasticProgram Traced(TParameters at)
    {
        var leaves = _structure.Flatten(at);
        double[][] values = [.. leaves.Select(leaf => leaf.Value.ToArray())];
        string key = string.Join(";", leaves.Select(leaf => $"{leaf.Name}{leaf.Value.Shape}"));
        lock (_traced)
        {
            if (!_traced.TryGetValue(key, out var program)) _traced[key] = program = Trace(at, leaves);
            return program.At(values);
        }
    }

    StochasticProgram Trace(TParameters at, List<(string Name, Real Value)> leaves)
    {
        var parameters = leaves.Select(leaf => new ProgramParameter(leaf.Name,
            Node.Leaf(new Parameter(leaf.Value.Shape, leaf.Name), perPath: false, Place.Nowhere, leaf.Name), leaf.Value.ToArray())).ToArray();
        var placeholders = (TParameters)_structure.Build(at, new(parameters.Select(p => p.Node.AsReal())));
        return new StochasticProgram("value", _program(placeholders, new Noise()).Node, parameters);
    }
}
