using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
    const int GroupPoints = 8;

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
        _columns = [.. DirectionNumbers.Of((int)dimensions, Math.Max(logPoints, 3)).Select(directions => new Column(directions))];
    }

    public void Fill(Draw site, long firstPath, int paths, Span<double> destination, int stride)
    {
        if (site.Shared)
        {
            _shared.Fill(site, firstPath, paths, destination, stride);
            return;
        }
        int first = _firstDimension[site], elements = site.Shape.Count;
        for (int e = 0; e < elements; e++)
        {
            for (int done = 0, count; done < paths; done += count)
            {
                long path = firstPath + done, scramble = path >> _logPoints, point = path - (scramble << _logPoints);
                count = (int)Math.Min(paths - done, (1L << _logPoints) - point);
                Fill(first + e, scramble, point, site.Law, destination.Slice(e * stride + done, count));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Fill(int dimension, long scramble, long point, DrawKind law, Span<double> destination)
    {
        var scrambling = new OwenScrambling(_seed, scramble, dimension);
        ref readonly var column = ref _columns[dimension];
        Span<double> group = stackalloc double[GroupPoints];
        for (int done = 0, count; done < destination.Length; done += count)
        {
            long first = (point + done) & -GroupPoints;
            int skip = (int)(point + done - first);
            count = Math.Min(GroupPoints - skip, destination.Length - done);
            var x = Vector512.Create(Coordinate(column.RunningSums, first)) ^ column.FirstPoints;
            // (k + ½)·2⁻⁵² with k the first 52 digits, as counter noise.
            var u = ((scrambling.Apply(x) >>> 12) | Vector512.Create(0x3FF0000000000000ul)).AsDouble() - Vector512.Create(1 - 1.1102230246251565e-16);
            if (law == DrawKind.Normal) u = FixedFunctions.NormalQuantile(u);
            if (count == GroupPoints) u.CopyTo(destination[done..]);
            else
            {
                u.CopyTo(group);
                group.Slice(skip, count).CopyTo(destination[done..]);
            }
        }
    }

    /// <summary>The coordinate of a point before scrambling, Σ iₖvₖ modulo 2, summed by parts.</summary>
    static ulong Coordinate(ulong[] runningSums, long point)
    {
        ulong x = 0;
        for (long gray = point ^ (point >> 1); gray != 0; gray &= gray - 1) x ^= runningSums[BitOperations.TrailingZeroCount(gray)];
        return x;
    }

    /// <summary>One dimension: the sums v₁ ⊕ … ⊕ vₖ, and the coordinates of the first eight points.</summary>
    readonly struct Column
    {
        public Column(ulong[] directions)
        {
            for (int k = 1; k < directions.Length; k++) directions[k] ^= directions[k - 1];
            RunningSums = directions;
            Span<ulong> points = stackalloc ulong[GroupPoints];
            for (int i = 0; i < GroupPoints; i++) points[i] = Coordinate(directions, i);
            FirstPoints = Vector512.Create<ulong>(points);
        }

        public ulong[] RunningSums { get; }
        public Vector512<ulong> FirstPoints { get; }
    }
}
