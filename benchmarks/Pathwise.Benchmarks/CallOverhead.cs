using System.Diagnostics;
using Pathwise.Learning;
using Pathwise.NoiseSources;

namespace Pathwise.Benchmarks;

/// <summary>What a call of a compiled gradient costs beside its kernel: the Asian call with one tile of paths, with its standard errors or as an optimiser asks for it.</summary>
static class CallOverhead
{
    const int Paths = 16, Calls = 2001, WarmUp = 20_000;

    /// <summary>Medians over calls, in microseconds: of the overhead and of the kernel's own time, and the bytes allocated by a call.</summary>
    public static (double Overhead, double Kernel, long Bytes) Measure(bool asObjective)
    {
        var options = new EstimationOptions { Paths = Paths, Threads = 1 };
        var program = AsianCall.Program;
        using var runner = program.Gradient(program.Parameters, options).Runner(program.InputsFor(new CounterSource(0), 0));
        using var objective = Objective.Of(AsianCall.Price, new Market(100, 0.05, 0.2), new() { BatchSize = Paths, Threads = 1 });
        double[] results = new double[4 * Paths], parameters = [100, 0.05, 0.2], gradient = new double[3];

        double[] calls = new double[Calls], kernels = new double[Calls];
        long bytes = 0;
        for (int i = -WarmUp; i < Calls; i++)
        {
            // Every call has parameter values of its own, as in an optimisation.
            parameters[2] = 0.2 + 1e-6 * i;
            var at = new Market(100, 0.05, parameters[2]);
            long allocated = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            if (asObjective) objective.ValueAndGradient(parameters, gradient);
            else AsianCall.Price.ValueAndGradient(at, options);
            long end = Stopwatch.GetTimestamp();
            bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
            runner.Run(0, Paths, results);
            if (i >= 0) (calls[i], kernels[i]) = (Microseconds(start, end), Microseconds(end, Stopwatch.GetTimestamp()));
        }
        Array.Sort(calls);
        Array.Sort(kernels);
        return (calls[Calls / 2] - kernels[Calls / 2], kernels[Calls / 2], bytes);
    }

    static double Microseconds(long start, long end) => Stopwatch.GetElapsedTime(start, end).TotalMicroseconds;
}
