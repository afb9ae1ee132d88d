using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>The law of f(x) with x of another law of numbers and f a chain of bijectors, the first applied first. Sampled so: the derivative is as right as that law's.</summary>
public sealed class Transformed : Distribution
{
    readonly Bijector[] _bijectors;

    /// <summary>The law of draws of <paramref name="origin"/> that the bijectors are applied to in turn.</summary>
    public Transformed(Distribution origin, params Bijector[] bijectors)
        : base(p => With(origin, bijectors, p), [.. origin.Parameters, .. bijectors.SelectMany(b => b.Parameters)]) => (Origin, _bijectors) = (origin, bijectors);

    /// <summary>The law of x.</summary>
    public Distribution Origin { get; }

    internal IReadOnlyList<Bijector> Bijectors => _bijectors;

    static Transformed With(Distribution origin, Bijector[] bijectors, Real[] parameters)
    {
        int at = origin.Parameters.Length;
        var moved = origin.With(parameters[..at]);
        return new(moved, [.. bijectors.Select(b => b.With(parameters[at..(at += b.Parameters.Length)]))]);
    }

    /// <inheritdoc/>
    public override Support Support => new(Forward(Origin.Support.Low), Forward(Origin.Support.High), Origin.IsDiscrete);

    Real Forward(Real x) => _bijectors.Aggregate(x, (value, b) => b.Forward(value));

    Real Inverse(Real y) => _bijectors.Reverse().Aggregate(y, (value, b) => b.Inverse(value));

    private protected override Real Draw(Noise noise) => Forward(Origin.DrawFrom(noise));

    /// <summary>The log-density of x = f⁻¹(y) less log f′(x).</summary>
    public override Real LogDensity(Real x) => OnInside(x, double.NegativeInfinity, double.NegativeInfinity, inside =>
    {
        Real y = inside, density = 0;
        foreach (var b in _bijectors.Reverse())
        {
            y = b.Inverse(y);
            density = density - b.LogDeterminant(y);
        }
        return density + Origin.LogDensity(y);
    });

    /// <summary>That of x = f⁻¹(y).</summary>
    public override Real Cdf(Real x) => OnInside(x, 0, 1, inside => Origin.Cdf(Inverse(inside)));

    /// <summary>f of the quantile of x.</summary>
    public override Real Quantile(Real p) => Forward(Origin.Quantile(p));

    /// <summary>A function within the support, evaluated at the map of 1 or ½ elsewhere.</summary>
    Real OnInside(Real x, double below, double above, Func<Real, Real> value)
    {
        var (low, high) = (Support.Low, Support.High);
        var inside = (x > low) & (x < high);
        return Where(inside, value(Where(inside, x, Forward(0.5))), Where(x <= low, below, above));
    }
}
