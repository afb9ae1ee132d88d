using System.Globalization;
using Pathwise;
using Pathwise.Benchmarks;
using Pathwise.Execution;

// Ratios of times, measured turn by turn in one run, as a Markdown table:
// dotnet run --project benchmarks/Pathwise.Benchmarks -c Release [-- paths]
if (args is ["memory", var count])
{
    Memory.Run(long.Parse(count, CultureInfo.InvariantCulture));
    return;
}
int paths = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
var market = new Market(100, 0.05, 0.2);
var one = new EstimationOptions { Paths = paths, Threads = 1 };
var many = one with { Paths = 8L * paths };

Print($"Asian call, 252 Euler steps, {paths:N0} paths, double, noise drawn in the loop, {VectorSet.Widest}-bit vectors, {Environment.ProcessorCount} processors.");
Print($"");
double[] byHand = AsianCallControl.Run(100, 0.05, 0.2, paths, gradient: true);
var estimate = AsianCall.Price.ValueAndGradient(market, one);
Print($"|  | price | ∂ spot | ∂ rate | ∂ volatility |");
Print($"|---|---|---|---|---|");
Print($"| by hand | {byHand[0]:F4} | {byHand[1]:F5} | {byHand[2]:F4} | {byHand[3]:F4} |");
Print($"| Pathwise | {estimate.Value:F4} | {(double)estimate.Gradient.Spot:F5} | {(double)estimate.Gradient.Rate:F4} | {(double)estimate.Gradient.Volatility:F4} |");
Print($"| standard error | {estimate.StandardError:F4} | {(double)estimate.GradientStandardError.Spot:F5} | {(double)estimate.GradientStandardError.Rate:F4} | {(double)estimate.GradientStandardError.Volatility:F4} |");
Print($"");
Print($"| measured | median of 9 | range | required | ns per path-step |");
Print($"|---|---|---|---|---|");
Row("value: Pathwise / by hand", "", paths, () => AsianCall.Price.Value(market, one), () => AsianCallControl.Run(100, 0.05, 0.2, paths, false));
Row("value and gradient: Pathwise / by hand", "at most 1.4", paths, () => AsianCall.Price.ValueAndGradient(market, one), () => AsianCallControl.Run(100, 0.05, 0.2, paths, true));
Row("Pathwise: value and gradient / value", "at most 1.8", paths, () => AsianCall.Price.ValueAndGradient(market, one), () => AsianCall.Price.Value(market, one));
Row("Pathwise: one thread / two", "at least 1.8", many.Paths, () => AsianCall.Price.ValueAndGradient(market, many), () => AsianCall.Price.ValueAndGradient(market, many with { Threads = 2 }));

// Tracing, certificate, derivative, lowering, emission and machine code of the same program, again and again.
double[] compile = [.. Enumerable.Range(0, 31).Select(_ => Measurement.Seconds(() => AsianCall.Traced().ValueAndGradient(market, one with { Paths = 16 }))).Order()];
Print($"");
Print($"Trace, derive, emit and compile, warm: median {compile[15] * 1e3:0.0} ms, range {compile[0] * 1e3:0.0} … {compile[^1] * 1e3:0.0} ms (at most 60 ms).");
double little = Memory.Peak(1_000_000), much = Memory.Peak(100_000_000);
Print($"Peak memory of a European call: {little:0.0} MB at 1,000,000 paths, {much:0.0} MB at 100,000,000, ratio {much / little:0.000} (at most 1.05, or 8 MB more).");

static void Row(string name, string required, long paths, Action work, Action control)
{
    var ratio = Measurement.Compare(work, control);
    Print($"| {name} | {ratio} | {required} | {ratio.Seconds / paths / 252 * 1e9:0.00} |");
}

static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
