using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Learning.BayesianNetworks;

/// <summary>Normal weights against any prior.</summary>
static class WeightDivergence
{
    /// <summary>
    /// KL(N(μ, σ²) ‖ prior) summed over all weights, in closed form where there is one (normal and Laplace priors, for example); where there is none (scale mixtures, Student's t), log q(w) − log p(w) at one draw of the weights for
    /// all paths, whose mean it is.
    /// </summary>
    public static Real Of(Real mean, Real logDeviation, Distribution prior, Noise noise)
    {
        if (prior is Normal normal)
        {
            // As the logarithm is there already, it is not taken again of the deviation.
            Real miss = (mean - normal.Mean) / normal.StandardDeviation, ratio = Exp(2 * logDeviation) / normal.Variance;
            return Sum(0.5 * (ratio + miss * miss - 1) - logDeviation + Log(normal.StandardDeviation));
        }
        var deviation = Exp(logDeviation);
        var posterior = new Normal(mean, deviation);
        try { return Sum(Divergence.KullbackLeibler(posterior, prior)); }
        catch (PathwiseException e) when (e.Id == "PW0061")
        {
            var weights = posterior.Sample(noise["prior"].Shared);
            return Sum(posterior.LogDensity(weights) - prior.LogDensity(weights));
        }
    }
}
