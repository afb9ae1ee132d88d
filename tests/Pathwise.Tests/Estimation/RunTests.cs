using Pathwise.Distributions;
using Pathwise.Estimation;
using Pathwise.Execution;
using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise.Tests.Estimation;

/// <summary>How runs behave: threads, rounds, progress, cancellation, failures.</summary>
public class RunTests
{
    record Leg(Real Rate, Real[] Weights);
    record Book(Leg[] Legs, Real Scale, Leg Hedge);

    static readonly Expectation<Book> s_book = Expectation.Of((Book b, Noise noise) =>
    {
        Real total = 0;
        foreach (var leg in b.Legs)
            foreach (var weight in leg.Weights) total += Sum(weight * Exp(leg.Rate * noise.Normal(3)));
        return b.Scale * Tanh(0.1 * total) + b.Hedge.Weights[0] * noise.Normal() * b.Hedge.Rate;
    });

    static Book At(double shift = 0) => new(
        [new(0.1, [new double[] { 1, 2 + shift, 3 }, 0.5]), new(0.3, [-1.0])], 2, new(0.7, [1.5]));

    [Fact]
    public void Bits_do_not_depend_on_threads()
    {
        var options = new EstimationOptions { Paths = 20_011, Seed = 3 };
        var one = s_book.ValueAndGradient(At(), options with { Threads = 1 });
        foreach (int threads in new[] { 2, 3, 7 })
        {
            var many = s_book.ValueAndGradient(At(), options with { Threads = threads });
            Assert.Equal(one.Value, many.Value);
            Assert.Equal(one.StandardError, many.StandardError);
            Assert.Equal(Numbers(one.Gradient), Numbers(many.Gradient));
            Assert.Equal(Numbers(one.GradientStandardError), Numbers(many.GradientStandardError));
        }
    }

    static double[] Numbers(Book b) =>
        [.. b.Legs.Append(b.Hedge).SelectMany(leg => leg.Weights.Prepend(leg.Rate)).Append(b.Scale).SelectMany(x => x.ToArray())];

    [Fact]
    public void Records_and_arrays_nest()
    {
        var e = s_book.ValueAndGradient(At(), 3000, seed: 1);
        Assert.Equal(2, e.Gradient.Legs.Length);
        Assert.Equal(3, e.Gradient.Legs[0].Weights[0].Shape.Count);
        Assert.Equal(Differences.First(h => s_book.Value(At(h), 3000, seed: 1).Value), e.Gradient.Legs[0].Weights[0].ToArray()[1], 8);
        Assert.Equal(["Legs[0].Rate", "Legs[0].Weights[0]", "Legs[0].Weights[1]", "Legs[1].Rate", "Legs[1].Weights[0]", "Scale", "Hedge.Rate", "Hedge.Weights[0]"],
            e.Certificate.Entries.Select(entry => entry.Parameter));
        // Another shape of the parameters is another program.
        var other = At() with { Legs = [new(0.1, [1.0])] };
        Assert.Single(s_book.ValueAndGradient(other, 1000).Gradient.Legs);
    }

    static readonly Expectation<Real> s_exponential = Expectation.Of((Real p, Noise noise) => Exp(p * noise.Normal()));

    [Fact]
    public void A_target_stops_at_a_doubling_with_the_bits_of_a_plain_run()
    {
        var stopped = s_exponential.ValueAndGradient(0.5, new EstimationOptions { Paths = 10_000_000, TargetStandardError = 0.003, Seed = 2 });
        Assert.True(stopped.StandardError <= 0.003);
        Assert.Contains(stopped.Paths, Enumerable.Range(0, 12).Select(k => 16L * 1024 << k));
        var plain = s_exponential.ValueAndGradient(0.5, new EstimationOptions { Paths = stopped.Paths, Seed = 2 });
        Assert.Equal((plain.Value, plain.StandardError, (double)plain.Gradient), (stopped.Value, stopped.StandardError, (double)stopped.Gradient));
        var half = s_exponential.Value(0.5, new EstimationOptions { Paths = stopped.Paths / 2, Seed = 2 });
        Assert.True(half.StandardError > 0.003);
        // A target that is out of reach runs all paths.
        Assert.Equal(40_000, s_exponential.Value(0.5, new EstimationOptions { Paths = 40_000, TargetStandardError = 1e-9 }).Paths);
    }

