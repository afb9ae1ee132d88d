using System.Globalization;
using Pathwise;
using Pathwise.Benchmarks;
using Pathwise.Execution;

// Ratios of times, measured turn by turn in this run. Usage: dotnet run --project benchmarks/Pathwise.Benchmarks -c Release [-- paths]
int paths = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
var market = new Market(100, 0.05, 0.2);
var one = new EstimationOptions { Paths = paths, Threads = 1 };
var two = one with { Threads = 2 };

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Asian call, 252 Euler steps, {paths:N0} paths, double, noise drawn in the loop, {VectorSet.Widest}-bit vectors."));
Console.WriteLine();
double[] byHand = AsianCallControl.Run(100, 0.05, 0.2, paths, gradient: true);
var estimate = AsianCall.Price.ValueAndGradient(market, one);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"by hand  {byHand[0]:F4} {byHand[1]:F5} {byHand[2]:F4} {byHand[3]:F4}"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Pathwise {estimate.Value:F4} {(double)estimate.Gradient.Spot:F5} {(double)estimate.Gradient.Rate:F4} {(double)estimate.Gradient.Volatility:F4}"));
Console.WriteLine();
Console.WriteLine("| row | ratio, median of 9 | range | limit | ns per path-step |");
Console.WriteLine("|---|---|---|---|---|");
void Row(string name, double? limit, Action work, Action control)
{
    var ratio = Measurement.Compare(work, control);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {ratio} | {limit?.ToString("0.0#", CultureInfo.InvariantCulture) ?? ""} | {ratio.Seconds / paths / 252 * 1e9:0.00} |"));
}
Row("value: Pathwise / by hand", null, () => AsianCall.Price.Value(market, one), () => AsianCallControl.Run(100, 0.05, 0.2, paths, false));
Row("value and gradient: Pathwise / by hand", 1.4, () => AsianCall.Price.ValueAndGradient(market, one), () => AsianCallControl.Run(100, 0.05, 0.2, paths, true));
Row("Pathwise: value and gradient / value", 1.8, () => AsianCall.Price.ValueAndGradient(market, one), () => AsianCall.Price.Value(market, one));
Row("Pathwise: one thread / two threads (at least 1.8)", null, () => AsianCall.Price.ValueAndGradient(market, one), () => AsianCall.Price.ValueAndGradient(market, two));

// Compilation, warm: tracing, certificate, derivative, lowering, emission and machine code of the same program, again and again.
var compile = Enumerable.Range(0, 30).Select(_ => Measurement.Seconds(() => AsianCall.Traced().ValueAndGradient(market, one with { Paths = 16 }))).Order().ToArray();
Console.WriteLine();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Trace, derive, emit and compile, warm: median {compile[15] * 1e3:0.0} ms, least {compile[0] * 1e3:0.0} ms, greatest {compile[^1] * 1e3:0.0} ms (limit 60 ms)."));
