using Pathwise.Learning.Control;

namespace Pathwise.Learning.Tests.Control;

public class PolicyGradientComparisonTests
{
    [Fact]
    public void Through_the_dynamics_the_pendulums_gradient_is_the_same_with_a_tenth_of_the_variance()
    {
        var model = new Pendulum();
        var policy = GaussianPolicy.Of(3, model.Actions, [16, 16], new RandomKey(1)["policy"]);
        Check(PolicyGradientComparison.Run(model, policy, steps: 10, episodes: 128, replicates: 40, seed: 2, threads: 1));
        var method = new ShortHorizon<GaussianPolicy>(model, (at, observation, noise) => at.Sample(observation, noise));
        var trained = Trainer.Of(method.Loss(), new TrainingOptions { Steps = 60, BatchSize = 16, Rate = Schedules.Constant(5e-3), Seed = 1, Threads = 1 }).Run(new(policy, Mlp.Of([3, 16, 16, 1], Activation.Tanh, new RandomKey(1)["critic"])));
        Check(PolicyGradientComparison.Run(model, trained.Model.Policy, steps: 10, episodes: 128, replicates: 40, seed: 3, threads: 1));

        static void Check(PolicyGradientComparison c)
        {
            Assert.True(c.Ratio >= 10, $"{c}");
            Assert.True(c.BaselineRatio >= 10, $"{c}");
            Assert.True(c.Score.Difference < 4 && c.Baseline.Difference < 4, $"{c}");
        }
    }
}
