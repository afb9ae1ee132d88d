namespace Pathwise.Learning.Flows;

/// <summary>What flows are trained by, as expectations whose parameters are the flow.</summary>
public static class FlowLosses
{
    /// <summary>
    /// −E log p(x) over rows x of data: maximum likelihood, in nats. Whole numbers have no density: with uniform noise on [0, width] added to them −E log p(x + u), for width 1, bounds what coding them takes
    /// (Theis, van den Oord and Bethge, A note on the evaluation of generative models, ICLR 2016).
    /// </summary>
    /// <param name="width">The width of the noise; 0 for none.</param>
    public static Expectation<Flow, Real> NegativeLogLikelihood(double width = 0)
    {
        if (!(width >= 0 && double.IsFinite(width))) throw Setting.Outside("the width of the noise that is added to rows", width, "not negative");
        return Expectation.Of((Flow flow, Real x, Noise noise) => -flow.LogDensity(width > 0 ? x + width * noise["data"].Uniform(x.Shape) : x, noise["flow"]));
    }

    /// <summary>−E log p(x) over draws x of a law that is given as a program: the cross-entropy, which is the law's entropy where the flow is that law, and larger elsewhere.</summary>
    public static Expectation<Flow> CrossEntropy(Func<Noise, Real> law) => Expectation.Of((Flow flow, Noise noise) => -flow.LogDensity(law(noise["data"]), noise["flow"]));

    /// <summary>
    /// E log p(x) − log π(x) over draws x of the flow: the reverse Kullback–Leibler divergence from a density π that is known up to a factor, up to the logarithm of that factor. Its negative bounds the logarithm of π's integral
    /// from below. What is learnt is the flow; gradients go through its samples.
    /// </summary>
    public static Expectation<Flow> ReverseDivergence(Func<Real, Real> logDensity) => Expectation.Of((Flow flow, Noise noise) =>
    {
        var (x, own) = flow.SampleWithLogDensity(noise["flow"]);
        return own - logDensity(x);
    });
}
