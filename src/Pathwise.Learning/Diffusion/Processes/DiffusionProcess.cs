using Pathwise.Calculus;
using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;
using Pushforward = Pathwise.Derivatives.Forward;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// How data are turned into noise: x_t = α(t) x₀ + σ(t) ε with ε standard normal, element by element, for times 0 … <see cref="End"/>. A process is <em>defined</em> by α(t) and σ²(t); the stochastic differential equation that has
/// these marginals, dx = f(t) x dt + g(t) dW with f = d log α/dt and g² = dσ²/dt − 2fσ², is derived from them by differentiation (Kingma, Salimans, Poole and Ho, Variational diffusion models, NeurIPS 2021).
/// </summary>
public abstract record DiffusionProcess
{
    private protected DiffusionProcess() { }

    /// <summary>α(t), element by element: the part of the data that is left.</summary>
    public abstract Real Alpha(Real t);

    /// <summary>σ²(t), element by element: the variance of the noise.</summary>
    public abstract Real Variance(Real t);

    /// <summary>The time at which σ/α is this ratio, element by element: the inverse of a function that grows with t.</summary>
    public abstract Real TimeOf(Real ratio);

    /// <summary>The last time, T.</summary>
    public virtual double End => 1;

    /// <summary>The standard deviation of the law that samples start from, a normal one of mean 0: what x_T has if the data are forgotten.</summary>
    public virtual double PriorDeviation => Math.Sqrt((double)Variance(End));

    /// <summary>α, σ and their rates at a time, or at each of an array of times.</summary>
    public NoiseLevel At(Real t)
    {
        using var at = Place.At(Place.OfCaller());
        return new(Alpha(t), Variance(t), () => Rate(Alpha, t), () => Rate(Variance, t));
    }

    /// <summary>The forward equation dx = f(t) x dt + g(t) dW, for data of any shape.</summary>
    public ItoSde Forward() => Ito.Sde((x, t) => At(t).Drift * x, (x, t) => Broadcast(Sqrt(At(t).DiffusionSquared), x.Shape));

    /// <summary>
    /// The equation that runs back (Anderson, Reverse-time diffusion equation models, Stochastic Processes and their Applications 12, 1982) in the time τ = T − t, dx = (g² ∇log p_t(x) − f x) dτ + g dW̄: started from
    /// the law of x_T it has the law of x_t at each time.
    /// </summary>
    /// <param name="score">∇log p_t(x), as a function of x and t.</param>
    public ItoSde Reverse(Func<Real, Real, Real> score) => Ito.Sde(
        (x, elapsed) => At(End - elapsed) is var level ? level.DiffusionSquared * score(x, End - elapsed) - level.Drift * x : default,
        (x, elapsed) => Broadcast(Sqrt(At(End - elapsed).DiffusionSquared), x.Shape));

    /// <summary>x_t from x₀ and standard normal noise of its shape.</summary>
    public Real Perturbed(Real data, Real noise, Real t) => At(t) is var level ? level.Alpha * data + level.Sigma * noise : default;

    /// <summary>The derivative in t, element by element.</summary>
    static Real Rate(Func<Real, Real> of, Real t)
    {
        using var at = Place.At(Place.OfCaller());
        var time = Node.Leaf(new Parameter(t.Shape, "t"), t.Node.PerPath, Place.Nowhere);
        var rate = Pushforward.Pushforward([of(time.AsReal()).Node], [time], [Constant.Of(t.Shape, 1)])[0];
        return rate is null ? Filled(t.Shape, 0) : Graph.Substitute([rate], new() { [time] = t.Node })[0].AsReal();
    }
}
