using System.Collections.Concurrent;
using System.Numerics;
using Pathwise.Derivatives;
using Pathwise.Execution;
using Pathwise.NoiseSources;

namespace Pathwise.Estimation;

/// <summary>A parameter of a traced program: its name, its placeholder and, where the program states one, its value.</summary>
internal sealed record ProgramParameter(string Name, Node Node, double[] Value)
{
    /// <summary>The numbers of a node that depends on parameters alone, at their values; null for one that depends on noise.</summary>
    public static double[]? Evaluate(Node node, IEnumerable<ProgramParameter> parameters)
    {
        var at = parameters.ToDictionary(p => p.Node, p => Constant.Of(p.Node.Shape, p.Value));
        return Evaluator.Constant(new Rewriter(made => at.GetValueOrDefault(made)).Rewrite(node)[0]);
    }
}

/// <summary>
/// A traced program: a scalar result as a function of shared parameters, of rows of data (per-path inputs) and of noise. Everything else,
/// gradients, certificates, kernels, is derived from it.
/// </summary>
internal sealed class StochasticProgram
{
    /// <param name="resultName">The result's name.</param>
    /// <param name="result">The result, a scalar.</param>
    /// <param name="parameters">What gradients are taken in.</param>
    /// <param name="data">The rows of data that paths read.</param>
    /// <param name="stated">Values that the program states and the result may not use: their domains are checked all the same.</param>
    public StochasticProgram(string resultName, Node result, IReadOnlyList<ProgramParameter> parameters, DataRows? data = null, IEnumerable<Node>? stated = null)
    {
        if (!result.Shape.IsScalar)
            throw new PathwiseException("PW0022", $"the expectation is of an array of shape {result.Shape}", "take one number of each path: a sum, a mean, an element", result.Place);
        (ResultName, Parameters, Data) = (resultName, parameters, data ?? DataRows.None);
        var inputs = Inputs;
        if (Graph.OrderOf(result).FirstOrDefault(node => node.Op is Parameter && !inputs.Contains(node)) is { } stranger)
            throw new PathwiseException("PW0027", $"the program uses '{stranger.Name ?? ((Parameter)stranger.Op).Label}' of another trace",
                "make every traced value from the program's own parameters, rows and noise, and keep none beyond the program",
                Graph.OrderOf(result).FirstOrDefault(node => node.Inputs.Contains(stranger) && node.Place.IsKnown)?.Place ?? result.Place);
        Traced = result;
        Result = Prepared(Sampled.Plain(result))[0];
        Primal = Runnable(Result)[0];
        Draws = DrawsOf(Result);
        (_compiled, _certified, _repaired) = ([], [], []);
        _domains = new(Sampled.Plain([Result, .. stated ?? []]), [.. parameters.Select(p => p.Node)]);
    }

    StochasticProgram(StochasticProgram program, IReadOnlyList<ProgramParameter> parameters, DataRows data, IReadOnlyList<Node> draws)
    {
        (ResultName, Traced, Result, Primal, Draws, Parameters, Data) = (program.ResultName, program.Traced, program.Result, program.Primal, draws, parameters, data);
        (_compiled, _certified, _repaired, _domains) = (program._compiled, program._certified, program._repaired, program._domains);
    }

    /// <summary>Values with functionals of a path merged into its loop: what certificates are of.</summary>
    internal static Node[] Prepared(params ReadOnlySpan<Node> values) => Simplifier.Simplify(LoopFusion.Fuse(Simplifier.Simplify(values)));

    /// <summary>Prepared values with multiply-adds contracted: what is differentiated and run.</summary>
    internal static Node[] Runnable(params ReadOnlySpan<Node> values) => Simplifier.Simplify(Contraction.Contract(Simplifier.Simplify(Hoisting.Hoist(Simplifier.Simplify(Factoring.Factor(values))))));

    internal static Node[] DrawsOf(params IEnumerable<Node> values) => [.. Graph.OrderOf(values).Where(node => node.Op is Draw).DistinctBy(node => node.Op)];

    /// <summary>Graphs compiled so far, shared by all copies of the program whatever their values.</summary>
    readonly ConcurrentDictionary<string, Lazy<CompiledGraph>> _compiled;

