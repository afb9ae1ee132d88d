using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pathwise.Execution;

/// <summary>Runs a kernel tile by tile, in memory that it gives back.</summary>
internal sealed unsafe class KernelRunner : BlockRunner
{
    readonly Kernel _kernel;
    readonly Inputs _inputs;
    readonly byte* _shared, _scratch;
    readonly int* _tables;
    readonly double[] _staging;

    /// <summary>For each row of data that the kernel reads, which part of the rows it is.</summary>
    readonly int[] _parts;
    readonly TileKernel _run;
    KernelMemory? _memory;

    /// <summary>What all paths share; kept here so that it is not freed.</summary>
    readonly SharedValues _values;

    /// <param name="kernel">What is run.</param>
    /// <param name="inputs">What it is run on.</param>
    /// <param name="keptOutputs">The outputs, from the first, whose values are wanted for each path.</param>
    /// <param name="values">What all paths share, where others share it too; else it is computed here.</param>
    public KernelRunner(Kernel kernel, Inputs inputs, int keptOutputs, SharedValues? values = null) : base(kernel.Graph, keptOutputs)
    {
        (_kernel, _inputs, _run) = (kernel, inputs, kernel.Run.Value);
        _parts = [.. kernel.Data.Select(input => Index(inputs.Data, input.Node))];
        _memory = kernel.Take();
        _scratch = _memory.Scratch;
        _tables = _memory.Tables;
        _staging = _memory.Staging;
        if (values is null) _memory.Values.Fill(inputs);
        _values = values ?? _memory.Values;
        _shared = _values.Start;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Evaluate(long firstPath, int paths, Span<double> results)
    {
        int lanes = _kernel.Lanes, together = _kernel.TilesTogether * lanes;
        for (int first = 0; first < paths; first += together)
        {
            int end = Math.Min(paths, first + together);
            byte* scratch = _scratch;
            for (int tile = first; tile < end; tile += lanes, scratch += _memory!.ScratchStep)
            {
                Cancellation.ThrowIfCancellationRequested();
                FillInputs(scratch, firstPath + tile);
                int count = Math.Min(lanes, end - tile), row = 0;
                if (_kernel.LivePaths is { } live) *(int*)(scratch + live) = count;
                for (int column = 0; column < TileOperations.RowBytes; column += _kernel.PassBytes) _run((nint)_shared, (nint)scratch + column, (nint)_tables);
                for (int i = 0; i < _kernel.Outputs.Length; i++)
                {
                    int elements = _kernel.Graph.Outputs[i].Shape.Count;
                    if (_kernel.Sums[i] is { } sum)
                    {
                        if (sum is SummedOutput.Matrix matrix) AddSums(tile == 0, i, scratch, matrix);
                        row += elements;
                        continue;
                    }
                    for (int e = 0; e < elements; e++, row++)
                        if (IsKept(i)) Read(scratch, _kernel.Outputs[i], e, results.Slice(row * paths + tile, count));
                        else if (_kernel.Outputs[i] >= 0) Add(scratch + _kernel.Outputs[i] + (long)e * TileOperations.RowBytes, count, Lanes(i, e));
                        else if (tile == 0) Lanes(i, e)[0] = paths * Shared(_kernel.Outputs[i], e);
                }
            }
            for (int i = 0; i < _kernel.Sums.Length; i++)
                if (_kernel.Sums[i] is SummedOutput.Product product) AddProducts(first == 0, i, product, end - first);
        }
        // The kernel has addresses alone, which keep no memory from being freed.
        GC.KeepAlive(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void FillInputs(byte* scratch, long firstPath)
    {
        int lanes = _kernel.Lanes;
        foreach (var (node, offset) in _kernel.Draws)
        {
            var draw = (Draw)node.Op;
            int count = node.Shape.Count * lanes;
            if (_kernel.Precision == Precision.F64)
            {
                _inputs.Noise.Fill(draw, firstPath, lanes, new Span<double>(scratch + offset, count), lanes);
                continue;
            }
            _inputs.Noise.Fill(draw, firstPath, lanes, _staging.AsSpan(0, count), lanes);
            float* to = (float*)(scratch + offset);
            if (draw.Law == DrawKind.Normal) SinglePrecision.Narrow(to, _staging.AsSpan(0, count));
            else for (int i = 0; i < count; i++) to[i] = draw.ToSingle(_staging[i]);
        }
        for (int part = 0; part < _kernel.Data.Length; part++)
        {
            var (node, offset) = _kernel.Data[part];
            int count = node.Shape.Count * lanes;
            if (_kernel.Precision == Precision.F64) _inputs.Data.Fill(_parts[part], firstPath, lanes, new Span<double>(scratch + offset, count));
            else _inputs.Data.Fill(_parts[part], firstPath, lanes, new Span<float>(scratch + offset, count));
        }
    }

    static int Index(DataRows data, Node placeholder)
    {
        for (int i = 0; i < data.Placeholders.Count; i++) if (ReferenceEquals(data.Placeholders[i], placeholder)) return i;
        throw new InvalidOperationException("the graph reads data that is not given");
    }

    /// <summary>A value of an output that all paths share.</summary>
    double Shared(long place, int element)
    {
        byte* from = _shared + _kernel.SharedParts[-1 - place].Offset;
        return _kernel.Precision == Precision.F64 ? ((double*)from)[element] : ((float*)from)[element];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Read(byte* scratch, long place, int element, Span<double> to)
    {
        byte* row = scratch + place + (long)element * TileOperations.RowBytes;
        if (place < 0) to.Fill(Shared(place, element));
        else if (_kernel.Precision == Precision.F64) new Span<double>(row, to.Length).CopyTo(to);
        else SinglePrecision.Widen(to, (float*)row);
    }

    void Add(byte* row, int count, Span<double> lanes)
    {
        if (_kernel.Precision == Precision.F64) SumLanes.Add((double*)row, count, lanes);
        else SumLanes.Add((float*)row, count, lanes);
    }

    /// <summary>Adds the sums over a tile's paths to those of the tiles before, in double precision.</summary>
    void AddSums(bool first, int output, byte* scratch, SummedOutput.Matrix sums)
    {
        var shape = _kernel.Graph.Outputs[output].Shape;
        fixed (double* totals = Totals(output))
            if (_kernel.Precision == Precision.F64) RowTotals.Add(first, totals, shape[1], (double*)(scratch + sums.Offset), sums.Stride, shape[0], shape[1]);
            else RowTotals.Add(first, totals, shape[1], (float*)(scratch + sums.Offset), sums.Stride, shape[0], shape[1]);
    }

    /// <summary>Adds the products of the tiles that have been run together.</summary>
    void AddProducts(bool first, int output, SummedOutput.Product product, int paths)
    {
        var shape = _kernel.Graph.Outputs[output].Shape;
        byte* left = _scratch + product.Left, right = _scratch + product.Right;
        fixed (double* totals = Totals(output))
            if (_kernel.Precision == Precision.F64) TileOperations.AddProductsToTotals<double>(first, totals, left, right, _memory!.ScratchStep, paths, _kernel.TilesOfChain, _memory.Products, shape[0], product.Inner, shape[1]);
            else TileOperations.AddProductsToTotals<float>(first, totals, left, right, _memory!.ScratchStep, paths, _kernel.TilesOfChain, _memory.Products, shape[0], product.Inner, shape[1]);
    }

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _memory, null) is { } memory) _kernel.Give(memory);
        base.Dispose();
    }
}
