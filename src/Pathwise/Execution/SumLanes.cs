namespace Pathwise.Execution;

/// <summary>
/// Sums over paths have one order at every vector width: path p is added to lane p mod 8 in path order, and the lanes in a fixed tree.
/// </summary>
internal static class SumLanes
{
    public const int Count = 8;

    /// <summary>The sum of the lanes, which are used up.</summary>
    public static double Total(Span<double> lanes)
    {
        for (int width = Count / 2; width > 0; width /= 2)
            for (int i = 0; i < width; i++) lanes[i] += lanes[i + width];
        return lanes[0];
    }
}
