using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pathwise.Execution;

/// <summary>
/// The numbers that all paths of a kernel share, in its precision, for as many threads as read them. Parameters are copied; what is made of them is computed by the interpreter.
/// Forgotten memory is freed by the collector.
/// </summary>
internal sealed unsafe class SharedValues : SafeHandleZeroOrMinusOneIsInvalid
{
    const int Alignment = 128;

    readonly Kernel _kernel;

    /// <summary>Outputs of the kernel's shared graph that are parameters, and which.</summary>
    readonly (int Output, int Parameter)[] _copied;
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
        var copied = new List<(int, int)>();
        var computed = new List<int>();
        for (int i = 0; i < shared.Outputs.Length; i++)
        {
            var output = shared.Outputs[i].Op is ToPaths ? shared.Outputs[i].Inputs[0] : shared.Outputs[i];
            int parameter = Array.IndexOf(shared.Parameters, output);
            if (parameter >= 0) copied.Add((i, parameter));
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
        foreach (var (output, parameter) in _copied) Copy<double>(output, inputs.Parameters[parameter].Data);
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
        for (int i = 0; i < values.Length; i++) Copy<double>(_computed[i], values[i].Data);
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
            var (output, parameter) = _copied[i];
            Copy<T>(output, parameters.AsSpan(starts[parameter], _kernel.Shared.Parameters[parameter].Shape.Count));
        }
    }

    void Copy<T>(int output, ReadOnlySpan<T> from) where T : unmanaged, INumberBase<T>
    {
        var part = _kernel.SharedParts[output];
        if (_isSingle) Copy(from, (float*)(Start + part.Offset), part.Panels);
        else Copy(from, (double*)(Start + part.Offset), part.Panels);
    }

    static void Copy<T, TTo>(ReadOnlySpan<T> from, TTo* to, Panels? panels) where T : unmanaged, INumberBase<T> where TTo : unmanaged, INumberBase<TTo>
    {
        if (panels is { } layout) layout.Pack(from, to);
        else if (typeof(T) == typeof(TTo)) MemoryMarshal.Cast<T, TTo>(from).CopyTo(new Span<TTo>(to, from.Length));
        else if (typeof(T) == typeof(double)) SinglePrecision.Narrow((float*)to, MemoryMarshal.Cast<T, double>(from));
        else for (int i = 0; i < from.Length; i++) to[i] = TTo.CreateTruncating(from[i]);
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