    [Fact]
    public void The_first_paths_of_a_longer_run_are_those_of_a_shorter_one()
    {
        for (int path = 0; path < 5; path++)
            Assert.Equal(s_exponential.Replay(0.5, path, seed: 4).Result, s_exponential.Value(0.5, 1 + path, seed: 4).Value * (1 + path)
                - (path == 0 ? 0 : s_exponential.Value(0.5, path, seed: 4).Value * path), 1e-12);
        Assert.Null(s_exponential.Value(0.5, 1).StandardError);
    }

    sealed class Steps : IProgress<EstimationProgress>
    {
        public List<EstimationProgress> Seen { get; } = [];
        public void Report(EstimationProgress value) => Seen.Add(value);
    }

    [Fact]
    public void Progress_grows_to_the_end_and_changes_nothing()
    {
        var steps = new Steps();
        var options = new EstimationOptions { Paths = 50_000, Seed = 5, Threads = 2 };
        var e = s_exponential.Value(0.5, options with { Progress = steps });
        Assert.Equal(s_exponential.Value(0.5, options).Value, e.Value);
        Assert.NotEmpty(steps.Seen);
        Assert.Equal(steps.Seen.Select(s => s.Paths).Order(), steps.Seen.Select(s => s.Paths));
        Assert.Equal((50_000, 50_000, e.Value), (steps.Seen[^1].Paths, steps.Seen[^1].Total, steps.Seen[^1].Mean));
    }

    [Fact]
    public void Nothing_is_reported_before_the_first_block_is_merged()
    {
        // With every merge reported, some run of these has its second block done before its first.
        for (int seed = 0; seed < 200; seed++)
        {
            var steps = new Steps();
            s_exponential.Value(0.5, new EstimationOptions { Paths = 4 * 1024, Seed = seed, Threads = 4, Progress = steps, ReportEvery = TimeSpan.Zero });
            Assert.All(steps.Seen, step => Assert.InRange(step.Paths, 1024, 4096));
        }
    }

    sealed class Failing : IProgress<EstimationProgress>
    {
        public void Report(EstimationProgress value) => throw new InvalidTimeZoneException("from the receiver");
    }

    [Fact]
    public void A_failing_receiver_of_progress_fails_its_run_and_nothing_else()
    {
        foreach (int threads in new[] { 1, 2, 3 })
            Assert.Throws<InvalidTimeZoneException>(() => s_exponential.Value(0.5, new EstimationOptions { Paths = 50_000, Threads = threads, Progress = new Failing() }));
    }

    [Fact]
    public void A_cancelled_run_stops()
    {
        using var source = new CancellationTokenSource();
        var stopping = new Stopping(source);
        foreach (int threads in new[] { 1, 2 })
            Assert.Throws<OperationCanceledException>(() => s_exponential.Value(0.5, new EstimationOptions
            { Paths = EstimationOptions.MaximumPaths, Progress = stopping, Cancellation = source.Token, Threads = threads, TargetStandardError = 1e-12 }));
    }

    sealed class Stopping(CancellationTokenSource source) : IProgress<EstimationProgress>
    {
        public void Report(EstimationProgress value) => source.Cancel();
    }

    [Fact]
    public void What_is_not_finite_is_named_with_path_step_operation_and_place()
    {
        int line = 0;
        var program = Expectation.Of((Real p, Noise noise) => Item.Of(Loop.Build(6, false, [p.Node], [], (n, carry, _) =>
        {
            var x = carry[0].AsReal();
            line = Line();
            return ([(x + 0.1 * Log(3.2 + x + noise.Normal())).Node], []);
        }), 0).AsReal());
        var e = Assert.Throws<NonFiniteException>(() => program.Value(0.1, new EstimationOptions { Paths = 200_000, Seed = 6, Threads = 3 }));
        Assert.Equal("PW0030", e.Id);
        Assert.Equal("log", e.Operation);
        Assert.EndsWith("RunTests.cs", e.Place.File, StringComparison.Ordinal);
        Assert.Equal(line + 1, e.Place.Line);
        Assert.Contains($"path {e.Path}, step {e.Step}", e.Cause, StringComparison.Ordinal);
        // It is the first such path of all, whatever the threads, and the first such step of it.
        var alone = Assert.Throws<NonFiniteException>(() => program.Value(0.1, new EstimationOptions { Paths = 200_000, Seed = 6, Threads = 1 }));
        Assert.Equal((alone.Path, alone.Step), (e.Path, e.Step));
        if (e.Path > 0) Assert.True(double.IsFinite(program.Value(0.1, e.Path, seed: 6).Value));
        var replay = program.Replay(0.1, e.Path, seed: 6);
        var bad = replay.Values.First(v => v.Operation != "normal" && v.Values.Any(x => !double.IsFinite(x)));
        Assert.Equal(("log", e.Step), (bad.Operation, bad.Steps[^1]));
    }

