using System.Reflection;
using System.Reflection.Emit;

namespace Pathwise.Execution;

/// <summary>
/// Emits a lowered graph as a method over a tile of paths, or as several that are called one after another where it would be too large for one. Scalars of a path live in vector registers, also across the steps of loops;
/// arrays are rows in scratch memory. The same primitives in the same order give the same bits at every vector width.
/// </summary>
internal sealed partial class KernelEmitter
{
    /// <summary>
    /// Beyond these (bytes of code, mentions of locals) the just-in-time compiler stops optimising (its DEFAULT_MIN_OPTS_CODE_SIZE and
    /// DEFAULT_MIN_OPTS_LV_REF_COUNT).
    /// </summary>
    const int OptimisedCode = 60_000, OptimisedMentions = 8_000;

    /// <summary>Mentions of locals after which another method begins.</summary>
    public const int PartMentions = 3_000;

    /// <summary>Code beyond this is left to the interpreter.</summary>
    const int MaximumCode = 16_000_000;

    readonly Graph _graph;
    readonly VectorSet _vectors;
    readonly Precision _precision;
    readonly int _perPass, _partMentions;
    readonly bool _mayDivideLoops;

    /// <summary>The method that is being emitted, and what it mentions.</summary>
    ILGenerator _il = null!;
    int _mentions;

    /// <summary>The methods that are called one after another, of which it is the last: of the whole kernel, or of a loop's body.</summary>
    List<DynamicMethod> _methods = [];

    /// <summary>Locals of the method that can be taken again, by how many belong together.</summary>
    Dictionary<int, Stack<LocalBuilder[]>> _free = [];

    /// <summary>What is largest among the methods that have ended, and the code of all of them.</summary>
    int _largestCode, _mostMentions, _code;
    bool _usesWholeRows;
    readonly List<int> _tables = [];
    readonly Dictionary<Node, List<int>> _imported = [];
    readonly List<SharedPart> _imports = [];
    long _sharedBytes, _scratchBytes;
    long? _livePaths;

    KernelEmitter(Graph graph, VectorSet vectors, Precision precision, int perPass, int partMentions, bool mayDivideLoops)
    {
        (_graph, _vectors, _precision) = (graph, vectors, precision);
        (_perPass, _partMentions, _mayDivideLoops) = (perPass, partMentions, mayDivideLoops);
        BeginMethod();
    }

    void BeginMethod()
    {
        _methods.Add(new("kernel", typeof(void), [typeof(nint), typeof(nint), typeof(nint)], typeof(TileOperations).Module, skipVisibility: true) { InitLocals = false });
        (_il, _mentions, _free) = (_methods[^1].GetILGenerator(4096), 0, []);
        foreach (var step in _steps)
        {
            step.Local = _il.DeclareLocal(typeof(nint));
            _il.Emit(OpCodes.Ldarg_1);
            AddOffset(step.Slot!.Value);
            _il.Emit(OpCodes.Ldind_I);
            _il.Emit(OpCodes.Stloc, step.Local);
        }
    }

    void EndMethod()
    {
        _il.Emit(OpCodes.Ret);
        (_largestCode, _mostMentions, _code) = (Math.Max(_largestCode, _il.ILOffset), Math.Max(_mostMentions, _mentions), _code + _il.ILOffset);
    }

    /// <summary>Goes on in another method. Registers are a method's own: what is still to be read of them goes by memory, an array whose elements are all one scalar as rows of its own.</summary>
    void BeginPart(Scope scope)
    {
        var moved = new Dictionary<(Location.Register, int), Location.Tile>();
        foreach (var (node, location) in scope.Of.ToArray())
            if (location is Location.Register register && scope.Pending.ContainsKey(register))
                scope.Of[node] = moved.TryGetValue((register, node.Shape.Count), out var known) ? known : moved[(register, node.Shape.Count)] = Rows(node, register);
        scope.Pending.Clear();
        EndMethod();
        BeginMethod();
    }

