using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// A mixture Σ wₖ pₖ of laws of numbers. A component is drawn by a uniform, and a number from it; where all components are continuous and have distribution functions, the draw is differentiated in <em>every</em> parameter, weights
/// too, by −(∂F/∂θ)/p(x) with the mixture's distribution function F and density p (Figurnov, Mohamed and Mnih, NeurIPS 2018). The relative error is about 10⁻¹⁶ over the smaller of F(x) and 1 − F(x), and that of the
/// components' distribution functions. Mixtures of discrete laws are discrete.
/// </summary>
public sealed class Mixture : Distribution
{
    readonly Distribution[] _components;
    readonly Real[] _weights;

    /// <summary>A mixture of one family: weights [K] that sum to 1, and a law whose parameters have the components along their last axis (or are the same for all).</summary>
    public Mixture(Real weights, Distribution components) : this(weights, Split(weights, components)) { }

    /// <summary>A mixture of any laws: weights [K] that sum to 1, and K laws of numbers.</summary>
    public Mixture(Real weights, params Distribution[] components)
        : base(p => With(components, p), [InSimplex(weights, "mixture"), .. components.SelectMany(c => c.Parameters)])
    {
        if (Parameters[0].Shape.Rank != 1 || weights.Shape.Count != components.Length)
            throw new PathwiseException("PW0065", $"weights of shape {weights.Shape} for {components.Length} components", "give a vector with a weight for each", Place.OfCaller());
        if (components.Any(c => c is MultivariateDistribution || c.IsDiscrete != components[0].IsDiscrete))
            throw new PathwiseException("PW0065", "a mixture of laws of different kinds", "give laws of numbers, all continuous or all discrete", Place.OfCaller());
        _components = components;
        _weights = Triangular.Elements(Parameters[0], components.Length);
    }

    static Distribution[] Split(Real weights, Distribution components) =>
    [
        .. Enumerable.Range(0, weights.Shape.Count).Select(k => components.With([.. components.Parameters.Select(p =>
            p.Shape.Rank == 0 || p.Shape[p.Shape.Rank - 1] == 1 ? p : Reshape(Slice(p, p.Shape.Rank - 1, k, 1), p.Shape.Without([p.Shape.Rank - 1])))])),
    ];

    static Mixture With(Distribution[] components, Real[] parameters)
    {
        int at = 1;
        return new(parameters[0], [.. components.Select(c => c.With(parameters[at..(at += c.Parameters.Length)]))]);
    }

    /// <summary>The components.</summary>
    public IReadOnlyList<Distribution> Components => _components;

    /// <summary>The weights.</summary>
    public Real Weights => Parameters[0];

    /// <summary>Σ wₖmₖ.</summary>
    public override Real Mean => Average(c => c.Mean);

    /// <summary>Σ wₖ(vₖ + (mₖ − m)²).</summary>
    public override Real Variance
    {
        get
        {
            var mean = Mean;
            return Average(c => c.Variance + (c.Mean - mean) * (c.Mean - mean));
        }
    }

    /// <summary>From the least lower to the greatest upper end.</summary>
    public override Support Support => new(_components.Select(c => c.Support.Low).Aggregate(Min), _components.Select(c => c.Support.High).Aggregate(Max), _components[0].IsDiscrete);

    private protected override Real Draw(Noise noise)
    {
        Real u = noise.Uniform(Common([.. _components.SelectMany(c => c.Parameters)])), x = _components[^1].DrawFrom(noise), below = 1 - _weights[^1];
        for (int k = _components.Length - 2; k >= 0; k--)
        {
            x = Where(u < below, _components[k].DrawFrom(noise), x);
            below = below - _weights[k];
        }
        if (_components[0].IsDiscrete || !HasCdf) return x;
        // The weights one by one, so that the op sees numbers only.
        Real[] parameters = [.. _weights, .. Parameters[1..]];
        return new ImplicitDraw(parameters.Length, Laws).On([x, .. parameters]);
    }

    /// <summary>Distribution function and log-density for weights and parameters given as arrays of the draw's shape.</summary>
    (Func<Real, Real> Cdf, Func<Real, Real> LogDensity) Laws(Real[] parameters)
    {
        int at = _weights.Length;
        var weights = parameters[..at];
        Distribution[] components = [.. _components.Select(c => c.With(parameters[at..(at += c.Parameters.Length)]))];
        return (x => Average(weights, components, c => c.Cdf(x)), x => LogDensityOf(weights, components, x));
    }

    bool HasCdf
    {
        get
        {
            try { return _components.All(c => c.Cdf(0.5).Shape.Rank >= 0); }
            catch (PathwiseException e) when (e.Id == "PW0060") { return false; }
        }
    }

    /// <summary>log Σ wₖpₖ(x).</summary>
    public override Real LogDensity(Real x) => LogDensityOf(_weights, _components, x);

    /// <summary>Σ wₖFₖ(x).</summary>
    public override Real Cdf(Real x) => Average(c => c.Cdf(x));

    Real Average(Func<Distribution, Real> value) => Average(_weights, _components, value);

    static Real Average(Real[] weights, Distribution[] components, Func<Distribution, Real> value) => Triangular.Total(components.Select((c, k) => weights[k] * value(c)));

    static Real LogDensityOf(Real[] weights, Distribution[] components, Real x)
    {
        Real[] logs = [.. components.Select(c => c.LogDensity(x))];
        // The shift cancels.
        var largest = Composite.Held(Clamp(logs.Aggregate(Max), -3e38, 3e38));
        return largest + Log(Triangular.Total(logs.Select((log, k) => weights[k] * Exp(log - largest))));
    }
}