    [Fact]
    public void A_value_on_a_branch_not_taken_is_not_blamed()
    {
        var program = Expectation.Of((Real p, Noise noise) =>
        {
            var z = p + noise.Normal();
            var root = Where(z > 0, Sqrt(z), 0); // no square root of what is below 0, on half of the paths
            return root + Item.Of(Loop.Build(3, false, [root.Node], [], (n, carry, _) =>
            {
                var x = carry[0].AsReal() + noise.Normal();
                return ([(Where(x > 0, Pow(x, 0.7), 0) + Log(3.5 + x)).Node], []);
            }), 0).AsReal();
        });
        Assert.Equal("log", Assert.Throws<NonFiniteException>(() => program.Value(0.1, 100_000)).Operation);
        Assert.Equal("log", Assert.Throws<NonFiniteException>(() => program.ValueAndGradient(0.1, 100_000)).Operation);
    }

    [Fact]
    public void A_run_of_very_long_paths_stops_within_a_block()
    {
        // A block of them takes minutes.
        var program = Expectation.Of((Real p, Noise noise) =>
            Item.Of(Loop.Build(2_000_000, false, [noise.Normal().Node], [], (n, carry, _) => ([Sin(carry[0].AsReal() + p).Node], [])), 0).AsReal());
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Throws<OperationCanceledException>(() => program.Value(0.5, new EstimationOptions { Paths = 1024, Cancellation = source.Token }));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    static int Line([System.Runtime.CompilerServices.CallerLineNumber] int line = 0) => line;

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        void Refused(string id, EstimationOptions options) => Assert.Equal(id, Assert.Throws<PathwiseException>(() => s_exponential.Value(0.5, options)).Id);
        Refused("PW0018", new() { Paths = 0 });
        Refused("PW0018", new() { Paths = EstimationOptions.MaximumPaths + 1 });
        Refused("PW0019", new() { Paths = 3, Antithetic = true });
        Refused("PW0020", new() { Threads = -1 });
        Refused("PW0021", new() { TargetStandardError = 0 });
        Assert.Equal("PW0022", Assert.Throws<PathwiseException>(() => Expectation.Of((Real p, Noise noise) => noise.Normal(3)).Value(0)).Id);
        Assert.Equal("PW0023", Assert.Throws<PathwiseException>(() => Expectation.Of((string p, Noise noise) => noise.Normal())).Id);
        Assert.Equal("PW0023", Assert.Throws<PathwiseException>(() => Expectation.Of((Real[] p, Noise noise) => noise.Normal()).Value(null!)).Id);
        Assert.Equal("PW0023", Assert.Throws<PathwiseException>(() => s_book.Value(At() with { Hedge = null! })).Id);
        Assert.Equal("PW0016", Assert.Throws<PathwiseException>(() => Expectation.Of((Real p, Noise noise) => new Normal(0, p).Sample(noise)).Value(-1)).Id);
    }

    [Fact]
    public void A_value_of_another_trace_is_refused_at_its_place()
    {
        Real leaked = 0;
        Expectation.Of((Real p, Noise noise) => leaked = p * noise.Normal()).Value(1);
        int line = Line() - 1;
        var e = Assert.Throws<PathwiseException>(() => Expectation.Of((Real p, Noise noise) => leaked + p).Value(1));
        Assert.Equal(("PW0027", line), (e.Id, e.Place.Line));
    }

    [Fact]
    public void Gradients_come_in_the_order_that_is_asked_for()
    {
        var (a, b) = (Node.Leaf(new Parameter(Shape.Scalar, "a"), perPath: false, default, "a"), Node.Leaf(new Parameter(Shape.Scalar, "b"), perPath: false, default, "b"));
        var result = a.AsReal() * 2 + b.AsReal() * 3 + new Noise().Normal();
        var program = new StochasticProgram("v", result.Node, [new("a", a, [1]), new("b", b, [1])]);
        var run = GradientEstimator.Run(program, [program.Parameters[1], program.Parameters[0]], new() { Paths = 10 }, complete: false);
        Assert.Equal([("b", 3.0), ("a", 2.0)], run.Gradient.Select(entry => (entry.Name, entry.Mean![0])));
    }
}
