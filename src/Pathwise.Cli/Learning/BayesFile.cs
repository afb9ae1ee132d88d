using System.Text.Json;
using Pathwise.Distributions;
using Pathwise.Learning;
using Pathwise.Learning.BayesianNetworks;
using Pathwise.Learning.Data;

namespace Pathwise.Cli;

/// <summary>The networks that the command line trains to predict numbers: random ones or plain ones, as the method has it.</summary>
/// <param name="Random">The network with normal weights, if it is one.</param>
/// <param name="Plain">The networks without: one that forgets, or the members of an ensemble.</param>
/// <param name="LogNoise">log σ of the targets, for each network.</param>
/// <param name="LogPriors">Logarithms of the prior's standard deviations, layer by layer of a random network.</param>
internal sealed record BayesNetworks(BayesianMlp[] Random, Mlp[] Plain, Real LogNoise, Real LogPriors);

/// <summary>What such networks are built from, besides their numbers.</summary>
/// <param name="Method">mean-field, flipout, dropout or ensemble.</param>
/// <param name="Hidden">The sizes of hidden layers.</param>
/// <param name="Members">The members of an ensemble.</param>
/// <param name="Rate">The rate of dropout.</param>
/// <param name="Means">Means of features, then of targets, on the rows that were trained on.</param>
/// <param name="Deviations">Their standard deviations.</param>
/// <param name="Targets">How many of these are targets.</param>
internal sealed record BayesSettings(string Method, int[] Hidden, int Members, double Rate, double[] Means, double[] Deviations, int Targets)
{
    public static readonly string[] Methods = ["mean-field", "flipout", "dropout", "ensemble"];

    public int Inputs => Means.Length - Targets;

    public bool IsRandom => Method is "mean-field" or "flipout";

    Standardisation Features => new(Means[..Inputs], Deviations[..Inputs]);

    public double[] TargetDeviations => Deviations[Inputs..];

    public static BayesSettings For(Dataset training, string method, int[] hidden, int members, double rate)
    {
        Standardisation x = training.FeatureScale(), y = training.TargetScale();
        return new(method, hidden, method == "ensemble" ? members : 1, rate, [.. x.Means, .. y.Means], [.. x.Deviations, .. y.Deviations], y.Means.Count);
    }

    public BayesNetworks Build(long seed)
    {
        var key = new RandomKey(seed)["bayes"];
        int[] sizes = [Inputs, .. Hidden, Targets];
        return new(
            IsRandom ? [BayesianMlp.Of(sizes, Activation.Relu, 0.02, key)] : [],
            IsRandom ? [] : [.. Enumerable.Range(0, Members).Select(m => Mlp.Of(sizes, Activation.Relu, key[m]))],
            Enumerable.Repeat(Math.Log(0.5), Members).ToArray(), Enumerable.Repeat(Math.Log(0.5), sizes.Length - 1).ToArray());
    }

    /// <summary>The model with one of the networks.</summary>
    public BayesianModel<BayesNetworks> Model(int member = 0) => new(
        (at, x, noise) => new GaussianLikelihood(Method switch
        {
            "mean-field" => at.Random[0].Apply(x, noise),
            "flipout" => at.Random[0].Apply(x, noise, WeightNoise.Flipout),
            "dropout" => new DropoutMlp(at.Plain[0], Rate).Apply(x, noise),
            _ => at.Plain[member].Apply(x),
        }, Functions.Exp(at.LogNoise[member])),
        (at, noise) => Divergence(at, member, noise));

    /// <summary>What is charged for the parameters of all rows: the divergence from the prior, or weight decay.</summary>
    Real Divergence(BayesNetworks at, int member, Noise noise) => IsRandom
        ? at.Random[0].Layers.Select((layer, i) => layer.Divergence(new Normal(0, Functions.Exp(at.LogPriors[i])), noise)).Aggregate((a, b) => a + b)
        : 0.5 * at.Plain[member].Layers.Select(layer => Functions.Sum(layer.Weight * layer.Weight)).Aggregate((a, b) => a + b);

    /// <summary>The loss of all networks together: each is trained as if it were alone.</summary>
    public Expectation<BayesNetworks, Example> Loss(int rows, double temperature) => Expectation.Of<BayesNetworks, Example>((at, row, noise) =>
        Enumerable.Range(0, Members).Select(m => temperature / rows * Divergence(at, m, noise) - Model(m).Predict(at, row.Features, noise).LogDensity(row.Target)).Aggregate((a, b) => a + b));

    public IReadOnlyList<Example> Rows(Dataset data)
    {
        if (data.FeatureShape.Count != Inputs || data.TargetShape?.Count != Targets)
            throw new PathwiseException("PW3009", $"data of {data.FeatureShape.Count} features and {data.TargetShape?.Count ?? 0} targets for networks of {Inputs} and {Targets}", "name data like those they were trained on (--data, --target)");
        return [.. data.Reshaped(Inputs).Standardised(Features, new(Means[Inputs..], Deviations[Inputs..])).Examples.Select(row => row with { Target = Functions.Reshape(row.Target, Targets) })];
    }

    /// <summary>Predictions of standardised targets. Each path of these has weights of its own.</summary>
    public Regression Predict(BayesNetworks at, IReadOnlyList<Example> rows, int draws, long seed) =>
        Method == "ensemble" ? Regression.Of([.. Enumerable.Range(0, Members).Select(m => Model(m).Regress(at, rows, 1, seed))])
        : (this with { Method = Method == "flipout" ? "mean-field" : Method }).Model().Regress(at, rows, draws, seed);
}

/// <summary>Such networks in files, with what rebuilds them.</summary>
internal static class BayesFile
{
    const string Family = "bayes";

    public static void Write(string file, BayesNetworks networks, BayesSettings settings, string data, string? target) => ModelFile.Write(file, networks, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["family"] = Family,
        ["settings"] = JsonSerializer.Serialize(settings),
        ["data"] = data,
        ["target"] = target ?? "",
    });

    /// <summary>Networks, their settings, and the names of what they have learnt. PW3011 for a file of something else.</summary>
    public static (BayesNetworks Networks, BayesSettings Settings, string Data, string? Target) Read(string file)
    {
        var notes = ModelFile.Notes(file);
        if (notes.GetValueOrDefault("family") is not Family)
            throw new PathwiseException("PW3011", $"{file} is {(notes.GetValueOrDefault("family") is { } other ? $"a model of the family '{other}'" : "no trained model")}, not a Bayesian network", "name a file that 'pathwise bayes train' has written");
        try
        {
            if (JsonSerializer.Deserialize<BayesSettings>(notes.GetValueOrDefault("settings", "null")) is { Hidden: not null, Means: not null, Deviations: not null } settings)
                return (ModelFile.Read(file, settings.Build(0)), settings, notes.GetValueOrDefault("data", "concrete"), notes.GetValueOrDefault("target") is { Length: > 0 } target ? target : null);
        }
        catch (JsonException) { }
        throw new PathwiseException("PW3011", $"{file} does not say how its networks are built", "name a file that 'pathwise bayes train' has written");
    }
}
