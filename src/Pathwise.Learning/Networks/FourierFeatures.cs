using static Pathwise.Functions;

namespace Pathwise.Learning;

/// <summary>A number, such as a time, as features: sin 2πfₖt for all k, then cos 2πfₖt. The frequencies are settings: they are not learnt.</summary>
/// <param name="Frequencies">fₖ, in turns per unit of t.</param>
public sealed record FourierFeatures(double[] Frequencies)
{
    /// <summary>Frequencies spaced evenly in their logarithms from the lowest to the highest, both included (Vaswani et al., Attention is all you need, NeurIPS 2017, up to 2π).</summary>
    public static FourierFeatures Logarithmic(int count, double lowest, double highest)
    {
        Setting.Extents("Fourier features", count);
        if (!(lowest > 0 && double.IsFinite(lowest))) throw Setting.Outside("the lowest frequency", lowest, "positive");
        if (!(highest >= lowest && double.IsFinite(highest))) throw Setting.Outside("the highest frequency", highest, "at least the lowest");
        return new([.. Enumerable.Range(0, count).Select(k => count == 1 ? lowest : lowest * Math.Pow(highest / lowest, k / (count - 1.0)))]);
    }

    /// <summary>Normal frequencies of standard deviation <paramref name="scale"/> (Tancik et al., Fourier features let networks learn high frequency functions in low dimensional domains, NeurIPS 2020).</summary>
    public static FourierFeatures Random(int count, double scale, RandomKey key)
    {
        Setting.Extents("Fourier features", count);
        return new(Array.ConvertAll(key.Normal(count).ToArray(), z => scale * z));
    }

    /// <summary>The features of a number: a vector of twice as many entries as there are frequencies.</summary>
    public Real Apply(Real t)
    {
        if (t.Shape.Rank != 0) throw Setting.Misfit("Fourier features", t.Shape, "one number");
        Real angles = 2 * Math.PI * t * (Real)Frequencies;
        return Concat(0, Sin(angles), Cos(angles));
    }
}
