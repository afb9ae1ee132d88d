using Pathwise.Derivatives;
using Pathwise.Graphs;
using Pathwise.Ops;
using Pathwise.Tests;
using static Pathwise.Functions;

namespace Pathwise.Conformance;

/// <summary>Passes and derivatives on random programs.</summary>
public class RandomProgramTests
{
    const int Paths = 3;

    static double[] Run(RandomProgram program, Node output, Value[]? inputs = null)
    {
        var value = Reference.Run(new Graph(program.Inputs, [output]), inputs ?? program.Numbers(Paths), Paths, seed: 5)[0];
        return [.. Enumerable.Range(0, value.Elements).SelectMany(e => Enumerable.Range(0, Paths).Select(p => value[e, p]))];
    }

    /// <summary>Bit for bit, but for the sign of 0, which x + 0 → x may change.</summary>
    static void SameBits(double[] expected, double[] actual, string what)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.True(expected[i] == actual[i] || (double.IsNaN(expected[i]) && double.IsNaN(actual[i])), $"{what}: {actual[i]:R} is not {expected[i]:R}");
    }

    public static TheoryData<int> Hundreds => [.. Enumerable.Range(0, 8).Select(i => 50 * i)];

    [Theory]
    [MemberData(nameof(Hundreds))]
    public void Passes_keep_every_bit_and_a_well_formed_graph(int first)
    {
        for (int seed = first; seed < first + 50; seed++)
        {
            var program = RandomPrograms.Make(seed);
            void Check(Node node) => Verifier.Check(new Graph(program.Inputs, [node]));
            Check(program.Result);
            double[] plain = Run(program, program.Result);
            Assert.All(plain, x => Assert.True(double.IsFinite(x), $"seed {seed}"));

            var simplified = Simplifier.Simplify(program.Result)[0];
            Check(simplified);
            SameBits(plain, Run(program, simplified), $"seed {seed}, simplified");
            var fused = LoopFusion.Fuse(simplified)[0];
            Check(fused);
            SameBits(plain, Run(program, fused), $"seed {seed}, fused");
            var held = program.Program.Result;
            Check(held);
            SameBits(plain, Run(program, held), $"seed {seed}, fused and simplified");
        }
    }

    [Theory]
    [MemberData(nameof(Hundreds))]
    public void Derivatives_of_simplified_programs_are_the_same(int first)
    {
        for (int seed = first; seed < first + 50; seed += 2)
        {
            var program = RandomPrograms.Make(seed);
            Node[] variables = [.. program.Parameters.Select(p => p.Node)];
            var plain = Reverse.Gradient(program.Result, variables);
            var held = Reverse.Gradient(program.Program.Result, variables);
            for (int i = 0; i < variables.Length; i++)
            {
                double[] expected = plain[i] is { } g ? Run(program, g) : new double[Paths * variables[i].Shape.Count];
                double[] actual = held[i] is { } h ? Run(program, h) : new double[expected.Length];
                double[] simplified = held[i] is { } s ? Run(program, Simplifier.Simplify(s)[0]) : new double[expected.Length];
                if (held[i] is { } node)
                {
                    Verifier.Check(new Graph(program.Inputs, [node]));
                    Verifier.Check(new Graph(program.Inputs, Simplifier.Simplify(node)));
                }
                SameBits(actual, simplified, $"seed {seed}, gradient {i} simplified");
                for (int k = 0; k < expected.Length; k++)
                    Assert.True(Math.Abs(expected[k] - actual[k]) <= 1e-12 * (1 + Math.Abs(expected[k])), $"seed {seed}, gradient {i}: {actual[k]} is not {expected[k]}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Hundreds))]
    public void Reverse_is_forward_is_differences(int first)
    {
        for (int seed = first; seed < first + 50; seed += 2)
        {
            var program = RandomPrograms.Make(seed, smooth: true);
            var result = program.Program.Result;
            foreach (var (p, i) in program.Parameters.Select((p, i) => (p, i)))
            {
                int element = (seed + i) % p.Value.Length;
                double[] one = [.. Enumerable.Range(0, p.Value.Length).Select(e => e == element ? 1.0 : 0)];
                var reverse = Reverse.Gradient(result, p.Node)[0];
                var forward = Forward.Pushforward([result], [p.Node], [Constant.Of(p.Node.Shape, one)])[0];
                Assert.Equal(reverse is null, forward is null);
                if (reverse is null) continue;
                var entry = Sum(reverse.AsReal() * Constant.Of(p.Node.Shape, one).AsReal());
                var second = Reverse.Gradient(entry.Node, p.Node)[0];
                double[] pulled = Run(program, entry.Node), pushed = Run(program, forward!);
                double[] twice = second is null ? new double[Paths] : Run(program, Sum(second.AsReal() * Constant.Of(p.Node.Shape, one).AsReal()).Node);
                for (int path = 0; path < Paths; path++)
                {
                    double At(double by, Node node) => Run(program, node, program.Numbers(Paths, i, element, by))[path];
                    double expected = Differences.First(h => At(h, result), 0.01), expectedTwice = Differences.First(h => At(h, entry.Node), 0.01);
                    void Agrees(double a, double b, double tolerance, string what) =>
                        Assert.True(Math.Abs(a - b) <= tolerance * (1 + Math.Abs(a)), $"seed {seed}, {p.Name}[{element}], path {path}, {what}: {b} is not {a}");
                    Agrees(pulled[path], pushed[path], 1e-12, "forward");
                    Agrees(expected, pulled[path], 1e-7, "reverse");
                    Agrees(expectedTwice, twice[path], 1e-6, "second derivative");
                }
            }
        }
    }

    [Fact]
    public void A_program_prints_the_same_text_every_time()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            string Text()
            {
                var program = RandomPrograms.Make(seed).Program;
                var gradient = Reverse.Gradient(program.Result, [.. program.Parameters.Select(p => p.Node)]);
                return Printer.Print(new Graph(program.Inputs, Simplifier.Simplify([program.Result, .. gradient.OfType<Node>()])));
            }
            Assert.Equal(Text(), Text());
        }
    }

    [Fact]
    public void Programs_use_every_kind_of_thing()
    {
        IEnumerable<Op> Ops(Graph graph) => graph.Order.SelectMany(node => node.Op is Loop loop ? Ops(loop.Body).Append(loop) : [node.Op]);
        var used = Enumerable.Range(0, 200).SelectMany(seed => Ops(new Graph([], [RandomPrograms.Make(seed).Result]))).ToHashSet();
        Assert.Contains(used, op => op is Loop { Backward: true, Scans: > 0, Collects: > 0, Carries: > 1 });
        Assert.Contains(Enumerable.Range(0, 200).SelectMany(seed => Ops(LoopPrograms.Make(seed).Graph)), op => op is Loop { Counter: not null, Carries: > 2 });
        Assert.Contains(used, op => op is Loop loop && Ops(loop.Body).Any(inner => inner is Loop));
        Assert.Contains(used, op => op is Draw { Shared: true });
        Assert.Contains(used, op => op is MatrixMultiply);
        Assert.Contains(used, op => op is Gather);
        Assert.Contains(used, op => op is LargestOf);
        Assert.Contains(used, op => op is Where);
        Assert.True(used.Count(op => op.GetType().IsGenericType) > 30);
    }
}
