using Pathwise.Derivatives;
using Pathwise.Distributions;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.Ops;

namespace Pathwise.Tests.Laws;

/// <summary>A law of one real number with parameters to test it at. Its functions run as kernels run them: lowered.</summary>
/// <param name="Name">The law's name, with what the case varies.</param>
/// <param name="Of">The law of given parameters.</param>
/// <param name="Sets">Sets of parameters.</param>
internal sealed record LawCase(string Name, Func<Real[], Distribution> Of, params double[][] Sets)
{
    /// <summary>Sets at which moments of samples are not compared: the fourth moment is infinite, or close to it, or moments have no closed form.</summary>
    public double[][] HeavySets { get; init; } = [];

    /// <summary>What the derivative of the sampler may be off by, relative to the size of the terms it is made of.</summary>
    public double Tolerance { get; init; } = 1e-10;

    /// <summary>What rounding does to the sampler's derivative.</summary>
    public double Rounding { get; init; } = 1e-15;

    /// <summary>The noise that gives a point in the middle of the law; where the density has a kink, that point.</summary>
    public double Middle { get; init; } = 0.62;

    /// <summary>Whether the derivative of the sampler is that of its value: a mixture's, which is implicit, is that of another draw of the same law.</summary>
    public bool HasPath { get; init; } = true;

    public IEnumerable<double[]> AllSets => Sets.Concat(HeavySets);

    public override string ToString() => Name;

    readonly Dictionary<string, Graph> _graphs = [];

    /// <summary>Values of functions of the parameters and of a number, each at all points.</summary>
    public double[][] Run(string name, Func<Distribution, Real[], Real, Real[]> outputs, double[][] parameters, double[] points)
    {
        // Of one set of parameters for all points, what depends on them alone is computed once.
        bool perPath = parameters.Length > 1;
        if (perPath) name += " per point";
        if (!_graphs.TryGetValue(name, out var graph))
        {
            Node[] leaves = [.. Enumerable.Range(0, parameters[0].Length + 1).Select(i => Node.Leaf(new Parameter(Shape.Scalar, $"p{i}"), perPath || i == parameters[0].Length, Place.Nowhere))];
            Real[] θ = [.. leaves[..^1].Select(p => p.AsReal())];
            var values = outputs(Of(θ), θ, leaves[^1].AsReal());
            _graphs[name] = graph = Lowering.Lower(new Graph(leaves, Sampled.Plain([.. values.Select(v => ToPaths.Of(v.Node, Place.Nowhere))])), Precision.F64);
        }
        int n = points.Length;
        Value[] inputs =
        [
            .. Enumerable.Range(0, graph.Parameters.Length - 1).Select(i => new Value([.. parameters.Select(set => set[i])], 1, n, perPath)),
            new Value([.. points], 1, n, perPath: true),
        ];
        return [.. new Interpreter(graph).Run(inputs, n).Select(v => v.PerPath ? v.Data[..n] : Enumerable.Repeat(v.Data[0], n).ToArray())];
    }

    public double[] Run(string name, Func<Distribution, Real, Real> output, double[] parameters, params double[] points) =>
        Run(name, (law, _, x) => [output(law, x)], [parameters], points)[0];

    public double[] LogDensity(double[][] parameters, double[] x) => Run("log density", (law, _, y) => [law.LogDensity(y)], parameters, x)[0];

    /// <summary>Samples for uniform numbers u (a normal draw is Φ⁻¹(u)), and their derivatives in each parameter: x, ∂x/∂θ₀, ∂x/∂θ₁, …</summary>
    public double[][] Samples(double[] parameters, double[] uniforms) => Run("sample", (law, θ, u) =>
    {
        var x = Sample(law, u);
        return [x, .. Gradient(x, θ)];
    }, [parameters], uniforms);

    /// <summary>∂²x/∂θᵢ∂θⱼ in the order of (i, j).</summary>
    public double[][] SecondDerivatives(double[] parameters, double[] uniforms) => Run("second", (law, θ, u) =>
        [.. Gradient(Sample(law, u), θ).SelectMany(first => Gradient(first, θ))], [parameters], uniforms);

    static IEnumerable<Real> Gradient(Real x, Real[] θ) =>
        Reverse.Gradient(Sampled.Plain(x.Node)[0], [.. θ.Select(p => p.Node)]).Select(g => g?.AsReal() ?? 0 * x);

    static Real Sample(Distribution law, Real u)
    {
        var x = Sampled.Plain(law.Sample(new Noise()).Node)[0];
        var noise = Graph.OrderOf(x).Where(node => node.Op is Draw).Select((draw, i) => (draw, ((Draw)draw.Op).Law == DrawKind.Normal ? Functions.NormalQuantile(Noise(u, i)) : Noise(u, i)));
        return Graph.Substitute([x], noise.ToDictionary(pair => pair.draw, pair => pair.Item2.Node))[0].AsReal();
    }

    /// <summary>The first draw is u; others, if any, are uniform numbers made of it.</summary>
    static Real Noise(Real u, int index)
    {
        if (index == 0) return u;
        var scaled = 0.17 + 0.29 * index + (7 + 2 * index) * u;
        return 0.01 + 0.98 * (scaled - Functions.Floor(scaled));
    }

    /// <summary>A point in the middle of the law.</summary>
    public double Centre(double[] parameters) => MiddleOf(parameters)[0][3];

    readonly Dictionary<string, double[][]> _middles = [];

    /// <summary>Samples in the middle and their derivatives: at three noises, and at <see cref="Middle"/>.</summary>
    double[][] MiddleOf(double[] parameters)
    {
        string key = string.Join(" ", parameters);
        return _middles.TryGetValue(key, out var known) ? known : _middles[key] = Samples(parameters, [0.1, 0.35, 0.8, Middle]);
    }

    /// <summary>The distance between points in the middle.</summary>
    public double Spread(double[] parameters) => MiddleOf(parameters)[0] is var x ? x[..3].Max() - x[..3].Min() : 0;

    /// <summary>The derivative of the log-density.</summary>
    public double Slope(double[] parameters, double x) =>
        Run("slope", (law, y) => Reverse.Gradient(law.LogDensity(y).Node, y.Node)[0]?.AsReal() ?? 0 * y, parameters, x)[0];

    /// <summary>A unit for steps in a parameter: the parameter itself, unless that would move draws further than the law is wide.</summary>
    public double Unit(double[] parameters, int index)
    {
        double own = parameters[index] == 0 ? 1 : Math.Abs(parameters[index]);
        return Math.Min(own, Spread(parameters) / Sensitivity(parameters, index));
    }

    /// <summary>The size of the sampler's derivative in a parameter, in the middle of the law.</summary>
    public double Sensitivity(double[] parameters, int index) => MiddleOf(parameters)[1 + index][..3].Max(Math.Abs);

    /// <summary>Whether an end of the support is a parameter's.</summary>
    public bool EndsMove(double[] parameters) => Enumerable.Range(0, parameters.Length).Any(i =>
        Ends([.. parameters.Select((value, j) => i == j ? value + 1e-3 * Unit(parameters, i) : value)]) != Ends(parameters));

    /// <summary>The ends of the support.</summary>
    public (double Low, double High) Ends(double[] parameters)
    {
        var ends = Run("ends", (law, _, _) => [law.Support.Low, law.Support.High], [parameters], [0.5]);
        return (ends[0][0], ends[1][0]);
    }
}
