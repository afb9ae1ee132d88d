using Pathwise.Learning.Data;
using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// A law of data for which all is known: a mixture Σ πₖ N(mₖ, sₖ²I). Disturbed by a process it is the mixture Σ πₖ N(αmₖ, vₖI) with vₖ = α²sₖ² + σ², whose score is Σ wₖ(x)·[−(x − αmₖ)/vₖ] with wₖ the weights given x. Trained
/// networks are compared with it.
/// </summary>
public sealed class GaussianMixture : KnownLaw
{
    /// <summary>The greatest number of laws that are written out; more are gone through by a loop.</summary>
    const int WrittenOut = 16;

    readonly double[] _weights, _deviations;
    readonly double[][] _means;

    /// <summary>The mixture of laws with these weights, means and standard deviations. PW4032 unless the weights are positive and sum to 1 and the deviations are not negative, PW4033 unless all have the same number.</summary>
    public GaussianMixture(double[] weights, double[][] means, double[] deviations)
    {
        if (weights.Length == 0 || means.Length != weights.Length || deviations.Length != weights.Length || means.Any(mean => mean.Length == 0 || mean.Length != means[0].Length))
            throw Mistake.Shape($"a mixture of {weights.Length} weights, {means.Length} means and {deviations.Length} deviations", "give as many of each, and means of one length");
        if (!weights.All(w => w > 0) || Math.Abs(weights.Sum() - 1) > 1e-9 || !deviations.All(s => s >= 0 && double.IsFinite(s)))
            throw Mistake.Setting("a mixture whose weights or deviations are out of range", "give positive weights that sum to 1 and deviations that are not negative");
        (_weights, _means, _deviations) = ([.. weights], [.. means.Select(mean => mean.ToArray())], [.. deviations]);
    }

    /// <summary>The normal law N(m, s²I).</summary>
    public static GaussianMixture Normal(double[] mean, double deviation) => new([1], [mean], [deviation]);

    /// <summary>The law of the toy.</summary>
    public static GaussianMixture Of(EightGaussians law) => new([.. Enumerable.Repeat(0.125, 8)],
        [.. Enumerable.Range(0, 8).Select(k => new[] { law.Radius * double.CosPi(k / 4.0), law.Radius * double.SinPi(k / 4.0) })], [.. Enumerable.Repeat(law.Deviation, 8)]);

    /// <summary>The number of elements of a point.</summary>
    public int Size => _means[0].Length;

    /// <inheritdoc/>
    public override Shape PointShape => Size;

    /// <inheritdoc/>
    public override Real Sample(Noise noise)
    {
        if (_weights.Length > WrittenOut) return SampleOfMany(noise);
        var epsilon = noise.Normal(Size);
        if (_weights.Length == 1) return (Real)_means[0] + _deviations[0] * epsilon;
        Real u = noise.Uniform(), mean = _means[0], deviation = _deviations[0];
        double below = 0;
        for (int k = 1; k < _weights.Length; k++)
        {
            below += _weights[k - 1];
            (mean, deviation) = (Where(Broadcast(u, Size) < below, mean, _means[k]), Where(u < below, deviation, _deviations[k]));
        }
        return mean + deviation * epsilon;
    }

    Real SampleOfMany(Noise noise)
    {
        var epsilon = noise.Normal(Size);
        double below = 0;
        double[] ends = [.. _weights[..^1].Select(weight => below += weight)];
        var chosen = Sum(Where((Real)ends <= Broadcast(noise.Uniform(), ends.Length), Filled(ends.Length, 1), 0));
        return Gather(Rows(_means, Size), chosen) + Gather(_deviations, chosen) * epsilon;
    }

    /// <summary>log p_t(x) where the process is at this level; of the data themselves at α = 1, σ = 0.</summary>
    public override Real LogDensity(NoiseLevel level, Real x)
    {
        using var at = Place.At(Place.OfCaller());
        Fits(x);
        return LogSumExp(_weights.Length > WrittenOut ? LogsOfMany(level, x) : Logs(level, x).Logs);
    }

    /// <summary>The log-density of the data.</summary>
    public Real LogDensity(Real x) => LogDensity(new NoiseLevel(1, 0, () => 0, () => 0), x);

    private protected override (Real Score, Real Data) Means(NoiseLevel level, Real x) => Both(level, x);

    internal (Real Score, Real Data) Both(NoiseLevel level, Real x)
    {
        if (_weights.Length > WrittenOut) return BothOfMany(level, x);
        var (logs, centred, variances) = Logs(level, x);
        var weights = Softmax(logs);
        Real data = Filled(Size, 0), score = Filled(Size, 0);
        for (int k = 0; k < _weights.Length; k++)
        {
            var pull = weights[k] * (centred[k] / variances[k]);
            score -= pull;
            data += weights[k] * (Real)_means[k] + level.Alpha * (_deviations[k] * _deviations[k]) * pull;
        }
        return (score, data);
    }

    (Real Logs, Real[] Centred, Real[] Variances) Logs(NoiseLevel level, Real x)
    {
        Real[] variances = [.. _deviations.Select(s => level.Alpha * level.Alpha * (s * s) + level.Variance)];
        Real[] centred = [.. _means.Select(mean => x - level.Alpha * (Real)mean)];
        Real[] logs = [.. _weights.Select((w, k) => Math.Log(w) - 0.5 * (Sum(centred[k] * centred[k]) / variances[k] + Size * Log(2 * Math.PI * variances[k])))];
        return (Stack(logs), centred, variances);
    }

    /// <summary>vₖ for all k.</summary>
    Real Variances(NoiseLevel level) => level.Alpha * level.Alpha * (Real)(double[])[.. _deviations.Select(s => s * s)] + level.Variance;

    Real LogsOfMany(NoiseLevel level, Real x)
    {
        var squares = RowLoop.SquaredDistances(Rows(_means, Size), x, level.Alpha);
        var variances = Variances(level);
        return (Real)(double[])[.. _weights.Select(w => Math.Log(w))] - 0.5 * (squares / variances + Size * Log(2 * Math.PI * variances));
    }

    (Real Score, Real Data) BothOfMany(NoiseLevel level, Real x)
    {
        Real means = Rows(_means, Size), weights = Softmax(LogsOfMany(level, x)), byVariance = weights / Variances(level), own = (Real)(double[])[.. _deviations.Select(s => s * s)];
        Real Pull(Real shares) => Sum(shares) * x - level.Alpha * MatMul(shares, means);
        return (-Pull(byVariance), MatMul(weights, means) + level.Alpha * Pull(own * byVariance));
    }
}
