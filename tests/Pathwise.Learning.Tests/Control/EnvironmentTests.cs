using Pathwise.Learning.Control;

namespace Pathwise.Learning.Tests.Control;

public sealed class EnvironmentTests
{
    static PathwiseException Refused(string id, Action action)
    {
        var e = Assert.Throws<PathwiseException>(action);
        Assert.Equal(id, e.Id);
        return e;
    }

    /// <summary>Gymnasium's pendulum, written out.</summary>
    [Fact]
    public void The_pendulum_is_Gymnasiums()
    {
        using var environment = new SimulatedEnvironment(new Pendulum(), seed: 4);
        double[] seen = environment.Reset(7), state = environment.State;
        double angle = state[0], speed = state[1];
        Assert.InRange(angle, -Math.PI, Math.PI);
        Assert.InRange(speed, -1, 1);
        Assert.Equal([Math.Cos(angle), Math.Sin(angle), speed], seen, (a, b) => Math.Abs(a - b) < 1e-14);
        for (int t = 0; t < 200; t++)
        {
            double torque = t < 60 ? 2 * Math.Sign(speed) : 2 * Math.Sin(3 * t);
            double wrapped = (angle + Math.PI) % (2 * Math.PI);
            if (wrapped < 0) wrapped += 2 * Math.PI;
            wrapped -= Math.PI;
            double reward = -(wrapped * wrapped + 0.1 * speed * speed + 0.001 * torque * torque);
            speed = Math.Clamp(speed + (15 * Math.Sin(angle) + 3 * torque) * 0.05, -8, 8);
            angle += speed * 0.05;
            var outcome = environment.Step([torque]);
            Assert.Equal(reward, outcome.Reward, 1e-9);
            Assert.Equal([Math.Cos(angle), Math.Sin(angle), speed], outcome.Observation, (a, b) => Math.Abs(a - b) < 1e-9);
            Assert.False(outcome.Terminated);
            Assert.Equal(t == 199, outcome.Truncated);
        }
        Refused("PW4072", () => environment.Step([0.0]));
    }

    [Fact]
    public void First_states_of_the_pendulum_are_uniform()
    {
        using var episodes = new Episodes(new Pendulum(), 1, seed: 9);
        const int Count = 2000;
        double[][] states = [.. Enumerable.Range(0, Count).Select(k =>
        {
            episodes.Reset(0, k);
            return episodes.State(0);
        })];
        for (int i = 0; i < 2; i++)
        {
            double bound = i == 0 ? Math.PI : 1;
            Assert.All(states, s => Assert.InRange(s[i], -bound, bound));
            Within.FiveErrors(0, states.Average(s => s[i]), bound / Math.Sqrt(3 * Count), "the mean");
            // The square of a uniform number on ±b has mean b²/3 and variance 4b⁴/45.
            Within.FiveErrors(bound * bound / 3, states.Average(s => s[i] * s[i]), bound * bound * Math.Sqrt(4.0 / 45 / Count), "the square");
        }
    }

    [Fact]
    public void An_episode_is_the_same_alone_and_among_others()
    {
        var model = new Walk(limit: 2, timeLimit: 30);
        long[] numbers = [3, 40, 5, 1_000_000];
        using var together = new Episodes(model, numbers.Length, seed: 2);
        double[][] first = [.. numbers.Select((number, place) => together.Reset(place, number))];
        var seen = numbers.Select(_ => new List<Outcome>()).ToArray();
        double Action(int k, int t) => Math.Clamp(0.4 * Math.Sin(k + t) + 0.3, -1, 2);
        for (int t = 0; t < 30; t++)
        {
            bool[] rests = [.. Enumerable.Range(0, numbers.Length).Select(together.IsOver)];
            var outcomes = together.Step([.. numbers.Select((_, k) => new[] { Action(k, t) })]);
            for (int k = 0; k < numbers.Length; k++) if (!rests[k]) seen[k].Add(outcomes[k]);
        }
        Assert.True(Enumerable.Range(0, numbers.Length).All(together.IsOver));
        Assert.Contains(seen, outcomes => outcomes[^1].Terminated);
        using var alone = new SimulatedEnvironment(model, seed: 2);
        for (int k = numbers.Length - 1; k >= 0; k--)
        {
            Assert.Equal(first[k], alone.Reset(numbers[k]));
            for (int t = 0; t < seen[k].Count; t++)
            {
                var (one, other) = (seen[k][t], alone.Step([Action(k, t)]));
                Assert.Equal(one.Observation, other.Observation);
                Assert.Equal((one.Reward, one.Terminated, one.Truncated), (other.Reward, other.Terminated, other.Truncated));
                Assert.Equal(t + 1 < seen[k].Count, !other.IsOver);
                Assert.Equal(Math.Abs(other.Observation[0]) > 2, other.Terminated);
                Assert.Equal(t == 29, other.Truncated);
            }
        }
        Assert.NotEqual(first[0], first[1]);
        using var other2 = new SimulatedEnvironment(model, seed: 3);
        Assert.NotEqual(first[0], other2.Reset(3));
    }

