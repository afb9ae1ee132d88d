namespace Pathwise.Cli;

/// <summary>How a method learns a task if nothing else is asked for.</summary>
/// <param name="Steps">Steps of the environment; of svg, updates.</param>
/// <param name="Batch">Experiences of an update; of svg, episodes side by side.</param>
/// <param name="Rate">The learning rate, of svg at the start.</param>
/// <param name="Hidden">The sizes of hidden layers.</param>
internal sealed record ControlDefaults(long Steps, int Batch, double Rate, string Hidden)
{
    public double Discount { get; init; } = 0.99;
    public int Window { get; init; } = 20;
    public double? Clip { get; init; }
    public long RandomSteps { get; init; } = 1000;
    public int RandomHold { get; init; } = 1;
    public int StepsAhead { get; init; } = 1;
    public long EvaluationEpisodes { get; init; } = 100;

    public static ControlDefaults Of(string method, string environment) => method switch
    {
        "svg" => new(600, 64, 0.01, "64,64"),
        "reinforce" => new(20_000, 2048, 1e-3, "64,64") { RandomSteps = 0 },
        _ => new(20_000, 256, 1e-3, "256,256"),
    };
}
