using System.Diagnostics;
using System.Globalization;
using static Pathwise.Functions;

namespace Pathwise.Benchmarks;

/// <summary>Peak memory of runs in processes of their own: it must not grow with the number of paths.</summary>
static class Memory
{
    static readonly Expectation<Market> s_european = Expectation.Of((Market m, Noise noise) =>
        Exp(-m.Rate) * Max(m.Spot * Exp(m.Rate - 0.5 * m.Volatility * m.Volatility + m.Volatility * noise.Normal()) - 100, 0));

    /// <summary>Runs a European call and prints the peak working set in bytes.</summary>
    public static void Run(long paths)
    {
        s_european.ValueAndGradient(new(100, 0.05, 0.2), new EstimationOptions { Paths = paths });
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(self.PeakWorkingSet64.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The peak of such a run, in megabytes.</summary>
    public static double Peak(long paths) => Measurement.OfProcess("memory", paths.ToString(CultureInfo.InvariantCulture)) / 1e6;
}
