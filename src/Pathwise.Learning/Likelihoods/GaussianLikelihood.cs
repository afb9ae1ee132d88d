using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Learning;

/// <summary>Normal elements: log p(y) = −½ Σ ((yᵢ − μᵢ)/σᵢ)² − Σ log σᵢ − (n/2) log 2π.</summary>
/// <param name="Location">The means μ.</param>
/// <param name="StandardDeviation">σ &gt; 0, one for each element or, broadcast, one for several; PW0016 elsewhere.</param>
public sealed record GaussianLikelihood(Real Location, Real StandardDeviation) : Likelihood
{
    /// <inheritdoc/>
    public override Real LogDensity(Real observation)
    {
        var deviation = new Normal(0, StandardDeviation).StandardDeviation;
        var z = (observation - Location) * (1 / deviation);
        double repeated = (double)z.Shape.Count / deviation.Shape.Count;
        return -0.5 * Sum(z * z) - repeated * Sum(Log(deviation)) - z.Shape.Count * Normal.HalfLogTwoPi;
    }

    /// <inheritdoc/>
    public override Real Mean => Broadcast(Location, Shape.Broadcast(Location.Shape, StandardDeviation.Shape));

    /// <inheritdoc/>
    public override Real Variance => Broadcast(StandardDeviation * StandardDeviation, Shape.Broadcast(Location.Shape, StandardDeviation.Shape));

    /// <summary>μ + σε: a draw that is differentiated in both.</summary>
    public override Real Sample(Noise noise) => new Normal(Location, StandardDeviation).Sample(noise);
}
