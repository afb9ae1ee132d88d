using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Pathwise.Learning.Tests;

/// <summary>Optimisers against steps worked by hand, against the papers' formulas one number at a time, and bit for bit over widths and interruptions.</summary>
public class OptimiserTests
{
    public static TheoryData<string> Names => ["sgd", "momentum", "nesterov", "decayed", "adam", "adamw"];

    static Optimiser Of(string name) => name switch
    {
        "sgd" => new Sgd(),
        "momentum" => new Sgd(momentum: 0.9),
        "nesterov" => new Sgd(momentum: 0.8, nesterov: true),
        "decayed" => new Sgd(momentum: 0.5, decay: 0.1),
        "adam" => new Adam(),
        _ => new AdamW(decay: 0.1, beta1: 0.8, beta2: 0.99, epsilon: 1e-6),
    };

    /// <summary>The papers' formulas in double precision, for one number.</summary>
    sealed class Formula(string name, double x)
    {
        double _v, _m, _s;
        int _t;

        public double X { get; private set; } = x;

        public void Step(double g, double rate)
        {
            _t++;
            if (name is "adam" or "adamw")
            {
                var (b1, b2, epsilon, decay) = name == "adam" ? (0.9, 0.999, 1e-8, 0.0) : (0.8, 0.99, 1e-6, 0.1);
                _m = b1 * _m + (1 - b1) * g;
                _s = b2 * _s + (1 - b2) * g * g;
                double first = _m / (1 - Math.Pow(b1, _t)), second = _s / (1 - Math.Pow(b2, _t));
                X -= rate * (first / (Math.Sqrt(second) + epsilon) + decay * X);
                return;
            }
            if (name == "decayed") g += 0.1 * X;
            double momentum = name switch { "momentum" => 0.9, "nesterov" => 0.8, "decayed" => 0.5, _ => 0 };
            _v = momentum * _v + g;
            X -= rate * (name == "nesterov" ? g + momentum * _v : _v);
        }
    }

    /// <summary>The derivative of a bowl with ripples, another for each element.</summary>
    static double Slope(double x, int i) => (1 + 0.1 * i) * (x - 1) + 0.3 * Math.Sin(5 * x + i);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_thousand_steps_are_those_of_the_formulas(string name)
    {
        const int Count = 37;
        var optimiser = Of(name);
        var schedule = Schedules.WarmUp(100, Schedules.Cosine(0.05, 900));
        double[] x = [.. Enumerable.Range(0, Count).Select(i => Math.Cos(i))], g = new double[Count];
        Formula[] expected = [.. x.Select(v => new Formula(name, v))];
        var state = optimiser.Start<double>(Count);
        for (int t = 0; t < 1000; t++)
        {
            for (int i = 0; i < Count; i++) g[i] = Slope(x[i], i);
            double rate = schedule(state.Steps);
            optimiser.Step<double>(x, g, rate, state);
            for (int i = 0; i < Count; i++)
            {
                expected[i].Step(Slope(expected[i].X, i), rate);
                // Rounding errors of 1e-16 a step; the ripples' curvature may let them grow a little.
                Assert.Equal(expected[i].X, x[i], 1e-11);
            }
        }
        Assert.Equal(1000, state.Steps);
    }

