using Pathwise.Distributions;

namespace Pathwise.Learning;

/// <summary>What a network says of an observation: the law of all its elements together, independent of each other given the network's outputs.</summary>
public abstract record Likelihood
{
    /// <summary>The log-density, or log-probability, of an observation, a scalar: the sum over its elements, in nats.</summary>
    public abstract Real LogDensity(Real observation);

    /// <summary>The mean, of the observation's shape (of classes, the probabilities of all of them).</summary>
    public abstract Real Mean { get; }

    /// <summary>The variances of the elements, of the same shape.</summary>
    public abstract Real Variance { get; }

    /// <summary>A draw of an observation.</summary>
    public abstract Real Sample(Noise noise);

    /// <summary>The likelihood of independent elements of any law.</summary>
    public static Likelihood Of(Distribution law) => new LawLikelihood(law);

    sealed record LawLikelihood(Distribution Law) : Likelihood
    {
        public override Real LogDensity(Real observation) => Functions.Sum(Law.LogDensity(observation));
        public override Real Mean => Law.Mean;
        public override Real Variance => Law.Variance;
        public override Real Sample(Noise noise) => Law.Sample(noise);
    }
}
