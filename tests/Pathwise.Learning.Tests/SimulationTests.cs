namespace Pathwise.Learning.Tests;

public class SimulationTests
{
    static readonly Simulation<Mlp> s_walk = Simulation.Of((Mlp network, Noise noise) => network.Apply(noise.Normal(3)));
    static readonly Mlp s_network = Mlp.Of([3, 8, 2], Activation.Tanh, new RandomKey(1));

    [Theory]
    [InlineData(Precision.F64)]
    [InlineData(Precision.F32)]
    public void A_batch_is_its_single_paths(Precision precision)
    {
        var options = new EstimationOptions { Paths = 3000, Seed = 4, Precision = precision };
        var whole = s_walk.Run(s_network, options);
        Assert.Equal(new Shape(3000, 2), whole.Shape);
        foreach (long path in new[] { 0, 1, 1023, 1024, 2999 })
        {
            var single = s_walk.Run(s_network, options with { Paths = 1, Threads = 1 }, path);
            for (int e = 0; e < 2; e++) Assert.Equal(whole[(int)path * 2 + e], single[e]);
        }
    }

    [Fact]
    public void Values_are_those_of_the_expectation()
    {
        var options = new EstimationOptions { Paths = 5000, Seed = 2 };
        var values = Simulation.Of((Real p, Real row, Noise noise) => p * row + noise.Normal()).Run(2, [1, 10], options);
        Assert.Equal(new Shape(5000), values.Shape);
        var mean = Expectation.Of((Real p, Real row, Noise noise) => p * row + noise.Normal()).Value(2, [1, 10], options);
        Assert.Equal(mean.Value, values.ToArray().Average(), 12);
    }

    [Fact]
    public void Later_paths_need_noise_that_does_not_depend_on_their_number() =>
        Assert.Equal("PW0028", Assert.Throws<PathwiseException>(() => s_walk.Run(s_network, new EstimationOptions { Paths = 16, Noise = NoiseKind.Sobol }, first: 5)).Id);

    [Fact]
    public void A_value_that_is_not_finite_is_located()
    {
        var e = Assert.Throws<NonFiniteException>(() => Simulation.Of((Real p, Real row, Noise noise) => p / row + 0 * noise.Normal()).Run(1, [.. Enumerable.Range(-700, 1000).Select(k => (Real)k)], new EstimationOptions { Paths = 1000 }));
        Assert.Equal(700, e.Path);
    }
}
