using static Pathwise.Functions;

namespace Pathwise.Learning.BayesianNetworks;

/// <summary>
/// A perceptron that forgets: before every layer, the first too if wanted, each value is set to 0 with some probability, afresh on every path, in training and in prediction alike. Means and variances over paths are then those of an
/// approximate posterior (Gal and Ghahramani, Dropout as a Bayesian approximation, ICML 2016).
/// </summary>
/// <param name="Network">The perceptron.</param>
/// <param name="Rate">The probability that a hidden value is dropped, from 0 to below 1.</param>
/// <param name="InputRate">The same of inputs.</param>
public sealed record DropoutMlp(Mlp Network, double Rate, double InputRate = 0)
{
    /// <summary>The outputs of a vector of inputs.</summary>
    public Real Apply(Real x, Noise noise)
    {
        for (int i = 0; i < Network.Layers.Length; i++) x = Network.Layers[i].Apply(Dropped(i == 0 ? x : Network.Activation.Of(x), i == 0 ? InputRate : Rate, noise));
        return x;
    }

    /// <summary>x/(1 − rate) with probability 1 − rate, else 0, element by element (Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, Dropout, JMLR 15, 2014). PW4021 outside 0 ≤ rate &lt; 1.</summary>
    public static Real Dropped(Real x, double rate, Noise noise)
    {
        if (!(rate is >= 0 and < 1)) throw Setting.Outside("the rate of dropout", rate, "from 0 to below 1");
        return rate == 0 ? x : x * Where(noise.Uniform(x.Shape) < 1 - rate, Filled(x.Shape, 1 / (1 - rate)), 0);
    }
}
