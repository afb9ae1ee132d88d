using Pathwise.Graphs;

namespace Pathwise.Calculus;

/// <summary>What is to be known of a try, to go the way again.</summary>
/// <param name="Length">h of the interval; 0 where it was not taken.</param>
/// <param name="Time">Its start.</param>
/// <param name="Root">√h.</param>
/// <param name="Arrival">The number of the grid's step that ends with it; −1 where none does.</param>
/// <param name="Left">What the drivers do in its left half.</param>
/// <param name="Right">What they do in its right half.</param>
internal sealed record Trial(Real Length, Real Time, Real Root, Real Arrival, Interval[] Left, Interval[] Right)
{
    /// <summary>How many numbers there are, of intervals of so many numbers each.</summary>
    public static int Count(int drivers, int each) => 4 + 2 * each * drivers;

    public Node[] Nodes => [.. new[] { Length, Time, Root, Arrival }.Concat(Left.Concat(Right).SelectMany(interval => interval.Numbers)).Select(value => value.Node)];

    public static Trial Of(Node[] nodes, int each)
    {
        Real[] numbers = [.. nodes.Select(node => node.AsReal())];
        var intervals = Interval.Of(numbers[4..], each);
        return new(numbers[0], numbers[1], numbers[2], numbers[3], intervals[..(intervals.Length / 2)], intervals[(intervals.Length / 2)..]);
    }
}
