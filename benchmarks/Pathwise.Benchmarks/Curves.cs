using System.Globalization;
using Pathwise.Calculus;
using Pathwise.Estimation;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.Language;
using Pathwise.Plots;
using static Pathwise.Functions;

namespace Pathwise.Benchmarks;

/// <summary>How the cost of a run grows with its size, on one thread: a table and a figure for each measure of size.</summary>
static class Curves
{
    const int Runs = 7;

    static readonly EstimationOptions s_one = new() { Threads = 1 };

    public static void Run(string folder)
    {
        Directory.CreateDirectory(folder);
        Paths(Path.Combine(folder, "performance-paths.svg"));
        TimeSteps(Path.Combine(folder, "performance-steps.svg"));
        Parameters(Path.Combine(folder, "performance-parameters.svg"));
        Widths(Path.Combine(folder, "performance-width.svg"));
    }

    static void Paths(string file)
    {
        double[] paths = [16, 64, 256, 1024, 4096, 16384, 65536, 262144];
        var market = new Market(100, 0.05, 0.2);
        var (gradients, values) = Times(paths, n =>
        {
            var options = s_one with { Paths = (long)n };
            return new(() => AsianCall.Price.ValueAndGradient(market, options), () => AsianCall.Price.Value(market, options), 1e9 / n);
        });
        Table("paths", paths, "N0", ("value and gradient, ns per path", gradients, "N0"), ("value, ns per path", values, "N0"));
        Save(Over(paths, "Asian call of 252 steps: time per path", "paths in a call", "time per path / ns"), paths, gradients, values, file);
    }

    static void TimeSteps(string file)
    {
        double[] steps = [4, 16, 64, 252, 1000, 4000, 16000];
        var (gradients, values) = Times(steps, n =>
        {
            var program = Model.Parse(string.Create(CultureInfo.InvariantCulture, $"""
                param S0 = 100, r = 0.05, sigma = 0.2
                sde t in [0, 1], steps {n}, scheme euler
                    S(0) = S0
                    dS = r*S dt + sigma*S dW
                expect price = exp(-r) * max(mean(S) - 100, 0)
                """), "asian.pw").Program;
            // Many steps take fewer paths, so that no run takes long; a thousand paths are a whole block still.
            var options = s_one with { Paths = Math.Max(1024, Math.Min(16384, 16384 * 252 / (int)n / 1024 * 1024)) };
            return new(() => Estimate(program, program.Parameters, options), () => Estimate(program, [], options), 1e9 / options.Paths / n);
        });
        Table("steps", steps, "N0", ("value and gradient, ns per path-step", gradients, "F2"), ("value, ns per path-step", values, "F2"));
        Save(Over(steps, "Asian call: time per path and step", "steps", "time per path and step / ns"), steps, gradients, values, file);
    }

    /// <summary>Curves over sizes on a logarithmic axis that has its ticks at the sizes measured.</summary>
    static Figure Over(double[] sizes, string title, string x, string y, Scale scale = Scale.Linear, Corner legend = Corner.TopRight)
    {
        var figure = new Figure(title, x, y, Scale.Logarithmic, scale) { Legend = legend, FromZero = true };
        figure.TicksAt(sizes);
        return figure;
    }

    static void Save(Figure figure, double[] sizes, double[] gradients, double[] values, string file)
    {
        figure.Curve("value and gradient", sizes, gradients, marks: true);
        figure.Curve("value", sizes, values, marks: true);
        figure.Save(file);
    }

    static void Parameters(string file)
    {
        const int Sections = 64;
        double[] counts = [1, 2, 4, 8, 16, 32, 64];
        // A call under a volatility that is constant on each of n equal sections of time, in 64 Euler steps: the parameters are the n volatilities.
        var price = Expectation.Of<Real>((volatility, noise) =>
        {
            int n = volatility.Shape.Count;
            var ofSteps = Reshape(Broadcast(Reshape(volatility, new Shape(n, 1)), new Shape(n, Sections / n)), Sections);
            var loop = Loop.Build(Sections, false, [Constant.Of(100)], [ofSteps.Node], (index, carry, row) =>
            {
                var stock = carry[0].AsReal();
                return ([(stock + row[0].AsReal() * stock * (Math.Sqrt(1.0 / Sections) * noise.Normal())).Node], []);
            });
            return Max(Item.Of(loop, 0).AsReal() - 100, 0);
        });
        var options = s_one with { Paths = 65536 };
        var (gradients, values) = Times(counts, n =>
        {
            Real at = Enumerable.Range(0, (int)n).Select(k => 0.2 + 0.001 * k).ToArray();
            return new(() => price.ValueAndGradient(at, options), () => price.Value(at, options), 1e9 / options.Paths);
        });
        double[] ratios = [.. gradients.Zip(values, (gradient, value) => gradient / value)], differences = [.. counts.Select(n => n + 1)];
        Table("parameters", counts, "N0", ("(value and gradient) / value", ratios, "F2"),
            ("value and gradient, ns per path", gradients, "N0"), ("value, ns per path", values, "N0"));
        var figure = Over(counts, "Call under n volatilities, 64 steps: cost of the gradient", "parameters", "time / time of the value alone", Scale.Logarithmic, Corner.TopLeft);
        figure.Curve("value and gradient", counts, ratios, marks: true);
        figure.Reference("by one-sided differences: n + 1 values", counts, differences);
        figure.Save(file);
    }

