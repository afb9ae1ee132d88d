using Pathwise.Learning.Data;

namespace Pathwise.Learning.BayesianNetworks;

/// <summary>
/// Predictions of numbers: for each row a mixture, over draws of the weights or members of an ensemble, of laws of the target. Its variance is the mean of the laws' variances (noise that more data would not remove) and the variance
/// of their means (what is not known of the network).
/// </summary>
public sealed class Regression
{
    readonly bool _isNormal;
    readonly double[][] _means, _noises, _spreads, _targets, _below;

    internal Regression(double[] values, IReadOnlyList<Example> rows, int draws, bool isNormal)
    {
        int count = rows.Count, elements = rows[0].Target.Shape.Count, width = 3 * elements + 1;
        _isNormal = isNormal;
        _targets = [.. rows.Select(row => row.Target.ToArray())];
        double[][] Of(Func<int, int, double> value) => [.. Enumerable.Range(0, count).Select(n => Enumerable.Range(0, elements).Select(i => value(n, i)).ToArray())];
        double Over(Func<int, double> value) => Enumerable.Range(0, draws).Average(value);
        double At(int draw, int row, int part, int element) => values[((long)draw * count + row) * width + part * elements + element];
        _means = Of((n, i) => Over(s => At(s, n, 0, i)));
        _noises = Of((n, i) => Over(s => At(s, n, 1, i)));
        _spreads = Of((n, i) => Over(s => At(s, n, 0, i) is var m ? (m - _means[n][i]) * (m - _means[n][i]) : 0));
        _below = Of((n, i) => Over(s => At(s, n, 2, i)));
        LogLikelihoods = [.. Enumerable.Range(0, count).Select(n => LogMean([.. Enumerable.Range(0, draws).Select(s => At(s, n, 3, 0))]))];
    }

    Regression(double[][] means, double[][] noises, double[][] spreads, double[][] below, double[][] targets, double[] logLikelihoods, bool isNormal) =>
        (_means, _noises, _spreads, _below, _targets, LogLikelihoods, _isNormal) = (means, noises, spreads, below, targets, logLikelihoods, isNormal);

    /// <summary>The predictions of an ensemble, in which members count alike (Lakshminarayanan, Pritzel and Blundell, Simple and scalable predictive uncertainty estimation using deep ensembles, NeurIPS 2017). PW4042 unless they are of the same rows.</summary>
    public static Regression Of(IReadOnlyList<Regression> members)
    {
        if (members.Count == 0 || members.Any(m => !m._targets.Select(t => t.Length).SequenceEqual(members[0]._targets.Select(t => t.Length)) || !m._targets.SelectMany(t => t).SequenceEqual(members[0]._targets.SelectMany(t => t))))
            throw new PathwiseException("PW4042", $"an ensemble of {members.Count} predictions that are not of the same rows", "predict the same rows, in the same order, with every member", Place.OfCaller());
        double[][] Mean(Func<Regression, double[][]> part) =>
            [.. Enumerable.Range(0, members[0].Rows).Select(n => Enumerable.Range(0, part(members[0])[n].Length).Select(i => members.Average(m => part(m)[n][i])).ToArray())];
        double[][] means = Mean(m => m._means), spreads = Mean(m => m._spreads);
        for (int n = 0; n < means.Length; n++)
            for (int i = 0; i < means[n].Length; i++) spreads[n][i] += members.Average(m => (m._means[n][i] - means[n][i]) * (m._means[n][i] - means[n][i]));
        return new(means, Mean(m => m._noises), spreads, Mean(m => m._below), members[0]._targets,
            [.. Enumerable.Range(0, means.Length).Select(n => LogMean([.. members.Select(m => m.LogLikelihoods[n])]))], members.All(m => m._isNormal));
    }

    /// <summary>The number of rows.</summary>
    public int Rows => _means.Length;

    /// <summary>The predicted means of a row's target.</summary>
    public IReadOnlyList<double> Mean(int row) => _means[row];

    /// <summary>The predicted variances of a row's target, noise and uncertainty of the network together.</summary>
    public IReadOnlyList<double> Variance(int row) => [.. _noises[row].Zip(_spreads[row], (noise, spread) => noise + spread)];

    /// <summary>The part of the variances that is not known of the network: the variance of the mean over draws of the weights.</summary>
    public IReadOnlyList<double> NetworkVariance(int row) => _spreads[row];

    /// <summary>The squares of target less predicted mean of a row.</summary>
    public IReadOnlyList<double> Squares(int row) => [.. _means[row].Select((mean, i) => (mean - _targets[row][i]) * (mean - _targets[row][i]))];

    /// <summary>The log-density of each row's target, log (1/S) Σ p(y | x, wₛ).</summary>
    public IReadOnlyList<double> LogLikelihoods { get; }

    /// <summary>Their mean, in nats a row.</summary>
    public double LogLikelihood => LogLikelihoods.Average();

    /// <summary>√ of the mean square of target less predicted mean, over all elements.</summary>
    public double RootMeanSquareError => Math.Sqrt(Enumerable.Range(0, Rows).SelectMany(Squares).Average());

    /// <summary>
    /// The share of targets within their central predicted interval of probability <paramref name="level"/>: the same number, if predictions are calibrated (Kuleshov, Fenner and Ermon, Accurate uncertainties for deep learning using
    /// calibrated regression, ICML 2018). PW4043 where the laws of targets are not normal.
    /// </summary>
    public double Coverage(double level)
    {
        if (!_isNormal) throw new PathwiseException("PW4043", "the coverage of predictions that are not made of normal laws", "predict with GaussianLikelihood", Place.OfCaller());
        if (!(level is > 0 and < 1)) throw Setting.Outside("the probability of an interval", level, "between 0 and 1");
        return _below.SelectMany(below => below).Average(u => Math.Abs(u - 0.5) <= level / 2 ? 1.0 : 0);
    }

    /// <summary>The mean of |<see cref="Coverage"/> − level| over the levels 0.05, 0.1, …, 0.95.</summary>
    public double CalibrationError => Enumerable.Range(1, 19).Average(i => Math.Abs(Coverage(0.05 * i) - 0.05 * i));

    static double LogMean(double[] logs)
    {
        double largest = logs.Max();
        return double.IsNegativeInfinity(largest) ? largest : largest + Math.Log(logs.Average(log => Math.Exp(log - largest)));
    }
}
