namespace Pathwise.Distributions;

/// <summary>
/// A law, whose one <see cref="Sample"/> is a function of its parameters and noise with the best derivative it has. Cutting the path from
/// the parameters is explicit: <c>.Sample(noise).Detach()</c>.
/// </summary>
public abstract class Distribution
{
    /// <summary>A draw.</summary>
    public abstract Real Sample(Noise noise);

    /// <summary>The mean.</summary>
    public abstract Real Mean { get; }

    /// <summary>The variance.</summary>
    public abstract Real Variance { get; }

    private protected static Real In(Domain domain, Real value, string what) => new Require(domain, what).On(value);

    private protected static Shape Common(Real a, Real b) => Shape.Broadcast(a.Shape, b.Shape);
}
