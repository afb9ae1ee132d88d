using Pathwise.Distributions;

namespace Pathwise.Learning.Tests;

public class ObjectiveTests
{
    sealed record Market(Real Spot, Real Rate, Real Volatility);

    sealed record Line(Real Slope, Real[] Rest);

    const int Steps = 16;

    static readonly Expectation<Market> s_call = Expectation.Of((Market m, Noise noise) =>
    {
        Real h = 1.0 / Steps, s = m.Spot, sum = 0;
        for (int n = 0; n < Steps; n++) (s, sum) = (s * (1 + m.Rate * h + m.Volatility * Functions.Sqrt(h) * noise.Normal()), sum + s);
        return Functions.Exp(-m.Rate) * Functions.Max(sum / Steps - 100, 0);
    });

    [Theory, InlineData(Precision.F64, 1e-12), InlineData(Precision.F32, 2e-5)]
    public void It_is_the_mean_and_gradient_of_the_same_paths(Precision precision, double tolerance)
    {
        // 77 paths are two tiles and a part of a third.
        var expected = s_call.ValueAndGradient(new(100, 0.05, 0.2), new EstimationOptions { Paths = 77, Seed = 3, Precision = precision });
        using var objective = Objective.Of(s_call, new Market(1, 1, 1), new() { BatchSize = 77, Seed = 3, Precision = precision });
        double[] gradient = new double[3];
        double value = objective.ValueAndGradient([100, 0.05, 0.2], gradient);
        Assert.Equal(expected.Value, value, tolerance * expected.Value);
        Assert.Equal(expected.Gradient.Spot.ToArray()[0], gradient[0], tolerance);
        Assert.Equal(expected.Gradient.Rate.ToArray()[0], gradient[1], 100 * tolerance);
        Assert.Equal(expected.Gradient.Volatility.ToArray()[0], gradient[2], 100 * tolerance);
    }

    [Fact]
    public void A_batch_is_a_smooth_function_and_each_has_noise_of_its_own()
    {
        using var objective = Objective.Of(s_call, new Market(1, 1, 1), new() { BatchSize = 512, Threads = 2 });
        double[] gradient = new double[3], unused = new double[3];
        double value = objective.ValueAndGradient([100, 0.05, 0.2], gradient);
        const double h = 1e-6;
        double up = objective.ValueAndGradient([100, 0.05, 0.2 + h], unused), down = objective.ValueAndGradient([100, 0.05, 0.2 - h], unused);
        Assert.Equal((up - down) / (2 * h), gradient[2], 1e-6);
        Assert.Equal(value, objective.ValueAndGradient([100, 0.05, 0.2], unused));
        Assert.NotEqual(value, objective.ValueAndGradient([100, 0.05, 0.2], unused, batch: 1));
    }

    [Fact]
    public void Rows_are_read_in_order()
    {
        var squares = Expectation.Of((Line line, Line row, Noise _) => (line.Slope * row.Slope - row.Rest[0]) * (line.Slope * row.Slope - row.Rest[0]) + 0 * line.Rest[0]);
        Line[] rows = [new(1, [2.0]), new(2, [2.0]), new(3, [9.0])];
        using var objective = Objective.Of(squares, new Line(0, [0.0]), rows, new() { BatchSize = 3 });
        double[] gradient = new double[2];
        // Σ (ax − y)²/3 at a = 1, and 2 Σ x(ax − y)/3.
        Assert.Equal((1 + 0 + 36) / 3.0, objective.ValueAndGradient([1, 0], gradient), 1e-12);
        Assert.Equal([2 * (-1 + 0 - 18) / 3.0, 0], gradient);
    }

    // Threads take part in nothing that allocates either, but only the calling thread can be watched.
    [Theory, InlineData(Precision.F64), InlineData(Precision.F32)]
    public void An_evaluation_allocates_nothing(Precision precision)
    {
        using var call = Objective.Of(s_call, new Market(1, 1, 1), new() { BatchSize = 64, Threads = 1, Precision = precision });
        Assert.Equal(0, Allocated(call, [100, 0.05, 0.2]));

        // A law whose domain is checked, noise that all paths share, and a network whose gradient goes through a linear map of sums.
        var network = Mlp.Of([2, 20, 1], Activation.Tanh, new RandomKey(1));
        var loss = Expectation.Of((Mlp mlp, Line row, Noise noise) =>
        {
            Real width = Functions.Exp(mlp.Layers[0].Bias![0]), x = new Normal(row.Slope, width).Sample(noise) + noise.Shared.Normal();
            return Functions.Exp(mlp.Apply(Functions.Stack(x, row.Rest[0]))[0]) + width;
        });
        using var objective = Objective.Of(loss, network, [new Line(1, [2.0]), new Line(2, [1.0])], new() { BatchSize = 64, Threads = 1, Precision = precision });
        double[] parameters = new double[objective.Layout.Count];
        objective.Layout.Read<double>(network, parameters);
        Assert.Equal(0, Allocated(objective, parameters));
    }

    static long Allocated<TParameters>(Objective<TParameters> objective, double[] parameters)
    {
        double[] gradient = new double[parameters.Length];
        for (int i = 0; i < 10; i++) objective.ValueAndGradient(parameters, gradient, i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) objective.ValueAndGradient(parameters, gradient, i);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Fact]
    public void What_is_wrong_is_told()
    {
        using var objective = Objective.Of(s_call, new Market(1, 1, 1), new() { BatchSize = 16 });
        Assert.Equal("PW4022", Assert.Throws<PathwiseException>(() => objective.ValueAndGradient([1, 2], new double[3])).Id);
        Assert.Equal("PW4022", Assert.Throws<PathwiseException>(() => objective.ValueAndGradient([1, 2, 3], new double[4])).Id);
        Assert.Equal("PW0018", Assert.Throws<PathwiseException>(() => Objective.Of(s_call, new Market(1, 1, 1), new() { BatchSize = 0 })).Id);
        Assert.Throws<NonFiniteException>(() => objective.ValueAndGradient([100, 0.05, double.NaN], new double[3]));
    }
}