    static void Widths(string file)
    {
        const int Few = 512, Many = 4096, Dimensions = 8, Steps = 20;
        double[] widths = [8, 16, 32, 64, 128, 256];
        // dX = f(X, t) dt + ½ dW in eight dimensions, f a network 9 → width → width → 8 with tanh; the mean of |X|² at the end.
        var loss = Expectation.Of<Network>((w, noise) =>
        {
            var sde = Ito.Sde(
                drift: (x, t) => MatMul(w.W3, Tanh(MatMul(w.W2, Tanh(MatMul(w.W1, Concat(0, x, Reshape(t, 1))) + w.B1)) + w.B2)) + w.B3,
                diffusion: (x, t) => Filled(Dimensions, 0.5));
            var last = sde.Solve(Filled(Dimensions, 0.1), TimeGrid.Uniform(0, 0.2, Steps), EulerMaruyama.Scheme, noise).Terminal;
            return Sum(last * last);
        });
        EstimationOptions few = s_one with { Paths = Few, Precision = Precision.F32 }, many = few with { Paths = Many };
        // A multiply-add is two operations; the gradient takes three products where the value takes one.
        double[] work = [.. widths.Select(width => 6.0 * Steps * width * (Dimensions + 1 + width + Dimensions))];
        var native = NativeControls.Load(out _);
        var peaks = new List<double>();
        var (ofMany, ofFew) = Times(widths, width =>
        {
            var at = Network.Of((int)width, Dimensions);
            if (native is not null) peaks.Add(native.Peak());
            return new(() => loss.ValueAndGradient(at, many), () => loss.ValueAndGradient(at, few), 1);
        });
        double[] ratesOfMany = [.. work.Zip(ofMany, (w, t) => w * Many / t / 1e9)], ratesOfFew = [.. work.Zip(ofFew, (w, t) => w * Few / t / 1e9)];
        Table("width", widths, "N0", ("value and gradient, 4,096 paths, GFLOP/s", ratesOfMany, "N0"), ("value and gradient, 512 paths, GFLOP/s", ratesOfFew, "N0"));
        var figure = Over(widths, "Neural SDE of 20 steps, single precision: rate of the gradient", "units in each hidden layer", "multiply-adds as GFLOP/s", legend: Corner.TopLeft);
        figure.Curve("4,096 paths in a call", widths, ratesOfMany, marks: true);
        figure.Curve("512 paths in a call", widths, ratesOfFew, marks: true);
        if (native is not null)
        {
            double peak = Median(peaks);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Peak of one core: {peak:0} GFLOP/s."));
            figure.Reference("peak of one core", [widths[0], widths[^1]], [peak, peak]);
        }
        figure.Save(file);
    }

    static void Estimate(StochasticProgram program, IReadOnlyList<ProgramParameter> parameters, EstimationOptions options) =>
        GradientEstimator.Run(program, [.. parameters], options, complete: true);

    /// <summary>
    /// Medians of the seconds of both pieces of work of every size, scaled. Every round times all sizes, so that what else the machine does for a while
    /// touches few of a size's times; short work is repeated within the clock's start and stop.
    /// </summary>
    static (double[] First, double[] Second) Times(double[] sizes, Func<double, Work> prepared)
    {
        Work[] works = [.. sizes.Select(prepared)];
        int[] repeats = [.. works.Select(work => Math.Min(Repeats(work.First), Repeats(work.Second)))];
        double[][] first = [.. works.Select(_ => new double[Runs])], second = [.. works.Select(_ => new double[Runs])];
        for (int run = 0; run < Runs; run++)
            for (int i = 0; i < works.Length; i++)
                (first[i][run], second[i][run]) = (Seconds(works[i].First, repeats[i]) * works[i].Scale, Seconds(works[i].Second, repeats[i]) * works[i].Scale);
        return ([.. first.Select(Median)], [.. second.Select(Median)]);
    }

    static double Seconds(Action work, int repeats) => Measurement.Seconds(() => { for (int k = 0; k < repeats; k++) work(); }) / repeats;

    /// <summary>How often a run fits into twenty milliseconds, once its code has been compiled and optimised.</summary>
    static int Repeats(Action work)
    {
        for (double warm = 0; warm < 0.5;) warm += Measurement.Seconds(work);
        return (int)Math.Clamp(0.02 / Measurement.Seconds(work), 1, 10_000);
    }

    /// <summary>Two pieces of work to be timed, and the scale that their seconds are reported on.</summary>
    readonly record struct Work(Action First, Action Second, double Scale);

    static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    static void Table(string size, double[] sizes, string format, params (string Name, double[] Values, string Format)[] columns)
    {
        Console.WriteLine($"\n| {size} | {string.Join(" | ", columns.Select(c => c.Name))} |\n|---|{string.Concat(columns.Select(_ => "---|"))}");
        for (int i = 0; i < sizes.Length; i++)
            Console.WriteLine($"| {sizes[i].ToString(format, CultureInfo.InvariantCulture)} | {string.Join(" | ", columns.Select(c => c.Values[i].ToString(c.Format, CultureInfo.InvariantCulture)))} |");
        Console.WriteLine();
    }

    /// <summary>The weights of a network of two hidden layers, each matrix with its biases.</summary>
    sealed record Network(Real W1, Real B1, Real W2, Real B2, Real W3, Real B3)
    {
        /// <summary>Weights of variance 1/inputs, the same for everyone.</summary>
        public static Network Of(int units, int dimensions)
        {
            var (random, site) = (new NoiseSources.CounterSource(0), new Draw("weights", DrawKind.Normal, new Shape(1), Shared: false));
            long drawn = 0;
            return new(Next(units, dimensions + 1), Next(units), Next(units, units), Next(units), Next(dimensions, units), Next(dimensions));

            Real Next(params int[] extents)
            {
                var shape = new Shape(extents);
                var values = new double[shape.Count];
                random.Fill(site, drawn, values.Length, values, values.Length);
                drawn += values.Length;
                return Real.FromArray(shape, [.. values.Select(z => z / Math.Sqrt(extents[^1]))]);
            }
        }
    }
}
