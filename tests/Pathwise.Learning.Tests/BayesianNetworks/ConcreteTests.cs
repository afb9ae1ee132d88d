using Pathwise.Distributions;
using Pathwise.Learning.BayesianNetworks;

namespace Pathwise.Learning.Tests.BayesianNetworks;

/// <summary>One split of the concrete data, with fewer steps than the study of all twenty (benchmarks/learning) takes, held to that study's goals.</summary>
public class ConcreteTests
{
    record Network(BayesianMlp Weights, Real LogNoise, Real LogPriors);

    [Fact]
    public void Mean_field_inference_predicts_strengths()
    {
        var (training, test) = Datasets.Concrete().Split(0.9, seed: 0);
        Standardisation x = training.FeatureScale(), y = training.TargetScale();
        IReadOnlyList<Example> rows = [.. training.Standardised(x, y).Examples], held = [.. test.Standardised(x, y).Examples];
        var model = new BayesianModel<Network>(
            (at, features, noise) => new GaussianLikelihood(at.Weights.Apply(features, noise)[0], Functions.Exp(at.LogNoise)),
            (at, noise) => at.Weights.Layers.Select((layer, i) => layer.Divergence(new Normal(0, Functions.Exp(at.LogPriors[i])), noise)).Aggregate((a, b) => a + b));
        Network Trained(Network from, double temperature, int steps, long seed) => Trainer.Of(model.Loss(rows.Count, temperature), rows,
            new TrainingOptions { Steps = steps, BatchSize = 464, Rate = Schedules.Cosine(0.01, steps), Seed = seed, Threads = 1 }).Run(from).Model;
        var start = new Network(BayesianMlp.Of([8, 50, 1], Activation.Relu, 0.02, new RandomKey(0)), Math.Log(0.5), (double[])[Math.Log(0.5), Math.Log(0.5)]);
        var trained = Trained(Trained(start, 0.01, 1500, 0), 1, 2000, 1);
        var predicted = model.Regress(trained, held, draws: 100);
        Assert.InRange(predicted.RootMeanSquareError * y.Deviations[0], 3, 5.7);
        Assert.InRange(predicted.LogLikelihood - Math.Log(y.Deviations[0]), -3.2, -2.5);
        Assert.InRange(predicted.Coverage(0.9), 0.8, 1);
    }
}
