using Pathwise.Estimation;
using Pathwise.Graphs;

namespace Pathwise.Cli;

/// <summary>A named value's number on one path, and its derivative there in each parameter.</summary>
internal sealed record Partial(string Name, double Value, IReadOnlyList<(string Parameter, double Value, Verdict Verdict)> In);

/// <summary>One path with its noise, its values in order, and the derivatives of every value that has a name and stands outside loops.</summary>
internal sealed class PathReplay
{
    public PathReplay(StochasticProgram program, long path, EstimationOptions options, bool everything)
    {
        (Path, Seed) = (path, options.Seed);
        var whole = Replayer.Run(program, path, options);
        Result = whole.Result;
        // What a loop's body is given has been shown before; a draw is shown though only its site has a name.
        Shown = [.. whole.Values.Where(value => everything || (IsNoise(value) && value.Steps.Count == 0 && value.Values.Count == 1) || (value.IsNamed && !(value.Steps.Count > 0 && value.Operation == "parameter")))];
        Starts = [.. whole.Values.Where(value => value.IsNamed && value.Operation == "parameter" && value.Steps.Count == 1 && value.Steps[0] == 0)];

        var named = Graph.OrderOf(program.Result).Where(node => node is { Name: not null, Op: not Parameter, Kind: Kind.Real, Shape.IsScalar: true } && !ReferenceEquals(node, program.Result));
        Partials = [.. named.Select(node => Of(new(node.Name!, node, program.Parameters, program.Data), path, options)), Of(program, whole)];
    }

    public long Path { get; }
    public long Seed { get; }
    public double Result { get; }
    public ReplayedValue[] Shown { get; }

    /// <summary>What the loops begin with.</summary>
    public ReplayedValue[] Starts { get; }

    /// <summary>The result comes last.</summary>
    public Partial[] Partials { get; }

    public static bool IsNoise(ReplayedValue value) => value is { IsNamed: false, Operation: "normal" or "uniform" };

    static Partial Of(StochasticProgram program, long path, EstimationOptions options) => Of(program, Replayer.Run(program, path, options));

    static Partial Of(StochasticProgram program, Replay replay)
    {
        var certificate = program.Certificate();
        return new(program.ResultName, replay.Result, [.. replay.Derivatives.Select((d, i) => (d.Name, d.Values[0], certificate.Entries[i].Verdict))]);
    }
}
