using Pathwise.Execution;

namespace Pathwise
{
    /// <summary>A value seen on the way: its name or operation, the steps of the loops around it, its numbers, and its place.</summary>
    public sealed record ReplayedValue(string Name, string Operation, IReadOnlyList<int> Steps, IReadOnlyList<double> Values, Place Place)
    {
        /// <summary>Whether the user knows the value by this name, rather than by its operation alone.</summary>
        public bool IsNamed { get; init; }
    }

    /// <summary>One path, replayed: every value in order, the result, and its derivative in each parameter on that path.</summary>
    public sealed record Replay(long Path, long Seed, IReadOnlyList<ReplayedValue> Values, double Result, IReadOnlyList<ReplayedValue> Derivatives);
}

namespace Pathwise.Estimation
{
    /// <summary>Replays one path by the plain interpreter.</summary>
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
                if (node.IsConstant || (node.Origin is null && node.Op is not Leaf) || node.Kind == Kind.Tuple || (node.Op is Draw && steps.Count == 0 && node.Shape.Count > 16) || seen.Count >= MaximumValues) return;
                seen.Add(new(node.Name ?? (node.Origin ?? node.Op).ToString(), (node.Origin ?? node.Op).Name, [.. steps], [.. value.Data], node.Place) { IsNamed = node.Name is not null });
            };
            double result = runner.Evaluate(path, 1)[0].Data[0];

            var slopes = program.Gradient(program.Parameters, options).Interpreted(inputs).Evaluate(path, 1)[1..];
            return new(path, options.Seed, seen, result,
                [.. slopes.Select((slope, i) => new ReplayedValue(program.Parameters[i].Name, "derivative", [], [.. slope.Data], default) { IsNamed = true })]);
        }
    }
}
