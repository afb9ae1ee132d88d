using Pathwise.Calculus;
using Pathwise.Learning.Control;

namespace Pathwise.Learning.Tests.Control;

public class ShortHorizonTests
{
    static readonly Pendulum s_pendulum = new();

    /// <summary>A policy without kinks, which differences would step over.</summary>
    static GaussianPolicy Policy(EnvironmentModel model) =>
        new(Mlp.Of([model.Observations.Size, 8, 2 * model.Actions.Size], Activation.Tanh, new RandomKey(2)["policy"]), [.. model.Actions.Low], [.. model.Actions.High]);

    static Real Sample(GaussianPolicy policy, Real observation, Noise noise) => policy.Sample(observation, noise);

    static ShortHorizon<GaussianPolicy> Of(EnvironmentModel model, int steps) => new(model, Sample) { Steps = steps };

    public static TheoryData<EnvironmentModel> Smooth => [new Pendulum(), new CartPoleSwingUp(), new MountainCar { IsSmooth = true }, LinearQuadratic.DoubleIntegrator];

    /// <summary>On each model the gradient of an episode is certified, and that of the mean over its very paths.</summary>
    [Theory]
    [MemberData(nameof(Smooth))]
    public void Gradients_through_the_dynamics_agree_with_differences(EnvironmentModel model)
    {
        var loss = Of(model, 6).Return();
        Assert.All(loss.Certificate(Policy(model)).Entries, entry => Assert.Equal(Verdict.Pathwise, entry.Verdict));
        Slopes.Agree(Expectation.Of((GaussianPolicy at, Real _, Noise noise) => -Rollout.Of(model, 0.5 * model.Reset(noise["reset"]), 6, (o, n) => at.Sample(o, n), noise).Return(0.99)), Policy(model), [0.0], 64);
    }

    [Fact]
    public void Ends_and_walls_of_the_mountain_car_are_refused()
    {
        var loss = Of(new MountainCar(), 12).Return();
        Assert.Throws<GradientRefusedException>(() => loss.ValueAndGradient(Policy(new MountainCar()), new EstimationOptions { Paths = 64, Estimator = EstimatorKind.Pathwise }));
    }

    /// <summary>What is kept for the way back changes no bit of a return.</summary>
    [Fact]
    public void Checkpoints_change_no_bit()
    {
        var policy = Policy(s_pendulum);
        var options = new EstimationOptions { Paths = 100, Seed = 3, Threads = 1 };
        Estimate<GaussianPolicy> By(TapeMemory memory) => Expectation.Of((GaussianPolicy at, Noise noise) =>
            Rollout.Of(s_pendulum, s_pendulum.Reset(noise["reset"]), 24, (o, n) => at.Sample(o, n), noise, memory).Return(0.9)).ValueAndGradient(policy, options);
        var (full, cut) = (By(TapeMemory.Full), By(TapeMemory.Checkpointed));
        Assert.Equal(full.Value, cut.Value);
        foreach (var (x, y) in full.Gradient.Network.Layers[0].Weight.ToArray().Zip(cut.Gradient.Network.Layers[0].Weight.ToArray())) Assert.Equal(x, y, 1e-10 * (1 + Math.Abs(x)));
    }

