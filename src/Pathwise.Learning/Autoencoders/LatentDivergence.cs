using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Learning.Autoencoders;

/// <summary>What latents cost: the Kullback–Leibler divergence of their law from the prior.</summary>
static class LatentDivergence
{
    /// <summary>
    /// The divergence KL(q‖p), element by element, in closed form where there is one; where there is none, log q(z) − log p(z) at the sample z, whose mean it is. Relaxed latents with a categorical prior cost what the
    /// categorical law they relax does (Jang et al. 2017), which is no bound; with a relaxed prior the sampled one (Maddison et al. 2017), which is.
    /// </summary>
    public static Real Of(Distribution posterior, Distribution prior, Real z) =>
        posterior is RelaxedOneHot relaxed && prior is Categorical ? Divergence.KullbackLeibler(new Categorical(Softmax(relaxed.Logits)), prior)
        : Closed(posterior, prior) ?? posterior.LogDensity(z) - prior.LogDensity(z);

    /// <summary>The closed form; null where there is none.</summary>
    public static Real? Closed(Distribution posterior, Distribution prior)
    {
        try { return Divergence.KullbackLeibler(posterior, prior); }
        catch (PathwiseException e) when (e.Id == "PW0061") { return null; }
    }

    /// <summary>A prior with a law of its own for each latent of a posterior, drawn as the decoder is used to: relaxed where the posterior is.</summary>
    public static Distribution PriorLike(Distribution posterior, Distribution prior) => posterior is RelaxedOneHot relaxed && prior is Categorical discrete
        ? new RelaxedOneHot(relaxed.Temperature, Broadcast(Log(discrete.Probabilities), Shape.Broadcast(discrete.Probabilities.Shape, relaxed.Logits.Shape)))
        : Fitted(posterior, prior);

    /// <summary>A prior with a law of its own for each latent of a posterior.</summary>
    public static Distribution Fitted(Distribution posterior, Distribution prior)
    {
        bool same = prior.GetType() == posterior.GetType();
        if (!same && (posterior is MultivariateDistribution or Categorical || prior is MultivariateDistribution or Categorical)) return prior;
        Shape Wanted(int parameter) => same ? posterior.Parameters[parameter].Shape : posterior.Mean.Shape;
        return prior.With([.. prior.Parameters.Select((parameter, i) => parameter.Shape == Wanted(i) ? parameter : Broadcast(parameter, Shape.Broadcast(parameter.Shape, Wanted(i))))]);
    }
}
