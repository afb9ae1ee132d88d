using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Learning.BayesianNetworks;

/// <summary>An affine map y = W x + b whose weights and biases are independent normal.</summary>
/// <param name="Weight">The means of W, of shape (outputs, inputs).</param>
/// <param name="WeightLogDeviation">The logarithms of their standard deviations.</param>
/// <param name="Bias">The means of b, of shape (outputs).</param>
/// <param name="BiasLogDeviation">The logarithms of their standard deviations.</param>
public sealed record BayesianLinear(Real Weight, Real WeightLogDeviation, Real Bias, Real BiasLogDeviation)
{
    /// <summary>A layer whose first means are those of <see cref="Linear.Of"/>, all with one standard deviation.</summary>
    public static BayesianLinear Of(int inputs, int outputs, double deviation, RandomKey key, Initialisation? initialisation = null)
    {
        if (!(deviation > 0 && double.IsFinite(deviation))) throw Setting.Outside("the first standard deviation of weights", deviation, "positive");
        var mean = Linear.Of(inputs, outputs, key, initialisation);
        return new(mean.Weight, Initialisations.Full(mean.Weight.Shape, Math.Log(deviation)), mean.Bias, Initialisations.Full(mean.Bias.Shape, Math.Log(deviation)));
    }

    /// <summary>The outputs of a vector of inputs, or of each row of a matrix, by one draw of the weights; row for row another with <see cref="WeightNoise.Local"/>.</summary>
    public Real Apply(Real x, Noise noise, WeightNoise how = WeightNoise.Local)
    {
        if (x.Shape.Rank is not (1 or 2) || x.Shape[x.Shape.Rank - 1] != Weight.Shape[1]) throw Setting.Misfit("a Bayesian linear layer", x.Shape, $"{Weight.Shape[1]} inputs, or rows of them");
        switch (how)
        {
            case WeightNoise.Local:
                Real mean = new Linear(Weight, Bias).Apply(x), variance = new Linear(Exp(2 * WeightLogDeviation), Exp(2 * BiasLogDeviation)).Apply(x * x);
                return mean + Sqrt(variance) * noise.Normal(mean.Shape);
            case WeightNoise.Flipout:
                var centre = new Linear(Weight, Bias).Apply(x);
                Real input = Signs(noise, x.Shape[x.Shape.Rank - 1]), output = Signs(noise, Weight.Shape[0]);
                var moved = new Linear(Exp(WeightLogDeviation) * noise.Shared.Normal(Weight.Shape), Exp(BiasLogDeviation) * noise.Shared.Normal(Bias.Shape));
                return centre + output * moved.Apply(input * x);
            default:
                return Draw(how == WeightNoise.Shared ? noise.Shared : noise).Apply(x);
        }
    }

    /// <summary>A draw of the layer: on each path its own, or, with <c>noise.Shared</c>, one for all.</summary>
    public Linear Draw(Noise noise) => new(new Normal(Weight, Exp(WeightLogDeviation)).Sample(noise), new Normal(Bias, Exp(BiasLogDeviation)).Sample(noise));

    /// <summary>The Kullback–Leibler divergence of all weights and biases from a prior, in nats; in closed form where there is one, else sampled (<paramref name="noise"/> is then read).</summary>
    public Real Divergence(Distribution prior, Noise noise) =>
        WeightDivergence.Of(Weight, WeightLogDeviation, prior, noise) + WeightDivergence.Of(Bias, BiasLogDeviation, prior, noise);

    static Real Signs(Noise noise, int count) => 1 - 2 * noise.Bits(1, count);
}
