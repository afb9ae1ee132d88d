using System.Globalization;
using Pathwise;
using Pathwise.Benchmarks;
using Pathwise.Estimation;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.NoiseSources;

// Ratios of times, measured turn by turn in one run, as a Markdown table:
// dotnet run --project benchmarks/Pathwise.Benchmarks -c Release [-- paths [table]]
// With 'table', what takes long apart from the table is left out; 'calls' in the place of paths measures calls alone, 'products' matrix products and
// convolution, 'training' gradients of a batch, 'solver' schemes beside their loops written by hand, 'adaptive [paths]' adaptive steps beside a grid of as many, 'diffusion' and 'flow' train models of eight normal laws, and 'curves
// folder' how cost grows with the size of a run, as figures. The controls in C++ need g++ or clang++.
if (args is ["memory", var count])
{
    Memory.Run(long.Parse(count, CultureInfo.InvariantCulture));
    return;
}
if (args is ["calls"])
{
    PrintCalls();
    return;
}
if (args is ["solver"])
{
    Print($"| measured | median of 9 | range | required | ns per path-step |");
    Print($"|---|---|---|---|---|");
    SolverRows(new(100, 0.05, 0.2), new() { Paths = 100_000, Threads = 1 });
    return;
}
if (args is ["diffusion", ..])
{
    EightGaussiansDiffusion.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000);
    return;
}
if (args is ["flow", ..])
{
    EightGaussiansFlow.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5_000);
    return;
}
if (args is ["adaptive", .. var few])
{
    var given = new EstimationOptions { Paths = few is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 8_192, Threads = 1 };
    Print($"| measured | median of 9 | range | required | ns per path-step |");
    Print($"|---|---|---|---|---|");
    foreach (var it in AdaptiveSteps.Cases) AdaptiveRows(it, given);
    return;
}
if (args is ["curves", var folder])
{
    Curves.Run(folder);
    return;
}
if (args is ["products"] && NativeControls.Load(out _) is { } peak)
{
    MatrixRows.Print(peak);
    return;
}
if (args is ["training"] && NativeControls.Load(out _) is { } core)
{
    TrainingKernels.Print(core);
    Print($"");
    TrainingSteps.Print(core);
    return;
}
if (args is ["first"])
{
    Print($"{Measurement.Seconds(() => AsianCall.Traced().ValueAndGradient(new(100, 0.05, 0.2), new EstimationOptions { Paths = 16, Threads = 1 })) * 1e3:0.0}");
    return;
}
int paths = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
paths = (paths + 15) / 16 * 16;
var market = new Market(100, 0.05, 0.2);
var one = new EstimationOptions { Paths = paths, Threads = 1 };
var many = one with { Paths = 8L * paths };
var native = NativeControls.Load(out string failure);

Print($"252 steps, {paths:N0} paths, double, {VectorSet.Widest}-bit vectors, {Environment.ProcessorCount} processors.");
Print($"Controls in C++: {(native is null ? $"left out: {failure}" : native.Compiler)}");
Print($"");
Print($"Asian call, Euler:");
Print($"");
var asian = AsianCall.Price.ValueAndGradient(market, one);
Agree(["price", "∂ spot", "∂ rate", "∂ volatility"],
    [asian.Value, (double)asian.Gradient.Spot, (double)asian.Gradient.Rate, (double)asian.Gradient.Volatility],
    [asian.StandardError, (double)asian.GradientStandardError.Spot, (double)asian.GradientStandardError.Rate, (double)asian.GradientStandardError.Volatility],
    ("C#", AsianCallControl.Run(100, 0.05, 0.2, paths, gradient: true)), ("C++", native?.Asian(market, paths, gradient: true)));
Print($"European call under Heston's model, full-truncation Euler:");
Print($"");
var heston = HestonCall.ValueAndGradient(one);
Agree(["price", .. HestonCall.Names.Select(name => $"∂ {name}")],
    [heston.Value, .. heston.Gradient.Select(entry => entry.Mean![0])],
    [heston.StandardError, .. heston.Gradient.Select(entry => entry.StandardError![0])],
    ("C++", native?.Heston(HestonCall.At, paths, gradient: true)));

