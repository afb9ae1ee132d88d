using static Pathwise.Functions;

namespace Pathwise.Learning.Control;

/// <summary>A linear policy u = −Kx, explored as u = −Kx + Eη, η standard normal.</summary>
/// <param name="Gain">K, m × n.</param>
/// <param name="Deviation">The diagonal of E, the same for all components.</param>
public sealed record LinearPolicy(Real Gain, double Deviation = 0) : IPolicy
{
    /// <inheritdoc/>
    public Real Act(Real observation) => -MatMul(Gain, observation);

    /// <summary>An explored control.</summary>
    public Real Sample(Real observation, Noise noise) => Deviation == 0 ? Act(observation) : Act(observation) + Deviation * noise.Normal(Gain.Shape[0]);
}
