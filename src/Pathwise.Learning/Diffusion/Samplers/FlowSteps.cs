using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// Runge–Kutta steps of the probability-flow equation dx/dt = f x − ½g²∇log p_t(x) between given times, in either direction. The slope at a time is a·x + b·y of what the denoiser says, y; a and b are known beforehand in double precision.
/// </summary>
sealed class FlowSteps
{
    readonly RungeKutta _method;

    /// <summary>Whether the slope is y itself.</summary>
    readonly bool _isFlow;

    public FlowSteps(Denoiser denoiser, double[] from, double[] to, RungeKutta method)
    {
        using var at = Place.At(Place.OfCaller());
        double end = denoiser.Process.End;
        foreach (double t in (double[])[.. from, .. to])
            if (!(t >= 0 && t <= end)) throw Mistake.Times($"a time {t} of a process from 0 to {end}", "give times of the process");
        (_method, _isFlow) = (method, denoiser.Prediction == Prediction.Flow);
        Table = [.. from.Select(_ => new double[1 + 4 * Stages])];
        for (int i = 0; i < Stages; i++)
        {
            double[] times = [.. from.Zip(to, (t, s) => method.Nodes[i] switch { 0 => t, 1 => s, var c => t + c * (s - t) })];
            var (a, b) = denoiser.Prediction.To(Prediction.Flow, denoiser.Process.At(times));
            double[] ofX = Column(a, times.Length), ofY = Column(b, times.Length);
            for (int n = 0; n < times.Length; n++)
            {
                var row = Table[n];
                row[0] = to[n] - from[n];
                (row[1 + 4 * i], row[2 + 4 * i], row[3 + 4 * i], row[4 + 4 * i]) = (times[n], ofX[n], ofY[n], method.Weights[i]);
            }
        }
        for (int n = 0; n < Table.Length; n++) Check(denoiser, Table[n], from[n], to[n], isLast: n == Table.Length - 1);
    }

    int Stages => _method.Nodes.Length;

    /// <summary>For each step its length, and for each stage time, a, b and weight.</summary>
    public double[][] Table { get; }

    static double[] Column(Real values, int count) => values.Shape.Rank == 0 ? [.. Enumerable.Repeat((double)values, count)] : values.ToArray();

    /// <summary>Euler's step takes the place of a last one to σ = 0 where the slope is infinite there (Karras et al., NeurIPS 2022, algorithm 1).</summary>
    void Check(Denoiser denoiser, double[] row, double from, double to, bool isLast)
    {
        bool IsFinite(int stage) => double.IsFinite(row[2 + 4 * stage]) && double.IsFinite(row[3 + 4 * stage]);
        int[] infinite = [.. Enumerable.Range(0, Stages).Where(i => !IsFinite(i))];
        if (infinite.Length == 0) return;
        if (!isLast || infinite.Any(i => _method.Nodes[i] != 1) || (double)denoiser.Process.Variance(to) != 0)
            throw Mistake.Times($"a step of the probability flow from time {from} to {to}, at which its coefficients with {denoiser.Prediction} prediction are infinite",
                "keep the grid away from the time at which there is no noise, or no data, or predict something else");
        foreach (int i in infinite) (row[1 + 4 * i], row[2 + 4 * i], row[3 + 4 * i]) = (from, 0, 0);
        for (int i = 0; i < Stages; i++) row[4 + 4 * i] = i == 0 ? 1 : 0;
    }

    /// <summary>One step of a state whose slope at a stage is a function of the state there, of time, and of the slope of x as a function of x and y.</summary>
    public Real[] Step(Real[] state, Real[] row, Func<Real[], Real, Func<Real, Real, Real>, Real[]> slope)
    {
        var slopes = new Real[Stages][];
        for (int i = 0; i < Stages; i++)
        {
            Real ofX = row[2 + 4 * i], ofY = row[3 + 4 * i];
            Real[] at = [.. state.Select((x, part) => RungeKutta.Moved(x, row[0], _method.Stages[i], [.. slopes[..i].Select(k => k[part])]))];
            slopes[i] = slope(at, row[1 + 4 * i], (x, y) => _isFlow ? y : ofX * x + ofY * y);
        }
        return [.. state.Select((x, part) =>
        {
            Real sum = row[4] * slopes[0][part];
            for (int i = 1; i < Stages; i++) if (_method.Weights[i] != 0) sum += row[4 + 4 * i] * slopes[i][part];
            return x + row[0] * sum;
        })];
    }
}
