using System.Text.Json;
using Pathwise.Distributions;
using Pathwise.Learning;
using Pathwise.Learning.BayesianNetworks;
using Pathwise.Learning.Data;

namespace Pathwise.Cli;

/// <summary>The networks that the command line trains to predict numbers or classes: random ones or plain ones, as the method has it.</summary>
/// <param name="Random">The network with normal weights, if it is one.</param>
/// <param name="Plain">The networks without: one that forgets, or the members of an ensemble.</param>
/// <param name="LogNoise">log σ of the targets, for each network; classes do not use it.</param>
/// <param name="LogPriors">Logarithms of the prior's standard deviations, layer by layer of a random network.</param>
internal sealed record BayesNetworks(BayesianMlp[] Random, Mlp[] Plain, Real LogNoise, Real LogPriors);

/// <summary>What such networks are built from, besides their numbers.</summary>
/// <param name="Method">mean-field, flipout, dropout or ensemble.</param>
/// <param name="Hidden">The sizes of hidden layers.</param>
/// <param name="Members">The members of an ensemble.</param>
/// <param name="Rate">The rate of dropout.</param>
/// <param name="Means">Means of features, then of targets, on the rows that were trained on.</param>
/// <param name="Deviations">Their standard deviations.</param>
/// <param name="Targets">How many of these are targets; none where classes are predicted.</param>
/// <param name="Classes">The number of classes; 0 where numbers are predicted.</param>
internal sealed record BayesSettings(string Method, int[] Hidden, int Members, double Rate, double[] Means, double[] Deviations, int Targets, int Classes = 0)
{
    public static readonly string[] Methods = ["mean-field", "flipout", "dropout", "ensemble"];

    public int Inputs => Means.Length - Targets;

    public bool IsRandom => Method is "mean-field" or "flipout";

    Standardisation Features => new(Means[..Inputs], Deviations[..Inputs]);

    public double[] TargetDeviations => Deviations[Inputs..];

    /// <summary>Settings for data to be trained on, whose targets are so many classes, or numbers (0).</summary>
    public static BayesSettings For(Dataset training, string method, int[] hidden, int members, double rate, int classes)
    {
        Standardisation x = training.FeatureScale();
        var settings = new BayesSettings(method, hidden, method == "ensemble" ? members : 1, rate, [.. x.Means], [.. x.Deviations], 0, classes);
        return classes > 0 ? settings : training.TargetScale() is var y ? settings with { Means = [.. x.Means, .. y.Means], Deviations = [.. x.Deviations, .. y.Deviations], Targets = y.Means.Count } : null!;
    }

    public BayesNetworks Build(long seed)
    {
        var key = new RandomKey(seed)["bayes"];
        int[] sizes = [Inputs, .. Hidden, Classes > 0 ? Classes : Targets];
        return new(
            IsRandom ? [BayesianMlp.Of(sizes, Activation.Relu, 0.02, key)] : [],
            IsRandom ? [] : [.. Enumerable.Range(0, Members).Select(m => Mlp.Of(sizes, Activation.Relu, key[m]))],
            Enumerable.Repeat(Math.Log(0.5), Members).ToArray(), Enumerable.Repeat(Math.Log(0.5), sizes.Length - 1).ToArray());
    }

    /// <summary>The model with one of the networks.</summary>
    public BayesianModel<BayesNetworks> Model(int member = 0) => new(
        (at, x, noise) =>
        {
            var outputs = Method switch
            {
                "mean-field" => at.Random[0].Apply(x, noise),
                "flipout" => at.Random[0].Apply(x, noise, WeightNoise.Flipout),
                "dropout" => new DropoutMlp(at.Plain[0], Rate).Apply(x, noise),
                _ => at.Plain[member].Apply(x),
            };
            return Classes > 0 ? new CategoricalLikelihood(outputs) : new GaussianLikelihood(outputs, Functions.Exp(at.LogNoise[member]));
        },
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
        int targets = Classes > 0 ? 1 : Targets;
        if (data.FeatureShape.Count != Inputs || data.TargetShape?.Count != targets)
            throw new PathwiseException("PW3009", $"data of {data.FeatureShape.Count} features and {data.TargetShape?.Count ?? 0} targets for networks of {Inputs} and {targets}", "name data like those they were trained on (--data, --target)");
        if (Classes == 0) return [.. data.Reshaped(Inputs).Standardised(Features, new(Means[Inputs..], Deviations[Inputs..])).Examples.Select(row => row with { Target = Functions.Reshape(row.Target, Targets) })];
        if (ClassLabels.Count(data, "these data") is var labels && labels > Classes) throw new PathwiseException("PW3009", $"labels up to {labels - 1} for networks of {Classes} classes", "name data like those they were trained on (--data, --target)");
        return data.Reshaped(Inputs).Standardised(Features).Examples;
    }

    /// <summary>Predictions of standardised targets.</summary>
    public Regression Regress(BayesNetworks at, IReadOnlyList<Example> rows, int draws, long seed) =>
        Method == "ensemble" ? Regression.Of([.. Enumerable.Range(0, Members).Select(m => Model(m).Regress(at, rows, 1, seed))]) : ByPath.Model().Regress(at, rows, draws, seed);

    /// <summary>Predictions of classes.</summary>
    public Classification Classify(BayesNetworks at, IReadOnlyList<Example> rows, int draws, long seed) =>
        Method == "ensemble" ? Classification.Of([.. Enumerable.Range(0, Members).Select(m => Model(m).Classify(at, rows, 1, seed))]) : ByPath.Model().Classify(at, rows, draws, seed);

    /// <summary>Draws of targets in their own units, [paths, targets]: path k is of row k modulo their number, with weights, or a member of an ensemble, and noise of its own.</summary>
    public DataArray Draws(BayesNetworks at, IReadOnlyList<Example> rows, EstimationOptions options)
    {
        var own = ByPath;
        int targets = Classes > 0 ? 1 : Targets;
        double[] drawn = Simulation.Of((BayesNetworks networks, Example row, Noise noise) =>
        {
            var each = Enumerable.Range(0, Members).Select(m => Functions.Reshape(own.Model(m).Predict(networks, row.Features, noise).Sample(noise["target"]), targets)).ToArray();
            return each.Length == 1 ? each[0] : Functions.Gather(Functions.Stack(each), Functions.Min(Functions.Floor(Members * noise["member"].Uniform()), Members - 1));
        }).Run(at, rows, options).ToArray();
        return new(new Shape((int)options.Paths, targets), Classes > 0 ? drawn : [.. drawn.Select((x, e) => InUnits(x, e % targets))]);
    }

    /// <summary>A standardised number of a target in the target's units.</summary>
    public double InUnits(double value, int target) => Means[Inputs + target] + Deviations[Inputs + target] * value;

    /// <summary>Each path of predictions has weights of its own.</summary>
    BayesSettings ByPath => this with { Method = Method == "flipout" ? "mean-field" : Method };
}

/// <summary>Such networks in files, with what rebuilds them.</summary>
internal static class BayesFile
{
    const string Family = "bayes";

    public static void Write(string file, BayesNetworks model, BayesSettings settings, string data, string? target) => new StoredModel<BayesNetworks, BayesSettings>(model, settings, data, target).Write(file, Family);

    /// <summary>What is in a file. PW3011 for a file of something else.</summary>
    public static StoredModel<BayesNetworks, BayesSettings> Read(string file) =>
        StoredModel<BayesNetworks, BayesSettings>.Read(file, Family, settings => settings is { Hidden: not null, Means: not null, Deviations: not null }, settings => settings.Build(0));
}
