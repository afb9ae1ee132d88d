using Pathwise.Distributions;
using Pathwise.Learning.Autoencoders;

namespace Pathwise.Learning.Tests.Autoencoders;

/// <summary>A linear encoder with constant deviations, a linear decoder with one noise: its best bound is the likelihood of probabilistic PCA (Lucas, Tucker, Grosse and Norouzi, Don't blame the ELBO, NeurIPS 2019).</summary>
record LinearNetworks(Linear Encoder, Real LogDeviations, Linear Decoder, Real LogNoise)
{
    public static VariationalAutoencoder<LinearNetworks, Real> Model { get; } = new(
        (x, _) => x,
        (at, x, _) => new Normal(at.Encoder.Apply(x), Functions.Exp(at.LogDeviations)),
        (at, z, _) => new GaussianLikelihood(at.Decoder.Apply(z), Functions.Exp(at.LogNoise)));

    public static LinearNetworks Of(int observed, int latent, RandomKey key) => new(
        Linear.Of(observed, latent, key["encoder"]), key["deviation"].Normal(latent), Linear.Of(latent, observed, key["decoder"]), 0.3);
}

/// <summary>Rows of a linear model with normal noise, and Tipping and Bishop's maximum of the likelihood (Probabilistic principal component analysis, J. R. Stat. Soc. B 61, 1999).</summary>
sealed class LinearModel
{
    public LinearModel(int rows, int observed, int latent, long seed)
    {
        (Rows, Observed, Latent) = (new double[rows][], observed, latent);
        var key = new RandomKey(seed);
        double[] loadings = key["loadings"].Normal(new(observed, latent)).ToArray(), shift = key["shift"].Normal(observed).ToArray();
        for (int n = 0; n < rows; n++)
        {
            double[] z = key["z"][n].Normal(latent).ToArray(), e = key["e"][n].Normal(observed).ToArray();
            Rows[n] = [.. Enumerable.Range(0, observed).Select(i => shift[i] + 0.6 * e[i] + Enumerable.Range(0, latent).Sum(l => (l + 1) * loadings[i * latent + l] * z[l]))];
        }
        Means = [.. Enumerable.Range(0, observed).Select(i => Rows.Average(row => row[i]))];
        var covariance = new double[observed, observed];
        foreach (var row in Rows)
            for (int i = 0; i < observed; i++)
                for (int j = 0; j < observed; j++) covariance[i, j] += (row[i] - Means[i]) * (row[j] - Means[j]) / rows;
        (Variances, Axes) = Eigen.Of(covariance);
        Noise = Variances.Skip(latent).Average();
    }

    public double[][] Rows { get; }
    public int Observed { get; }
    public int Latent { get; }
    public double[] Means { get; }

    /// <summary>Eigenvalues of the rows' covariance, the largest first, and their vectors as columns.</summary>
    public double[] Variances { get; }
    public double[,] Axes { get; }

    /// <summary>σ², the mean of the variances that the latents leave out.</summary>
    public double Noise { get; }

    public IReadOnlyList<Real> Data => [.. Rows.Select(row => (Real)row)];

    /// <summary>The greatest mean log-likelihood of a row: −½(D log 2π + Σ log λ + (D − L) log σ² + D).</summary>
    public double LogLikelihood => -0.5 * (Observed * Math.Log(2 * Math.PI) + Variances.Take(Latent).Sum(Math.Log) + (Observed - Latent) * Math.Log(Noise) + Observed);

    /// <summary>The maximum as an autoencoder: W = U(Λ − σ²)^½, the posterior's mean (Λ)⁻¹Wᵀ(x − m) and variances σ²/Λ.</summary>
    public LinearNetworks Optimum
    {
        get
        {
            double[] w = new double[Observed * Latent], v = new double[Latent * Observed], b = new double[Latent];
            for (int l = 0; l < Latent; l++)
                for (int i = 0; i < Observed; i++)
                {
                    w[i * Latent + l] = Axes[i, l] * Math.Sqrt(Variances[l] - Noise);
                    v[l * Observed + i] = w[i * Latent + l] / Variances[l];
                    b[l] -= v[l * Observed + i] * Means[i];
                }
            return new(new(Real.FromArray(new(Latent, Observed), v), b), (double[])[.. Variances.Take(Latent).Select(λ => 0.5 * Math.Log(Noise / λ))],
                new(Real.FromArray(new(Observed, Latent), w), Means), 0.5 * Math.Log(Noise));
        }
    }

    /// <summary>The mean evidence lower bound of a row, in closed form.</summary>
    public double Bound(LinearNetworks at)
    {
        double[] v = at.Encoder.Weight.ToArray(), c = at.Encoder.Bias.ToArray(), w = at.Decoder.Weight.ToArray(), b = at.Decoder.Bias.ToArray();
        double[] variances = [.. at.LogDeviations.ToArray().Select(s => Math.Exp(2 * s))];
        double noise = Math.Exp(2 * (double)at.LogNoise);
        return Rows.Average(x =>
        {
            double[] mean = [.. c.Select((bias, l) => bias + Enumerable.Range(0, Observed).Sum(i => v[l * Observed + i] * x[i]))];
            double square = 0, divergence = 0;
            for (int i = 0; i < Observed; i++)
            {
                double miss = x[i] - b[i];
                for (int l = 0; l < Latent; l++)
                {
                    miss -= w[i * Latent + l] * mean[l];
                    square += variances[l] * w[i * Latent + l] * w[i * Latent + l];
                }
                square += miss * miss;
            }
            for (int l = 0; l < Latent; l++) divergence += 0.5 * (variances[l] + mean[l] * mean[l] - 1 - Math.Log(variances[l]));
            return -0.5 * Observed * Math.Log(2 * Math.PI * noise) - 0.5 * square / noise - divergence;
        });
    }

    /// <summary>The mean log-likelihood of a row under any decoder: of a normal law with covariance WWᵀ + σ².</summary>
    public double LogLikelihoodAt(LinearNetworks at)
    {
        double[] w = at.Decoder.Weight.ToArray(), b = at.Decoder.Bias.ToArray();
        var covariance = new double[Observed, Observed];
        for (int i = 0; i < Observed; i++)
            for (int j = 0; j < Observed; j++)
                covariance[i, j] = (i == j ? Math.Exp(2 * (double)at.LogNoise) : 0) + Enumerable.Range(0, Latent).Sum(l => w[i * Latent + l] * w[j * Latent + l]);
        var (values, axes) = Eigen.Of(covariance);
        return Rows.Average(x => -0.5 * Enumerable.Range(0, Observed).Sum(k =>
        {
            double along = Enumerable.Range(0, Observed).Sum(i => axes[i, k] * (x[i] - b[i]));
            return Math.Log(2 * Math.PI * values[k]) + along * along / values[k];
        }));
    }
}
