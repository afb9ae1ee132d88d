using Pathwise.Distributions;

namespace Pathwise.Learning.BayesianNetworks;

/// <summary>Priors of weights. Any law of the reals is one: normal, Laplace (sparse), Student's t or Cauchy (a few large weights). Its parameters may be parameters of the model, and so be learnt.</summary>
public static class Priors
{
    /// <summary>A mixture of two normal laws about 0: weights are wide with probability π, narrow else (Blundell et al. 2015). PW4021 outside 0 &lt; π &lt; 1.</summary>
    public static Distribution ScaleMixture(double share, double wide, double narrow) => share is > 0 and < 1
        ? new Mixture((double[])[share, 1 - share], new Normal(0, wide), new Normal(0, narrow))
        : throw Setting.Outside("the share of wide weights", share, "between 0 and 1");
}
