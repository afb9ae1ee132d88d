using Pathwise.Estimation;
using Pathwise.Language;

namespace Pathwise.Benchmarks;

/// <summary>The European call under Heston's model of samples/models/heston.pw, as its file says it.</summary>
static class HestonCall
{
    /// <summary>The names of its draws: one a step for each driver.</summary>
    public static readonly string[] Sites = ["S/dW1#0", "S/dW2#0"];

    public static readonly StochasticProgram Program = Read();

    /// <summary>The parameters, in the program's order, and their values.</summary>
    public static readonly string[] Names = [.. Program.Parameters.Select(p => p.Name)];
    public static readonly double[] At = [.. Program.Parameters.Select(p => p.Value[0])];

    public static GradientEstimate Value(EstimationOptions options) => GradientEstimator.Run(Program, [], options, complete: true);

    public static GradientEstimate ValueAndGradient(EstimationOptions options) => GradientEstimator.Run(Program, Program.Parameters, options, complete: true);

    static StochasticProgram Read()
    {
        using var reader = new StreamReader(typeof(HestonCall).Assembly.GetManifestResourceStream("heston.pw")!);
        return Model.Parse(reader.ReadToEnd(), "heston.pw").Program;
    }
}
