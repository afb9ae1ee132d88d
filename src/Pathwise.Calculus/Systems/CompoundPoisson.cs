using Pathwise.Distributions;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>
/// Jumps of an equation, at the times of a Poisson process whose intensity may depend on time and state. In each step, after the scheme's own, their number is drawn with the intensity at the step's start, and they are
/// taken one after the other: weak order 1 (Glasserman, Monte Carlo Methods in Financial Engineering, 2003, §3.5). The number is a discrete draw, whose score carries the derivative in the intensity.
/// </summary>
internal sealed record CompoundPoisson(Func<Real, Real[], Real> Intensity, Func<Real, Real[], Noise, Real[]> Change)
{
    /// <summary>The most jumps of one step. More are an error on their path: the steps are too long for the intensity.</summary>
    const int Most = 6;

    /// <summary>The states after a step's jumps.</summary>
    /// <param name="time">The step's start.</param>
    /// <param name="length">Its length.</param>
    /// <param name="before">The states there.</param>
    /// <param name="after">The states after the scheme's step.</param>
    /// <param name="noise">Where numbers and sizes of jumps come from.</param>
    public Real[] Apply(Real time, Real length, Real[] before, Real[] after, Noise noise)
    {
        var count = new Poisson(Intensity(time, before) * length) { Most = Most }.Sample(noise["count"]);
        for (int k = 0; k < Most; k++)
        {
            var change = Change(time + length, after, noise[$"jump{k + 1}"]);
            after = [.. after.Select((x, i) => x + Where(count > k, change[i], 0))];
        }
        var isWithin = new Require(Domain.NonNegative, "6 − the jumps of one step (take more steps)", Operands: 2);
        return [.. after.Select(x => isWithin.On(x, Most - count))];
    }
}
