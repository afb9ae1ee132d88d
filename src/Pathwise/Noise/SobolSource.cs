using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pathwise.Graphs;
using Pathwise.Numerics;

namespace Pathwise.NoiseSources;

/// <summary>
/// Scrambled Sobol points (randomised quasi-Monte Carlo): path s·2ᵐ + i takes point i of scramble s, in the digits' natural order. Coordinates
/// are the elements of the program's draws, one draw after another. Shared draws are counter noise, one for each scramble. The definition is
/// written down in docs/noise.md.
/// </summary>
internal sealed class SobolSource : INoiseSource
{
    const int LogGroup = 4, GroupPoints = 1 << LogGroup;

    readonly long _seed;
    readonly int _logPoints;
    readonly Dictionary<Draw, int> _firstDimension = [];
    readonly Column[] _columns;
    readonly CounterSource _shared;

    /// <param name="draws">The program's draws in order of creation.</param>
    /// <param name="seed">The seed of the scrambles.</param>
    /// <param name="logPoints">m: a scramble has 2ᵐ points.</param>
    public SobolSource(IEnumerable<Node> draws, long seed, int logPoints)
    {
        (_seed, _logPoints, _shared) = (seed, logPoints, new(seed));
        var perPath = draws.Where(node => node.PerPath).ToArray();
        long needed = perPath.Sum(node => (long)node.Shape.Count), dimensions = 0;
        foreach (var node in perPath)
        {
            _firstDimension[(Draw)node.Op] = (int)dimensions;
            dimensions += node.Shape.Count;
            if (dimensions > DirectionNumbers.Dimensions)
                throw new PathwiseException("PW0041",
                    $"a path takes {needed} draws, and Sobol points have at most {DirectionNumbers.Dimensions} dimensions",
                    "use counter noise, or take fewer steps", node.Place);
        }
        _columns = [.. DirectionNumbers.Of((int)dimensions, Math.Max(logPoints, LogGroup)).Select(directions => new Column(directions))];
    }

    public void Fill(Draw site, long firstPath, int paths, Span<double> destination, int stride)
    {
        if (Lanes.Count == Lanes512.Count) Fill<Lanes512>(site, firstPath, paths, destination, stride);
        else if (Lanes.Count == Lanes256.Count) Fill<Lanes256>(site, firstPath, paths, destination, stride);
        else Fill<Lanes128>(site, firstPath, paths, destination, stride);
    }

    /// <summary>The same draws at any width.</summary>
    internal void Fill<T>(Draw site, long firstPath, int paths, Span<double> destination, int stride) where T : unmanaged, ILanes<T>
    {
        if (site.Shared)
        {
            _shared.Fill<T>(site, firstPath, paths, destination, stride);
            return;
        }
        int first = _firstDimension[site], elements = site.Shape.Count;
        for (int e = 0; e < elements; e++)
        {
            for (int done = 0, count; done < paths; done += count)
            {
                long path = firstPath + done, scramble = path >> _logPoints, point = path - (scramble << _logPoints);
                count = (int)Math.Min(paths - done, (1L << _logPoints) - point);
                Fill<T>(first + e, scramble, point, site.Law, destination.Slice(e * stride + done, count));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Fill<T>(int dimension, long scramble, long point, DrawKind law, Span<double> destination) where T : unmanaged, ILanes<T>
    {
        var scrambling = new OwenScrambling(_seed, scramble, dimension);
        ref readonly var column = ref _columns[dimension];
        Span<double> group = stackalloc double[GroupPoints];
        for (int done = 0, count; done < destination.Length; done += count)
        {
            long first = (point + done) & -GroupPoints;
            int skip = (int)(point + done - first);
            count = Math.Min(GroupPoints - skip, destination.Length - done);
            var start = T.Of(Coordinate(column.RunningSums, first));
            ref double to = ref MemoryMarshal.GetReference(count == GroupPoints ? destination[done..] : group);
            for (int i = 0; i < GroupPoints; i += 2 * T.Count)
            {
                T x = start ^ T.Load(in column.FirstPoints[i]), y = start ^ T.Load(in column.FirstPoints[i + T.Count]);
                scrambling.Apply(ref x, ref y);
                // The first 52 digits become a uniform as in counter noise.
                CounterSource.Uniform(x).Store(ref Unsafe.Add(ref to, i));
                CounterSource.Uniform(y).Store(ref Unsafe.Add(ref to, i + T.Count));
            }
            if (law == DrawKind.Normal) ToNormals<T>(ref to);
            if (count < GroupPoints) group.Slice(skip, count).CopyTo(destination[done..]);
        }
    }

    /// <summary>Of a group. (A method of its own, as one method would be more than the compiler inlines into it.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void ToNormals<T>(ref double group) where T : unmanaged, ILanes<T>
    {
        for (int i = 0; i < GroupPoints; i += T.Count)
        {
            ref double at = ref Unsafe.Add(ref group, i);
            FixedFunctions.NormalQuantile(T.Load(in at)).Store(ref at);
        }
    }

    /// <summary>The coordinate of a point before scrambling, Σ iₖvₖ modulo 2, summed by parts.</summary>
    static ulong Coordinate(ulong[] runningSums, long point)
    {
        ulong x = 0;
        for (long gray = point ^ (point >> 1); gray != 0; gray &= gray - 1) x ^= runningSums[BitOperations.TrailingZeroCount(gray)];
        return x;
    }

    /// <summary>One dimension: the sums v₁ ⊕ … ⊕ vₖ, and the coordinates of the first sixteen points.</summary>
    readonly struct Column
    {
        public Column(ulong[] directions)
        {
            for (int k = 1; k < directions.Length; k++) directions[k] ^= directions[k - 1];
            RunningSums = directions;
            FirstPoints = new ulong[GroupPoints];
            for (int i = 0; i < GroupPoints; i++) FirstPoints[i] = Coordinate(directions, i);
        }

        public ulong[] RunningSums { get; }
        public ulong[] FirstPoints { get; }
    }
}
