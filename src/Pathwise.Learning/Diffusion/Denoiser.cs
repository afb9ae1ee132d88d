using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>What is known of the data behind noisy points: a function of x and t that says one <see cref="Diffusion.Prediction"/>, and by it all. Samplers and likelihoods ask for nothing else.</summary>
public sealed class Denoiser
{
    readonly Func<Real, Real, Real> _function;

    /// <summary>A denoiser from a function of x and t.</summary>
    /// <param name="process">The process that x is a point of.</param>
    /// <param name="prediction">What the function says. Of a preconditioned one (<see cref="Diffusion.Prediction.Edm"/>) it is given x/√v and ¼ log(σ/α) for x and t.</param>
    /// <param name="function">The function: of x, of any shape, and of t, a number; it gives an array of x's shape.</param>
    public Denoiser(DiffusionProcess process, Prediction prediction, Func<Real, Real, Real> function) => (Process, Prediction, _function) = (process, prediction, function);

    /// <summary>The process.</summary>
    public DiffusionProcess Process { get; }

    /// <summary>What <see cref="Predict"/> says.</summary>
    public Prediction Prediction { get; }

    /// <summary>The prediction at x and t. PW4033 unless it has the shape of x.</summary>
    public Real Predict(Real x, Real t)
    {
        var y = Prediction.DataDeviation is { } s && Process.At(t) is var level
            ? _function(x / Sqrt(level.Variance + s * s * (level.Alpha * level.Alpha)), 0.25 * Log(level.Sigma / level.Alpha)) : _function(x, t);
        return y.Shape == x.Shape ? y : throw Mistake.Shape($"a function says an array of shape {y.Shape} of a point of shape {x.Shape}", "make it give an array of the point's shape");
    }

    /// <summary>E[ε | x].</summary>
    public Real Noise(Real x, Real t) => As(Prediction.Noise, x, t);

    /// <summary>∇log p_t(x).</summary>
    public Real Score(Real x, Real t) => As(Prediction.Score, x, t);

    /// <summary>E[x₀ | x].</summary>
    public Real Data(Real x, Real t) => As(Prediction.Data, x, t);

    /// <summary>dx/dt of the probability-flow equation, f x − ½g²∇log p_t(x).</summary>
    public Real Flow(Real x, Real t) => As(Prediction.Flow, x, t);

    /// <summary>Any kind of prediction at x and t.</summary>
    public Real As(Prediction kind, Real x, Real t) => Prediction.Convert(Predict(x, t), kind, x, Process.At(t));
}
