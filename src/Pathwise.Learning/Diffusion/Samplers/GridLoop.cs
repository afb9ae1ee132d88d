using Pathwise.Calculus;
using Pathwise.Graphs;
using Pathwise.Ops;

namespace Pathwise.Learning.Diffusion;

/// <summary>A loop over the steps of a grid whose coefficients, known beforehand in double precision, are read step by step.</summary>
static class GridLoop
{
    /// <summary>What is carried, after all steps.</summary>
    /// <param name="start">What is carried at first.</param>
    /// <param name="table">Rows of numbers, one for each step.</param>
    /// <param name="memory">What is kept for a gradient's way back.</param>
    /// <param name="step">What is carried next, from what is carried and the step's numbers.</param>
    public static Real[] Run(Real[] start, double[][] table, TapeMemory memory, Func<Real[], Real[], Real[]> step)
    {
        if (memory == TapeMemory.Reversible) throw Mistake.Setting("a reversible tape of a sampler, whose steps cannot be taken back", "use TapeMemory.Checkpointed");
        int steps = table.Length, width = table[0].Length;
        Node[] rows = [.. Enumerable.Range(0, width).Select(i => ((Real)(double[])[.. table.Select(row => row[i])]).Node)], first = [.. start.Select(x => x.Node)];
        (Node[], Node[]) Body(Node index, Node[] carry, Node[] row) => ([.. step([.. carry.Select(node => node.AsReal())], [.. row.Select(node => node.AsReal())]).Select(x => x.Node)], []);
        if (memory == TapeMemory.Full || PathSolver.Divisor(steps) is not { } run) return Finals(Loop.Build(steps, false, first, rows, Body), first.Length);
        Node[] cut = [.. rows.Select(row => Functions.Reshape(row.AsReal(), new Shape(steps / run, run)).Node)];
        return Finals(Loop.Build(steps / run, false, first, cut, (_, carry, row) => ([.. Finals(Loop.Build(run, false, carry, row, Body), first.Length).Select(x => x.Node)], [])), first.Length);
    }

    /// <summary>A function of a number of steps applied that many times, without coefficients.</summary>
    public static Real Repeat(int times, Real start, Func<Real, Real> step) => times switch
    {
        0 => start,
        1 => step(start),
        _ => Finals(Loop.Build(times, false, [start.Node], [], (_, carry, _) => ([step(carry[0].AsReal()).Node], [])), 1)[0],
    };

    static Real[] Finals(Node loop, int carries) => [.. Enumerable.Range(0, carries).Select(i => Item.Of(loop, i).AsReal())];
}