Print($"| measured | median of 9 | range | required | ns per path-step |");
Print($"|---|---|---|---|---|");
Row("Asian call, value: Pathwise / C#", "", paths, () => AsianCall.Price.Value(market, one), () => AsianCallControl.Run(100, 0.05, 0.2, paths, false));
Row("Asian call, gradient: Pathwise / C#", "at most 1.4", paths, () => AsianCall.Price.ValueAndGradient(market, one), () => AsianCallControl.Run(100, 0.05, 0.2, paths, true));
if (native is not null)
{
    Row("Asian call, value: Pathwise / C++", "", paths, () => AsianCall.Price.Value(market, one), () => native.Asian(market, paths, false));
    Row("Asian call, gradient: Pathwise / C++", "at most 1.15", paths, () => AsianCall.Price.ValueAndGradient(market, one), () => native.Asian(market, paths, true));
    FromMemoryRows("Asian call", AsianCall.Program, (normals, gradient) => native.Asian(market, paths, gradient, normals));
    Row("Heston, value: Pathwise / C++", "", paths, () => HestonCall.Value(one), () => native.Heston(HestonCall.At, paths, false));
    Row("Heston, gradient: Pathwise / C++", "at most 1.15", paths, () => HestonCall.ValueAndGradient(one), () => native.Heston(HestonCall.At, paths, true));
    NeuralRows(native);
    FromMemoryRows("Heston", HestonCall.Program, (normals, gradient) => native.Heston(HestonCall.At, paths, gradient, normals));
}
Row("Asian call: gradient / value", "at most 1.4", paths, () => AsianCall.Price.ValueAndGradient(market, one), () => AsianCall.Price.Value(market, one));
Row("Heston: gradient / value", "at most 1.4", paths, () => HestonCall.ValueAndGradient(one), () => HestonCall.Value(one));
SolverRows(market, one);
if (native is not null)
{
    Row("Asian call by C++: gradient / value", "", paths, () => native.Asian(market, paths, true), () => native.Asian(market, paths, false));
    Row("Heston by C++: gradient / value", "", paths, () => native.Heston(HestonCall.At, paths, true), () => native.Heston(HestonCall.At, paths, false));
}
string rate = native is null ? "" : NormalsRow(native);
Row("Asian call, gradient: one thread / two", "at least 1.9", many.Paths, () => AsianCall.Price.ValueAndGradient(market, many), () => AsianCall.Price.ValueAndGradient(market, many with { Threads = 2 }));
Row("Heston, gradient: one thread / two", "at least 1.9", many.Paths, () => HestonCall.ValueAndGradient(many), () => HestonCall.ValueAndGradient(many with { Threads = 2 }));
if (native is not null)
{
    Print($"");
    Print($"{rate}");
    Print($"");
    FunctionRows.Print(native);
    Print($"");
    NeuralControl.Print(native);
    Print($"");
    MatrixRows.Print(native);
    Print($"");
    TrainingKernels.Print(native);
    Print($"");
    TrainingSteps.Print(native);
}
Print($"");
PrintCalls();
if (args is [_, "table"]) return;

// Tracing, certificate, derivative, lowering, emission and machine code of the same program, again and again.
Compiling("the Asian call", 30, () => AsianCall.Traced().ValueAndGradient(market, one with { Paths = 16 }));
var (network, draws) = (NeuralControl.Network(), NeuralControl.Normals());
Compiling("the neural SDE", 80, () => new NeuralSde(network, draws, gradient: true).Dispose());
double[] fresh = [.. Enumerable.Range(0, 9).Select(_ => Measurement.OfProcess("first")).Order()];
Print($"First call of the Asian call in a fresh process: median {fresh[4]:0} ms, range {fresh[0]:0} … {fresh[^1]:0} ms (at most 250 ms more than warm).");
double little = Memory.Peak(1_000_000), much = Memory.Peak(100_000_000);
Print($"Peak memory of a European call: {little:0.0} MB at 1,000,000 paths, {much:0.0} MB at 100,000,000, ratio {much / little:0.000} (at most 1.05, or 8 MB more).");

