using System.Numerics;
using System.Runtime.InteropServices;

namespace Pathwise.Learning;

/// <summary>
/// Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − rate·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ) at step t (Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015).
/// The first step moves every parameter by the rate, against the sign of its derivative.
/// </summary>
public class Adam : Optimiser
{
    static readonly string[] s_moments = ["first moment", "second moment"];

    /// <summary>A rule with its settings.</summary>
    /// <param name="beta1">β₁, from 0 to below 1.</param>
    /// <param name="beta2">β₂, from 0 to below 1.</param>
    /// <param name="epsilon">ε, positive.</param>
    public Adam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) : this(beta1, beta2, epsilon, 0) { }

    private protected Adam(double beta1, double beta2, double epsilon, double decay)
    {
        if (!(beta1 is >= 0 and < 1)) throw Setting.Outside("β₁", beta1, "from 0 to below 1");
        if (!(beta2 is >= 0 and < 1)) throw Setting.Outside("β₂", beta2, "from 0 to below 1");
        if (!(epsilon > 0)) throw Setting.Outside("ε", epsilon, "positive");
        if (!(decay >= 0)) throw Setting.Outside("the weight decay", decay, "at least 0");
        (Beta1, Beta2, Epsilon, DecoupledDecay) = (beta1, beta2, epsilon, decay);
    }

    /// <summary>β₁.</summary>
    public double Beta1 { get; }

    /// <summary>β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    private protected double DecoupledDecay { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Moments => s_moments;

    /// <inheritdoc/>
    protected override void Move<T>(Span<T> parameters, ReadOnlySpan<T> gradient, double rate, OptimiserState<T> state, int start)
    {
        Span<T> first = state.Arrays[0].AsSpan(start, parameters.Length), second = state.Arrays[1].AsSpan(start, parameters.Length);
        T β1 = T.CreateTruncating(Beta1), α1 = T.CreateTruncating(1 - Beta1), β2 = T.CreateTruncating(Beta2), α2 = T.CreateTruncating(1 - Beta2), ε = T.CreateTruncating(Epsilon);
        // The corrections of both moments are taken out of the loop: rate·m̂ = step·m and √v̂ = scale·√v.
        T step = T.CreateTruncating(rate / (1 - Power(Beta1, state.Steps))), scale = T.CreateTruncating(1 / Math.Sqrt(1 - Power(Beta2, state.Steps)));
        T kept = T.CreateTruncating(1 - rate * DecoupledDecay);
        var x = MemoryMarshal.Cast<T, Vector<T>>(parameters);
        var g = MemoryMarshal.Cast<T, Vector<T>>(gradient);
        var m = MemoryMarshal.Cast<T, Vector<T>>(first);
        var v = MemoryMarshal.Cast<T, Vector<T>>(second);
        var (β1s, α1s, β2s, α2s, εs, steps, scales, keeps) = (new Vector<T>(β1), new Vector<T>(α1), new Vector<T>(β2), new Vector<T>(α2), new Vector<T>(ε), new Vector<T>(step), new Vector<T>(scale), new Vector<T>(kept));
        for (int i = 0; i < x.Length; i++)
        {
            var slope = g[i];
            var mean = β1s * m[i] + α1s * slope;
            var square = β2s * v[i] + α2s * (slope * slope);
            m[i] = mean;
            v[i] = square;
            x[i] = keeps * x[i] - steps * mean / (scales * Vector.SquareRoot(square) + εs);
        }
        for (int i = x.Length * Vector<T>.Count; i < parameters.Length; i++)
        {
            T slope = gradient[i];
            T mean = β1 * first[i] + α1 * slope;
            T square = β2 * second[i] + α2 * (slope * slope);
            first[i] = mean;
            second[i] = square;
            parameters[i] = kept * parameters[i] - step * mean / (scale * T.Sqrt(square) + ε);
        }
    }
}

/// <summary>
/// Adam with decoupled weight decay: θ ← (1 − rate·λ)θ − rate·m̂/(√v̂ + ε), so that the decay is not scaled by the moments (Loshchilov and Hutter, Decoupled weight decay regularization, ICLR 2019; λ is
/// multiplied by the rate, as in PyTorch).
/// </summary>
/// <param name="decay">λ, at least 0.</param>
/// <param name="beta1">β₁, from 0 to below 1.</param>
/// <param name="beta2">β₂, from 0 to below 1.</param>
/// <param name="epsilon">ε, positive.</param>
public sealed class AdamW(double decay = 0.01, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) : Adam(beta1, beta2, epsilon, decay)
{
    /// <summary>λ.</summary>
    public double Decay => DecoupledDecay;
}
