using System.Runtime.CompilerServices;
using Pathwise.Distributions;
using Pathwise.Estimation;
using Pathwise.Execution;
using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise.Tests.Estimation;

/// <summary>Calls of one compiled program share what does not depend on their values, and nothing that does.</summary>
public class CallTests
{
    record Law(Real Mean, Real Deviation);

    /// <summary>A program with a law whose domain is checked, a draw and a loop for all paths, and a logarithm of what may be negative.</summary>
    static Expectation<Law> Program() => Expectation.Of((Law law, Noise noise) =>
    {
        var scale = Item.Of(Loop.Build(5, false, [law.Deviation.Node], [], (n, carry, _) => ([Tanh(carry[0].AsReal() + 0.1 * law.Deviation).Node], [])), 0).AsReal();
        return Log(law.Mean + new Normal(0, law.Deviation).Sample(noise) + 0.1 * scale * noise.Shared.Normal());
    });

    static readonly Law s_at = new(9, 1);

    static double?[] Numbers(Estimate<Law> e) =>
        [e.Value, e.StandardError, (double)e.Gradient.Mean, (double)e.Gradient.Deviation, (double)e.GradientStandardError.Mean, (double)e.GradientStandardError.Deviation];

    [Fact]
    public void A_call_allocates_its_answer_and_blocks_nothing()
    {
        var program = Expectation.Of((Law law, Noise noise) => Exp(law.Mean + law.Deviation * noise.Normal()));
        var at = new Law(0.1, 0.2);
        // The least of several calls, as the pools of arrays may have been emptied by a collection.
        long Bytes(long paths)
        {
            var options = new EstimationOptions { Paths = paths, Threads = 1 };
            return Enumerable.Range(0, 20).Min(_ =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                program.ValueAndGradient(at, options);
                return GC.GetAllocatedBytesForCurrentThread() - before;
            });
        }
        // Four numbers of the answer and what is around them take some kilobytes; the results of one block's paths would take 24 more.
        Assert.InRange(Bytes(16), 1, 12_000);
        // Sixteen times the blocks take four more levels of the tree of moments: 3 moments of 32 bytes and a place each.
        Assert.InRange(Bytes(256 * 1024) - Bytes(16 * 1024), 0, 4 * 400);
    }

    record Pole(Real Shift, Real Distance);

    [Fact]
    public void A_certificate_that_depends_on_values_is_that_of_the_call()
    {
        // The sides agree where the condition flips, unless the distance lets the pole come there.
        var program = Expectation.Of((Pole p, Noise noise) =>
        {
            var x = noise.Normal();
            var z = Exp(x) - p.Shift;
            return Where(z > 0, z / (x * x + p.Distance), 0);
        });
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal(Verdict.Pathwise, program.ValueAndGradient(new(0.5, 1 + round), 1000).Certificate["Shift"].Verdict);
            Assert.Equal(Verdict.Jump, Assert.Throws<GradientRefusedException>(() => program.ValueAndGradient(new(0.5, -round), new EstimationOptions { Paths = 1000, Estimator = EstimatorKind.Pathwise })).Certificate["Shift"].Verdict);
        }
        var root = Expectation.Of((Real p, Noise noise) => Sqrt(p + noise.Uniform()));
        foreach (double p in new[] { 1, -1, 1, 2, -1.0 })
            Assert.Equal(p > 0 ? 0 : 1, root.Certificate(p).Entries[0].Sites.Count(site => site.Kind == "unbounded"));
    }

    [Fact]
    public void Calls_at_the_same_time_give_the_bits_of_calls_in_turn()
    {
        var program = Program();
        (Law At, EstimationOptions Options)[] calls = [.. Enumerable.Range(0, 60).Select(i =>
            (new Law(9 + 0.01 * i, 0.5 + 0.01 * i), new EstimationOptions { Paths = 500 + 100 * i, Seed = i, Threads = 1 + i % 3, Precision = i % 4 == 0 ? Precision.F32 : Precision.F64 }))];
        var inTurn = calls.Select(call => Numbers(Program().ValueAndGradient(call.At, call.Options))).ToArray();
        for (int round = 0; round < 3; round++)
        {
            var together = new double?[calls.Length][];
            Parallel.For(0, calls.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => together[i] = Numbers(program.ValueAndGradient(calls[i].At, calls[i].Options)));
            Assert.Equal(inTurn, together);
        }
    }

    [Fact]
    public void A_call_that_fails_leaves_nothing_to_later_ones()
    {
        var program = Program();
        var options = new EstimationOptions { Paths = 5000, Seed = 1, Threads = 2 };
        var expected = Numbers(Program().ValueAndGradient(s_at, options));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal("PW0016", Assert.Throws<PathwiseException>(() => program.ValueAndGradient(new(9, -1), options)).Id);
            Assert.Equal(expected, Numbers(program.ValueAndGradient(s_at, options)));
            Assert.Throws<OperationCanceledException>(() => program.ValueAndGradient(s_at, options with { Cancellation = cancelled.Token }));
            Assert.Equal(expected, Numbers(program.ValueAndGradient(s_at, options)));
            Assert.Throws<NonFiniteException>(() => program.ValueAndGradient(new(0.5, 1), options));
            Assert.Equal(expected, Numbers(program.ValueAndGradient(s_at, options)));
        }
    }

    [Fact]
    public void Memory_has_one_owner_and_goes_with_its_kernel()
    {
        var forgotten = Forgotten();
        for (int i = 0; i < 10 && forgotten.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(forgotten.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Forgotten()
        {
            var kernel = KernelEmitter.Emit(new Graph([], [(new Noise().Normal() * 2).Node]), Precision.F64, 128)!;
            KernelMemory first = kernel.Take(), second = kernel.Take();
            Assert.NotSame(first, second);
            kernel.Give(first);
            Assert.Same(first, kernel.Take());
            kernel.Give(second);
            return new(second, trackResurrection: true);
        }
    }
}
