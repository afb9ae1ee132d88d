using System.Numerics;
using System.Runtime.InteropServices;

namespace Pathwise.Learning;

/// <summary>
/// The exponential moving average of parameters, which is what a trained model is often used with: a ← a + (1 − d)(θ − a) (Polyak and Juditsky, Acceleration of stochastic approximation by averaging, 1992, is the plain
/// mean). With a warm-up, d = min(decay, (1 + t)/(10 + t)) after t steps, so that early parameters are soon forgotten.
/// </summary>
public sealed class MovingAverage
{
    /// <summary>A rule with its settings.</summary>
    /// <param name="decay">d, from 0 to below 1.</param>
    /// <param name="warmUp">Whether d rises from 1/10.</param>
    public MovingAverage(double decay, bool warmUp = false)
    {
        if (!(decay is >= 0 and < 1)) throw Setting.Outside("the decay of a moving average", decay, "from 0 to below 1");
        (Decay, WarmUp) = (decay, warmUp);
    }

    /// <summary>The decay.</summary>
    public double Decay { get; }

    /// <summary>Whether it rises from 1/10.</summary>
    public bool WarmUp { get; }

    /// <summary>The decay after <paramref name="step"/> steps.</summary>
    public double DecayAt(long step) => WarmUp ? Math.Min(Decay, (1.0 + step) / (10.0 + step)) : Decay;

    /// <summary>Moves the average, in place, towards parameters.</summary>
    /// <param name="average">The average, which starts as a copy of the first parameters.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="step">The number of steps done before.</param>
    public void Update<T>(Span<T> average, ReadOnlySpan<T> parameters, long step) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (average.Length != parameters.Length)
            throw new PathwiseException("PW4022", $"the moving average of {average.Length} elements with {parameters.Length} parameters", "start it as a copy of the parameters");
        T share = T.CreateTruncating(1 - DecayAt(step));
        var a = MemoryMarshal.Cast<T, Vector<T>>(average);
        var x = MemoryMarshal.Cast<T, Vector<T>>(parameters);
        var shares = new Vector<T>(share);
        for (int i = 0; i < a.Length; i++) a[i] += shares * (x[i] - a[i]);
        for (int i = a.Length * Vector<T>.Count; i < average.Length; i++) average[i] += share * (parameters[i] - average[i]);
    }
}