    /// <summary>
    /// The kernel of a lowered graph; null where the graph is too large to be code. Two vectors at a time hide each other's latencies and
    /// leave registers free, and four where loops carry little; array ops work on whole rows. A loop too large for one method is tried for one vector at a time, and then its body is divided.
    /// </summary>
    public static Kernel? Emit(Graph graph, Precision precision, int bits, int partMentions = PartMentions)
    {
        var vectors = new VectorSet(bits, precision);
        int perRow = TileOperations.RowBytes / vectors.Bytes;
        var (emitter, kernel) = Emitted(perRow == 4 && CarriesLittle(graph) ? 4 : 2);
        if (emitter._usesWholeRows && perRow != emitter._perPass) (emitter, kernel) = Emitted(perRow);
        else if (!emitter._usesWholeRows && emitter.IsTooLarge) (emitter, kernel) = Emitted(1);
        if (emitter.IsTooLarge && emitter.HasLargeLoop) (emitter, kernel) = Emitted(emitter._usesWholeRows ? perRow : 2, mayDivideLoops: true);
        return emitter._code > MaximumCode ? null : kernel;

        (KernelEmitter, Kernel) Emitted(int perPass, bool mayDivideLoops = false)
        {
            var made = new KernelEmitter(graph, vectors, precision, perPass, partMentions, mayDivideLoops);
            return (made, made.Emit());
        }
    }

    /// <summary>Mentions of locals that the compiler still optimises, in proportion to those of a part.</summary>
    int MostMentions => (int)((long)OptimisedMentions * _partMentions / PartMentions);

    bool IsTooLarge => _largestCode > OptimisedCode || _mostMentions > MostMentions;

    bool HasLargeLoop => Array.Exists(_graph.Order, node => node.Op is Loop loop && MentionsOfBody(loop) > MostMentions);

    /// <summary>Whether what loops carry from step to step fills no more than half of sixteen registers for four vectors at once. Paths that may end before others are not made to wait for more of them.</summary>
    static bool CarriesLittle(Graph graph)
    {
        var loops = graph.Order.Select(node => node.Op).OfType<Loop>().ToArray();
        return loops.Length > 0 && Array.TrueForAll(loops, loop => !loop.IsPartial && CarriedScalars(loop).Length <= 2 && !Array.Exists(loop.Body.Order, node => node.Op is Loop));
    }

    /// <summary>The carries that are a number for each path.</summary>
    static int[] CarriedScalars(Loop loop) => [.. Enumerable.Range(0, loop.Carries).Where(i => loop.Body.Parameters[1 + i] is { PerPath: true, Shape.Count: 1 })];

