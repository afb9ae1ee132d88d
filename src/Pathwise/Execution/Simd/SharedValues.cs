using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pathwise.Execution;

/// <summary>
/// The numbers that all paths of a kernel share, in its precision, for as many threads as read them. Parameters, and matrices of them turned, are copied; what is made of them is computed by the interpreter.
/// Forgotten memory is freed by the collector.
/// </summary>
internal sealed unsafe class SharedValues : SafeHandleZeroOrMinusOneIsInvalid
{
    const int Alignment = 128;

    readonly Kernel _kernel;

    /// <summary>Outputs of the kernel's shared graph that are parameters: which, and for a turned matrix its shape.</summary>
    readonly (int Output, int Parameter, Shape? Turned)[] _copied;
    readonly int[] _computed;

    /// <summary>Parameters that the computed outputs depend on.</summary>
    readonly int[] _read;
    readonly Interpreter _values;
    readonly bool _isSingle;
    readonly Func<Node, Value> _draw;
    readonly Dictionary<Draw, Value> _drawn = [];
    Value[] _rounded = [];
    Inputs? _inputs;

    public SharedValues(Kernel kernel) : base(ownsHandle: true)
    {
        (_kernel, _isSingle, _draw) = (kernel, kernel.Precision == Precision.F32, Drawn);
        var shared = kernel.Shared;
        var copied = new List<(int, int, Shape?)>();
        var computed = new List<int>();
        for (int i = 0; i < shared.Outputs.Length; i++)
        {
            var output = shared.Outputs[i].Op is ToPaths ? shared.Outputs[i].Inputs[0] : shared.Outputs[i];
            bool turned = output.Op is Permute { Axes.Values: [1, 0] } && output.Inputs[0].Op is Parameter;
            int parameter = Array.IndexOf(shared.Parameters, turned ? output.Inputs[0] : output);
            if (parameter >= 0) copied.Add((i, parameter, turned ? output.Inputs[0].Shape : null));
            else computed.Add(i);
        }
        (_copied, _computed) = ([.. copied], [.. computed]);
        var graph = new Graph(shared.Parameters, [.. computed.Select(i => shared.Outputs[i])]);
        _read = [.. Enumerable.Range(0, shared.Parameters.Length).Where(i => graph.Order.Contains(shared.Parameters[i]))];
        _values = new(graph, _isSingle);
        Bytes = Math.Max(kernel.SharedBytes, Alignment);
        SetHandle((nint)NativeMemory.AlignedAlloc((nuint)Bytes, Alignment));
    }

    public byte* Start => (byte*)handle;

    public long Bytes { get; }

    /// <summary>The parameters that something is computed of, and that are not copied alone.</summary>
    public int[] Read => _read;

    /// <summary>Takes the numbers of a run.</summary>
    public void Fill(Inputs inputs)
    {
        Compute(inputs);
        foreach (var (output, parameter, turned) in _copied) Copy<double>(output, inputs.Parameters[parameter].Data, turned);
    }

    /// <summary>Computes what is made of parameters and shared noise.</summary>
    public void Compute(Inputs inputs)
    {
        var given = inputs.Parameters;
        if (_isSingle && _read.Length > 0)
        {
            if (_rounded.Length == 0) _rounded = [.. given.Select((value, i) => Array.IndexOf(_read, i) >= 0 ? new Value(value.Elements, 1, perPath: false) : value)];
            foreach (int i in _read) SinglePrecision.Round(given[i].Data, _rounded[i].Data);
            given = _rounded;
        }
        _inputs = inputs;
        var values = _values.Run(given, 1, _draw);
        _inputs = null;
        for (int i = 0; i < values.Length; i++) Copy<double>(_computed[i], values[i].Data, null);
    }

    Value Drawn(Node node)
    {
        var draw = (Draw)node.Op;
        if (!_drawn.TryGetValue(draw, out var value)) _drawn[draw] = value = new Value(node.Shape.Count, 1, perPath: false);
        PathRunner.Fill(draw, _inputs!, 0, 1, value, _isSingle);
        return value;
    }

    /// <summary>One of so many parts of copying parameters that lie one after another.</summary>
    public void Copy<T>(T[] parameters, int[] starts, int part, int parts) where T : unmanaged, INumberBase<T>
    {
        for (int i = part; i < _copied.Length; i += parts)
        {
            var (output, parameter, turned) = _copied[i];
            Copy<T>(output, parameters.AsSpan(starts[parameter], _kernel.Shared.Parameters[parameter].Shape.Count), turned);
        }
    }

    void Copy<T>(int output, ReadOnlySpan<T> from, Shape? turned) where T : unmanaged, INumberBase<T>
    {
        byte* to = Start + _kernel.SharedOffsets[output];
        if (_kernel.Precision == Precision.F32) Copy(from, (float*)to, turned);
        else Copy(from, (double*)to, turned);
    }

    static void Copy<T, TTo>(ReadOnlySpan<T> from, TTo* to, Shape? turned) where T : unmanaged, INumberBase<T> where TTo : unmanaged, INumberBase<TTo>
    {
        if (turned is { } shape)
            if (typeof(T) == typeof(float) && typeof(TTo) == typeof(float)) fixed (T* start = from) TileOperations.TurnMatrix((float*)to, (float*)start, shape[0], shape[1]);
            else Turn(from, to, shape[0], shape[1]);
        else if (typeof(T) == typeof(TTo)) MemoryMarshal.Cast<T, TTo>(from).CopyTo(new Span<TTo>(to, from.Length));
        else if (typeof(T) == typeof(double)) SinglePrecision.Narrow((float*)to, MemoryMarshal.Cast<T, double>(from));
        else for (int i = 0; i < from.Length; i++) to[i] = TTo.CreateTruncating(from[i]);
    }

    /// <summary>A matrix turned, in squares that fit the nearest cache.</summary>
    static void Turn<T, TTo>(ReadOnlySpan<T> from, TTo* to, int rows, int columns) where T : unmanaged, INumberBase<T> where TTo : unmanaged, INumberBase<TTo>
    {
        const int side = 32;
        for (int top = 0; top < rows; top += side)
            for (int left = 0; left < columns; left += side)
                for (int r = top; r < Math.Min(top + side, rows); r++)
                    for (int c = left; c < Math.Min(left + side, columns); c++) to[(long)c * rows + r] = TTo.CreateTruncating(from[r * columns + c]);
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
