namespace Pathwise.Calculus;

/// <summary>The density at the times asked for, and what has left the domain by each step.</summary>
public sealed class DensityEvolution
{
    internal DensityEvolution(Density[] densities, double[] stepTimes, ExitRecord? lower, ExitRecord? upper) => (Densities, StepTimes, Lower, Upper) = (densities, stepTimes, lower, upper);

    /// <summary>The densities, in the order of the times.</summary>
    public IReadOnlyList<Density> Densities { get; }

    /// <summary>The density at the last time.</summary>
    public Density Terminal => Densities[^1];

    /// <summary>The start and the end of every step: the times of the records of exits.</summary>
    public IReadOnlyList<double> StepTimes { get; }

    /// <summary>What has left at the lower end, if it absorbs.</summary>
    public ExitRecord? Lower { get; }

    /// <summary>What has left at the upper end, if it absorbs.</summary>
    public ExitRecord? Upper { get; }

    /// <summary>P(not left by the end of step k).</summary>
    public double Survival(int k) => 1 - (Lower?.Probability[k] ?? 0) - (Upper?.Probability[k] ?? 0);
}

/// <summary>Exits at one end, over time.</summary>
/// <param name="Flux">The density of the exit time: the rate at which mass leaves.</param>
/// <param name="Probability">P(left here by t).</param>
/// <param name="FluxDerivatives">∂Flux/∂θ, by the name of θ.</param>
/// <param name="ProbabilityDerivatives">∂Probability/∂θ, by the name of θ.</param>
public sealed record ExitRecord(
    IReadOnlyList<double> Flux, IReadOnlyList<double> Probability, IReadOnlyDictionary<string, IReadOnlyList<double>> FluxDerivatives, IReadOnlyDictionary<string, IReadOnlyList<double>> ProbabilityDerivatives);
