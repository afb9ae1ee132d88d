using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Pathwise.Execution;

/// <summary>By what a graph is run.</summary>
internal enum Executor : byte
{
    /// <summary>An emitted kernel, or the interpreter where code cannot be emitted.</summary>
    Simd,

    /// <summary>The interpreter on the lowered graph: the same bits as the kernel's.</summary>
    Interpreted,

    /// <summary>The interpreter on the graph as it was, with the platform's functions: the oracle.</summary>
    Reference,
}

/// <summary>A graph made ready to run on any number of threads.</summary>
internal sealed class CompiledGraph
{
    /// <summary>Scratch memory beyond this (1 GB a thread) is left to the interpreter, which takes fewer paths at a time.</summary>
    const long MaximumScratch = 1L << 30;

    readonly Kernel? _kernel;
    readonly SummedGraph? _summed;
    readonly Precision _precision;
    readonly Graph _given;

    /// <summary>The whole graph, lowered; where sums are made by the kernel only a diagnosis asks for it.</summary>
    readonly Lazy<Graph> _whole;

    /// <param name="graph">What is run.</param>
    /// <param name="precision">The precision of the paths.</param>
    /// <param name="executor">By what.</param>
    /// <param name="vectorBits">The width of vectors, 0 for the machine's widest. Never changes a bit of a result.</param>
    /// <param name="keptOutputs">The outputs, from the first, whose values are wanted for each path; of the rest the sums over the paths are.</param>
    /// <param name="partMentions">After so many mentions of locals a kernel goes on in another method. Never changes a bit either.</param>
    public CompiledGraph(Graph graph, Precision precision, Executor executor = Executor.Simd, int vectorBits = 0, int keptOutputs = int.MaxValue, int partMentions = KernelEmitter.PartMentions)
    {
        long start = Stopwatch.GetTimestamp();
        Verifier.Check(graph);
        (_precision, _given, KeptOutputs) = (precision, graph, Math.Min(keptOutputs, graph.Outputs.Length));
        _whole = new(() => Lowered(graph));
        if (executor != Executor.Reference && SumsOutputs && SummedGraph.Of(graph, KeptOutputs) is { } summed) _summed = summed with { Paths = Lowered(summed.Paths) };
        if (executor == Executor.Simd && RuntimeFeature.IsDynamicCodeCompiled && BitConverter.IsLittleEndian)
            _kernel = KernelEmitter.Emit(Run, precision, vectorBits == 0 ? VectorSet.Widest : vectorBits, partMentions);
        if (_kernel?.TilesTogether * _kernel?.ScratchBytes > MaximumScratch) _kernel = null;
        long emitted = Stopwatch.GetTimestamp();
        _ = _kernel?.Run.Value;
        (Emission, MachineCode) = (Stopwatch.GetElapsedTime(start, emitted), Stopwatch.GetElapsedTime(emitted));

        Graph Lowered(Graph of)
        {
            if (executor == Executor.Reference) return of;
            var lowered = Lowering.Lower(of, precision);
            Verifier.Check(lowered);
            return lowered;
        }
    }

    /// <summary>The time that lowering and emission took.</summary>
    public TimeSpan Emission { get; }

    /// <summary>The time that the just-in-time compiler took.</summary>
    public TimeSpan MachineCode { get; }

    /// <summary>The graph, lowered unless it is run by the oracle.</summary>
    public Graph Graph => _whole.Value;

    /// <summary>What is evaluated on paths.</summary>
    Graph Run => _summed?.Paths ?? Graph;

    /// <summary>Whether the graph runs as emitted code.</summary>
    public bool IsEmitted => _kernel is not null;

    /// <summary>The outputs, from the first, whose values are wanted for each path.</summary>
    public int KeptOutputs { get; }

    /// <summary>The number of their elements.</summary>
    public int KeptElements => _given.Outputs.Take(KeptOutputs).Sum(output => output.Shape.Count);

    /// <summary>Whether sums over paths alone are wanted of some outputs.</summary>
    public bool SumsOutputs => KeptOutputs < _given.Outputs.Length;

    /// <summary>A runner for one thread.</summary>
    public BlockRunner Runner(Inputs inputs) => _summed is null ? PathsRunner(inputs) : new SummingRunner(_summed, PathsRunner(inputs), _given, inputs);

    /// <summary>The same where the linear map of <see cref="Summed"/> is left to the caller, and what all paths share may be given.</summary>
    public BlockRunner PathsRunner(Inputs inputs, SharedValues? values = null) =>
        _kernel is null ? new PathRunner(Run, inputs, _precision, KeptOutputs) : new KernelRunner(_kernel, inputs, KeptOutputs, values);

    /// <summary>Memory for what all paths share; null where no kernel reads it.</summary>
    public SharedValues? SharedValues() => _kernel is null ? null : new(_kernel);

    /// <summary>The linear map that sums over paths still have to go through; null if there is none.</summary>
    public SummedGraph? Summed => _summed;

    /// <summary>The interpreter on the same graph, which gives the same bits and can be watched.</summary>
    public PathRunner Interpreted(Inputs inputs) => new(Graph, inputs, _precision, Graph.Outputs.Length);
}
