using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests;

/// <summary>The Brownian increments that a path of a scalar equation took, so that exact solutions can be driven by the same noise.</summary>
static class Increments
{
    /// <summary>W_T − W₀: the path's own draws, which are an array with its steps as first axis, times √h.</summary>
    public static Real Sum(SdePath path) => Math.Sqrt(path.Grid.Step) * Functions.Sum(Of(path));

    /// <summary>The standard normals, one row a step.</summary>
    public static Real Of(SdePath path) => Graph.OrderOf(path.Terminal.Node).Single(node => node.Op is Draw { Site: var site } && !site.StartsWith('H')).AsReal();

    /// <summary>The standard normals of the space-time areas, if the path has drawn any.</summary>
    public static Real? Areas(SdePath path) => Graph.OrderOf(path.Terminal.Node).SingleOrDefault(node => node.Op is Draw { Site: var site } && site.StartsWith('H')) is { } node ? node.AsReal() : (Real?)null;
}