    /// <summary>The noise of steps is normal and independent from step to step.</summary>
    [Fact]
    public void Steps_of_episodes_have_independent_noise()
    {
        const int Count = 64, Steps = 40;
        using var episodes = new Episodes(new Walk(limit: 1e9, timeLimit: null), Count, seed: 8);
        double[] last = [.. Enumerable.Range(0, Count).Select(k => episodes.Reset(k, k)[0])];
        var noise = new double[Steps][];
        for (int t = 0; t < Steps; t++)
        {
            var outcomes = episodes.Step([.. Enumerable.Repeat(new[] { 0.0 }, Count)]);
            noise[t] = [.. outcomes.Select((o, k) => (o.Observation[0] - last[k]) / 0.2)];
            last = [.. outcomes.Select(o => o.Observation[0])];
        }
        double n = Count * Steps;
        Within.FiveErrors(0, noise.Sum(z => z.Sum()) / n, 1 / Math.Sqrt(n), "the mean");
        Within.FiveErrors(1, noise.Sum(z => z.Sum(x => x * x)) / n, Math.Sqrt(2 / n), "the variance");
        Within.FiveErrors(0, Enumerable.Range(1, Steps - 1).Sum(t => noise[t].Zip(noise[t - 1], (a, b) => a * b).Sum()) / (Count * (Steps - 1)), 1 / Math.Sqrt(Count * (Steps - 1)), "the correlation");
    }

    /// <summary>The derivative of three steps' rewards by the first torque, against differences of the plain environment.</summary>
    [Fact]
    public void A_model_is_differentiable_in_a_trace()
    {
        var model = new Pendulum();
        var program = Expectation.Of((Real torque, Noise noise) =>
        {
            Real state = new[] { 3.1, 0.7 }, total = 0;
            for (int t = 0; t < 3; t++)
            {
                (state, Real reward, _) = model.Step(state, Functions.Reshape(torque * (t + 1), 1), noise);
                total += reward;
            }
            return total;
        });
        var options = new EstimationOptions { Paths = 1 };
        double gradient = (double)program.ValueAndGradient(0.4, options).Gradient;
        const double H = 1e-5;
        double difference = (program.Value(0.4 + H, options).Value - program.Value(0.4 - H, options).Value) / (2 * H);
        Assert.Equal(difference, gradient, 1e-8);
        Assert.NotEqual(0, gradient);
    }

    [Fact]
    public void Spaces_and_actions_are_looked_at()
    {
        Refused("PW4070", () => new Box([0, 1], [1]));
        Refused("PW4070", () => new Box([2], [1]));
        Refused("PW4070", () => new Box([double.NaN], [1]));
        using var environment = new SimulatedEnvironment(new Pendulum());
        Refused("PW4072", () => environment.Step([0.0]));
        environment.Reset(0);
        Assert.Contains("2.1", Refused("PW4071", () => environment.Step([2.1])).Message, StringComparison.Ordinal);
        Refused("PW4071", () => environment.Step([double.NaN]));
        Refused("PW4071", () => environment.Step([0.0, 0.0]));
        environment.Step([2.0]);
        Refused("PW4070", () => GaussianPolicy.Of(1, Box.Symmetric(1, double.PositiveInfinity), [4], new RandomKey(0)));
    }
}
