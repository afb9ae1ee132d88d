namespace Pathwise.Learning.Tests;

/// <summary>A plain loop of Adam in double precision, for tests of what losses lead to.</summary>
static class Descent
{
    public static TParameters Run<TParameters, TRow>(Expectation<TParameters, TRow> loss, TParameters start, IReadOnlyList<TRow> rows, int steps, double rate, long paths, long seed = 0)
    {
        var flat = new FlatParameters<TParameters>(start);
        double[] at = new double[flat.Count], gradient = new double[flat.Count];
        flat.Read(start, at.AsSpan());
        var adam = new Adam();
        var state = adam.Start<double>(flat.Count);
        var schedule = Schedules.Cosine(rate, steps);
        for (int step = 0; step < steps; step++)
        {
            var e = loss.ValueAndGradient(flat.Build<double>(at), rows, new EstimationOptions { Paths = paths, Seed = seed * 1_000_003 + step, Threads = 1 });
            flat.Read(e.Gradient, gradient.AsSpan());
            adam.Step<double>(at, gradient, schedule(step), state);
        }
        return flat.Build<double>(at);
    }
}
