using Pathwise.Derivatives;
using Pathwise.Estimation;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.NoiseSources;

namespace Pathwise.Conformance;

/// <summary>
/// Every op, and random programs, by every executor: emitted kernels give the interpreter's bits at every vector width, wherever a run starts and ends;
/// the oracle, which runs the graph before lowering with the platform's functions, agrees to rounding.
/// </summary>
public class ExecutorTests
{
    static CompiledGraph Compile(Graph graph, Executor executor, Precision precision, int bits = 0, int partMentions = KernelEmitter.PartMentions)
    {
        var compiled = new CompiledGraph(graph, precision, executor, bits, partMentions: partMentions);
        Assert.Equal(executor == Executor.Simd, compiled.IsEmitted);
        return compiled;
    }

    static double[] Run(BlockRunner runner, Graph graph, long first, int paths)
    {
        var results = new double[graph.Outputs.Sum(output => output.Shape.Count) * paths];
        runner.Run(first, paths, results);
        return results;
    }

    static double[] Run(Graph graph, Value[] shared, DataRows data, Executor executor, Precision precision, int paths, int bits = 0)
    {
        using var runner = Compile(graph, executor, precision, bits).Runner(new Inputs(shared, data, new CounterSource(7), 1));
        return Run(runner, graph, 0, paths);
    }

    static bool SameBits(double a, double b) => a.Equals(b) && (a != 0 || double.IsNegative(a) == double.IsNegative(b));

    static void AgreeInBits(Graph graph, Value[] shared, DataRows data, Precision precision)
    {
        const int Paths = 70;
        double[] interpreted = Run(graph, shared, data, Executor.Interpreted, precision, Paths);
        foreach (int bits in new[] { 128, 256, 512 })
        {
            double[] emitted = Run(graph, shared, data, Executor.Simd, precision, Paths, bits);
            for (int i = 0; i < emitted.Length; i++)
                Assert.True(SameBits(interpreted[i], emitted[i]), $"{precision}, {bits} bits, output {i / Paths}, path {i % Paths}: interpreted {interpreted[i]:R}, emitted {emitted[i]:R}");
        }
        // All tail lengths, from a start inside a tile, by a kernel of many methods.
        using var runner = Compile(graph, Executor.Simd, precision, partMentions: 1).Runner(new Inputs(shared, data, new CounterSource(7), 1));
        for (int tail = 1; tail <= 33; tail++)
        {
            double[] part = Run(runner, graph, 5, tail);
            for (int i = 0; i < part.Length; i++) Assert.True(SameBits(interpreted[i / tail * Paths + 5 + i % tail], part[i]), $"tail {tail}");
        }
    }