    [Fact]
    public void First_steps_by_hand()
    {
        double[] Stepped(Optimiser optimiser, int steps)
        {
            double[] x = [1, -2];
            var state = optimiser.Start<double>(2);
            for (int t = 0; t < steps; t++) optimiser.Step<double>(x, [0.5, 4], 0.1, state);
            return x;
        }
        static void Near(double[] expected, double[] got) => Assert.All(expected, (x, i) => Assert.Equal(x, got[i], 1e-8));
        Near([0.95, -2.4], Stepped(new Sgd(), 1));
        Near([1 - 0.05 - 0.1 * 0.95, -2 - 0.4 - 0.1 * 7.6], Stepped(new Sgd(momentum: 0.9), 2));
        Near([1 - 0.1 * 0.95, -2 - 0.1 * 7.6], Stepped(new Sgd(momentum: 0.9, nesterov: true), 1));
        Near([1 - 0.1 * 0.6, -2 - 0.1 * 3.8], Stepped(new Sgd(decay: 0.1), 1));
        // m = 0.05, v = 0.00025: corrected 0.5 and 0.25, whose ratio is 1 whatever the derivative.
        Near([0.9, -2.1], Stepped(new Adam(), 1));
        Near([0.8, -2.2], Stepped(new Adam(), 2));
        Near([0.9 - 0.1 * 0.2 * 1, -2.1 + 0.1 * 0.2 * 2], Stepped(new AdamW(decay: 0.2), 1));
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(7.0)]
    [InlineData(-2e4)]
    public void Adams_first_step_has_the_length_of_the_rate(double slope)
    {
        float[] x = [3, 3, 3];
        var adam = new Adam();
        adam.Step<float>(x, [(float)slope, (float)slope, (float)slope], 0.25, adam.Start<float>(3));
        Assert.All(x, v => Assert.Equal(3 - 0.25 * Math.Sign(slope), v, 1e-5));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_quadratic_is_brought_to_its_minimum(string name)
    {
        double[] x = [3, -2, 5], scale = [1, 4, 0.5];
        var optimiser = Of(name);
        var state = optimiser.Start<double>(3);
        var schedule = Schedules.Cosine(0.1, 2000);
        for (int t = 0; t < 2000; t++) optimiser.Step<double>(x, [.. x.Select((v, i) => scale[i] * (v - 1))], schedule(t), state);
        // Decay λ moves the minimum of ½s(x − 1)² + ½λx² to s/(s + λ); decoupled decay balances it against steps of unit size, which lie within rounding of x where the slope vanishes.
        double[] minimum = name == "decayed" ? [.. scale.Select(s => s / (s + 0.1))] : [1, 1, 1];
        double allowed = name == "adamw" ? 0.05 : 1e-3;
        Assert.All(x, (v, i) => Assert.Equal(minimum[i], v, allowed));
    }

    [Theory]
    [InlineData("nesterov", 1e-3, 20_000)]
    [InlineData("adam", 2e-2, 20_000)]
    public void Rosenbrocks_valley_is_followed_to_its_end(string name, double rate, int steps)
    {
        double[] x = [-1.2, 1];
        var optimiser = Of(name);
        var state = optimiser.Start<double>(2);
        var schedule = Schedules.Cosine(rate, steps);
        for (int t = 0; t < steps; t++)
        {
            double gap = x[1] - x[0] * x[0];
            optimiser.Step<double>(x, [-2 * (1 - x[0]) - 400 * x[0] * gap, 200 * gap], schedule(t), state);
        }
        Assert.Equal(1, x[0], 1e-3);
        Assert.Equal(1, x[1], 2e-3);
    }

    /// <summary>A run of every optimiser on lengths around those of vectors, in one precision: all its bits.</summary>
    static T[] Run<T>(Optimiser optimiser, int count, bool oneByOne) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = [.. Enumerable.Range(0, count).Select(i => T.CreateTruncating(Math.Cos(i)))], average = [.. x];
        var states = oneByOne ? [.. x.Select(_ => optimiser.Start<T>(1))] : new[] { optimiser.Start<T>(count) };
        var moving = new MovingAverage(0.99, warmUp: true);
        for (int t = 0; t < 50; t++)
        {
            T[] g = [.. x.Select((v, i) => T.CreateTruncating(Math.Sin(3 * double.CreateTruncating(v) + i)))];
            // A vector of one element is always worked on by the scalar code.
            int width = oneByOne ? 1 : count;
            for (int i = 0; i < count; i += width)
            {
                optimiser.Step(x.AsSpan(i, width), g.AsSpan(i, width), 0.01, states[i / width]);
                moving.Update<T>(average.AsSpan(i, width), x.AsSpan(i, width), t);
            }
        }
        return [.. x, .. average];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Vectors_and_numbers_one_by_one_give_the_same_bits(string name)
    {
        foreach (int count in new[] { 1, 3, 8, 15, 16, 17, 31, 64, 67 })
        {
            Assert.Equal(MemoryMarshal.AsBytes<float>(Run<float>(Of(name), count, oneByOne: true)), MemoryMarshal.AsBytes<float>(Run<float>(Of(name), count, oneByOne: false)));
            Assert.Equal(MemoryMarshal.AsBytes<double>(Run<double>(Of(name), count, oneByOne: true)), MemoryMarshal.AsBytes<double>(Run<double>(Of(name), count, oneByOne: false)));
        }
    }

    /// <summary>The width of a vector is fixed for a process, so the comparison with numbers one by one runs again in processes with other widths.</summary>
    [Theory]
    [InlineData("EnableAVX2", "0", 16)]
    [InlineData("MaxVectorTBitWidth", "512", 64)]
    [InlineData("EnableHWIntrinsic", "0", 16)]
    public async Task The_same_bits_at_other_widths(string setting, string value, int bytes)
    {
        if (Environment.GetEnvironmentVariable("PATHWISE_VECTOR_BYTES") is not null) return;
        var start = new ProcessStartInfo("dotnet", [typeof(OptimiserTests).Assembly.Location, "-method", "*.Vectors_and_numbers_one_by_one_give_the_same_bits", "-method", "*.The_width_is_the_one_asked_for"])
        { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[$"DOTNET_{setting}"] = value;
        start.Environment["PATHWISE_VECTOR_BYTES"] = bytes > Vector512Bytes ? Vector512Bytes.ToString() : bytes.ToString();
        using var process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("Total: 7, Errors: 0, Failed: 0", output, StringComparison.Ordinal);
    }

    /// <summary>The widest vectors there can be here.</summary>
    static int Vector512Bytes => System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? 64 : System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? 32 : 16;

    [Fact]
    public void The_width_is_the_one_asked_for()
    {
        if (Environment.GetEnvironmentVariable("PATHWISE_VECTOR_BYTES") is { } bytes) Assert.Equal(bytes, Vector<byte>.Count.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_that_was_saved_and_restored_goes_on_bit_for_bit(string name)
    {
        float[] Run(int interruptedAt)
        {
            var optimiser = Of(name);
            float[] x = [.. Enumerable.Range(0, 21).Select(i => MathF.Cos(i))];
            var state = optimiser.Start<float>(x.Length);
            for (int t = 0; t < 60; t++)
            {
                if (t == interruptedAt)
                {
                    // What a checkpoint would hold: names, bytes, a count.
                    byte[][] saved = [.. state.Arrays.Select(array => MemoryMarshal.AsBytes<float>(array).ToArray())];
                    (x, state, optimiser) = ([.. x], new([.. state.Names], [.. saved.Select(bytes => MemoryMarshal.Cast<byte, float>(bytes).ToArray())], state.Steps), Of(name));
                }
                optimiser.Step<float>(x, [.. x.Select((v, i) => (float)Slope(v, i))], Schedules.Cosine(0.05, 60)(state.Steps), state);
            }
            return x;
        }
        Assert.Equal(MemoryMarshal.AsBytes<float>(Run(-1)), MemoryMarshal.AsBytes<float>(Run(23)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_allocates_nothing(string name)
    {
        var optimiser = Of(name);
        float[] x = new float[1000], g = new float[1000];
        var state = optimiser.Start<float>(1000);
        for (int i = 0; i < 3; i++) optimiser.Step<float>(x, g, 0.1, state);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) optimiser.Step<float>(x, g, 0.1, state);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void What_does_not_belong_together_is_refused()
    {
        static void Refused(string id, Action act) => Assert.Equal(id, Assert.Throws<PathwiseException>(act).Id);
        var adam = new Adam();
        Refused("PW4022", () => adam.Step<float>(new float[3], new float[2], 0.1, adam.Start<float>(3)));
        Refused("PW4022", () => adam.Step<float>(new float[3], new float[3], 0.1, adam.Start<float>(2)));
        Refused("PW4022", () => adam.Step<float>(new float[3], new float[3], 0.1, new Sgd().Start<float>(3)));
        Refused("PW4021", () => new Adam(beta1: 1));
        Refused("PW4021", () => new Adam(epsilon: 0));
        Refused("PW4021", () => new AdamW(decay: -1));
        Refused("PW4021", () => new Sgd(momentum: double.NaN));
        Refused("PW4021", () => Schedules.Cosine(1, 0));
    }
}
