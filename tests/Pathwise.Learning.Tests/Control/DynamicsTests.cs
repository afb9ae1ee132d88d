using Pathwise.Learning.Control;

namespace Pathwise.Learning.Tests.Control;

/// <summary>Environments step by step against the same steps in plain numbers.</summary>
public class DynamicsTests
{
    sealed record Given(Real State, Real Action);

    /// <summary>Next states, rewards and ends.</summary>
    static (double[] State, double Reward, double Terminated)[] Steps(EnvironmentModel model, (double[] State, double Action)[] from)
    {
        Given[] rows = [.. from.Select(f => new Given(f.State, new[] { f.Action }))];
        var values = Simulation.Of((Real _, Given row, Noise noise) =>
        {
            var (next, reward, terminated) = model.Step(row.State, row.Action, noise);
            return Functions.Concat(0, next, Functions.Reshape(reward, 1), Functions.Reshape(terminated, 1));
        }).Run(0.0, rows, new EstimationOptions { Paths = rows.Length, Threads = 1 });
        int n = model.StateSize, width = n + 2;
        return [.. Enumerable.Range(0, rows.Length).Select(k => ((double[])[.. Enumerable.Range(0, n).Select(i => values[k * width + i])], values[k * width + n], values[k * width + n + 1]))];
    }

    static (double[] State, double Action)[] Random(double[] scale, double[] centre, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new RandomKey(5)[i]["x"].Uniform(scale.Length + 1).ToArray() is var u ? ((double[])[.. scale.Select((s, j) => centre[j] + s * (2 * u[j] - 1))], 2.4 * u[^1] - 1.2) : default)];

    [Fact]
    public void The_mountain_car_is_Gymnasiums()
    {
        (double[] State, double Action)[] from = [.. Random([0.9, 0.08], [-0.3, 0], 200), ([-1.2, -0.02], -1), ([-1.17, -0.06], 0), ([0.44, 0.03], 1), ([0.58, 0.06], 1), ([0.6, 0], -1)];
        var made = Steps(new MountainCar(), from);
        foreach (var (k, (s, a)) in from.Index())
        {
            double force = Math.Min(Math.Max(a, -1), 1), v = s[1] + force * 0.0015 - 0.0025 * Math.Cos(3 * s[0]);
            if (v > 0.07) v = 0.07;
            if (v < -0.07) v = -0.07;
            double x = s[0] + v;
            if (x > 0.6) x = 0.6;
            if (x < -1.2) x = -1.2;
            if (x == -1.2 && v < 0) v = 0;
            bool terminated = x >= 0.45 && v >= 0;
            double reward = (terminated ? 100 : 0) - Math.Pow(a, 2) * 0.1;
            Equal([x, v, reward, terminated ? 1 : 0], made[k]);
        }
        Assert.Contains(made, m => m.Terminated == 1);
        Assert.Contains(made, m => m.State[0] == -1.2 && m.State[1] == 0);
    }

    /// <summary>Away from the left end and the flag both cars move the same way; at the left end the smooth one stands still a step later.</summary>
    [Fact]
    public void The_smooth_mountain_car_moves_as_the_other()
    {
        var from = Random([0.6, 0.07], [-0.4, 0], 100);
        foreach (var (a, b) in Steps(new MountainCar(), from).Zip(Steps(new MountainCar { IsSmooth = true }, from)))
            if (a.State[0] is > -1.2 and < 0.6) Assert.All(a.State.Zip(b.State), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
        var smooth = Steps(new MountainCar { IsSmooth = true }, [([-1.19, -0.05], 0), ([-1.2, -0.01], 0)]);
        Assert.Equal(-1.2, smooth[0].State[0], 1e-14);
        Assert.Equal(-0.01, smooth[0].State[1], 1e-14);
        Assert.InRange(smooth[1].State[1], 0, 1);
        Assert.Equal(0.5, Steps(new MountainCar { IsSmooth = true }, [([0.45 - 0.02 + 0.0025 * Math.Cos(3 * 0.43), 0.02], 0)])[0].Reward, 0.05);
    }

    [Fact]
    public void The_cart_pole_is_Gymnasiums_with_DeepMinds_reward()
    {
        var from = Random([3, 4, 7, 9], [0, 0, 0, 0], 200);
        var made = Steps(new CartPoleSwingUp(), from);
        foreach (var (k, (s, a)) in from.Index())
        {
            var (x, xDot, theta, thetaDot) = (s[0], s[1], s[2], s[3]);
            double push = Math.Clamp(a, -1, 1), force = 10 * push, cos = Math.Cos(theta), sin = Math.Sin(theta);
            double temp = (force + 0.05 * thetaDot * thetaDot * sin) / 1.1, thetaAcc = (9.8 * sin - cos * temp) / (0.5 * (4.0 / 3.0 - 0.1 * cos * cos / 1.1)), xAcc = temp - 0.05 * thetaAcc * cos / 1.1;
            xDot += 0.02 * xAcc;
            x += 0.02 * xDot;
            thetaDot += 0.02 * thetaAcc;
            theta += 0.02 * thetaDot;
            double Tolerance(double v, double margin) => Math.Exp(-0.5 * Math.Pow(v / margin * Math.Sqrt(-2 * Math.Log(0.1)), 2));
            double reward = (1 + Math.Cos(theta)) / 2 * (1 + Tolerance(x, 2)) / 2 * (4 + (1 - push * push)) / 5 * (1 + Tolerance(thetaDot, 5)) / 2;
            Equal([x, xDot, theta, thetaDot, reward, 0], made[k]);
        }
    }

    /// <summary>Left alone the pole swings with the energy that it has: the equations are right, not just copied.</summary>
    [Fact]
    public void The_cart_pole_keeps_its_energy()
    {
        var model = new CartPoleSwingUp();
        var states = Simulation.Of((Real _, Noise noise) => Rollout.Of(model, new[] { 0, 0.3, 2, 0.5 }, 500, (_, _) => new double[1], noise).States).Run(0.0, new EstimationOptions { Paths = 1, Threads = 1 });
        double Energy(int t)
        {
            double v = states[4 * t + 1], theta = states[4 * t + 2], w = states[4 * t + 3];
            // A rod of mass 0.1 and half length 0.5 about its end: its middle moves with the cart and turns; moment about the middle ml²/3.
            return 0.5 * 1.1 * v * v + 0.05 * v * w * Math.Cos(theta) + 0.5 * 0.1 * 0.25 * (4.0 / 3) * w * w + 0.1 * 9.8 * 0.5 * Math.Cos(theta);
        }
        double first = Energy(0), worst = Enumerable.Range(0, 500).Max(t => Math.Abs(Energy(t) - first));
        Assert.InRange(worst, 0, 0.05);
    }

    static void Equal(double[] expected, (double[] State, double Reward, double Terminated) made)
    {
        double[] all = [.. made.State, made.Reward, made.Terminated];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], all[i], 1e-12 * (1 + Math.Abs(expected[i])));
    }
}