    Kernel Emit()
    {
        var scope = new Scope();
        var shared = _graph.SharedByPaths;
        var draws = new List<Located>();
        var data = new List<Located>();
        foreach (var node in _graph.Order.Where(node => node.PerPath && node.Op is Leaf))
        {
            var rows = Allocate(node.Shape.Count);
            scope.Of[node] = rows;
            (node.Op is Draw ? draws : data).Add(new(node, rows.Offset));
        }
        var outputs = new long[_graph.Outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            var output = _graph.Outputs[i];
            if (shared.Contains(output))
            {
                outputs[i] = -1 - Imported(output);
                continue;
            }
            if (ProductOverPaths.Makes(output)) continue;
            if (output.Op is Leaf)
            {
                outputs[i] = ((Location.Tile)scope.Of[output]).Offset;
                continue;
            }
            var rows = Allocate(output.Shape.Count);
            outputs[i] = rows.Offset;
            scope.StoresOf(output).Add(rows);
        }
        EmitBody(scope, _graph, shared, isWhole: true, mayEnd: true);
        var sums = new SummedOutput?[outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
            if (ProductOverPaths.Makes(_graph.Outputs[i]))
                sums[i] = scope.Of[_graph.Outputs[i]] is Location.Factors factors
                    ? new SummedOutput.Product(factors.Left, factors.Right, _graph.Outputs[i].Inputs[1].Shape[1])
                    : new SummedOutput.Matrix(((Location.Sums)scope.Of[_graph.Outputs[i]]).Offset, TileOperations.SumStride(_graph.Outputs[i].Shape[1], _vectors.ElementBytes));
        EndMethod();
        return new Kernel
        {
            Graph = _graph,
            Precision = _precision,
            Run = new(Compiled),
            PassBytes = _perPass * _vectors.Bytes,
            Shared = new Graph([.. _graph.Parameters.Where(p => !p.PerPath)], [.. _imports.Select(part => part.Value)]),
            SharedParts = [.. _imports],
            SharedBytes = _sharedBytes,
            Draws = [.. draws],
            Data = [.. data],
            Outputs = outputs,
            Sums = sums,
            LivePaths = _livePaths,
            TilesOfChain = TileOperations.TilesOfChain(_graph),
            ScratchBytes = _scratchBytes,
            Tables = [.. _tables],
        };
    }

    TileKernel Compiled()
    {
        TileKernel[] parts = [.. _methods.Select(method => method.CreateDelegate<TileKernel>())];
        return parts is [var whole] ? whole : (shared, scratch, tables) =>
        {
            foreach (var part in parts) part(shared, scratch, tables);
        };
    }

    void Import(Scope scope, Node node)
    {
        if (scope.Of.ContainsKey(node) || node.Kind == Kind.Tuple) return;
        scope.Of[node] = node.Op is Constant { Uniform: { } value } ? new Location.Number(value) : new Location.Shared(node);
    }

    /// <summary>Which part of shared memory holds a value, as it is or in panels.</summary>
    int Imported(Node node, Panels? panels = null)
    {
        if (!_imported.TryGetValue(node, out var parts)) _imported[node] = parts = [];
        foreach (int part in parts) if (_imports[part].Panels == panels) return part;
        parts.Add(_imports.Count);
        _imports.Add(new(node, panels, _sharedBytes));
        _sharedBytes += ((long)node.Shape.Count * _vectors.ElementBytes + 63) / 64 * 64;
        return _imports.Count - 1;
    }

    Location.Tile Allocate(long rows)
    {
        var tile = new Location.Tile(null, _scratchBytes);
        _scratchBytes += rows * TileOperations.RowBytes;
        return tile;
    }

    /// <summary>A matrix of sums over the tile's paths, which start at 0.</summary>
    Location.Sums AllocateSums(Shape shape)
    {
        long rows = ((long)shape[0] * TileOperations.SumStride(shape[1], _vectors.ElementBytes) * _vectors.ElementBytes + TileOperations.RowBytes - 1) / TileOperations.RowBytes;
        var place = Allocate(rows);
        Address(place);
        _il.Emit(OpCodes.Ldc_I8, rows);
        Call(nameof(TileOperations.Clear));
        return new(place.Offset);
    }

    int Table(IEnumerable<int> entries)
    {
        int start = _tables.Count;
        _tables.AddRange(entries);
        return start;
    }

    LocalBuilder[] TakeLocals(int count)
    {
        if (_free.TryGetValue(count, out var free) && free.TryPop(out var known)) return known;
        var locals = new LocalBuilder[count];
        for (int i = 0; i < count; i++) locals[i] = _il.DeclareLocal(_vectors.Type);
        return locals;
    }

    void Release(Location.Register register)
    {
        if (!_free.TryGetValue(register.Locals.Length, out var free)) _free[register.Locals.Length] = free = new();
        free.Push(register.Locals);
    }

    /// <summary>Pushes vector v of a value's row e (the element counter's, in loops over elements).</summary>
    void Load(Node node, Location location, int v, ElementCounter? counter = null)
    {
        bool indexed = counter is not null && node.Shape.Count > 1;
        switch (location)
        {
            case Location.Register register: _il.Emit(OpCodes.Ldloc, register.Locals[register.Locals.Length == 1 ? 0 : v]); break;
            case Location.Number number: _vectors.Number(_il, number.Value); break;
            case Location.Shared shared:
                SharedAddress(shared);
                if (indexed) AddLocal(counter!.Numbers);
                _vectors.Broadcast(_il);
                break;
            case Location.Tile tile:
                Address(tile, v * _vectors.Bytes, indexed ? counter : null);
                _vectors.Load(_il);
                return;
        }
        if (node.Kind == Kind.Condition && location is Location.Shared or Location.Number) _vectors.Mask(_il);
    }

    /// <summary>A scalar copied to locals of its own.</summary>
    Location.Register Loaded(Node node, Location location, bool perPath)
    {
        var locals = TakeLocals(perPath ? _perPass : 1);
        Move(node, location, locals);
        return new(locals);
    }

    void Move(Node node, Location location, LocalBuilder[] to)
    {
        for (int v = 0; v < to.Length; v++)
        {
            Load(node, location, v);
            _il.Emit(OpCodes.Stloc, to[v]);
        }
    }

    /// <summary>Pushes an address in scratch memory.</summary>
    void Address(Location.Tile tile, long more = 0, ElementCounter? counter = null)
    {
        _il.Emit(OpCodes.Ldarg_1);
        AddOffset(tile.Offset + more);
        AddStep(tile.Step);
        AddLocal(counter?.Rows);
    }

    /// <summary>Pushes an address in shared memory.</summary>
    void SharedAddress(Location.Shared shared, Panels? panels = null)
    {
        _il.Emit(OpCodes.Ldarg_0);
        AddOffset(_imports[Imported(shared.Of, panels)].Offset + (long)shared.First * _vectors.ElementBytes);
        AddStep(shared.Step);
    }

    void AddStep(StepOffset? step) => AddLocal(step?.Local);

    void AddLocal(LocalBuilder? local)
    {
        if (local is null) return;
        _il.Emit(OpCodes.Ldloc, local);
        _il.Emit(OpCodes.Add);
    }

    void AddOffset(long offset)
    {
        if (offset == 0) return;
        _il.Emit(OpCodes.Ldc_I8, offset);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Add);
    }

