using System.Diagnostics;
using System.Globalization;

namespace Pathwise.Benchmarks;

/// <summary>Times two pieces of work beside each other, turn by turn, so that the machine's moods touch both; only ratios are reported.</summary>
static class Measurement
{
    const int Rounds = 9;

    /// <summary>The median over rounds of time(work)/time(control), and its range.</summary>
    public static Ratio Compare(Action work, Action control) => Compare(work, control, Seconds);

    /// <summary>The same of the processor's time, which others on the machine change less: for work that is done by one thread.</summary>
    public static Ratio CompareProcessor(Action work, Action control) => Compare(work, control, ProcessorSeconds);

    static Ratio Compare(Action work, Action control, Func<Action, double> seconds)
    {
        work();
        control();
        var ratios = new double[Rounds];
        var times = new double[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            // Work is timed before and after its control, so that a drift of the clock speed cancels.
            double before = seconds(work), against = seconds(control), after = seconds(work);
            ratios[i] = 0.5 * (before + after) / against;
            times[i] = 0.5 * (before + after);
        }
        Array.Sort(ratios);
        Array.Sort(times);
        return new(ratios[Rounds / 2], ratios[0], ratios[^1], times[Rounds / 2]);
    }

    /// <summary>The rate of some single-precision operations as a share of the core's peak, which is measured before and after them each time.</summary>
    public static PeakShare OfPeak(NativeControls native, double operations, Action work)
    {
        work();
        double[] shares = new double[Rounds], rates = new double[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            double before = native.Peak(), seconds = Seconds(work), after = native.Peak();
            rates[i] = operations / seconds / 1e9;
            shares[i] = rates[i] / (0.5 * (before + after));
        }
        Array.Sort(shares);
        Array.Sort(rates);
        return new(shares[Rounds / 2], shares[0], shares[^1], rates[Rounds / 2]);
    }

    /// <summary>The number that this benchmark prints in a process of its own.</summary>
    public static double OfProcess(params string[] arguments)
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", [typeof(Measurement).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return double.Parse(output, CultureInfo.InvariantCulture);
    }

    static double ProcessorSeconds(Action work)
    {
        var start = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - start).TotalSeconds;
    }

    public static double Seconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

/// <summary>A ratio of times: median, least and greatest; and the median time of the work itself.</summary>
readonly record struct Ratio(double Median, double Least, double Greatest, double Seconds)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:0.00} | {Least:0.00} … {Greatest:0.00}");
}

/// <summary>A share of the core's peak: median, least and greatest; and the median rate in GFLOP/s.</summary>
readonly record struct PeakShare(double Median, double Least, double Greatest, double Rate);
