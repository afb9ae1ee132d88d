namespace Pathwise.Learning.Tests;

/// <summary>Rates, clipped gradients, averages and flat parameters against what their formulas say.</summary>
public class ScheduleTests
{
    [Fact]
    public void Rates()
    {
        static void At(Schedule schedule, params (long Step, double Rate)[] expected) => Assert.All(expected, e => Assert.Equal(e.Rate, schedule(e.Step), 1e-15));
        At(Schedules.Constant(0.1), (0, 0.1), (1_000_000, 0.1));
        At(Schedules.Steps(0.8, 10, 0.5), (0, 0.8), (9, 0.8), (10, 0.4), (35, 0.1));
        At(Schedules.Exponential(1, 0.9), (0, 1), (1, 0.9), (2, 0.81), (13, Math.Pow(0.9, 13)));
        At(Schedules.Cosine(1, 100, 0.2), (0, 1), (25, 0.2 + 0.4 * (1 + Math.Sqrt(0.5))), (50, 0.6), (100, 0.2), (500, 0.2));
        At(Schedules.WarmUp(4, Schedules.Cosine(1, 100)), (0, 0.25), (3, 1), (4, 1), (54, 0.5), (104, 0));
    }

    [Fact]
    public void Clipping_by_the_norm()
    {
        float[] gradient = [.. Enumerable.Range(0, 29).Select(i => MathF.Sin(i))];
        double norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
        float[] before = [.. gradient];
        Assert.Equal(norm, Clipping.ByNorm<float>(gradient, norm + 1), 1e-14);
        Assert.Equal(before, gradient);
        Assert.Equal(norm, Clipping.ByNorm<float>(gradient, 0.5), 1e-14);
        Assert.Equal(0.5, Clipping.Norm<float>(gradient), 1e-7);
        Assert.All(gradient, (g, i) => Assert.Equal(before[i] * 0.5 / norm, g, 1e-7));
        Assert.Equal("PW4021", Assert.Throws<PathwiseException>(() => Clipping.ByNorm<float>(gradient, 0)).Id);
    }

    /// <summary>Element i belongs to lane i mod 8, whatever the machine; what is left over comes last.</summary>
    [Fact]
    public void The_norm_is_summed_in_the_order_that_is_written_down()
    {
        double[] gradient = [.. Enumerable.Range(0, 83).Select(i => Math.Exp(20 * Math.Sin(i)))], lanes = new double[8];
        for (int i = 0; i < 80; i++) lanes[i % 8] += gradient[i] * gradient[i];
        double rest = 0;
        for (int i = 80; i < 83; i++) rest += gradient[i] * gradient[i];
        Assert.Equal(Math.Sqrt((((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))) + rest), Clipping.Norm<double>(gradient));
    }

    [Fact]
    public void Clipping_by_value()
    {
        double[] gradient = [-3, -0.5, 0, 0.25, 8];
        Clipping.ByValue<double>(gradient, 0.5);
        Assert.Equal([-0.5, -0.5, 0, 0.25, 0.5], gradient);
    }

    [Fact]
    public void Moving_averages()
    {
        double[] average = [0, 10];
        var plain = new MovingAverage(0.9);
        plain.Update<double>(average, [1, 0], 0);
        plain.Update<double>(average, [1, 0], 1);
        Assert.All(new[] { 1 - 0.81, 8.1 }, (x, i) => Assert.Equal(x, average[i], 1e-14));
        var warm = new MovingAverage(0.999, warmUp: true);
        Assert.Equal([0.1, 2.0 / 11, 0.999], new[] { 0, 1, 1_000_000L }.Select(warm.DecayAt));
        Assert.Equal("PW4022", Assert.Throws<PathwiseException>(() => plain.Update<double>(average, [1.0], 0)).Id);
    }

    [Fact]
    public void Parameters_flattened_and_built_again()
    {
        var net = Mlp.Of([2, 3, 1], Activation.Tanh, new(3));
        var flat = new FlatParameters<Mlp>(net);
        Assert.Equal(["Layers[0].Weight", "Layers[0].Bias", "Layers[1].Weight", "Layers[1].Bias"], flat.Names);
        var numbers = new double[flat.Count];
        flat.Read(net, numbers);
        Assert.Equal([.. net.Layers.SelectMany(layer => layer.Weight.ToArray().Concat(layer.Bias.ToArray()))], numbers);
        var again = flat.Build<double>(numbers);
        Assert.Equal(Activation.Tanh, again.Activation);
        Assert.Equal(net.Layers[1].Weight.ToArray(), again.Layers[1].Weight.ToArray());
        Assert.Equal("PW4022", Assert.Throws<PathwiseException>(() => flat.Build<float>(new float[5])).Id);
    }
}