    /// <summary>With one window over the whole episode and a critic that says 0, the actor's gradient is that of the return.</summary>
    [Fact]
    public void A_window_of_the_whole_episode_is_the_return()
    {
        var policy = Policy(s_pendulum);
        var critic = Mlp.Of([3, 4, 1], Activation.Tanh, new RandomKey(1));
        critic = critic with { Layers = [critic.Layers[0], new(Functions.Filled(new Shape(1, 4), 0), Functions.Filled(1, 0))] };
        var options = new EstimationOptions { Paths = 200, Seed = 4, Threads = 1 };
        var whole = Of(s_pendulum, 15).Return().ValueAndGradient(policy, options).Gradient;
        var window = (Of(s_pendulum, 15) with { Window = 15 }).Loss().ValueAndGradient(new ActorCritic<GaussianPolicy>(policy, critic), options).Gradient.Policy;
        var flat = new FlatParameters<GaussianPolicy>(policy);
        double[] a = new double[flat.Count], b = new double[flat.Count];
        flat.Read(whole, a.AsSpan());
        flat.Read(window, b.AsSpan());
        double dot = a.Zip(b, (x, y) => x * y * 15).Sum(), norm = Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x * 225));
        Assert.InRange(dot / norm, 0.99999, 1.00001);
    }

    /// <summary>A linear policy follows its gradient through whole episodes to the best gain that does not change: its cost is known in closed form, and near that of the best gains that do.</summary>
    [Fact]
    public void Through_the_dynamics_the_regulator_comes_to_its_optimum()
    {
        var model = LinearQuadratic.DoubleIntegrator;
        var method = new ShortHorizon<LinearPolicy>(model, (policy, observation, noise) => policy.Sample(observation, noise)) { Discount = 1 };
        var start = new LinearPolicy(Real.FromArray(new Shape(1, 2), 0, 0), Deviation: 0.3);
        // Without control gradients are many times those near the optimum: the optimiser is to forget them within the run.
        var trained = Trainer.Of(method.Return(), new TrainingOptions { Steps = 600, BatchSize = 64, Optimiser = new Adam(beta2: 0.99), Rate = Schedules.Cosine(0.1, 600), Seed = 1, Threads = 1 }).Run(start);
        double[] gain = trained.Model.Gain.ToArray();
        double least = model.Problem.Optimal(50).Cost, cost = model.Problem.Cost(new[,] { { gain[0], gain[1] } }, 50);
        Assert.InRange(cost, least, 1.01 * least);
    }

    sealed record Fixed(Real Gain);

    /// <summary>On a chain without noise the critic's loss is that of λ-returns added up backwards.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.7)]
    [InlineData(1)]
    public void The_critic_follows_lambda_returns(double decay)
    {
        const double Discount = 0.9, Scale = 5;
        const int Window = 4, Windows = 3;
        var chain = new LinearQuadratic(new[,] { { 0.8 } }, new[,] { { 1.0 } }, new[,] { { 1.0 } }, new[,] { { 0.5 } }, new[,] { { 0.0 } }, new[,] { { 0.0 } }, Window * Windows);
        var critic = Mlp.Of([1, 1], Activation.Tanh, new RandomKey(1));
        critic = critic with { Layers = [new(Real.FromArray(new Shape(1, 1), 0.3), new[] { -0.2 })] };
        var method = new ShortHorizon<Fixed>(chain, (at, observation, _) => -at.Gain * observation + 0.5) { Window = Window, Discount = Discount, TraceDecay = decay, ValueScale = Scale };
        var e = method.Loss().ValueAndGradient(new(new(0.4), critic), new EstimationOptions { Paths = 64, Threads = 1 });

        double V(double x) => 0.3 * x - 0.2;
        double x = 0, loss = 0, byWeight = 0, byBias = 0;
        for (int w = 0; w < Windows; w++)
        {
            var (states, rewards) = (new double[Window + 1], new double[Window]);
            states[0] = x;
            for (int t = 0; t < Window; t++)
            {
                double u = -0.4 * states[t] + 0.5;
                rewards[t] = -(states[t] * states[t] + 0.5 * u * u);
                states[t + 1] = 0.8 * states[t] + u;
            }
            x = states[Window];
            double y = V(x);
            loss -= Math.Pow(Discount, Window) * Scale * y;
            for (int t = Window - 1; t >= 0; t--)
            {
                double next = t == Window - 1 ? y : (1 - decay) * V(states[t + 1]) + decay * y;
                y = rewards[t] / Scale + Discount * next;
                double miss = V(states[t]) - y;
                loss += miss * miss - Math.Pow(Discount, t) * rewards[t];
                byWeight += 2 * miss * states[t];
                byBias += 2 * miss;
            }
        }
        Assert.Equal(loss / (Window * Windows), e.Value, 1e-12 * (1 + Math.Abs(loss)));
        Assert.Equal(byWeight / (Window * Windows), (double)e.Gradient.Critic.Layers[0].Weight[0][0], 1e-12 * (1 + Math.Abs(byWeight)));
        Assert.Equal(byBias / (Window * Windows), (double)e.Gradient.Critic.Layers[0].Bias[0], 1e-12 * (1 + Math.Abs(byBias)));
    }
}
