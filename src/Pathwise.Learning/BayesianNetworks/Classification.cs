using Pathwise.Learning.Data;

namespace Pathwise.Learning.BayesianNetworks;

/// <summary>Predictions of classes: for each row the mean of the classes' probabilities over draws of the weights or members of an ensemble.</summary>
public sealed class Classification
{
    readonly double[][] _probabilities;
    readonly int[] _classes;

    internal Classification(double[] values, IReadOnlyList<Example> rows, int draws)
    {
        int count = rows.Count, classes = values.Length / (count * draws);
        _classes = [.. rows.Select(row => (int)(double)row.Target)];
        _probabilities = [.. Enumerable.Range(0, count).Select(n => Enumerable.Range(0, classes).Select(k => Enumerable.Range(0, draws).Average(s => values[((long)s * count + n) * classes + k])).ToArray())];
    }

    Classification(double[][] probabilities, int[] classes) => (_probabilities, _classes) = (probabilities, classes);

    /// <summary>The predictions of an ensemble, in which members count alike. PW4042 unless they are of the same rows.</summary>
    public static Classification Of(IReadOnlyList<Classification> members)
    {
        if (members.Count == 0 || members.Any(m => !m._classes.SequenceEqual(members[0]._classes)))
            throw new PathwiseException("PW4042", $"an ensemble of {members.Count} predictions that are not of the same rows", "predict the same rows, in the same order, with every member", Place.OfCaller());
        return new([.. members[0]._probabilities.Select((p, n) => p.Select((_, k) => members.Average(m => m._probabilities[n][k])).ToArray())], members[0]._classes);
    }

    /// <summary>The number of rows.</summary>
    public int Rows => _probabilities.Length;

    /// <summary>The probabilities of a row's classes.</summary>
    public IReadOnlyList<double> Probabilities(int row) => _probabilities[row];

    /// <summary>The class of the greatest probability.</summary>
    public int Predicted(int row) => Array.IndexOf(_probabilities[row], _probabilities[row].Max());

    /// <summary>The mean log-probability of the right class, in nats a row.</summary>
    public double LogLikelihood => _probabilities.Select((p, n) => Math.Log(p[_classes[n]])).Average();

    /// <summary>The share of rows whose class is predicted.</summary>
    public double Accuracy => Enumerable.Range(0, Rows).Average(n => Predicted(n) == _classes[n] ? 1.0 : 0);

    /// <summary>The rows by the probability of their predicted class, in bins of equal width from 0 to 1: how many, their mean confidence, and the share of them that is right. Empty bins are left out.</summary>
    public IReadOnlyList<(int Count, double Confidence, double Accuracy)> Reliability(int bins = 15)
    {
        if (bins < 1) throw Setting.Outside("the number of bins", bins, "at least 1");
        return [.. Enumerable.Range(0, Rows).GroupBy(n => Math.Min(bins - 1, (int)(_probabilities[n].Max() * bins))).OrderBy(bin => bin.Key)
            .Select(bin => (bin.Count(), bin.Average(n => _probabilities[n].Max()), bin.Average(n => Predicted(n) == _classes[n] ? 1.0 : 0)))];
    }

    /// <summary>The mean of |confidence − accuracy| over rows' bins (Guo, Pleiss, Sun and Weinberger, On calibration of modern neural networks, ICML 2017).</summary>
    public double CalibrationError(int bins = 15) => Reliability(bins).Sum(bin => bin.Count * Math.Abs(bin.Confidence - bin.Accuracy)) / Rows;
}
