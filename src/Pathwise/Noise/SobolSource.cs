using System.Numerics;
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
    readonly long _seed;
    readonly int _logPoints;
    readonly Dictionary<Draw, int> _firstDimension = [];
    readonly ulong[][] _changes;
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
        // From point i to i + 1 the trailing ones of i and the zero before them flip: the change is a running exclusive or.
        _changes = DirectionNumbers.Of((int)dimensions, logPoints + 1);
        foreach (var column in _changes)
            for (int k = 1; k < column.Length; k++) column[k] ^= column[k - 1];
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

    void Fill(int dimension, long scramble, long point, DrawKind law, Span<double> destination)
    {
        var scrambling = new OwenScrambling(_seed, scramble, dimension);
        var changes = _changes[dimension];
        ulong x = Coordinate(changes, point);
        for (int i = 0; i < destination.Length; i++)
        {
            double u = CounterSource.Uniform(scrambling.Apply(x));
            destination[i] = law == DrawKind.Uniform ? u : FixedFunctions.NormalQuantile(u);
            x ^= changes[BitOperations.TrailingZeroCount(point + i + 1)];
        }
    }

    /// <summary>The coordinate of a point before scrambling: Σ iₖvₖ modulo 2, summed by parts over the running sums of the vₖ.</summary>
    static ulong Coordinate(ulong[] changes, long point)
    {
        ulong x = 0;
        for (long gray = point ^ (point >> 1); gray != 0; gray &= gray - 1) x ^= changes[BitOperations.TrailingZeroCount(gray)];
        return x;
    }
}
