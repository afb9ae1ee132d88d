using System.Runtime.CompilerServices;

namespace Pathwise.Graphs;

/// <summary>
/// An array of numbers for a run of paths, element-major and path-minor: element e of path p is at <c>e·Stride + p</c>. A shared value has one
/// column for all paths. Conditions hold 1 and 0.
/// </summary>
internal sealed class Value
{
    public Value(int elements, int paths, bool perPath, bool single = false)
    {
        Single = single;
        Elements = elements;
        Paths = paths;
        PerPath = perPath;
        Stride = perPath ? paths : 1;
        Data = new double[(long)elements * Stride];
    }

    /// <summary>A value that reads another's numbers, as a broadcast to the paths does.</summary>
    public Value(double[] data, int elements, int paths, bool perPath)
    {
        Data = data;
        Elements = elements;
        Paths = paths;
        PerPath = perPath;
        Stride = perPath ? paths : 1;
    }

    public double[] Data { get; }

    /// <summary>Whether the numbers are single precision: every result, and every partial sum, is rounded to it.</summary>
    public bool Single { get; }

    public int Elements { get; }
    public int Paths { get; }
    public bool PerPath { get; }
    public int Stride { get; }

    /// <summary>The number of columns the value really has.</summary>
    public int Columns => Stride;

    /// <summary>x in the value's precision.</summary>
    public double Rounded(double x) => Single ? (float)x : x;

    /// <summary>a·b + c with one rounding to the value's precision.</summary>
    public double FusedMultiplyAdd(double a, double b, double c) =>
        Single ? MathF.FusedMultiplyAdd((float)a, (float)b, (float)c) : Math.FusedMultiplyAdd(a, b, c);

    public double this[int element, int path]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Data[element * Stride + (PerPath ? path : 0)];
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Data[element * Stride + (PerPath ? path : 0)] = value;
    }
}
