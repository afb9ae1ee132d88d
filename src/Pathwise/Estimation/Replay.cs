using Pathwise.Derivatives;
using Pathwise.Execution;

namespace Pathwise
{
    /// <summary>A value seen on the way: its name or operation, the steps of the loops around it, its numbers, and its place.</summary>
    public sealed record ReplayedValue(string Name, string Operation, IReadOnlyList<int> Steps, IReadOnlyList<double> Values, Place Place)
    {
        /// <summary>Whether the user knows the value by this name, rather than by its operation alone.</summary>
        public bool IsNamed { get; init; }
    }

    /// <summary>The derivative of one path's value in a parameter; the verdict says whether it is all of the expectation's derivative.</summary>
    public sealed record ReplayedDerivative(string Parameter, IReadOnlyList<double> Values, Verdict Verdict);

    /// <summary>A scalar with a name, its number on the path, and its derivative there in each parameter.</summary>
    public sealed record ReplayedPartials(string Name, double Value, IReadOnlyList<ReplayedDerivative> Derivatives);

    /// <summary>
    /// One path, replayed: every value in order, the result, its derivative in each parameter on that path, and those of every named scalar that
    /// stands outside loops.
    /// </summary>
    public sealed record Replay(long Path, long Seed, IReadOnlyList<ReplayedValue> Values, double Result,
        IReadOnlyList<ReplayedDerivative> Derivatives, IReadOnlyList<ReplayedPartials> Partials);
}

namespace Pathwise.Estimation
{
    /// <summary>Replays one path by the plain interpreter on the graph that kernels run, so with their bits.</summary>
    internal static class Replayer
    {
        /// <summary>Values beyond this many are not kept: a replay is for reading.</summary>
        public const int MaximumValues = 1_000_000;

        public static Replay Run(StochasticProgram program, long path, EstimationOptions options)
        {
            if (path < 0 || path >= EstimationOptions.MaximumPaths) throw new PathwiseException("PW0024", $"path {path}", "paths are counted from 0");
            options.Validate();
            program.CheckDomains();
            var plan = new NoisePlan(program, options);
            if (!plan.IsOpen && path >= plan.Paths)
                throw new PathwiseException("PW0024", $"path {path} of {plan.Paths} paths",
                    "with this noise a path depends on the number of paths: give the run's");
            var inputs = program.InputsFor(plan.Source, plan.ReplicateOf(path));
            var seen = new List<ReplayedValue>();
            var runner = program.Gradient([], options).Interpreted(inputs);
            runner.Interpreter.Watch = (node, value, steps) =>
            {
                var op = node.Origin ?? (node.Op is Leaf ? node.Op : null);
                bool isLongDraw = node.Op is Draw && steps.Count == 0 && node.Shape.Count > 16;
                if (op is null || node.IsConstant || node.Kind == Kind.Tuple || isLongDraw || seen.Count >= MaximumValues) return;
                seen.Add(new(node.Name ?? op.ToString(), op.Name, [.. steps], [.. value.Data], node.Place) { IsNamed = node.Name is not null });
            };
            double result = runner.Evaluate(path, 1)[0].Data[0];

            var named = Graph.OrderOf(program.Primal)
                .Where(node => node is { Name: not null, Op: not Parameter, Kind: Kind.Real, Shape.IsScalar: true } && !ReferenceEquals(node, program.Primal));
            ReplayedPartials[] partials = [.. named.Select(node => Partials(program, node.Name!, node)), Partials(program, program.ResultName, program.Primal)];
            return new(path, options.Seed, seen, result, partials[^1].Derivatives, partials);

            ReplayedPartials Partials(StochasticProgram program, string name, Node node)
            {
                var values = program.Compiled($"partials {name} {node.Id}", options, () => program.WithGradient(node, program.Parameters)).Interpreted(inputs).Evaluate(path, 1);
                return new(name, values[0].Data[0], [.. program.Certificate(node).Entries.Select((entry, i) => new ReplayedDerivative(entry.Parameter, [.. values[1 + i].Data], entry.Verdict))]);
            }
        }
    }
}