// Noise is read from memory, sixteen paths' normals again and again: the time of the kernels without the generator's.
void FromMemoryRows(string name, StochasticProgram program, Func<StoredNormals, bool, double[]> control)
{
    using var normals = new StoredNormals(program);
    foreach (bool gradient in new[] { false, true })
    {
        using var work = new FromMemory(program, normals, gradient);
        var (ours, theirs) = (work.Run(paths), control(normals, gradient));
        if (Worst(ours, theirs) is var worst && !(worst <= 1e-9)) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{name}, noise from memory: the results differ by {worst:0.0e+0}."));
        Row($"{name}, {(gradient ? "gradient" : "value")}, noise from memory: Pathwise / C++", gradient ? "at most 1.3" : "", paths, () => work.Run(paths), () => control(normals, gradient));
    }
}

// Equations given to a scheme, beside its formula in a loop.
static void SolverRows(Market market, EstimationOptions options)
{
    foreach (var (name, solved, written) in SolverLoops.Schemes)
    {
        SolverLoops.Check(solved, written, market, options);
        Row($"{name}, gradient: solver / loop by hand", "at most 1.1", options.Paths, () => solved.ValueAndGradient(market, options), () => written.ValueAndGradient(market, options));
    }
}

// Steps chosen along the path beside a grid of as many: the nearest whole number to their mean. Processor time, after enough runs for all code to be compiled for good.
static void AdaptiveRows(AdaptiveSteps.Case it, EstimationOptions options)
{
    int steps = (int)Math.Round(it.Taken.Value(AdaptiveSteps.At, options).Value);
    var onGrid = it.OnGrid(steps);
    void Ratio(string what, string required, Action<Expectation<AdaptiveSteps.Parameters>> run)
    {
        for (int i = 0; i < 30; i++) { run(it.Chosen); run(onGrid); }
        var ratio = Measurement.CompareProcessor(() => run(it.Chosen), () => { for (int i = 0; i < 4; i++) run(onGrid); });
        Print($"| {it.Name} ({steps} steps), {what}: adaptive / grid | {4 * ratio.Median:0.0} | {4 * ratio.Least:0.0} … {4 * ratio.Greatest:0.0} | {required} | {ratio.Seconds / options.Paths / steps * 1e9:0.0} |");
    }
    Ratio("value", "at most 4", expectation => expectation.Value(AdaptiveSteps.At, options));
    Ratio("gradient", "", expectation => expectation.ValueAndGradient(AdaptiveSteps.At, options));
}

void Compiling(string what, double most, Action work)
{
    double[] times = [.. Enumerable.Range(0, 31).Select(_ => Measurement.Seconds(work)).Order()];
    Print($"");
    Print($"Trace, derive, emit and compile {what}, warm: median {times[15] * 1e3:0.0} ms, range {times[0] * 1e3:0.0} … {times[^1] * 1e3:0.0} ms (at most {most} ms).");
}

// A network inside a path: single precision, one block of 1,024 paths, the same normals from memory.
void NeuralRows(NativeControls native)
{
    float[] weights = NeuralControl.Network(), normals = NeuralControl.Normals(), gradient = new float[NeuralControl.Weights];
    using NeuralSde value = new(weights, normals, gradient: false), both = new(weights, normals, gradient: true);
    double[] ours = both.Run(NeuralControl.Paths);
    double loss = native.Neural(weights, normals, gradient, NeuralControl.Paths), largest = gradient.Max(MathF.Abs);
    double worst = Math.Max(Math.Abs(ours[0] - loss) / loss, ours.Skip(1).Zip(gradient, (a, b) => Math.Abs(a - b)).Max() / largest);
    if (!(worst <= 1e-5)) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The neural SDE's results differ by {worst:0.0e+0}."));
    Row("Neural SDE, value: Pathwise / C++", "", NeuralControl.Paths, () => value.Run(NeuralControl.Paths), () => native.Neural(weights, normals, null, NeuralControl.Paths), NeuralControl.Steps);
    Row("Neural SDE, gradient: Pathwise / C++", "at most 1.1", NeuralControl.Paths, () => both.Run(NeuralControl.Paths), () => native.Neural(weights, normals, gradient, NeuralControl.Paths), NeuralControl.Steps);
    Row("Neural SDE, gradient: one thread / two", "at least 1.75", NeuralControl.Paths, () => both.Estimate(NeuralControl.Paths, 1), () => both.Estimate(NeuralControl.Paths, 2), NeuralControl.Steps);
}

