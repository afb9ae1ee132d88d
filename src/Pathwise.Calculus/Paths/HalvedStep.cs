using Pathwise.Graphs;

namespace Pathwise.Calculus;

/// <summary>A step of a scheme over an interval, taken as one and as two of half its length.</summary>
internal sealed class HalvedStep(SdeSystem system, Scheme scheme, double shortest)
{
    /// <summary>
    /// Refuses coefficients that draw: a draw is another one whenever it is asked for, so the ways to the end of an interval could not be compared, and the steps not be taken again.
    /// </summary>
    public void Check(Real[] x, Real time)
    {
        Node[] Placeholders() => [.. Graph.OrderOf(system.Drift(time, x).Select(value => value.Node).Concat(Along())).Where(node => node.Op is Parameter or Draw)];
        IEnumerable<Node> Along() => new Along(system, time, x).B.Cast<Real?>().OfType<Real>().Select(value => value.Node);
        Node[] first = Placeholders(), second = Placeholders();
        if (second.Except(first).Any()) throw new PathwiseException("PW2003", "adaptive steps of an equation whose coefficients draw", "draw outside the equation, or take steps of a fixed grid", Place.OfCaller());
    }

    /// <summary>The states at the end of an interval taken as one step.</summary>
    /// <param name="x">The states at its start.</param>
    /// <param name="time">Its start.</param>
    /// <param name="length">h.</param>
    /// <param name="root">√h.</param>
    /// <param name="motion">What the drivers do in it.</param>
    public Real[] Once(Real[] x, Real time, Real length, Real root, Interval[] motion) =>
        scheme.Next(new(system, time, length, root, shortest, x, [], [], [.. motion.Select(m => m.Increment)], [.. motion.Select(m => m.Area).OfType<Real>()]));

    /// <summary>The states at the end of an interval taken as two steps.</summary>
    /// <param name="x">The states at its start.</param>
    /// <param name="time">Its start.</param>
    /// <param name="length">h.</param>
    /// <param name="root">√h.</param>
    /// <param name="left">What the drivers do in its left half.</param>
    /// <param name="right">What they do in its right half.</param>
    public Real[] Twice(Real[] x, Real time, Real length, Real root, Interval[] left, Interval[] right)
    {
        Real half = 0.5 * length, rootOfHalf = Math.Sqrt(0.5) * root;
        return Once(Once(x, time, half, rootOfHalf, left), time + half, half, rootOfHalf, right);
    }
}