    /// <summary>
    /// Certificate entries so far, by value and parameter, with the parameter values that the verdict and the warnings have read: an entry holds while those are the
    /// same, for what else was there to read was the same too.
    /// </summary>
    readonly ConcurrentDictionary<Derivative, Judgement> _certified;

    /// <summary>The program with estimators' surrogates, by what gradients were asked for and how; null where its own derivative serves.</summary>
    readonly ConcurrentDictionary<Request, Lazy<RepairedProgram?>> _repaired;

    /// <summary>The derivative of a value in a parameter.</summary>
    sealed record Derivative(Node Of, Node Parameter);

    sealed record Judgement(CertificateEntry Entry, Dictionary<Node, double[]> Judged, Dictionary<Node, double[]> Warned);

    /// <summary>Derivatives in the named parameters, and how they are asked for.</summary>
    sealed record Request(string Wanted, Estimator? Sites, bool Overrides, JumpEstimator Jumps, int Order);

    readonly Domains _domains;

    public string ResultName { get; }

    /// <summary>The result as it was traced, with the sites of its draws.</summary>
    public Node Traced { get; }
    public Node Result { get; }

    /// <summary>The result as it is run and differentiated: with multiply-adds contracted.</summary>
    public Node Primal { get; }
    public IReadOnlyList<ProgramParameter> Parameters { get; }

    /// <summary>The draws that the result takes, each once, in order of creation.</summary>
    public IReadOnlyList<Node> Draws { get; }

    /// <summary>The rows of data that paths read.</summary>
    public DataRows Data { get; }

    /// <summary>The inputs of the program's graphs, noise apart.</summary>
    public Node[] Inputs => [.. Parameters.Select(p => p.Node), .. Data.Placeholders];

    /// <summary>The certificate of the result in some parameters, in their order (all, where none are named).</summary>
    public Certificate Certificate(IReadOnlyList<ProgramParameter>? wanted = null) => Certificate(Result, wanted);

    /// <summary>The certificate of a value on the way to the result.</summary>
    public Certificate Certificate(Node of, IReadOnlyList<ProgramParameter>? wanted = null) => new([.. (wanted ?? Parameters).Select(p => Certified(of, p))]);

    CertificateEntry Certified(Node of, ProgramParameter parameter)
    {
        if (_certified.TryGetValue(new(of, parameter.Node), out var known) && Holds(known.Judged) && Holds(known.Warned)) return known.Entry;
        Dictionary<Node, double[]> judged = [], warned = [];
        Func<Node, double[]?> Into(Dictionary<Node, double[]> read) => node => ValueOf(node) is { } value ? read[node] = value : null;
        var entry = RouteAnalysis.Analyse(of, parameter.Node, parameter.Name, Into(judged), Into(warned));
        _certified[new(of, parameter.Node)] = new(entry, judged, warned);
        return entry;
    }

    /// <summary>Whether parameters have the values that were read.</summary>
    bool Holds(Dictionary<Node, double[]> read)
    {
        foreach (var (node, value) in read) if (!Constant.SameBits(ValueOf(node)!, value)) return false;
        return true;
    }

    double[]? ValueOf(Node node) => Parameters.FirstOrDefault(p => ReferenceEquals(p.Node, node))?.Value;

    /// <summary>The program with other parameter values, and other rows.</summary>
    public StochasticProgram At(IReadOnlyList<double[]> values, DataRows? rows = null) =>
        new(this, [.. Parameters.Select((p, i) => p with { Value = values[i] })], rows ?? Data, Draws);

    /// <summary>The same with values that lie one after another.</summary>
    public StochasticProgram At<T>(T[] values) where T : unmanaged, INumberBase<T>
    {
        int from = 0;
        return At([.. Parameters.Select(p => values[from..(from += p.Value.Length)].Select(double.CreateTruncating).ToArray())]);
    }

    /// <summary>The program with more draws, which estimators take.</summary>
    public StochasticProgram WithDraws(IReadOnlyList<Node> draws) => new(this, Parameters, Data, draws);

    /// <summary>The program whose derivative in some parameters is right where its own is not, made when first asked for; null where there is nothing to mend.</summary>
    public RepairedProgram? Repaired(IReadOnlyList<ProgramParameter> wanted, EstimationOptions options, int order = 1) =>
        wanted.Count == 0 || options.Estimator == EstimatorKind.Pathwise ? null
        : _repaired.GetOrAdd(new(string.Join(",", wanted.Select(p => p.Name)), options.Sites, options.OverridesSites, options.Jumps, order),
            _ => new(() => RepairedProgram.Of(this, [.. wanted.Select(p => p.Node)], options, order))).Value;

