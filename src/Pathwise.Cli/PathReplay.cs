namespace Pathwise.Cli;

/// <summary>What is shown of a replayed path.</summary>
internal sealed class PathReplay(Replay replay, bool everything)
{
    public Replay Replay => replay;

    /// <summary>The values shown: what a loop's body is given has been shown before; a draw is shown though only its site has a name.</summary>
    public ReplayedValue[] Shown { get; } =
    [
        .. replay.Values.Where(value => everything || (IsNoise(value) && value.Steps.Count == 0 && value.Values.Count == 1)
            || (value.IsNamed && !(value.Steps.Count > 0 && value.Operation == "parameter"))),
    ];

    /// <summary>What the loops begin with.</summary>
    public ReplayedValue[] Starts { get; } =
        [.. replay.Values.Where(value => value.IsNamed && value.Operation == "parameter" && value.Steps.Count == 1 && value.Steps[0] == 0)];

    public static bool IsNoise(ReplayedValue value) => value is { IsNamed: false, Operation: "normal" or "uniform" };
}
