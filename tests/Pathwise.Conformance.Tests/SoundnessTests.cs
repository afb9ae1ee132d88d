using Pathwise.Derivatives;
using Pathwise.Estimation;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.NoiseSources;

namespace Pathwise.Conformance;

/// <summary>
/// The certificate against the truth. The mean of a path's difference quotient, with the same noise on both sides, is the derivative of the mean
/// whether or not paths jump; so a gradient that misses a jump differs from it. No gradient that is called sound may.
/// </summary>
public class SoundnessTests
{
    /// <summary>For each parameter that the certificate calls sound: what its gradient lacks, in standard errors; null where it makes no promise (what is held differs by
    /// intention). What the differences' own bias may be is left out.</summary>
    internal static double?[] Lacks(StochasticProgram program, int paths, double step, long seed)
    {
        var options = new EstimationOptions();
        var graph = program.Gradient(program.Parameters, options);
        var values = program.Gradient([], options);
        double[] at = [.. program.Parameters.Select(p => p.Value[0])];
        double[] Run(CompiledGraph compiled, int parameter, double by)
        {
            Value[] moved = [.. at.Select((x, i) => new Value([i == parameter ? x + by : x], 1, 1, perPath: false))];
            using var runner = compiled.Runner(new Inputs(moved, DataRows.None, new CounterSource(seed), 1));
            var results = new double[compiled.Graph.Outputs.Length * paths];
            runner.Run(0, paths, results);
            return results;
        }
        double[] run = Run(graph, 0, 0);
        return [.. program.Certificate().Entries.Select((entry, i) => entry.IsSound && !entry.Sites.Any(site => site.Kind == "held") ? Lack(i) : null)];

        double? Lack(int i)
        {
            // Extrapolated to the fourth order in the step.
            double[][] moved = [.. new[] { -2.0, -1, 1, 2 }.Select(k => Run(values, i, k * step / 2))];
            double[] lack = new double[paths];
            for (int p = 0; p < paths; p++)
                lack[p] = (8 * (moved[2][p] - moved[1][p]) - (moved[3][p] - moved[0][p])) / (6 * step) - run[(1 + i) * paths + p];
            // A value that is not finite is an error of the program's own, which a run reports; a derivative of a finite one is to be finite.
            if (moved.Any(x => Array.Exists(x, v => !double.IsFinite(v)))) return null;
            if (!Array.TrueForAll(lack, double.IsFinite)) return double.PositiveInfinity;
            double mean = lack.Average(), variance = lack.Sum(x => (x - mean) * (x - mean)) / (paths - 1.0);
            // Of smooth programs nothing is random about the bias, of the fourth order.
            return Math.Abs(mean) <= Math.Max(1e-6, 0.2 * Math.Pow(step, 4)) ? 0 : Math.Abs(mean) / Math.Sqrt(variance / paths);
        }
    }

    /// <summary>The bias of differences looks like something missing until the step is small enough; what is missing stays at any step.</summary>
    static void MissesNothing(StochasticProgram program, string which)
    {
        var lacks = Lacks(program, 1 << 13, 1.0 / 8, seed: 11);
        if (lacks.Any(z => z > 5)) lacks = Lacks(program, 1 << 17, 1.0 / 64, seed: 12);
        if (lacks.Any(z => z > 5)) lacks = Lacks(program, 1 << 19, 1.0 / 512, seed: 13);
        Assert.True(lacks.All(z => !(z > 5.5)), $"{which}: {string.Join(", ", lacks)} standard errors{Environment.NewLine}{program.Certificate()}{Environment.NewLine}"
            + Printer.Print(new Graph(program.Inputs, [program.Result])));
    }

    public static TheoryData<int> Hundreds => [.. Enumerable.Range(0, 4).Select(i => 100 * i)];

    [Theory]
    [MemberData(nameof(Hundreds))]
    public void No_gradient_that_is_called_sound_misses_anything(int first)
    {
        for (int seed = first; seed < first + 100; seed++) MissesNothing(BranchingPrograms.Make(seed), $"seed {seed}");
    }

    [Theory]
    [MemberData(nameof(Hundreds))]
    public void No_second_derivative_that_is_called_sound_misses_anything(int first)
    {
        for (int seed = first; seed < first + 50; seed++)
        {
            var program = BranchingPrograms.Make(seed);
            var gradient = Reverse.Gradient(program.Primal, [.. program.Parameters.Select(p => p.Node)]);
            for (int i = 0; i < gradient.Length; i++)
                if (program.Certificate().Entries[i].Verdict == Verdict.Pathwise && gradient[i] is { } entry)
                    MissesNothing(new(program.Parameters[i].Name, entry, program.Parameters), $"seed {seed}, derivative in {program.Parameters[i].Name}");
        }
    }

    /// <summary>A search in which every gradient is refused, or none, would find nothing.</summary>
    [Fact]
    public void Programs_get_every_verdict()
    {
        var verdicts = Enumerable.Range(0, 300).SelectMany(seed => BranchingPrograms.Make(seed).Certificate().Entries).CountBy(entry => entry.Verdict).ToDictionary();
        Assert.True(verdicts[Verdict.Pathwise] > 150 && verdicts[Verdict.Jump] > 100, string.Join(", ", verdicts));
        foreach (var verdict in new[] { Verdict.Detached, Verdict.Partial, Verdict.Discrete, Verdict.Independent }) Assert.True(verdicts.GetValueOrDefault(verdict) > 3, string.Join(", ", verdicts));
    }
}