    public static TheoryData<string> Cases => [.. Catalogue.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Kernels_give_the_interpreters_bits(string name)
    {
        var op = Catalogue.All.First(c => c.Name == name);
        for (int shared = 0; shared < 1 << op.Shapes.Length; shared++)
        {
            var traced = op.ToGraph(shared, withGradient: shared == 0);
            var (graph, parameters, data) = Arrange(op, traced, shared);
            AgreeInBits(graph, parameters, data, Precision.F64);
            AgreeInBits(graph, parameters, data, Precision.F32);
        }
    }

    /// <summary>The graph with shared operands first, and the points as rows of data.</summary>
    static (Graph Graph, Value[] Parameters, DataRows Data) Arrange(OpCase op, Graph traced, int shared)
    {
        int[] common = [.. Enumerable.Range(0, op.Shapes.Length).Where(i => (shared >> i & 1) != 0)], own = [.. Enumerable.Range(0, op.Shapes.Length).Except(common)];
        var graph = new Graph([.. common.Concat(own).Select(i => traced.Parameters[i])], traced.Outputs);
        Value[] parameters = [.. common.Select(i => new Value(op.Points[0][i], op.Shapes[i].Count, 1, perPath: false))];
        return (graph, parameters, new DataRows([.. own.Select(i => traced.Parameters[i])], [.. op.Points.Select(point => own.Select(i => point[i]).ToArray())]));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_oracle_agrees_to_rounding(string name)
    {
        var op = Catalogue.All.First(c => c.Name == name);
        var (graph, parameters, data) = Arrange(op, op.ToGraph(0), 0);
        foreach (var (precision, allowed) in new[] { (Precision.F64, 1e-13), (Precision.F32, 1e-4) })
        {
            int paths = op.Points.Length;
            double[] expected = Run(graph, parameters, data, Executor.Reference, precision, paths), actual = Run(graph, parameters, data, Executor.Simd, precision, paths);
            for (int i = 0; i < expected.Length; i++)
                Assert.True(expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= allowed * Math.Max(1, Math.Abs(expected[i])), $"{precision}, point {i % paths}: oracle {expected[i]:R}, lowered {actual[i]:R}");
        }
    }

    [Fact]
    public void Random_programs_give_the_same_bits_by_kernel_and_interpreter()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var made = RandomPrograms.Make(seed, smooth: seed % 2 == 0);
            var program = made.Program;
            var outputs = Simplifier.Simplify(Contraction.Contract(Simplifier.Simplify(program.WithGradient(program.Primal, program.Parameters))));
            var graph = new Graph(made.Inputs, outputs);
            Value[] parameters = [.. program.Parameters.Select(p => new Value(p.Value, p.Value.Length, 1, perPath: false))];
            try
            {
                AgreeInBits(graph, parameters, made.Data, Precision.F64);
                if (seed % 5 == 0) AgreeInBits(graph, parameters, made.Data, Precision.F32);
                double[] expected = Run(graph, parameters, made.Data, Executor.Reference, Precision.F64, 40), actual = Run(graph, parameters, made.Data, Executor.Simd, Precision.F64, 40);
                if (seed % 2 == 0)
                    for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-9 * Math.Max(1, Math.Abs(expected[i])), $"output {i}: {expected[i]:R}, {actual[i]:R}");
            }
            catch (Exception e) { throw new InvalidOperationException($"seed {seed}: {e.Message}", e); }
        }
    }

    public static TheoryData<int> Fifties => [.. Enumerable.Range(0, 4).Select(i => 50 * i)];

    [Theory]
    [MemberData(nameof(Fifties))]
    public void Loops_in_loops_of_everything_give_the_same_bits(int first)
    {
        for (int seed = first; seed < first + 50; seed++) Agree(seed, withGradient: seed % 2 == 0);
    }

    /// <summary>Programs that once had gradients in rows of steps that were not taken, or sums of products that all paths share.</summary>
    [Theory]
    [InlineData(1102)]
    [InlineData(1124)]
    [InlineData(1194)]
    [InlineData(1540)]
    [InlineData(1740)]
    public void Loops_that_were_wrong_give_the_same_bits(int seed) => Agree(seed, withGradient: true);

    static void Agree(int seed, bool withGradient)
    {
        try
        {
            var (graph, values) = LoopPrograms.Make(seed);
            var simplified = new Graph(graph.Parameters, Simplifier.Simplify(graph.Outputs));
            AgreeInBits(simplified, values.Parameters, values.Data, Precision.F64);
            AgreeInBits(simplified, values.Parameters, values.Data, Precision.F32);
            if (!withGradient) return;
            var sum = graph.Outputs.Select(output => Functions.Mean(Functions.Sin(output.AsReal()))).Aggregate((a, b) => a + b).Node;
            var gradient = Reverse.Gradient(Contraction.Contract(Simplifier.Simplify(sum))[0], values.Reals);
            var both = new Graph(graph.Parameters, Simplifier.Simplify([sum, .. gradient.OfType<Node>()]));
            AgreeInBits(both, values.Parameters, values.Data, Precision.F64);
            SumsAgree(both, values.Parameters, values.Data);
        }
        catch (Exception e) { throw new InvalidOperationException($"seed {seed}: {e.Message}", e); }
    }

    /// <summary>Gradients summed over paths within the kernel: the interpreter's bits, and the sums of what paths have.</summary>
    static void SumsAgree(Graph graph, Value[] shared, DataRows data)
    {
        const int Paths = 45;
        double[] onPaths = Run(graph, shared, data, Executor.Interpreted, Precision.F64, Paths);
        double[] interpreted = Sums(Executor.Interpreted, KernelEmitter.PartMentions);
        foreach (int partMentions in new[] { KernelEmitter.PartMentions, 1 })
            Assert.Equal(interpreted.Select(BitConverter.DoubleToInt64Bits), Sums(Executor.Simd, partMentions).Select(BitConverter.DoubleToInt64Bits));
        for (int i = 0; i < interpreted.Length; i++)
        {
            var paths = onPaths.AsSpan((i + 1) * Paths, Paths).ToArray();
            Assert.True(SameBits(paths.Sum(), interpreted[i]) || Math.Abs(paths.Sum() - interpreted[i]) <= 1e-12 * paths.Sum(Math.Abs), $"sum {i}: {interpreted[i]:R}, of paths {paths.Sum():R}");
        }

        double[] Sums(Executor executor, int partMentions)
        {
            var compiled = new CompiledGraph(graph, Precision.F64, executor, keptOutputs: 1, partMentions: partMentions);
            Assert.Equal(executor == Executor.Simd, compiled.IsEmitted);
            using var runner = compiled.Runner(new Inputs(shared, data, new CounterSource(7), 1));
            double[] kept = new double[Paths * runner.Kept], sums = new double[runner.Summed];
            runner.Run(0, Paths, kept, sums);
            return sums;
        }
    }
}
