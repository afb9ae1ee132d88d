using System.Numerics;
using Pathwise.Execution;

namespace Pathwise.Estimation;

/// <summary>
/// The mean of a program over one batch of paths after another, and its gradient in all parameters or in some of them, as flat numbers, while the certificate holds that it was prepared under. Batch s is paths sB to (s + 1)B − 1 of the
/// seed, so any of them can be replayed; what its
/// paths share is drawn anew for each batch. What serves all batches is made once, and a run allocates nothing. Blocks of paths are fixed by B and their sums added in order, in double precision, so no bit depends on the threads.
/// </summary>
internal sealed class CertifiedBatchGradient<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly StochasticProgram _program;
    readonly IReadOnlyList<ProgramParameter> _wanted;
    readonly PreparedGradient _prepared;
    readonly Inputs _inputs;
    readonly EstimationOptions _options;
    readonly int _batch, _blockPaths, _blocks;
    readonly Team _team;

    /// <summary>Where each parameter begins among the flat numbers.</summary>
    readonly int[] _starts;

    /// <summary>Runs of sums over paths that are derivatives as they are, and where those are among the flat numbers; the rest comes by a linear map of the sums.</summary>
    readonly (int Sum, int To, int Count)[] _direct;
    readonly (int Output, int To)[] _mapped;
    readonly SharedValues? _shared;
    readonly BlockRunner?[] _runners;
    readonly double[][] _results, _sums;
    readonly double[] _means;
    readonly bool _isJudgedByValues;

    /// <summary>What the linear map reads: parameters and sums.</summary>
    readonly (Interpreter Map, Value[] Sums)? _map;
    readonly Value[] _given = [];

    // What a run is about, where the work on all threads finds it.
    readonly Action<int> _copy, _reduce;
    readonly Action<int, long> _block;
    T[] _parameters = [], _gradient = [];
    long _first;
    bool _isFinite;

    /// <summary>All parameters, and those that something is computed of before paths are run.</summary>
    readonly int[] _all, _read;

    /// <param name="program">The program, with the rows of data that its paths read.</param>
    /// <param name="options">How it is run: <c>Paths</c> is the batch.</param>
    /// <param name="wanted">The parameters to differentiate in, all if none are given; the others are read as they are.</param>
    public CertifiedBatchGradient(StochasticProgram program, EstimationOptions options, IReadOnlyList<ProgramParameter>? wanted = null)
    {
        (_program, _options, _wanted) = (program, options, wanted ?? program.Parameters);
        _batch = (int)options.Paths;
        _prepared = PreparedGradient.Of(program, _wanted, options, complete: true, summed: true);
        var graph = _prepared.Graph;
        _inputs = program.OwnInputsFor(new NoiseSources.CounterSource(options.Seed));
        // At least two tiles, so that adding sums is a small part of the work, and about a quarter of the batch, or 256 paths, so that there is work for threads.
        _blockPaths = Math.Clamp((_batch + 4 * Sampler.TilePaths - 1) / (4 * Sampler.TilePaths) * Sampler.TilePaths, 2 * Sampler.TilePaths, 8 * Sampler.TilePaths);
        _blocks = (_batch + _blockPaths - 1) / _blockPaths;
        _team = new(Team.Size(options.Threads, _blocks));
        _runners = new BlockRunner[_team.Members];
        _starts = program.ParameterStarts;
        _all = [.. Enumerable.Range(0, _starts.Length)];
        _shared = graph.SharedValues();
        (_direct, _mapped) = Places(program);
        _isJudgedByValues = program.IsJudgedByValues(program.Result) || (_prepared.Repaired is { } repaired && program.IsJudgedByValues(repaired.Certified));
        _read = _shared is null || _mapped.Length > 0 ? _all : _shared.Read;
        using var sizes = graph.PathsRunner(_inputs);
        _results = [.. Enumerable.Range(0, _team.Members).Select(_ => new double[sizes.Kept * _blockPaths])];
        _sums = [.. Enumerable.Range(0, _blocks).Select(_ => new double[sizes.Summed])];
        _means = new double[_blocks];
        if (_mapped.Length > 0)
        {
            _map = graph.Summed!.Take();
            _given = [.. _inputs.Parameters, .. _map.Value.Sums];
        }
        (_copy, _block, _reduce) = (Copy, RunBlock, Reduce);
    }

    /// <summary>The threads that run blocks, which may do other work between batches.</summary>
    public Team Team => _team;

    ((int, int, int)[], (int, int)[]) Places(StochasticProgram program)
    {
        var direct = new List<(int, int, int)>();
        var mapped = new List<(int, int)>();
        var summed = _prepared.Graph.Summed;
        // The sums that paths give, in order, and where each begins.
        var placeholders = summed?.Sums.Parameters[^(summed.Paths.Outputs.Length - summed.Kept)..] ?? [];
        int[] from = new int[placeholders.Length];
        for (int i = 1; i < from.Length; i++) from[i] = from[i - 1] + placeholders[i - 1].Shape.Count;
        for (int i = 0, sum = 0; i < _prepared.Estimated.Count; i++)
        {
            var parameter = _prepared.Estimated[i];
            int to = _starts[IndexOf(program.Parameters, parameter)], count = parameter.Node.Shape.Count;
            if (summed is null) direct.Add((sum, to, count));
            else if (Array.IndexOf(placeholders, SameOrder(summed.Sums.Outputs[i])) is >= 0 and int at) direct.Add((from[at], to, count));
            else mapped.Add((i, to));
            sum += count;
        }
        return ([.. direct], [.. mapped]);
    }

    /// <summary>What a value is, its shape apart.</summary>
    static Node SameOrder(Node node) => node.Op is ReshapeTo ? SameOrder(node.Inputs[0]) : node;

    static int IndexOf(IReadOnlyList<ProgramParameter> all, ProgramParameter one)
    {
        for (int i = 0; i < all.Count; i++) if (ReferenceEquals(all[i].Node, one.Node)) return i;
        throw new InvalidOperationException("a parameter of another program");
    }

    /// <summary>
    /// Whether what was certified holds at other values of the parameters too; if not, the gradient there is another program's. Throws where a law's parameter leaves its domain, or the gradient would be wrong.
    /// </summary>
    public bool Holds(T[] parameters)
    {
        if (_isJudgedByValues)
        {
            var now = PreparedGradient.Of(_program.At(parameters), [.. _wanted], _options, complete: true, summed: true);
            return now.Graph == _prepared.Graph && now.Mended.Entries.Select(entry => entry.Verdict).SequenceEqual(_prepared.Mended.Entries.Select(entry => entry.Verdict));
        }
        if (_program.HasDomains)
        {
            _inputs.Read(parameters, _starts, _all);
            _program.CheckDomains(_inputs.Parameters);
        }
        return true;
    }

    /// <summary>The mean over a batch; <paramref name="gradient"/>, as long as <paramref name="parameters"/>, receives its derivatives where they are wanted.</summary>
    public double Run(long batch, T[] parameters, T[] gradient)
    {
        (_parameters, _gradient, _first, _isFinite) = (parameters, gradient, batch * _batch, true);
        _inputs.Read(parameters, _starts, _read);
        _inputs.Replicate = batch;
        _shared?.Compute(_inputs);
        if (_shared is not null) _team.Run(_copy);
        // What interprets takes the parameters when it is made.
        else Array.Clear(_runners);
        _team.Run(_blocks, _block);
        _team.Run(_reduce);
        bool finite = Map() & _isFinite;
        double mean = 0;
        for (int b = 0; b < _blocks; b++) mean += _means[b];
        if (finite && double.IsFinite(mean)) return mean / _batch;
        _inputs.Read(parameters, _starts, _all);
        throw Diagnosis.OfBlock(_prepared.Graph, _inputs, _first, _batch);
    }

    void Copy(int member) => _shared!.Copy(_parameters, _starts, member, _team.Members);

    void RunBlock(int member, long block)
    {
        long first = block * _blockPaths;
        int paths = (int)Math.Min(_blockPaths, _batch - first);
        var runner = _runners[member] ??= NewRunner();
        runner.Run(_first + first, paths, _results[member], _sums[block]);
        Span<double> lanes = stackalloc double[SumLanes.Count];
        lanes.Clear();
        SumLanes.Add(_results[member].AsSpan(0, paths), lanes);
        _means[block] = SumLanes.Total(lanes);
    }

    BlockRunner NewRunner()
    {
        var runner = _prepared.Graph.PathsRunner(_inputs, _shared);
        runner.Cancellation = _options.Cancellation;
        return runner;
    }

    /// <summary>A member's share of the derivatives that are sums as they are.</summary>
    void Reduce(int member)
    {
        foreach (var (sum, to, count) in _direct)
        {
            int start = _team.Share(count, member), end = _team.Share(count, member + 1);
            if (!BlockSums.Mean(_sums, sum + start, 1.0 / _batch, _gradient.AsSpan(to + start, end - start))) _isFinite = false;
        }
    }

    /// <summary>Derivatives that are no sums as they are.</summary>
    bool Map()
    {
        if (_map is not var (map, sums)) return true;
        int from = 0;
        foreach (var input in sums)
        {
            BlockSums.Mean(_sums, from, 1.0 / _batch, input.Data.AsSpan());
            from += input.Elements;
        }
        var outputs = map.Run(_given, 1);
        bool finite = true;
        foreach (var (output, to) in _mapped)
        {
            double[] values = outputs[output].Data;
            for (int e = 0; e < values.Length; e++)
            {
                _gradient[to + e] = T.CreateTruncating(values[e]);
                finite &= double.IsFinite(values[e]);
            }
        }
        return finite;
    }

    public void Dispose()
    {
        if (_map is { } map) _prepared.Graph.Summed!.Give(map);
        foreach (var runner in _runners) runner?.Dispose();
        _team.Dispose();
    }
}
