using Pathwise.Learning.Control;

namespace Pathwise.Learning.Tests.Control;

public sealed class LearnerTests
{
    static readonly SacOptions s_sac = new() { Hidden = [8], BatchSize = 48, Optimiser = new Sgd(), Rate = Schedules.Constant(0.01), Seed = 3, Threads = 1 };
    static readonly Td3Options s_td3 = new() { Hidden = [8], BatchSize = 48, Optimiser = new Sgd(), Rate = Schedules.Constant(0.01), Seed = 3, Threads = 1 };

    static (IEnvironment Environment, ReplayBuffer Buffer, Experience[] Rows) Filled(ControlOptions options, bool ends = true)
    {
        var environment = new Told((_, _) => default, new Box([-1, -2], [1, 4]));
        var buffer = new ReplayBuffer(40, environment.Observations, environment.Actions);
        var key = new RandomKey(5);
        double[] x = key.Normal(new Shape(40, 6)).ToArray();
        for (int k = 0; k < 40; k++)
        {
            double[] z = x[(6 * k)..(6 * k + 6)];
            buffer.Add(z[..2], [Math.Tanh(z[2]), 1 + 3 * Math.Tanh(z[3])], z[4] + z[0], z[4..], ends && k % 5 == 0 ? 0 : 0.9);
        }
        float[] Row(int part, int row) => buffer.Parts[part].Numbers.AsSpan(row * buffer.Parts[part].Width, buffer.Parts[part].Width).ToArray();
        Real Vector(int part, int row) => Array.ConvertAll(Row(part, row), n => (double)n);
        return (environment, buffer, [.. buffer.Rows(0, options.BatchSize, options.Seed).Select(r => new Experience(Vector(0, r), Vector(1, r), Row(2, r)[0], Vector(3, r), Row(4, r)[0]))]);
    }

    /// <summary>What an update moves, and by how much, against the gradient of the same loss on the same rows and noise by the ordinary estimator.</summary>
    static void Follows<TModel>(float[] before, float[] after, FlatParameters<TModel> layout, Func<TModel, Experience, Noise, Real> loss, string scope, Experience[] rows, string[] members)
    {
        var expectation = Expectation.Of((TModel at, Experience row, Noise noise) => loss(at, row, noise[scope]));
        var at = layout.Build<float>(before);
        var gradient = new double[layout.Count];
        layout.Read<double>(expectation.ValueAndGradient(at, rows, new() { Paths = rows.Length, Seed = 3, Precision = Precision.F32 }).Gradient, gradient);
        int moved = 0;
        foreach (var (name, shape, start) in layout.Places)
            for (int i = start; i < start + shape.Count; i++)
                if (!members.Any(member => name.StartsWith(member, StringComparison.Ordinal))) Assert.Equal(before[i], after[i]);
                else
                {
                    Assert.Equal(before[i] - 0.01 * gradient[i], after[i], 2e-6 * (1 + Math.Abs(gradient[i])));
                    if (before[i] != after[i]) moved++;
                }
        Assert.True(moved > 10);
    }

    [Fact]
    public void Updates_of_SAC_follow_the_gradients_of_their_losses()
    {
        var (environment, buffer, rows) = Filled(s_sac);
        using var learner = new SacLearner(environment, buffer, s_sac);
        Assert.All(learner.Updates.SelectMany(update => update.Certificate.Entries), entry => Assert.Equal(Verdict.Pathwise, entry.Verdict));
        float[] first = [.. learner.Parameters];
        learner.Learn(0);
        // The critics moved first, then policy and temperature by the new critics, then the targets.
        float[] second = [.. first];
        var critics = learner.Updates[0];
        critics.Of(learner.Parameters).CopyTo(critics.Of(second));
        Follows(first, second, learner.Layout, SacLearner.CriticLoss, "control/critics", rows, ["Critics"]);
        float[] third = [.. learner.Parameters];
        foreach (var (name, shape, start) in learner.Layout.Places)
            if (name.StartsWith("Targets", StringComparison.Ordinal))
                for (int i = start; i < start + shape.Count; i++)
                {
                    float online = learner.Parameters[learner.Layout.Places.Single(p => p.Name == "Critics" + name["Targets".Length..]).Start + i - start];
                    Assert.Equal(first[i] + 0.005 * (online - first[i]), third[i], 1e-7);
                    third[i] = second[i];
                }
        Follows(second, third, learner.Layout, (at, row, noise) => SacLearner.PolicyLoss(at, row, noise, -2), "control/policy", rows, ["Policy", "LogTemperature"]);
    }

    [Fact]
    public void The_temperature_follows_the_entropy()
    {
        var (environment, buffer, rows) = Filled(s_sac);
        using var learner = new SacLearner(environment, buffer, s_sac);
        var model = learner.Model;
        var options = new EstimationOptions { Paths = 480, Seed = 3 };
        double density = Expectation.Of((SacModel at, Experience row, Noise noise) => at.Policy.Law(row.Observation).Sample(noise["control/policy"]).LogDensity).Value(model, rows, options).Value;
        var e = Expectation.Of((SacModel at, Experience row, Noise noise) => SacLearner.PolicyLoss(at, row, noise["control/policy"], -2)).ValueAndGradient(model, rows, options);
        Assert.Equal(-(density - 2), (double)e.Gradient.LogTemperature, 1e-9);
    }

    [Fact]
    public void Updates_of_TD3_follow_the_gradients_of_their_losses()
    {
        var (environment, buffer, rows) = Filled(s_td3);
        using var learner = new Td3Learner(environment, buffer, s_td3);
        Assert.All(learner.Updates.SelectMany(update => update.Certificate.Entries), entry => Assert.Equal(Verdict.Pathwise, entry.Verdict));
        float[] first = [.. learner.Parameters];
        Assert.Null(learner.Learn(0).Policy);
        Follows(first, learner.Parameters, learner.Layout, (at, row, noise) => Td3Learner.CriticLoss(at, row, noise, s_td3), "control/critics", rows, ["Critics"]);
        Assert.NotNull(learner.Learn(1).Policy);
    }

    /// <summary>With γ = 0 the critics' target is the reward, whatever the targets say; where the task ends too.</summary>
    [Fact]
    public void Nothing_is_to_come_after_an_end()
    {
        var (environment, buffer, rows) = Filled(s_td3);
        using var learner = new Td3Learner(environment, buffer, s_td3);
        var model = learner.Model;
        Experience[] ended = [.. rows.Where(row => (double)row.Discount == 0)];
        Assert.NotEmpty(ended);
        var options = new EstimationOptions { Paths = ended.Length };
        double loss = Expectation.Of((Td3Model at, Experience row, Noise noise) => Td3Learner.CriticLoss(at, row, noise, s_td3)).Value(model, ended, options).Value;
        double expected = ended.Average(row => model.Critics.Networks.Sum(network =>
        {
            double[] action = row.Action.ToArray();
            double value = (double)network.Apply(new[] { row.Observation.ToArray()[0], row.Observation.ToArray()[1], action[0], (action[1] - 1) / 3 })[0];
            return Math.Pow(value - (double)row.Reward, 2);
        }));
        Assert.Equal(expected, loss, 1e-9);
    }
}
