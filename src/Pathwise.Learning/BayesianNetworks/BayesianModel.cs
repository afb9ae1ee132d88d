using Pathwise.Learning.Data;
using static Pathwise.Functions;

namespace Pathwise.Learning.BayesianNetworks;

/// <summary>
/// A network with random weights that predicts targets from features: what is trained is the variational free energy, E_q[−log p(y | x, w)] + KL(q(w) ‖ p(w))/N a row, and predictions are averages over draws of the weights
/// (Hinton and van Camp, Keeping neural networks simple, COLT 1993; Graves, NIPS 2011; Blundell et al., ICML 2015).
/// </summary>
/// <param name="predict">The law of a target given parameters, features and noise; the noise is the weights'.</param>
/// <param name="divergence">KL(q(w) ‖ p(w)) in nats, or what else is charged for the parameters of all rows together.</param>
public sealed class BayesianModel<TParameters>(Func<TParameters, Real, Noise, Likelihood> predict, Func<TParameters, Noise, Real> divergence)
{
    /// <summary>The law of a target, on one path.</summary>
    public Likelihood Predict(TParameters at, Real features, Noise noise) => predict(at, features, noise["weights"]);

    /// <summary>The loss, in nats a row.</summary>
    /// <param name="rows">N, the number of rows in all (not in a batch).</param>
    /// <param name="temperature">T: the divergence is charged T times (Wenzel et al., How good is the Bayes posterior in deep neural networks really?, ICML 2020). 1 is the bound.</param>
    public Expectation<TParameters, Example> Loss(int rows, double temperature = 1)
    {
        if (rows < 1) throw Setting.Outside("the number of rows that a divergence is shared by", rows, "at least 1");
        if (!(temperature >= 0 && double.IsFinite(temperature))) throw Setting.Outside("the temperature", temperature, "at least 0");
        return Expectation.Of<TParameters, Example>((at, row, noise) => temperature / rows * divergence(at, noise["divergence"]) - Predict(at, row.Features, noise).LogDensity(row.Target));
    }

    /// <summary>Predictions of numbers for rows, as mixtures over so many draws of the weights for each row. Calibration is known of <see cref="GaussianLikelihood"/>s.</summary>
    public Regression Regress(TParameters at, IReadOnlyList<Example> rows, int draws, long seed = 0, Precision precision = Precision.F32)
    {
        bool isNormal = false;
        double[] values = Run(at, rows, draws, seed, precision, (law, row) =>
        {
            isNormal = law is GaussianLikelihood;
            var below = law is GaussianLikelihood normal ? NormalCdf((row.Target - normal.Location) / normal.StandardDeviation) : 0 * row.Target;
            Real Each(Real value) => Reshape(value, row.Target.Shape.Count);
            return Concat(0, Each(law.Mean), Each(law.Variance), Each(below), Reshape(law.LogDensity(row.Target), 1));
        });
        return new(values, rows, draws, isNormal);
    }

    /// <summary>Predictions of classes for rows, as mean probabilities over so many draws of the weights for each row.</summary>
    public Classification Classify(TParameters at, IReadOnlyList<Example> rows, int draws, long seed = 0, Precision precision = Precision.F32) =>
        new(Run(at, rows, draws, seed, precision, (law, _) => law.Mean), rows, draws);

    double[] Run(TParameters at, IReadOnlyList<Example> rows, int draws, long seed, Precision precision, Func<Likelihood, Example, Real> values) => draws >= 1
        ? Simulation.Of<TParameters, Example>((at, row, noise) => values(Predict(at, row.Features, noise), row))
            .Run(at, rows, new EstimationOptions { Paths = (long)rows.Count * draws, Seed = seed, Precision = precision }).ToArray()
        : throw Setting.Outside("the number of draws of the weights", draws, "at least 1");
}
