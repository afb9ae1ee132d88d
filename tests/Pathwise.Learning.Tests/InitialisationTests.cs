namespace Pathwise.Learning.Tests;

/// <summary>First weights: the laws that the papers ask for, from keys that depend on nothing but names.</summary>
public class InitialisationTests
{
    static readonly RandomKey s_key = new(11);

    public static TheoryData<string, double, bool> Laws => new()
    {
        { nameof(Initialisations.XavierUniform), 2.0 / 500, true },
        { nameof(Initialisations.XavierNormal), 2.0 / 500, false },
        { nameof(Initialisations.HeUniform), 2.0 / 200, true },
        { nameof(Initialisations.HeNormal), 2.0 / 200, false },
        { nameof(Initialisations.FanIn), 1.0 / 600, true },
    };

    [Theory]
    [MemberData(nameof(Laws))]
    public void Mean_and_variance(string name, double variance, bool uniform)
    {
        var initialisation = typeof(Initialisations).GetMethod(name)!.CreateDelegate<Initialisation>();
        double[] weights = Linear.Of(200, 300, s_key, initialisation).Weight.ToArray();
        int n = weights.Length;
        Assert.Equal(0, weights.Average(), 5 * Math.Sqrt(variance / n));
        // Var x² is σ⁴ times the kurtosis less 1: 9/5 for a uniform law, 3 for a normal one.
        Assert.Equal(variance, weights.Average(w => w * w), 5 * variance * Math.Sqrt((uniform ? 0.8 : 2) / n));
        if (uniform) Assert.All(weights, w => Assert.True(Math.Abs(w) < Math.Sqrt(3 * variance)));
        Assert.Equal(name != nameof(Initialisations.FanIn) ? 0 : 1.0 / 600, Linear.Of(200, 300, s_key, name == nameof(Initialisations.FanIn) ? null : initialisation).Bias.ToArray().Average(b => b * b), 5 / 600.0 * Math.Sqrt(0.8 / 300));
    }

    [Fact]
    public void A_convolutions_fan_counts_its_places()
    {
        double[] weights = Convolution.Of(8, 16, 5, s_key, initialisation: Initialisations.HeNormal).Filters.ToArray();
        Assert.Equal(2.0 / 200, weights.Average(w => w * w), 5 * 2.0 / 200 * Math.Sqrt(2.0 / weights.Length));
    }

    [Fact]
    public void Keys_are_pure_and_names_matter()
    {
        double[] a = s_key["layer1"].Normal(new Shape(4, 5)).ToArray();
        Assert.Equal(a, new RandomKey(11)["layer1"].Normal(20).ToArray());
        Assert.NotEqual(a, s_key["layer2"].Normal(20).ToArray());
        Assert.NotEqual(a, new RandomKey(12)["layer1"].Normal(20).ToArray());
        Assert.Equal(s_key["3"].Uniform(3).ToArray(), s_key[3].Uniform(3).ToArray());
    }

    /// <summary>The definition: path 0 of a program's site in the scope of that name.</summary>
    [Fact]
    public void A_keys_numbers_are_draws_as_the_page_on_noise_defines_them()
    {
        var options = new EstimationOptions { Paths = 1, Seed = 11 };
        double[] normals = s_key["net"][2].Normal(6).ToArray(), uniforms = s_key["net"][2].Uniform(6).ToArray();
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(normals[i], Expectation.Of((Real p, Noise noise) => p * noise["key"]["net"]["2"].Normal(6)[i]).Value(1, options).Value);
            Assert.Equal(uniforms[i], Expectation.Of((Real p, Noise noise) => p * noise["key"]["net"]["2"].Uniform(6)[i]).Value(1, options).Value);
        }
    }
}