// Normals of tiles that stay in the cache: as many as the Asian call takes.
string NormalsRow(NativeControls native)
{
    const int Tile = 64, Steps = 252;
    var (source, site) = (new CounterSource(0), new Draw(AsianCall.Site, DrawKind.Normal, new Shape(Steps), Shared: false));
    double[] ours = new double[Tile * Steps], control = new double[Tile * Steps];
    void Ours()
    {
        for (long first = 0; first < paths; first += Tile) source.Fill(site, first, Tile, ours, Tile);
    }
    void Control()
    {
        for (long first = 0; first < paths; first += Tile) native.Normals(AsianCall.Site, first, Tile, Steps, control, Tile);
    }
    Ours();
    Control();
    if (!ours.AsSpan().SequenceEqual(control)) throw new InvalidOperationException("The control's normals differ.");
    var ratio = Row("normals: Pathwise / C++", "at most 1.15", (paths + Tile - 1) / Tile * Tile, Ours, Control);
    double millions = (paths + Tile - 1) / Tile * Tile * (double)Steps / ratio.Seconds / 1e6;
    return string.Create(CultureInfo.InvariantCulture, $"Normals a second, one thread: Pathwise {millions:0} million, C++ {millions * ratio.Median:0} million, with the same bits.");
}

// Results beside their controls'. All draw the same noise, so that they differ by rounding only.
static void Agree(string[] names, double[] ours, double?[] errors, params (string Name, double[]? Values)[] controls)
{
    Print($"|  | {string.Join(" | ", names)} |");
    Print($"|---|{string.Concat(names.Select(_ => "---|"))}");
    Print($"| Pathwise | {Numbers(ours)} |");
    foreach (var (name, values) in controls)
        if (values is not null) Print($"| {name} | {Numbers(values)} |");
    Print($"| standard error | {Numbers(errors.Select(e => e ?? double.NaN))} |");
    Print($"");
    foreach (var (name, values) in controls)
    {
        if (values is null) continue;
        double worst = Worst(ours, values);
        if (!(worst <= 1e-9)) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The results and the control in {name} differ by {worst:0.0e+0}."));
        Print($"Pathwise and {name} differ by {worst:0.0e+0} at most, relative to the value or to 1 where that is larger.");
        Print($"");
    }
}

static double Worst(double[] ours, double[] values) => ours.Zip(values, (x, y) => Math.Abs(x - y) / Math.Max(1, Math.Abs(y))).Max();

static string Numbers(IEnumerable<double> values) => string.Join(" | ", values.Select(x => x.ToString("F5", CultureInfo.InvariantCulture)));

static Ratio Row(string name, string required, long paths, Action work, Action control, int steps = 252)
{
    var ratio = Measurement.Compare(work, control);
    Print($"| {name} | {ratio} | {required} | {ratio.Seconds / paths / steps * 1e9:0.00} |");
    return ratio;
}

static void PrintCalls()
{
    var (overhead, kernel, bytes) = CallOverhead.Measure(asObjective: false);
    Print($"A call of the compiled gradient with 16 paths and its standard errors: {overhead:0.0} µs beside the kernel's {kernel:0.0} µs (at most 20 µs); it allocates {bytes:N0} bytes.");
    (overhead, kernel, bytes) = CallOverhead.Measure(asObjective: true);
    Print($"The same as an objective: {overhead:0.0} µs beside the kernel's {kernel:0.0} µs; it allocates {bytes:N0} bytes (0).");
}

static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
