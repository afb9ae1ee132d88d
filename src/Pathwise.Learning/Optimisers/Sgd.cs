using System.Numerics;
using System.Runtime.InteropServices;

namespace Pathwise.Learning;

/// <summary>
/// Gradient descent with momentum: with g the gradient plus λθ, v ← μv + g, θ ← θ − rate·v; Nesterov's form takes θ ← θ − rate·(g + μv) (Polyak, Some methods of speeding up the convergence of iteration methods, 1964;
/// Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum in deep learning, ICML 2013, in PyTorch's arrangement).
/// </summary>
public sealed class Sgd : Optimiser
{
    static readonly string[] s_moments = ["momentum"];

    /// <summary>A rule with its settings.</summary>
    /// <param name="momentum">μ, from 0 to below 1.</param>
    /// <param name="nesterov">Whether the step looks ahead.</param>
    /// <param name="decay">λ, the weight of ½λ|θ|² added to the loss, at least 0.</param>
    public Sgd(double momentum = 0, bool nesterov = false, double decay = 0)
    {
        if (!(momentum is >= 0 and < 1)) throw Setting.Outside("the momentum", momentum, "from 0 to below 1");
        if (!(decay >= 0)) throw Setting.Outside("the weight decay", decay, "at least 0");
        (Momentum, Nesterov, Decay) = (momentum, nesterov, decay);
    }

    /// <summary>μ.</summary>
    public double Momentum { get; }

    /// <summary>Whether the step looks ahead.</summary>
    public bool Nesterov { get; }

    /// <summary>λ.</summary>
    public double Decay { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Moments => s_moments;

    /// <inheritdoc/>
    protected override void Move<T>(Span<T> parameters, ReadOnlySpan<T> gradient, double rate, OptimiserState<T> state, int start)
    {
        var momentum = state.Arrays[0].AsSpan(start, parameters.Length);
        T μ = T.CreateTruncating(Momentum), λ = T.CreateTruncating(Decay), step = T.CreateTruncating(rate);
        var x = MemoryMarshal.Cast<T, Vector<T>>(parameters);
        var g = MemoryMarshal.Cast<T, Vector<T>>(gradient);
        var v = MemoryMarshal.Cast<T, Vector<T>>(momentum);
        var (μs, λs, steps) = (new Vector<T>(μ), new Vector<T>(λ), new Vector<T>(step));
        for (int i = 0; i < x.Length; i++)
        {
            var slope = g[i] + λs * x[i];
            var speed = μs * v[i] + slope;
            v[i] = speed;
            x[i] -= steps * (Nesterov ? slope + μs * speed : speed);
        }
        for (int i = x.Length * Vector<T>.Count; i < parameters.Length; i++)
        {
            T slope = gradient[i] + λ * parameters[i];
            T speed = μ * momentum[i] + slope;
            momentum[i] = speed;
            parameters[i] -= step * (Nesterov ? slope + μ * speed : speed);
        }
    }
}
