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
    public static Real Of(Real mean, Real deviation, Distribution prior, Noise noise)
    {
        var posterior = new Normal(mean, deviation);
        try { return Sum(Divergence.KullbackLeibler(posterior, prior)); }
        catch (PathwiseException e) when (e.Id == "PW0061")
        {
            var weights = posterior.Sample(noise["prior"].Shared);
            return Sum(posterior.LogDensity(weights) - prior.LogDensity(weights));
        }
    }
}