    /// <summary>A value as rows in memory: where it is, or copied there.</summary>
    Location.Tile Rows(Node node, Location location)
    {
        if (location is Location.Tile tile) return tile;
        var rows = Allocate(node.Shape.Count);
        StoreRows(node, location, rows);
        return rows;
    }

    void StoreRows(Node node, Location location, Location.Tile rows)
    {
        if (location is Location.Tile from && IsWhole)
        {
            Address(rows);
            Address(from);
            _il.Emit(OpCodes.Ldc_I8, (long)node.Shape.Count);
            Call(nameof(TileOperations.Copy));
        }
        else if (location is Location.Shared shared && node.Kind == Kind.Real && node.Shape.Count > 1 && IsWhole)
        {
            Address(rows);
            SharedAddress(shared);
            _il.Emit(OpCodes.Ldc_I4, node.Shape.Count);
            Call(nameof(TileOperations.Spread));
        }
        else
            ForElements(node.Shape.Count, counter =>
            {
                for (int v = 0; v < _perPass; v++)
                {
                    Address(rows, v * _vectors.Bytes, counter);
                    Load(node, location, v, counter);
                    _vectors.Store(_il);
                }
            });
    }

    /// <summary>Whether a pass computes all paths of a tile.</summary>
    bool IsWhole => _perPass * _vectors.Bytes == TileOperations.RowBytes;

    /// <summary>The paths of a pass.</summary>
    int PassLanes => _perPass * _vectors.Bytes / _vectors.ElementBytes;

    /// <summary>Calls an operation, on whole rows or on the paths of a pass.</summary>
    void Call(string operation, bool wholeRows = true)
    {
        _usesWholeRows |= wholeRows;
        var method = typeof(TileOperations).GetMethod(operation, BindingFlags.Public | BindingFlags.Static)!;
        _il.Emit(OpCodes.Call, method.IsGenericMethodDefinition ? method.MakeGenericMethod(_vectors.Element) : method);
    }

    /// <summary>Counts the elements of an array by the offsets of their rows and of their shared numbers.</summary>
    sealed record ElementCounter(LocalBuilder Rows, LocalBuilder Numbers);

    /// <summary>Emits a loop over elements; for one element, the body alone.</summary>
    void ForElements(int count, Action<ElementCounter?> body)
    {
        if (count == 1)
        {
            body(null);
            return;
        }
        var counter = new ElementCounter(_il.DeclareLocal(typeof(nint)), _il.DeclareLocal(typeof(nint)));
        foreach (var local in new[] { counter.Rows, counter.Numbers })
        {
            _il.Emit(OpCodes.Ldc_I4_0);
            _il.Emit(OpCodes.Conv_I);
            _il.Emit(OpCodes.Stloc, local);
        }
        var start = _il.DefineLabel();
        _il.MarkLabel(start);
        body(counter);
        Advance(counter.Numbers, _vectors.ElementBytes);
        Advance(counter.Rows, TileOperations.RowBytes);
        _il.Emit(OpCodes.Ldloc, counter.Rows);
        _il.Emit(OpCodes.Ldc_I8, (long)count * TileOperations.RowBytes);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Blt, start);
    }

    void Advance(LocalBuilder local, long by)
    {
        _il.Emit(OpCodes.Ldloc, local);
        AddOffset(by);
        _il.Emit(OpCodes.Stloc, local);
    }
}