    /// <summary>What a run reads: values, rows and noise.</summary>
    public Inputs InputsFor(INoiseSource noise, long replicate) =>
        new(ParameterValues, Data, noise, replicate);

    /// <summary>The same with values of its own, which may be written over.</summary>
    public Inputs OwnInputsFor(INoiseSource noise) => new([.. Parameters.Select(p => new Value([.. p.Value], p.Value.Length, 1, perPath: false))], Data, noise, 0);

    /// <summary>Where each parameter begins where all lie one after another.</summary>
    public int[] ParameterStarts
    {
        get
        {
            int next = 0;
            return [.. Parameters.Select(p => (next += p.Node.Shape.Count) - p.Node.Shape.Count)];
        }
    }

    public Value[] ParameterValues => [.. Parameters.Select(p => new Value(p.Value, p.Value.Length, 1, perPath: false))];

    /// <summary>The value and its gradient in some parameters, compiled when first asked for.</summary>
    public CompiledGraph Gradient(IReadOnlyList<ProgramParameter> wanted, EstimationOptions options) => Gradient(wanted, options, out _);

    /// <inheritdoc cref="Gradient(IReadOnlyList{ProgramParameter}, EstimationOptions)"/>
    public CompiledGraph Gradient(IReadOnlyList<ProgramParameter> wanted, EstimationOptions options, out bool isNew, bool summed = false)
    {
        bool made = false;
        var compiled = Compiled("gradient " + string.Join(",", wanted.Select(p => p.Name)), options, () =>
        {
            made = true;
            return WithGradient(Primal, wanted);
        }, summed: summed);
        isNew = made;
        return compiled;
    }

    /// <summary>A value and its gradient in some parameters.</summary>
    public Node[] WithGradient(Node value, IReadOnlyList<ProgramParameter> wanted)
    {
        var gradient = Reverse.Gradient(value, [.. wanted.Select(p => p.Node)]);
        return [value, .. gradient.Select((g, i) => g ?? Constant.Of(wanted[i].Node.Shape, 0))];
    }

    /// <summary>Up to so many gradient entries have moments over paths; of more, only sums over blocks are kept, and moments are over those.</summary>
    const int MostEntriesPerPath = 64;

    /// <summary>Whether a gradient has too many entries for moments of each over paths.</summary>
    public static bool IsLarge(IEnumerable<Node> gradient) => gradient.Sum(entry => (long)entry.Shape.Count) > MostEntriesPerPath;

    /// <summary>
    /// A graph of this program's inputs, compiled when first asked for under its name; of its outputs after the value, the first are the gradient. Of a large gradient, or where it is asked for, sums over paths are kept alone.
    /// </summary>
    public CompiledGraph Compiled(string name, EstimationOptions options, Func<Node[]> outputs, int gradients = int.MaxValue, bool summed = false) =>
        _compiled.GetOrAdd($"{name} {options.Precision} {options.Executor} {options.VectorBits} {summed}", _ => new(() =>
        {
            var graph = new Graph(Inputs, Simplifier.Simplify(Contraction.Contract(Simplifier.Simplify(Sampled.Plain(outputs())))));
            int kept = summed || IsLarge(graph.Outputs.Skip(1).Take(gradients)) ? 1 : graph.Outputs.Length;
            return new CompiledGraph(graph, options.Precision, options.Executor, options.VectorBits, kept);
        })).Value;

    /// <summary>Whether the verdicts on a value have been judged by the values of parameters, and so may change with them.</summary>
    public bool IsJudgedByValues(Node of) => Parameters.Any(p => _certified.TryGetValue(new(of, p.Node), out var known) && known.Judged.Count > 0);

    /// <summary>Whether the values of parameters can leave the domain of a law.</summary>
    public bool HasDomains => _domains.DependOnParameters;

    /// <summary>Throws where a law's parameter leaves its domain whatever the path.</summary>
    public void CheckDomains() => CheckDomains(ParameterValues);

    /// <summary>The same at other values of the parameters.</summary>
    public void CheckDomains(Value[] parameters) => _domains.Check(parameters);
}
