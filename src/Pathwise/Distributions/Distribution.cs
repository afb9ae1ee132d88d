using System.Runtime.CompilerServices;
using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// A law, whose one <see cref="Sample"/> is a function of its parameters and noise with the best derivative it has. Cutting the path from
/// the parameters is explicit: <c>.Sample(noise).Detach()</c>; another estimator is chosen at the site: <c>.Sample(noise).By(Estimators.Score)</c>.
/// </summary>
/// <remarks>
/// Parameters are arrays of any shapes that broadcast, one independent law for each element, unless the law says otherwise. Values beyond a parameter's domain
/// are errors (PW0016) that name it. What has no closed form throws PW0060.
/// </remarks>
public abstract class Distribution : ILaw
{
    readonly Func<Real[], Distribution> _with;

    /// <param name="with">The law of the same family with other parameters.</param>
    /// <param name="parameters">The parameters, in the constructor's order.</param>
    private protected Distribution(Func<Real[], Distribution> with, params Real[] parameters) => (_with, Parameters) = (with, parameters);

    /// <summary>The parameters, in the constructor's order.</summary>
    internal Real[] Parameters { get; }

    /// <summary>The law of the same family with other parameters.</summary>
    internal Distribution With(Real[] parameters) => _with(parameters);

    /// <summary>The name in models: the class's in lower case, with underscores.</summary>
    public virtual string Name => string.Concat(GetType().Name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>A draw. Every call is a fresh one.</summary>
    public Real Sample(Noise noise, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var place = Place.Here(file, line);
        using var at = Place.At(place);
        return new(Node.Create(new Sampled(this, null), place, [Draw(noise).Node, .. Parameters.Select(p => p.Node)]));
    }

    /// <summary>The sample as a function of the parameters and of noise.</summary>
    private protected abstract Real Draw(Noise noise);

    /// <summary>The same as part of another law's draw, which is the site.</summary>
    internal Real DrawFrom(Noise noise) => Draw(noise);

    /// <summary>The logarithm of the density, or of the probability of a discrete law, at x.</summary>
    public abstract Real LogDensity(Real x);

    /// <summary>The values that a draw may take.</summary>
    public abstract Support Support { get; }

    /// <summary>Whether draws are discrete: a draw then has no pathwise derivative.</summary>
    public bool IsDiscrete => Support.IsDiscrete;

    /// <summary>The mean; NaN where there is none.</summary>
    public virtual Real Mean => throw Missing("mean");

    /// <summary>The variance, element by element; infinite or NaN where there is none.</summary>
    public virtual Real Variance => throw Missing("variance");

    /// <summary>The entropy −E log p(x), in nats.</summary>
    public virtual Real Entropy => throw Missing("entropy");

    /// <summary>The distribution function P(X ≤ x).</summary>
    public virtual Real Cdf(Real x) => throw Missing("distribution function");

    /// <summary>The quantile function: the least x with P(X ≤ x) ≥ p.</summary>
    public virtual Real Quantile(Real p) => throw Missing("quantile function");

    /// <summary>The values that a draw can take, where they are finitely many and known from shapes and constants; null otherwise.</summary>
    internal virtual double[]? FiniteSupport => null;

    /// <summary>The probability of a value of the finite support.</summary>
    internal virtual Real ProbabilityOf(double value) => Exp(LogDensity(value));

    /// <summary>
    /// For a law of whole numbers: w with ∂/∂θ E f(X) = E[w(X)·(f(X + 1) − f(X))], which is −(∂F(k)/∂θ)/p(k) with F the distribution function and p the
    /// probability (summation by parts). Null where it has no such form. Of a parameter that is an array, the array of the weights of its elements.
    /// </summary>
    internal virtual Real? CoupledWeight(int parameter, Real x) => null;

    /// <summary>
    /// The weak derivative of the law: ∂/∂θ E f(X) = c·E[f(X⁺) − f(X⁻)], where X⁺ and X⁻ share noise that couples them (Heidergott and Vázquez-Abad,
    /// Measure-valued differentiation for Markov chains, J. Optim. Theory Appl. 136, 2008; Mohamed et al., Monte Carlo gradient estimation in machine
    /// learning, JMLR 21, 2020, table 1). Null where it is not known.
    /// </summary>
    internal virtual (Real Constant, Real Plus, Real Minus)? WeakDerivative(int parameter, Noise noise) => null;

    PathwiseException Missing(string what) => new("PW0060", $"the {what} of {Name} has no closed form here", "estimate it by sampling", Place.OfCaller());

    /// <summary>The common shape of the parameters: one law for each element.</summary>
    private protected Shape BatchShape => Common(Parameters);

    /// <summary>A value that depends on some of the parameters, for every element.</summary>
    private protected Real Spread(Real value) => Broadcast(value, BatchShape);

    private protected static Real In(Domain domain, Real value, string what) => new Require(domain, what).On(value);

    /// <summary>Probabilities along the last axis: none negative, of sum 1.</summary>
    private protected static Real InSimplex(Real probabilities, string name)
    {
        var each = In(Domain.NonNegative, probabilities.Shape.IsScalar ? Reshape(probabilities, 1) : probabilities, $"a probability of {name}");
        int last = each.Shape.Rank - 1;
        return new Require(Domain.Total, $"the probabilities of {name}", 2).On(each, Reshape(Sum(each, last), Ops.Sum.Kept(each.Shape, [last])));
    }

    /// <summary>Whether x is one of 0, 1, 2, …</summary>
    private protected static Condition IsCount(Real x) => (x >= 0) & (x < double.PositiveInfinity) & (Floor(x) == x);

    /// <summary>A log-density: a function where x lies on the support, −∞ elsewhere, where the function is evaluated at a point within.</summary>
    private protected static Real OnSupport(Condition inside, Real x, Func<Real, Real> logDensity, double within = 1) =>
        Where(inside, logDensity(Where(inside, x, within)), double.NegativeInfinity);

    /// <summary>x log y, 0 where x is 0.</summary>
    private protected static Real XLogY(Real x, Real y) => Where(x == 0, 0, x * Log(Where(x == 0, 1, y)));

    /// <summary>x log(1 + y), 0 where x is 0.</summary>
    private protected static Real XLog1pY(Real x, Real y) => Where(x == 0, 0, x * Log1p(Where(x == 0, 0, y)));

    private protected static Shape Common(params ReadOnlySpan<Real> parameters)
    {
        var shape = Shape.Scalar;
        foreach (var parameter in parameters) shape = Shape.Broadcast(shape, parameter.Shape);
        return shape;
    }
}
