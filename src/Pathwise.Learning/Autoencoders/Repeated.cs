using Pathwise.Graphs;

namespace Pathwise.Learning.Autoencoders;

/// <summary>The same computation for several samples, in a loop, so that a program's size does not grow with their number.</summary>
static class Repeated
{
    /// <summary>What a body gives for each of so many samples, each stacked along a new first axis. Draws inside are fresh for each.</summary>
    public static Real[] Collect(int samples, Func<Real[]> body)
    {
        if (samples == 1) return Single(body());
        return Run(samples, [], _ => body());
    }

    /// <summary>The same of a body that reads a row of each array.</summary>
    public static Real[] Collect(Real[] arrays, Func<Real[], Real[]> body)
    {
        int samples = arrays[0].Shape[0];
        return samples == 1 ? Single(body([.. arrays.Select(array => array[0])])) : Run(samples, arrays, body);
    }

    static Real[] Single(Real[] values) => [.. values.Select(value => Functions.Reshape(value, value.Shape.Prepend(1)))];

    static Real[] Run(int samples, Real[] arrays, Func<Real[], Real[]> body)
    {
        int count = 0;
        var loop = Loop.Build(samples, backward: false, [], [.. arrays.Select(array => array.Node)], (_, _, rows) =>
        {
            var values = body([.. rows.Select(row => new Real(row))]);
            count = values.Length;
            return ((Node[])[], [.. values.Select(value => value.Node)]);
        });
        return [.. Enumerable.Range(0, count).Select(i => new Real(Item.Of(loop, i)))];
    }
}
