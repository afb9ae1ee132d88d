using Pathwise.Estimation;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.Tests;
using static Pathwise.Functions;
using Differences = Pathwise.Tests.Differences;

namespace Pathwise.Calculus.Tests;

/// <summary>Steps of reversible Heun that are taken back in closed form: paths keep their bits, gradients are those of the full tape to rounding, and nothing is kept of a step.</summary>
public class ReversibleTapeTests
{
    record Law(Real A, Real B, Real Start);

    record State(Real X, Real Y);

    static readonly Law s_at = new(0.3, 0.4, 0.7);

    static SdePath Bounded(Law law, Noise noise, TapeMemory memory, int steps) =>
        Stratonovich.Sde((x, t) => Sin(law.A * x) * (1 + t), (x, t) => law.B * (1 + Cos(x))).Solve(law.Start, TimeGrid.Uniform(0, 1, steps), ReversibleHeun.Scheme, noise, memory);

    static SdePath<State> Pair(Law law, Noise noise, TapeMemory memory, int steps) => Stratonovich.Sde<State>(new Real[,] { { 1, law.A }, { law.A, 1 } }, (s, t) => new(law.B - s.X, Sin(s.X) - s.Y * t), (s, t) => new(law.B, 0.2 * s.Y), (s, t) => new(0.1 * Sin(s.Y), law.A))
            .Solve(new(law.Start, 1), TimeGrid.Uniform(0, 1, steps), ReversibleHeun.Scheme, noise, memory);

    static readonly Dictionary<string, Func<Law, Noise, TapeMemory, int, Real>> s_programs = new()
    {
        ["geometric, with functionals"] = (law, noise, memory, steps) =>
        {
            var path = Ito.Sde((x, t) => law.A * x, (x, t) => law.B * x).ToStratonovich().Solve(law.Start, TimeGrid.Uniform(0, 1, steps), ReversibleHeun.Scheme, noise, memory);
            return path.Terminal * path.Terminal + path.Mean + path.Integral((x, t) => t * x * x);
        },
        ["bounded, along a motion"] = (law, noise, memory, steps) =>
        {
            var path = Stratonovich.Sde((x, t) => Sin(law.A * x) * (1 + t), (x, t) => law.B * (1 + Cos(x))).Solve(law.Start, new BrownianMotion(TimeGrid.Uniform(0, 1, steps), noise), ReversibleHeun.Scheme, memory);
            return path.Mean * path.Terminal;
        },
        ["grid of any times"] = (law, noise, memory, steps) =>
            Stratonovich.Sde((x, t) => law.A - x * t, (x, t) => law.B).Solve(law.Start, TimeGrid.At([.. Enumerable.Range(0, steps + 1).Select(i => Math.Pow((double)i / steps, 1.5))]), ReversibleHeun.Scheme, noise, memory).Terminal,
        ["two states, correlated"] = (law, noise, memory, steps) =>
        {
            var path = Pair(law, noise, memory, steps);
            return path.Terminal.X * path.Terminal.Y + path.Mean((s, t) => s.Y);
        },
        ["the first of two states"] = (law, noise, memory, steps) => Sin(Pair(law, noise, memory, steps).Terminal.X),
        ["a path that drives another"] = (law, noise, memory, steps) =>
        {
            var first = Bounded(law, noise["first"], memory, steps);
            return Stratonovich.Sde((x, t) => first.Terminal - x, (x, t) => law.B).Solve(first.Mean, TimeGrid.Uniform(0, 1, steps), ReversibleHeun.Scheme, noise["second"], memory).Terminal;
        },
        ["maximum"] = (law, noise, memory, steps) =>
        {
            var path = Bounded(law, noise, memory, steps);
            return path.Max + path.Min * path.Terminal;
        },
        ["all states"] = (law, noise, memory, steps) => Sum(Square(Bounded(law, noise, memory, steps).States)),
        ["motion alone"] = (law, noise, memory, steps) => Square(Stratonovich.Sde((x, t) => law.A, (x, t) => law.B).Solve(law.Start, TimeGrid.Uniform(0, 1, steps), ReversibleHeun.Scheme, noise, memory).Terminal),
    };

    static Real Square(Real x) => x * x;

    public static TheoryData<string> Programs => [.. s_programs.Keys];

    static Expectation<Law> Of(string name, TapeMemory memory, int steps) => Expectation.Of((Law law, Noise noise) => s_programs[name](law, noise, memory, steps));

