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
    /// <summary>
    /// Replays one path by the plain interpreter on the graph that kernels run, so with their bits. A value with a name that this graph has no need of any more, such as an increment that has been scaled together with its diffusion, is
    /// read from the graph as it was.
    /// </summary>
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
            var runner = program.Gradient([], options).Interpreted(inputs);
            var seen = new List<ReplayedValue>();
            runner.Interpreter.Watch = Into(seen, node => node.Origin ?? (node.Op is Leaf ? node.Op : null));
            double result = runner.Evaluate(path, 1)[0].Data[0];

            var names = Names(program.Primal).ToHashSet(StringComparer.Ordinal);
            if (Names(program.Result).Any(name => !names.Contains(name)))
            {
                var traced = new PathRunner(new Graph(program.Inputs, [program.Result]), inputs, options.Precision, keptOutputs: 1);
                var lost = new List<ReplayedValue>();
                traced.Interpreter.Watch = Into(lost, node => node.Name is { } name && !names.Contains(name) ? node.Op : null);
                traced.Evaluate(path, 1);
                seen = Merged(seen, lost);
            }

            var named = Graph.OrderOf(program.Result).Where(node => node.Name is { } name && !names.Contains(name)).Concat(Graph.OrderOf(program.Primal))
                .Where(node => node is { Name: not null, Op: not Parameter, Kind: Kind.Real, Shape.IsScalar: true } && !ReferenceEquals(node, program.Primal));
            ReplayedPartials[] partials = [.. named.Select(node => Partials(program, node.Name!, node)), Partials(program, program.ResultName, program.Primal)];
            return new(path, options.Seed, seen, result, partials[^1].Derivatives, partials);

            static Action<Node, Value, IReadOnlyList<int>> Into(List<ReplayedValue> seen, Func<Node, Op?> operation) => (node, value, steps) =>
            {
                bool isLongDraw = node.Op is Draw && steps.Count == 0 && node.Shape.Count > 16;
                if (operation(node) is not { } op || node.IsConstant || node.Kind == Kind.Tuple || isLongDraw || seen.Count >= MaximumValues) return;
                seen.Add(new(node.Name ?? op.ToString(), op.Name, [.. steps], [.. value.Data], node.Place) { IsNamed = node.Name is not null });
            };

            ReplayedPartials Partials(StochasticProgram program, string name, Node node)
            {
                var values = program.Compiled($"partials {name} {node.Id}", options, () => program.WithGradient(node, program.Parameters)).Interpreted(inputs).Evaluate(path, 1);
                return new(name, values[0].Data[0], [.. program.Certificate(node).Entries.Select((entry, i) => new ReplayedDerivative(entry.Parameter, [.. values[1 + i].Data], entry.Verdict))]);
            }
        }

        /// <summary>The names of a value and of what it is made of.</summary>
        static IEnumerable<string> Names(Node value) => Names(Graph.OrderOf(value));

        static IEnumerable<string> Names(IEnumerable<Node> order) =>
            order.SelectMany(node => (node.Name is { } name ? [name] : Array.Empty<string>()).Concat(node.Op is Loop loop ? Names(loop.Body.Order) : []));

        /// <summary>Values with those of another run before what was made at the same steps.</summary>
        static List<ReplayedValue> Merged(List<ReplayedValue> values, List<ReplayedValue> others)
        {
            var at = others.ToLookup(value => string.Join(' ', value.Steps), StringComparer.Ordinal);
            var placed = new HashSet<string>(StringComparer.Ordinal);
            var merged = new List<ReplayedValue>();
            foreach (var value in values)
            {
                string steps = string.Join(' ', value.Steps);
                if (value.Operation != "parameter" && placed.Add(steps)) merged.AddRange(at[steps]);
                merged.Add(value);
            }
            return merged;
        }
    }
}
