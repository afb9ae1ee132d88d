using Pathwise.Distributions;
using Pathwise.Estimation;
using static Pathwise.Functions;

namespace Pathwise.Learning.BayesianNetworks;

/// <summary>
/// Independent normal laws of all parameters of any network, or of any other record of parameters: Bayes by Backprop (Blundell, Cornebise, Kavukcuoglu and Wierstra, Weight uncertainty in neural networks, ICML 2015).
/// </summary>
/// <param name="Mean">The means.</param>
/// <param name="LogDeviation">The logarithms of the standard deviations, in the same type.</param>
public sealed record MeanField<TParameters>(TParameters Mean, TParameters LogDeviation)
{
    static readonly Structure s_structure = Structure.Of(typeof(TParameters));

    /// <summary>All with one standard deviation. PW4021 unless it is positive.</summary>
    public static MeanField<TParameters> Of(TParameters mean, double deviation)
    {
        if (!(deviation > 0 && double.IsFinite(deviation))) throw Setting.Outside("the first standard deviation of parameters", deviation, "positive");
        return new(mean, Build(mean, s_structure.Flatten(mean).Select(leaf => Initialisations.Full(leaf.Value.Shape, Math.Log(deviation)))));
    }

    /// <summary>A draw of the parameters as a function of means, deviations and noise: on each path its own, or, with <c>noise.Shared</c>, one for all.</summary>
    public TParameters Draw(Noise noise) => Build(Mean, Leaves.Select(leaf => new Normal(leaf.Mean, Exp(leaf.LogDeviation)).Sample(noise)));

    /// <summary>A draw as numbers, outside of a program.</summary>
    public TParameters Draw(RandomKey key) => Build(Mean, Leaves.Select((leaf, i) =>
    {
        double[] z = key[i].Normal(leaf.Mean.Shape).ToArray(), mean = leaf.Mean.ToArray(), log = leaf.LogDeviation.ToArray();
        return Real.FromArray(leaf.Mean.Shape, [.. z.Select((e, k) => mean[k] + Math.Exp(log[k]) * e)]);
    }));

    /// <summary>The Kullback–Leibler divergence of all parameters from a prior, in nats; in closed form where there is one, else sampled (<paramref name="noise"/> is then read).</summary>
    public Real Divergence(Distribution prior, Noise noise) => Leaves.Select(leaf => WeightDivergence.Of(leaf.Mean, leaf.LogDeviation, prior, noise)).Aggregate((a, b) => a + b);

    IEnumerable<(Real Mean, Real LogDeviation)> Leaves => s_structure.Flatten(Mean).Zip(s_structure.Flatten(LogDeviation), (m, d) => (m.Value, d.Value));

    static TParameters Build(TParameters like, IEnumerable<Real> leaves) => (TParameters)s_structure.Build(like, new(leaves));
}