    static double[] Gradient(Estimate<Law> e) => [(double)e.Gradient.A, (double)e.Gradient.B, (double)e.Gradient.Start];

    static void Agree(double[] expected, double[] actual, double relative)
    {
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], relative * Math.Max(1, Math.Abs(expected[i])));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Gradients_are_those_of_the_full_tape(string name)
    {
        var (full, reversible) = (Of(name, TapeMemory.Full, 40).ValueAndGradient(s_at, 2000, seed: 3), Of(name, TapeMemory.Reversible, 40).ValueAndGradient(s_at, 2000, seed: 3));
        Assert.Equal(full.Value, reversible.Value);
        Assert.Equal(full.StandardError, reversible.StandardError);
        Agree(Gradient(full), Gradient(reversible), 1e-12);
    }

    [Theory]
    [InlineData("geometric, with functionals")]
    [InlineData("grid of any times")]
    [InlineData("two states, correlated")]
    [InlineData("a path that drives another")]
    public void Gradients_are_differences_of_values(string name)
    {
        double Value(Law at) => Of(name, TapeMemory.Reversible, 10).Value(at, 200, seed: 4).Value;
        double[] differences =
        [
            Differences.First(s => Value(s_at with { A = 0.3 + s })), Differences.First(s => Value(s_at with { B = 0.4 + s })), Differences.First(s => Value(s_at with { Start = 0.7 + s })),
        ];
        Agree(differences, Gradient(Of(name, TapeMemory.Reversible, 10).ValueAndGradient(s_at, 200, seed: 4)), 1e-8);
    }

    [Theory]
    [InlineData("geometric, with functionals")]
    [InlineData("two states, correlated")]
    [InlineData("all states")]
    public void Second_derivatives_are_those_of_the_full_tape(string name)
    {
        var (full, reversible) = (Of(name, TapeMemory.Full, 20).Hessian(s_at, 500, seed: 5), Of(name, TapeMemory.Reversible, 20).Hessian(s_at, 500, seed: 5));
        Agree([.. full.Value.Cast<double>()], [.. reversible.Value.Cast<double>()], 1e-11);
    }

    [Theory]
    [InlineData("two states, correlated", Precision.F64)]
    [InlineData("two states, correlated", Precision.F32)]
    [InlineData("maximum", Precision.F64)]
    public void Kernels_give_the_interpreters_bits(string name, Precision precision)
    {
        double[] Run(Executor executor, int bits)
        {
            var e = Of(name, TapeMemory.Reversible, 12).ValueAndGradient(s_at, new EstimationOptions { Paths = 300, Seed = 6, Executor = executor, VectorBits = bits, Precision = precision });
            return [e.Value, .. Gradient(e)];
        }

        double[] interpreted = Run(Executor.Interpreted, 0);
        foreach (int bits in new[] { 128, 256, 512 }) Assert.Equal(interpreted, Run(Executor.Simd, bits));
        Agree(Run(Executor.Reference, 0), interpreted, precision == Precision.F64 ? 1e-12 : 1e-4);
    }

    /// <summary>The scratch memory of a gradient's kernel for one tile of 16 paths, without its draws.</summary>
    static long KernelBytes(string name, TapeMemory memory, int steps)
    {
        var program = Of(name, memory, steps).Program(s_at);
        var graph = new Graph(program.Inputs, Simplifier.Simplify(program.WithGradient(program.Primal, program.Parameters)));
        var kernel = KernelEmitter.Emit(Lowering.Lower(graph, Precision.F64), Precision.F64, 256)!;
        return kernel.ScratchBytes - kernel.Draws.Sum(draw => (long)draw.Node.Shape.Count * 16 * sizeof(double));
    }

    [Theory]
    [InlineData("geometric, with functionals")]
    [InlineData("two states, correlated")]
    [InlineData("the first of two states")]
    [InlineData("a path that drives another")]
    public void Memory_does_not_grow_with_steps(string name)
    {
        Assert.Equal(KernelBytes(name, TapeMemory.Reversible, 100), KernelBytes(name, TapeMemory.Reversible, 100_000));
        Assert.True(KernelBytes(name, TapeMemory.Full, 1000) - KernelBytes(name, TapeMemory.Full, 100) >= 2 * 900 * 16 * sizeof(double));
    }

    /// <summary>A maximum keeps its own value at every step, and no state.</summary>
    [Fact]
    public void Functionals_keep_what_they_need()
    {
        long Growth(TapeMemory memory) => (KernelBytes("maximum", memory, 1100) - KernelBytes("maximum", memory, 100)) / (1000 * 16 * sizeof(double));
        Assert.Equal(2, Growth(TapeMemory.Reversible));
        Assert.True(Growth(TapeMemory.Full) >= 4);
    }

    [Fact]
    public void Many_steps()
    {
        Estimate<Law> Run(TapeMemory memory) => Of("two states, correlated", memory, 100_000).ValueAndGradient(s_at, 16, seed: 7);
        Agree(Gradient(Run(TapeMemory.Full)), Gradient(Run(TapeMemory.Reversible)), 1e-9);
    }

    record Net(Real Weights, Real Scale);

    /// <summary>A gradient of more than 64 entries, which is summed over the paths of a tile within the backward loop.</summary>
    [Fact]
    public void Gradients_in_weights()
    {
        Estimate<Net> Run(TapeMemory memory) => Expectation.Of((Net net, Noise noise) =>
        {
            var weights = Reshape(net.Weights, new Shape(9, 9));
            var x = Stratonovich.Sde((x, t) => Tanh(MatMul(weights, x)), (x, t) => net.Scale * x).Solve(Reshape(Enumerable.Range(1, 9).Select(i => i / 9.0).ToArray(), new Shape(9, 1)), TimeGrid.Uniform(0, 1, 10), ReversibleHeun.Scheme, noise, memory).Terminal;
            return Sum(x * x);
        }).ValueAndGradient(new(Enumerable.Range(0, 81).Select(i => Math.Sin(i)).ToArray(), 0.3), 2048, seed: 8);
        var (full, reversible) = (Run(TapeMemory.Full), Run(TapeMemory.Reversible));
        Assert.Equal(full.Value, reversible.Value);
        Agree(full.Gradient.Weights.ToArray(), reversible.Gradient.Weights.ToArray(), 1e-11);
        Agree([(double)full.Gradient.Scale], [(double)reversible.Gradient.Scale], 1e-11);
    }

    /// <summary>The last step is taken out of a loop where a comparison is repaired; what is left can still be taken back.</summary>
    [Fact]
    public void Jumps_are_repaired()
    {
        Estimate<Law> Run(TapeMemory memory) => Expectation.Of((Law law, Noise noise) => Where(
            Stratonovich.Sde((x, t) => law.A, (x, t) => law.B).Solve(law.Start, TimeGrid.Uniform(0, 1, 8), ReversibleHeun.Scheme, noise, memory).Terminal > 1, 1.0, 0.0)).ValueAndGradient(s_at, 4000, seed: 9);
        var (full, reversible) = (Run(TapeMemory.Full), Run(TapeMemory.Reversible));
        Assert.Equal(full.Value, reversible.Value);
        Agree(Gradient(full), Gradient(reversible), 1e-11);
        // ∂P(X > 1)/∂X₀ = φ((X₀ + A − 1)/B)/B at X₀ + A = 1.
        Agreement.Within(1 / (0.4 * Math.Sqrt(2 * Math.PI)), (double)reversible.Gradient.Start, (double)reversible.GradientStandardError.Start);
    }

    [Theory]
    [MemberData(nameof(SchemeTests.All), MemberType = typeof(SchemeTests))]
    public void Other_schemes_are_refused(Scheme scheme)
    {
        void Solve() => Expectation.Of((Law law, Noise noise) => SdePath.Solve(scheme is ItoScheme
            ? new ItoSystem((t, x) => [law.A], (t, x) => new Real?[,] { { law.B } }, 1) : new StratonovichSystem((t, x) => [law.A], (t, x) => new Real?[,] { { law.B } }, 1),
            [law.Start], TimeGrid.Uniform(0, 1, 4), scheme, [noise], memory: TapeMemory.Reversible)[0].Terminal).Certificate(s_at);
        if (scheme == ReversibleHeun.Scheme) Solve();
        else Assert.Equal("PW2003", Assert.Throws<PathwiseException>(Solve).Id);
    }

    [Fact]
    public void Coefficients_that_draw_are_refused()
    {
        void Solve(TapeMemory memory) => Expectation.Of((Law law, Noise noise) => Stratonovich.Sde((x, t) => law.A * noise.Normal(), (x, t) => law.B)
            .Solve(law.Start, TimeGrid.Uniform(0, 1, 4), ReversibleHeun.Scheme, noise, memory).Terminal).Certificate(s_at);
        Solve(TapeMemory.Full);
        Assert.Equal("PW2003", Assert.Throws<PathwiseException>(() => Solve(TapeMemory.Reversible)).Id);
    }
}
