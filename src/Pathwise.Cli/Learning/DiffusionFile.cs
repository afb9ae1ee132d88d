using System.Text.Json;
using Pathwise.Learning;
using Pathwise.Learning.Diffusion;

namespace Pathwise.Cli;

/// <summary>What a diffusion model is built from, besides its numbers.</summary>
/// <param name="Process">vp, ve, sub-vp or flow-matching.</param>
/// <param name="Predict">noise, score, velocity, data, flow or edm.</param>
/// <param name="Shape">The shape of a point.</param>
/// <param name="Hidden">The sizes of a perceptron's hidden layers, or a U-net's channels at each size of the image.</param>
/// <param name="Classes">The number of classes; 0 for none.</param>
/// <param name="Units">How values of the data become points.</param>
/// <param name="Deviation">The standard deviation of the points' elements.</param>
/// <param name="Network">mlp or unet.</param>
internal sealed record DiffusionSettings(string Process, string Predict, int[] Shape, int[] Hidden, int Classes, DiffusionUnits Units, double Deviation, string Network = "mlp")
{
    public static readonly string[] Processes = ["vp", "ve", "sub-vp", "flow-matching"], Predictions = ["auto", "noise", "score", "velocity", "data", "flow", "edm"], Networks = ["mlp", "unet"];

    public Shape PointShape => new([.. Shape]);

    public DiffusionProcess Law => Process switch
    {
        "vp" => new VariancePreserving(),
        "ve" => new VarianceExploding(),
        "sub-vp" => new SubVariancePreserving(),
        _ => new LinearPath(),
    };

    /// <summary>The model without its network.</summary>
    public DiffusionModel<DenoisingNetwork> Model
    {
        get
        {
            var prediction = Predict switch
            {
                "noise" => Prediction.Noise,
                "score" => Prediction.Score,
                "velocity" => Prediction.Velocity,
                "data" => Prediction.Data,
                "flow" => Prediction.Flow,
                _ => Prediction.Edm(Deviation),
            };
            return Classes == 0 ? DenoisingNetwork.Model<DenoisingNetwork>(Law, prediction) : DenoisingNetwork.Model<DenoisingNetwork>(Law, prediction, Classes);
        }
    }

    /// <summary>The network with first weights.</summary>
    public DenoisingNetwork Build(long seed) => new RandomKey(seed)["diffusion"] is var key && Network == "unet" ? ScoreUNet.Of(PointShape, Hidden, key, Classes) : ScoreNetwork.Of(PointShape.Count, Hidden, key, Classes);
}

/// <summary>Values of data as points that a process can disturb: by a shift and a scale (one number or one for each element), or, of whole numbers 0 … levels − 1, by uniform noise and the scale to (−1, 1).</summary>
internal sealed record DiffusionUnits(double[] Shift, double[] Scale, int Levels)
{
    public static DiffusionUnits None { get; } = new([0], [1], 0);

    bool IsNone => Levels == 0 && Shift is [0] && Scale is [1];

    static Real Of(double[] numbers, Shape shape) => numbers.Length == 1 ? numbers[0] : Real.FromArray(shape, numbers);

    public Real Point(Real values, Noise noise) => IsNone ? values : Levels > 0 ? new Dequantisation(Levels).Apply(values, noise) : (values - Of(Shift, values.Shape)) / Of(Scale, values.Shape);

    public Real Values(Real points) => IsNone ? points : Levels > 0 ? new Dequantisation(Levels).Undo(points) : Of(Shift, points.Shape) + Of(Scale, points.Shape) * points;

    /// <summary>By how much the log-density of points is larger than that of values.</summary>
    public double LogScale(int size) => Levels > 0 ? -size * Math.Log(new Dequantisation(Levels).Step) : Scale.Length == 1 ? size * Math.Log(Scale[0]) : Scale.Sum(Math.Log);
}

/// <summary>Diffusion models in files, with what rebuilds them.</summary>
internal static class DiffusionFile
{
    const string Family = "diffusion";

    public static void Write(string file, DenoisingNetwork model, DiffusionSettings settings, string data, string? target) => new StoredModel<DenoisingNetwork, DiffusionSettings>(model, settings, data, target).Write(file, Family);

    /// <summary>What is in a file. PW3011 for a file of something else.</summary>
    public static StoredModel<DenoisingNetwork, DiffusionSettings> Read(string file) =>
        StoredModel<DenoisingNetwork, DiffusionSettings>.Read(file, Family, settings => settings is { Hidden: not null, Shape: not null, Units: { Shift: not null, Scale: not null } }, settings => settings.Build(0));
}
