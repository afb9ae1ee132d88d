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

    public static void Write<TPolicy>(string file, TPolicy policy, ControlSettings settings) => new StoredModel<TPolicy, ControlSettings>(policy, settings, settings.Environment, null).Write(file, Family);

    /// <summary>What is in a file. PW3011 for a file of something else.</summary>
    public static StoredModel<IPolicy, ControlSettings> Read(string file) => StoredModel<IPolicy, ControlSettings>.Read(file, Family,
        settings => settings.Hidden is not null && ControlSettings.Methods.Contains(settings.Method, StringComparer.Ordinal) && ControlSettings.Environments.Contains(settings.Environment, StringComparer.Ordinal),
        settings => settings.Method == "td3" ? settings.Deterministic(0) : settings.Gaussian(0));
}
