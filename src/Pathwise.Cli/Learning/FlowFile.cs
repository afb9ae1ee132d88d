using System.Text.Json;
using Pathwise.Learning;
using Pathwise.Learning.Data;
using Pathwise.Learning.Flows;

namespace Pathwise.Cli;

/// <summary>What a flow is built from, besides its numbers.</summary>
/// <param name="Kind">spline, realnvp, maf, iaf or continuous.</param>
/// <param name="Dimension">The number of coordinates.</param>
/// <param name="Layers">The number of maps; of a continuous flow, of its steps.</param>
/// <param name="Hidden">The sizes of the networks' hidden layers.</param>
/// <param name="Bins">The bins of splines.</param>
/// <param name="Bound">Where splines end.</param>
/// <param name="Scaled">Whether the last map is a scale and a shift, which takes care of units.</param>
/// <param name="Shape">The shape of a row of data.</param>
/// <param name="Width">The width of the uniform noise that is added to rows; 0 for none.</param>
internal sealed record FlowSettings(string Kind, int Dimension, int Layers, int[] Hidden, int Bins, double Bound, bool Scaled, int[] Shape, double Width)
{
    public static readonly string[] Kinds = ["spline", "realnvp", "maf", "iaf", "continuous"];

    /// <summary>The flow with first weights.</summary>
    public Flow Build(long seed, Standardisation? scale = null)
    {
        var key = new RandomKey(seed)["flow"];
        var splines = new SplineMap(Bins, Bound);
        var flow = Kind switch
        {
            "spline" => Flow.NeuralSpline(Dimension, Layers, Hidden, key, splines),
            "realnvp" => Flow.RealNvp(Dimension, Layers, Hidden, key),
            "maf" => Flow.MaskedAutoregressive(Dimension, Layers, Hidden, key),
            "iaf" => Flow.InverseAutoregressive(Dimension, Layers, Hidden, key),
            _ => new Flow(new ContinuousFlow(MlpField.Of(Dimension, Hidden, key), Layers, Dimension > 3 ? FlowTrace.Hutchinson : FlowTrace.Exact)),
        };
        return Scaled ? new Flow(flow.Map, scale is null ? ActNorm.Of(Dimension) : ActNorm.Fitting(scale)) : flow;
    }
}

/// <summary>Flows in files, with what rebuilds them.</summary>
internal static class FlowFile
{
    const string Family = "flow";

    public static void Write(string file, Flow flow, FlowSettings settings, string data) => ModelFile.Write(file, flow, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["family"] = Family,
        ["settings"] = JsonSerializer.Serialize(settings),
        ["data"] = data,
    });

    /// <summary>A flow, its settings, and the name of what it has learnt. PW3011 for a file of something else.</summary>
    public static (Flow Flow, FlowSettings Settings, string Data) Read(string file)
    {
        var notes = ModelFile.Notes(file);
        if (notes.GetValueOrDefault("family") is not Family)
            throw new PathwiseException("PW3011", $"{file} is {(notes.GetValueOrDefault("family") is { } other ? $"a model of the family '{other}'" : "no trained model")}, not a flow", "name a file that 'pathwise flow train' has written");
        try
        {
            if (JsonSerializer.Deserialize<FlowSettings>(notes.GetValueOrDefault("settings", "null")) is { Hidden: not null, Shape: not null } settings)
                return (ModelFile.Read(file, settings.Build(0)), settings, notes.GetValueOrDefault("data", "eight-gaussians"));
        }
        catch (JsonException) { }
        throw new PathwiseException("PW3011", $"{file} does not say how its flow is built", "name a file that 'pathwise flow train' has written");
    }
}
