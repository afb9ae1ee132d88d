using Pathwise.Learning.BayesianNetworks;

namespace Pathwise.Learning.Tests.BayesianNetworks;

/// <summary>Numbers made of predictions, by hand.</summary>
public class PredictionTests
{
    static readonly Example[] s_numbers = [new(0.0, new double[] { 1 }), new(1.0, new double[] { 3 })];

    /// <summary>A model that predicts N(a + x, s²).</summary>
    static readonly BayesianModel<Real> s_shifted = new((at, x, _) => new GaussianLikelihood(at[0] + Functions.Reshape(x, 1), at[1]), (_, _) => 0);

    [Fact]
    public void An_ensemble_is_a_mixture()
    {
        var members = new[] { new double[] { 0.5, 1 }, [1.5, 2] }.Select(at => s_shifted.Regress(at, s_numbers, 1, precision: Precision.F64)).ToArray();
        var joined = Regression.Of(members);
        double Density(double y, double m, double s) => Math.Exp(-0.5 * (y - m) * (y - m) / (s * s)) / (s * Math.Sqrt(2 * Math.PI));
        for (int n = 0; n < 2; n++)
        {
            Assert.Equal(1.0 + n, joined.Mean(n)[0], 1e-12);
            Assert.Equal((1 + 4) / 2.0 + 0.25, joined.Variance(n)[0], 1e-12);
            Assert.Equal(0.25, joined.NetworkVariance(n)[0], 1e-12);
            double y = s_numbers[n].Target.ToArray()[0];
            Assert.Equal(Math.Log(0.5 * Density(y, 0.5 + n, 1) + 0.5 * Density(y, 1.5 + n, 2)), joined.LogLikelihoods[n], 1e-12);
        }
        Assert.Equal(Math.Sqrt((0 + 1) / 2.0), joined.RootMeanSquareError, 1e-12);
        Assert.Equal("PW4042", Assert.Throws<PathwiseException>(() => Regression.Of([members[0], s_shifted.Regress((double[])[0, 1], [s_numbers[0]], 1)])).Id);
        Assert.Equal("PW4042", Assert.Throws<PathwiseException>(() => Regression.Of([])).Id);
    }

    [Fact]
    public void Coverage_needs_normal_laws()
    {
        var laplace = new BayesianModel<Real>((at, x, _) => Likelihood.Of(new Distributions.Laplace(at[0] + Functions.Reshape(x, 1), at[1])), (_, _) => 0);
        var predicted = laplace.Regress((double[])[0.5, 1], s_numbers, 2, precision: Precision.F64);
        Assert.Equal(-Math.Log(2) - 0.5, predicted.LogLikelihoods[0], 1e-12);
        Assert.Equal("PW4043", Assert.Throws<PathwiseException>(() => predicted.Coverage(0.5)).Id);
    }

    [Fact]
    public void Reliability_of_classes()
    {
        // Logits 0 and log 3 times x: probabilities ¼ and ¾ at x = 1, ⅒ and ⁹⁄₁₀ at x = 2.
        var model = new BayesianModel<Real>((at, x, _) => new CategoricalLikelihood(Functions.Stack(0 * x, at * x)), (_, _) => 0);
        Example[] rows = [new(1.0, 1.0), new(1.0, 0.0), new(2.0, 1.0), new(2.0, 1.0)];
        var predicted = model.Classify(Math.Log(3), rows, 3, precision: Precision.F64);
        Assert.Equal([0.25, 0.75], predicted.Probabilities(0), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(0.75, predicted.Accuracy, 1e-12);
        Assert.Equal((Math.Log(0.75) + Math.Log(0.25) + 2 * Math.Log(0.9)) / 4, predicted.LogLikelihood, 1e-12);
        var bins = predicted.Reliability(10);
        Assert.Equal(2, bins.Count);
        Assert.Equal((2, 0.75, 0.5), (bins[0].Count, Math.Round(bins[0].Confidence, 12), bins[0].Accuracy));
        Assert.Equal((2 * 0.25 + 2 * 0.1) / 4, predicted.CalibrationError(10), 1e-12);
        var loss = model.Loss(4).ValueAndGradient(Math.Log(3), rows, new EstimationOptions { Paths = 4 });
        Assert.Equal(-predicted.LogLikelihood, loss.Value, 1e-12);
        var joined = Classification.Of([predicted, model.Classify(-Math.Log(3), rows, 1, precision: Precision.F64)]);
        Assert.Equal([0.5, 0.5], joined.Probabilities(0), (a, b) => Math.Abs(a - b) < 1e-12);
    }
}
