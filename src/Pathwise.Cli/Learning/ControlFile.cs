using System.Text.Json;
using System.Text.Json.Serialization;
using Pathwise.Learning;
using Pathwise.Learning.Control;

namespace Pathwise.Cli;

/// <summary>What a policy is built from, besides its numbers.</summary>
/// <param name="Method">How it was learnt: sac, td3, svg or reinforce.</param>
/// <param name="Environment">In what.</param>
/// <param name="Hidden">The sizes of the network's hidden layers.</param>
internal sealed record ControlSettings(string Method, string Environment, int[] Hidden)
{
    public static readonly string[] Methods = ["sac", "td3", "svg", "reinforce"];
    public static readonly string[] Environments = ["pendulum", "mountain-car", "mountain-car-smooth", "cart-pole", "lqr"];

    /// <summary>The environment, which its name rebuilds.</summary>
    [JsonIgnore]
    public EnvironmentModel Model => ModelOf(Environment);

    public static EnvironmentModel ModelOf(string environment) => environment switch
    {
        "pendulum" => new Pendulum(),
        "mountain-car" => new MountainCar(),
        "mountain-car-smooth" => new MountainCar { IsSmooth = true },
        "cart-pole" => new CartPoleSwingUp(),
        _ => LinearQuadratic.DoubleIntegrator,
    };

    /// <summary>The Gaussian policy with first weights.</summary>
    public GaussianPolicy Gaussian(long seed)
    {
        var (model, key) = (Model, new RandomKey(seed)["policy"]);
        // Through the dynamics what is learnt is a slope: kinks of the policy would be followed.
        return Method == "svg" ? new(Mlp.Of([model.Observations.Size, .. Hidden, 2 * model.Actions.Size], Activation.Tanh, key), [.. model.Actions.Low], [.. model.Actions.High])
            : GaussianPolicy.Of(model.Observations.Size, model.Actions, Hidden, key);
    }

    /// <summary>The deterministic policy with first weights.</summary>
    public DeterministicPolicy Deterministic(long seed)
    {
        var model = Model;
        return DeterministicPolicy.Of(model.Observations.Size, model.Actions, Hidden, new RandomKey(seed)["policy"]);
    }
}

/// <summary>Policies in files, with what rebuilds them.</summary>
internal static class ControlFile
{
    const string Family = "control";

    public static void Write<TPolicy>(string file, TPolicy policy, ControlSettings settings) => ModelFile.Write(file, policy, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["family"] = Family,
        ["settings"] = JsonSerializer.Serialize(settings),
        ["data"] = settings.Environment,
    });

    /// <summary>A policy and its settings. PW3011 for a file of something else.</summary>
    public static (IPolicy Policy, ControlSettings Settings) Read(string file)
    {
        var notes = ModelFile.Notes(file);
        if (notes.GetValueOrDefault("family") is not Family)
            throw new PathwiseException("PW3011", $"{file} is {(notes.GetValueOrDefault("family") is { } other ? $"a model of the family '{other}'" : "no trained model")}, not a policy", "name a file that 'pathwise control train' has written");
        try
        {
            if (JsonSerializer.Deserialize<ControlSettings>(notes.GetValueOrDefault("settings", "null")) is { Hidden: not null } settings
                && ControlSettings.Methods.Contains(settings.Method, StringComparer.Ordinal) && ControlSettings.Environments.Contains(settings.Environment, StringComparer.Ordinal))
                return (settings.Method == "td3" ? ModelFile.Read(file, settings.Deterministic(0)) : ModelFile.Read(file, settings.Gaussian(0)), settings);
        }
        catch (JsonException) { }
        throw new PathwiseException("PW3011", $"{file} does not say how its policy is built", "name a file that 'pathwise control train' has written");
    }
}
