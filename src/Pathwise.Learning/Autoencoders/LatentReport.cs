namespace Pathwise.Learning.Autoencoders;

/// <summary>
/// How the latents of rows are used, and how their aggregate posterior q(z) = (1/N) Σ q(z | xₙ) lies to the prior. Training asks for a small mean divergence of the q(z | xₙ) from the prior, which is the mutual information of row
/// and latents and the divergence of q(z) from the prior together (Hoffman and Johnson, ELBO surgery, 2016). Only the second makes the prior a wrong place to draw latents from: what the decoder makes of a z that q(z) does not
/// reach, it was never trained to make.
/// </summary>
public sealed class LatentReport
{
    /// <summary>The variance over rows of a latent's posterior mean above which the latent counts as active (Burda, Grosse and Salakhutdinov, ICLR 2016).</summary>
    public const double ActiveVariance = 0.01;

    readonly double[][] _means, _deviations;

    /// <param name="means">The means of q(z | xₙ), row by row.</param>
    /// <param name="deviations">Its standard deviations.</param>
    /// <param name="divergences">KL(q(z | xₙ) ‖ p(z)), latent by latent.</param>
    /// <param name="draws">A draw of q(z | xₙ) for each row.</param>
    /// <param name="logPriors">The log-density of the prior at the draws, latent by latent.</param>
    internal LatentReport(double[][] means, double[][] deviations, double[][] divergences, double[][] draws, double[][] logPriors)
    {
        (_means, _deviations) = (means, deviations);
        int latents = means[0].Length;
        double[] Over(Func<int, double> value) => [.. Enumerable.Range(0, latents).Select(value)];
        Divergences = Over(l => divergences.Average(row => row[l]));
        AggregateMeans = Over(l => means.Average(row => row[l]));
        MeanVariances = Over(l => means.Average(row => (row[l] - AggregateMeans[l]) * (row[l] - AggregateMeans[l])));
        AggregateVariances = Over(l => MeanVariances[l] + deviations.Average(row => row[l] * row[l]));

        var joint = new double[draws.Length];
        var single = new double[latents];
        var logs = new double[latents][];
        for (int l = 0; l < latents; l++) logs[l] = new double[means.Length];
        var together = new double[means.Length];
        for (int m = 0; m < draws.Length; m++)
        {
            Array.Clear(together);
            for (int l = 0; l < latents; l++)
            {
                for (int n = 0; n < means.Length; n++) together[n] += logs[l][n] = LogNormal(draws[m][l], means[n][l], deviations[n][l]);
                single[l] += (LogMean(logs[l]) - logPriors[m][l]) / draws.Length;
            }
            joint[m] = LogMean(together) - logPriors[m].Sum();
        }
        MarginalDivergences = single;
        AggregateDivergence = joint.Average();
        AggregateDivergenceError = Math.Sqrt(joint.Average(x => (x - AggregateDivergence) * (x - AggregateDivergence)) / Math.Max(1, joint.Length - 1));
    }

    /// <summary>The mean over rows of KL(q(z | x) ‖ p(z)), in nats, latent by latent.</summary>
    public IReadOnlyList<double> Divergences { get; }

    /// <summary>The variance over rows of the posterior mean, latent by latent: near 0 where a latent says nothing of its row.</summary>
    public IReadOnlyList<double> MeanVariances { get; }

    /// <summary>The latents whose <see cref="MeanVariances"/> exceed <see cref="ActiveVariance"/>.</summary>
    public int ActiveUnits => MeanVariances.Count(variance => variance > ActiveVariance);

    /// <summary>The means of q(z).</summary>
    public IReadOnlyList<double> AggregateMeans { get; }

    /// <summary>The variances of q(z).</summary>
    public IReadOnlyList<double> AggregateVariances { get; }

    /// <summary>KL(q(z_l) ‖ p(z_l)) for each latent alone, from one draw a row.</summary>
    public IReadOnlyList<double> MarginalDivergences { get; }

    /// <summary>KL(q(z) ‖ p(z)), from one draw a row.</summary>
    public double AggregateDivergence { get; }

    /// <summary>Its standard error over the draws.</summary>
    public double AggregateDivergenceError { get; }

    /// <summary>The mutual information of row and latents, Σ <see cref="Divergences"/> − <see cref="AggregateDivergence"/>: at most log N.</summary>
    public double Information => Divergences.Sum() - AggregateDivergence;

    /// <summary>The density of one latent's aggregate posterior.</summary>
    public double MarginalDensity(int latent, double z)
    {
        var logs = new double[_means.Length];
        for (int n = 0; n < logs.Length; n++) logs[n] = LogNormal(z, _means[n][latent], _deviations[n][latent]);
        return Math.Exp(LogMean(logs));
    }

    static double LogNormal(double x, double mean, double deviation)
    {
        double z = (x - mean) / deviation;
        return -0.5 * z * z - Math.Log(deviation) - Distributions.Normal.HalfLogTwoPi;
    }

    static double LogMean(double[] logs)
    {
        double largest = logs.Max(), sum = 0;
        foreach (double log in logs) sum += Math.Exp(log - largest);
        return largest + Math.Log(sum / logs.Length);
    }
}
