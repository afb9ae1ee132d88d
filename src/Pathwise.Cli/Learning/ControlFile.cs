using System.Text.Json;
using Pathwise.Language;
using Pathwise.Learning;
using Pathwise.Learning.Control;

namespace Pathwise.Cli;

/// <summary>Environments by name, and policies in files with what rebuilds them.</summary>
internal static class ControlFile
{
    const string Family = "control";

    static readonly EnvironmentModel[] s_environments = [new Pendulum()];

    /// <summary>The names of environments.</summary>
    public static string[] Environments => [.. s_environments.Select(environment => environment.Name)];

    /// <summary>The environment of a name.</summary>
    public static EnvironmentModel Environment(string name) => Array.Find(s_environments, environment => environment.Name == name)
        ?? throw new PathwiseException("PW3010", $"there is no environment '{name}'", Suggestion.For(name, Environments) is { } near ? $"did you mean '{near}'?" : $"name one of {string.Join(", ", Environments)}");

    /// <param name="Kind">gaussian or deterministic.</param>
    /// <param name="Hidden">The sizes of the hidden layers.</param>
    sealed record Settings(string Kind, int[] Hidden)
    {
        public IPolicy Build(EnvironmentModel environment) => Kind == "gaussian"
            ? GaussianPolicy.Of(environment.Observations.Size, environment.Actions, Hidden, new RandomKey(0))
            : DeterministicPolicy.Of(environment.Observations.Size, environment.Actions, Hidden, new RandomKey(0));
    }

    public static void Write(string file, IPolicy policy, EnvironmentModel environment)
    {
        var (kind, network) = policy is GaussianPolicy gaussian ? ("gaussian", gaussian.Network) : ("deterministic", ((DeterministicPolicy)policy).Network);
        ModelFile.Write(file, policy, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["family"] = Family,
            ["settings"] = JsonSerializer.Serialize(new Settings(kind, [.. network.Layers[..^1].Select(layer => layer.Bias.Shape[0])])),
            ["data"] = environment.Name,
        });
    }

    /// <summary>A policy, and the environment that it has learnt in. PW3011 for a file of something else.</summary>
    public static (IPolicy Policy, EnvironmentModel Environment) Read(string file)
    {
        var notes = ModelFile.Notes(file);
        if (notes.GetValueOrDefault("family") is not Family)
            throw new PathwiseException("PW3011", $"{file} is {(notes.GetValueOrDefault("family") is { } other ? $"a model of the family '{other}'" : "no trained model")}, not a policy", "name a file that 'pathwise control train' has written");
        try
        {
            if (JsonSerializer.Deserialize<Settings>(notes.GetValueOrDefault("settings", "null")) is { Hidden: not null } settings)
            {
                var environment = Environment(notes.GetValueOrDefault("data", ""));
                return (ModelFile.Read(file, settings.Build(environment)), environment);
            }
        }
        catch (JsonException) { }
        throw new PathwiseException("PW3011", $"{file} does not say how its policy is built", "name a file that 'pathwise control train' has written");
    }
}
