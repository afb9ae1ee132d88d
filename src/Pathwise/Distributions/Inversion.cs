using static Pathwise.Functions;

namespace Pathwise.Distributions;

/// <summary>
/// The least count whose distribution function reaches u, found by walking over neighbours with the recurrence of their probabilities, p(k + 1) = ratio(k)·p(k).
/// </summary>
internal static class Inversion
{
    /// <summary>The mean up to which walks start from 0; beyond, a guess is at most <see cref="Off"/> wrong for every u of double precision.</summary>
    public const double SmallMean = 12;

    const int Terms = 64, Off = 6;

    /// <summary>By sums relative to the mode, which need no other function: the plain meaning.</summary>
    public static double Least(double u, double mode, Func<double, double> ratio)
    {
        const double Negligible = 1e-25;
        double low = mode, lowest = 1, total = 1;
        for (double w = 1; low > 0 && (w /= ratio(low - 1)) > Negligible; low--) total += lowest = w;
        double k = mode;
        for (double w = 1; (w *= ratio(k)) > Negligible; k++) total += w;
        double sum = lowest / total, p = sum;
        for (k = low; u > sum; k++)
        {
            p *= ratio(k);
            if (!(sum + p > sum)) break;
            sum += p;
        }
        return k;
    }

    /// <summary>
    /// From 0 or, where the mean is large, from a guess by Cornish and Fisher's expansion in the cumulants (Abramowitz and Stegun, 26.2.49), where the distribution
    /// function is known.
    /// </summary>
    /// <param name="u">The probability to reach.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="deviation">The standard deviation.</param>
    /// <param name="skewness">The third cumulant over the third power of the deviation.</param>
    /// <param name="excess">The fourth cumulant over the fourth power of the deviation.</param>
    /// <param name="largest">The largest value.</param>
    /// <param name="logProbability">log p(k).</param>
    /// <param name="cdf">The distribution function.</param>
    /// <param name="ratio">p(k + 1)/p(k).</param>
    public static Real Least(
        Real u, Real mean, Real deviation, Real skewness, Real excess, Real largest, Func<Real, Real> logProbability, Func<Real, Real> cdf, Func<Real, Real> ratio)
    {
        Real z = NormalQuantile(u), square = z * z;
        var standard = z + (square - 1) * skewness / 6 + z * ((square - 3) * excess / 24 - (2 * square - 5) * (skewness * skewness) / 36);
        var start = Where(mean <= SmallMean, 0, Clamp(Round(mean + deviation * standard), 0, largest));
        var p = Exp(logProbability(start));
        var (k, last, sum) = Walk((start, p, Where(start == 0, p, cdf(start))), Terms, (k, p, sum) =>
        {
            var next = p * ratio(k);
            return ((u > sum) & (sum + next > sum), (k + 1, next, sum + next));
        });
        return Walk((k, last, sum), Off, (k, p, sum) => ((k > 0) & (u <= sum - p), (k - 1, p / ratio(k - 1), sum - p))).K;
    }

    /// <summary>So many steps, each taken where its condition holds.</summary>
    static (Real K, Real P, Real Sum) Walk((Real K, Real P, Real Sum) start, int steps, Func<Real, Real, Real, (Condition, (Real K, Real P, Real Sum))> step)
    {
        var loop = Loop.Build(steps, backward: false, [start.K.Node, start.P.Node, start.Sum.Node], [], (_, carries, _) =>
        {
            var (k, p, sum) = (carries[0].AsReal(), carries[1].AsReal(), carries[2].AsReal());
            var (taken, next) = step(k, p, sum);
            return ([Where(taken, next.K, k).Node, Where(taken, next.P, p).Node, Where(taken, next.Sum, sum).Node], []);
        });
        return (Item.Of(loop, 0).AsReal(), Item.Of(loop, 1).AsReal(), Item.Of(loop, 2).AsReal());
    }
}
