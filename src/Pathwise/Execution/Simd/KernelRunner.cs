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
        int lanes = _kernel.Lanes;
        for (int tile = 0; tile < paths; tile += lanes)
        {
            Cancellation.ThrowIfCancellationRequested();
            FillInputs(firstPath + tile);
            int count = Math.Min(lanes, paths - tile), row = 0;
            if (_kernel.LivePaths is { } live) *(int*)(_scratch + live) = count;
            for (int column = 0; column < TileOperations.RowBytes; column += _kernel.PassBytes) _run((nint)_shared, (nint)_scratch + column, (nint)_tables);
            for (int i = 0; i < _kernel.Outputs.Length; i++)
            {
                var shape = _kernel.Graph.Outputs[i].Shape;
                if (_kernel.SumStrides[i] > 0)
                {
                    AddSums(i, shape, Totals(i));
                    row += shape.Count;
                    continue;
                }
                for (int e = 0; e < shape.Count; e++, row++)
                    if (IsKept(i)) Read(_kernel.Outputs[i], e, results.Slice(row * paths + tile, count));
                    else Add(_kernel.Outputs[i], e, count, Lanes(i, e));
            }
        }
        // The kernel has addresses alone, which keep no memory from being freed.
        GC.KeepAlive(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void FillInputs(long firstPath)
    {
        int lanes = _kernel.Lanes;
        foreach (var (node, offset) in _kernel.Draws)
        {
            var draw = (Draw)node.Op;
            int count = node.Shape.Count * lanes;
            if (_kernel.Precision == Precision.F64)
            {
                _inputs.Noise.Fill(draw, firstPath, lanes, new Span<double>(_scratch + offset, count), lanes);
                continue;
            }
            _inputs.Noise.Fill(draw, firstPath, lanes, _staging.AsSpan(0, count), lanes);
            float* to = (float*)(_scratch + offset);
            if (draw.Law == DrawKind.Normal) SinglePrecision.Narrow(to, _staging.AsSpan(0, count));
            else for (int i = 0; i < count; i++) to[i] = draw.ToSingle(_staging[i]);
        }
        for (int part = 0; part < _kernel.Data.Length; part++)
        {
            var (node, offset) = _kernel.Data[part];
            int count = node.Shape.Count * lanes;
            if (_kernel.Precision == Precision.F64) _inputs.Data.Fill(_parts[part], firstPath, lanes, new Span<double>(_scratch + offset, count));
            else _inputs.Data.Fill(_parts[part], firstPath, lanes, new Span<float>(_scratch + offset, count));
        }
    }

    static int Index(DataRows data, Node placeholder)
    {
        for (int i = 0; i < data.Placeholders.Count; i++) if (ReferenceEquals(data.Placeholders[i], placeholder)) return i;
        throw new InvalidOperationException("the graph reads data that is not given");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Read(long place, int element, Span<double> to)
    {
        if (place < 0)
        {
            byte* from = _shared + _kernel.SharedOffsets[-1 - place];
            to.Fill(_kernel.Precision == Precision.F64 ? ((double*)from)[element] : ((float*)from)[element]);
            return;
        }
        byte* row = _scratch + place + (long)element * TileOperations.RowBytes;
        if (_kernel.Precision == Precision.F64) new Span<double>(row, to.Length).CopyTo(to);
        else SinglePrecision.Widen(to, (float*)row);
    }

    void Add(long place, int element, int count, Span<double> lanes)
    {
        Span<double> values = stackalloc double[32];
        Read(place, element, values[..count]);
        SumLanes.Add(values[..count], lanes);
    }

    /// <summary>Adds the sums over a tile's paths to those of the tiles before, in double precision.</summary>
    void AddSums(int output, Shape shape, Span<double> totals)
    {
        int columns = shape[1];
        for (int r = 0; r < shape[0]; r++)
        {
            byte* row = _scratch + _kernel.Outputs[output] + (long)r * _kernel.SumStrides[output] * (_kernel.Precision == Precision.F32 ? 4 : 8);
            var to = totals.Slice(r * columns, columns);
            if (_kernel.Precision == Precision.F64) RowTotals.Add(to, (double*)row);
            else RowTotals.Add(to, (float*)row);
        }
    }

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _memory, null) is { } memory) _kernel.Give(memory);
        base.Dispose();
    }
}
