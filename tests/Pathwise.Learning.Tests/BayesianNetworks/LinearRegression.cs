using Pathwise.Distributions;
using Pathwise.Learning.BayesianNetworks;

namespace Pathwise.Learning.Tests.BayesianNetworks;

/// <summary>
/// Bayesian linear regression with known noise: the posterior is normal with precision Λ = XᵀX/σ² + 1/s² and mean Λ⁻¹Xᵀy/σ²; the closest law with independent weights has that mean and the precisions Λᵢᵢ (Bishop, Pattern Recognition and
/// Machine Learning, section 10.1.2). Weights come before the bias, whose input is 1.
/// </summary>
static class LinearRegression
{
    public const int Rows = 40, Inputs = 3;
    public const double Noise = 0.4, PriorDeviation = 1.5;

    static readonly RandomKey s_key = new(31);

    public static readonly Example[] Examples = [.. Enumerable.Range(0, Rows).Select(n =>
    {
        double[] x = s_key["x"][n].Normal(Inputs).ToArray();
        // Correlated inputs, so that the exact posterior is not independent.
        x[1] += 0.8 * x[0];
        return new Example(x, (double[])[0.5 + x[0] - 0.7 * x[1] + 0.2 * x[2] + Noise * (double)s_key["e"][n].Normal()]);
    })];

    static double[] Design(Example row) => [.. row.Features.ToArray(), 1];

    public static (double[] Mean, double[] Deviation) Optimum
    {
        get
        {
            const int D = Inputs + 1;
            var precision = new double[D, D];
            var moment = new double[D];
            foreach (var row in Examples)
            {
                double[] x = Design(row);
                for (int i = 0; i < D; i++)
                {
                    moment[i] += x[i] * row.Target.ToArray()[0] / (Noise * Noise);
                    for (int j = 0; j < D; j++) precision[i, j] += x[i] * x[j] / (Noise * Noise);
                }
            }
            for (int i = 0; i < D; i++) precision[i, i] += 1 / (PriorDeviation * PriorDeviation);
            var (values, axes) = Eigen.Of(precision);
            double[] mean = [.. Enumerable.Range(0, D).Select(i => Enumerable.Range(0, D).Sum(k => axes[i, k] / values[k] * Enumerable.Range(0, D).Sum(j => axes[j, k] * moment[j])))];
            return (mean, [.. Enumerable.Range(0, D).Select(i => 1 / Math.Sqrt(precision[i, i]))]);
        }
    }

    public static BayesianLinear Layer(double[] mean, double[] deviation) => new(
        Real.FromArray(new(1, Inputs), mean[..Inputs]), Real.FromArray(new(1, Inputs), [.. deviation[..Inputs].Select(s => Math.Log(s))]),
        (double[])[mean[Inputs]], (double[])[Math.Log(deviation[Inputs])]);

    public static (double[] Mean, double[] Deviation) Numbers(BayesianLinear layer) => (
        [.. layer.Weight.ToArray(), .. layer.Bias.ToArray()],
        [.. layer.WeightLogDeviation.ToArray().Concat(layer.BiasLogDeviation.ToArray()).Select(s => Math.Exp(s))]);

    public static BayesianModel<BayesianLinear> Model(WeightNoise how) => new(
        (at, x, noise) => new GaussianLikelihood(at.Apply(x, noise, how), Noise),
        (at, noise) => at.Divergence(new Normal(0, PriorDeviation), noise));

    /// <summary>The loss in closed form.</summary>
    public static double FreeEnergy(BayesianLinear layer)
    {
        var (mean, deviation) = Numbers(layer);
        double expected = Examples.Average(row =>
        {
            double[] x = Design(row);
            double miss = row.Target.ToArray()[0] - x.Zip(mean, (a, b) => a * b).Sum();
            return 0.5 * Math.Log(2 * Math.PI * Noise * Noise) + 0.5 / (Noise * Noise) * (miss * miss + x.Zip(deviation, (a, s) => a * a * s * s).Sum());
        });
        double divergence = mean.Zip(deviation, (m, s) => 0.5 * ((s * s + m * m) / (PriorDeviation * PriorDeviation) - 1) - Math.Log(s / PriorDeviation)).Sum();
        return expected + divergence / Rows;
    }
}
