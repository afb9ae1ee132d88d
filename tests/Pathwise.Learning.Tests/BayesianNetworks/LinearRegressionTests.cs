using Pathwise.Learning.BayesianNetworks;

namespace Pathwise.Learning.Tests.BayesianNetworks;

/// <summary>Every way of drawing weights, where the loss, its gradient and its optimum are known.</summary>
public class LinearRegressionTests
{
    static readonly BayesianLinear s_off = LinearRegression.Layer([0.7, -0.3, 0.5, 0.1], [0.3, 0.2, 0.5, 0.15]);

    static readonly FlatParameters<BayesianLinear> s_flat = new(s_off);

    static double[] Numbers(BayesianLinear layer)
    {
        var numbers = new double[s_flat.Count];
        s_flat.Read(layer, numbers.AsSpan());
        return numbers;
    }

    static Estimate<BayesianLinear> Gradient(BayesianLinear at, WeightNoise how, long paths, long seed = 1) =>
        LinearRegression.Model(how).Loss(LinearRegression.Rows).ValueAndGradient(at, LinearRegression.Examples, new EstimationOptions { Paths = paths, Seed = seed });

    public static TheoryData<WeightNoise> Ways => [.. Enum.GetValues<WeightNoise>()];

    /// <summary>With a draw for all paths, the sixteen replicates of an estimate give its error, and so few are far from normal: more runs make more replicates.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void Loss_and_gradient_are_the_closed_forms(WeightNoise how)
    {
        const int Runs = 40;
        int one = how is WeightNoise.Shared or WeightNoise.Flipout ? 16 * LinearRegression.Rows : 64 * LinearRegression.Rows;
        var runs = Enumerable.Range(0, Runs).Select(r => Gradient(s_off, how, one, r)).ToArray();
        Assert.All(runs[0].Certificate.Entries, entry => Assert.Equal(Verdict.Pathwise, entry.Verdict));
        double[] point = Numbers(s_off);
        Check(-1, [.. runs.Select(run => run.Value)], LinearRegression.FreeEnergy(s_off));
        for (int i = 0; i < point.Length; i++)
        {
            double Moved(double by)
            {
                double[] moved = [.. point];
                moved[i] += by;
                return LinearRegression.FreeEnergy(s_flat.Build<double>(moved));
            }
            Check(i, [.. runs.Select(run => Numbers(run.Gradient)[i])], (Moved(1e-5) - Moved(-1e-5)) / 2e-5);
        }

        void Check(int what, double[] values, double expected)
        {
            double mean = values.Average(), error = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (Runs * (Runs - 1)));
            Within.FiveErrors(expected, mean, error + 1e-8, $"{how}, derivative {what},");
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_gradient_vanishes_at_the_optimum(WeightNoise how)
    {
        var (mean, deviation) = LinearRegression.Optimum;
        var e = Gradient(LinearRegression.Layer(mean, deviation), how, 64 * 16 * LinearRegression.Rows);
        double[] gradient = Numbers(e.Gradient), error = Numbers(e.GradientStandardError);
        for (int i = 0; i < gradient.Length; i++) Within.FiveErrors(0, gradient[i], error[i], $"{how}, derivative {i},");
    }

    static double Square(BayesianLinear errors) => errors.WeightLogDeviation.ToArray().Concat(errors.BiasLogDeviation.ToArray()).Sum(s => s * s);

    /// <summary>
    /// For one row, so that rows' differences are no part of it: local noise gives the mean of the weights' derivative given the output, whose variance is smaller (Rao and Blackwell). Over the derivatives in deviations, which the
    /// noise makes.
    /// </summary>
    [Fact]
    public void Local_noise_varies_less_than_weights()
    {
        for (int row = 0; row < 5; row++)
        {
            double Of(WeightNoise how) => Square(LinearRegression.Model(how).Loss(LinearRegression.Rows).ValueAndGradient(s_off, [LinearRegression.Examples[row]], new EstimationOptions { Paths = 20_000 }).GradientStandardError);
            Assert.True(Of(WeightNoise.Local) < 0.9 * Of(WeightNoise.PerPath), $"row {row}: local {Of(WeightNoise.Local)}, of each path's weights {Of(WeightNoise.PerPath)}");
        }
    }

    /// <summary>
    /// Over a batch, one draw of the weights leaves its whole variance in the derivatives by the means, which are linear in the draw; with signs, or local noise, it is spread over the rows. (Derivatives by deviations have a part that is
    /// quadratic in the draw, and signs cancel in it.)
    /// </summary>
    [Fact]
    public void Signs_of_each_path_decorrelate_one_draw()
    {
        double Of(WeightNoise how) => Enumerable.Range(0, 10).Average(seed => Gradient(s_off, how, 16 * 4 * LinearRegression.Rows, seed).GradientStandardError is var errors
            ? errors.Weight.ToArray().Concat(errors.Bias.ToArray()).Sum(s => s * s) : 0);
        double local = Of(WeightNoise.Local), signs = Of(WeightNoise.Flipout), shared = Of(WeightNoise.Shared);
        Assert.True(signs < 0.1 * shared, $"Flipout {signs}, one draw {shared}");
        Assert.True(local < 0.1 * shared, $"local {local}, one draw {shared}");
    }

    [Fact]
    public void Training_reaches_the_mean_field_optimum()
    {
        var start = BayesianLinear.Of(LinearRegression.Inputs, 1, 0.3, new RandomKey(2));
        var trained = Descent.Run(LinearRegression.Model(WeightNoise.Local).Loss(LinearRegression.Rows), start, LinearRegression.Examples, steps: 4000, rate: 0.02, paths: 8 * LinearRegression.Rows);
        var (mean, deviation) = LinearRegression.Optimum;
        var (m, s) = LinearRegression.Numbers(trained);
        for (int i = 0; i < m.Length; i++)
        {
            Assert.Equal(mean[i], m[i], 1e-3);
            Assert.Equal(deviation[i], s[i], 1e-3);
        }
        // In nats of all rows, from the optimum.
        Assert.InRange(LinearRegression.Rows * (LinearRegression.FreeEnergy(trained) - LinearRegression.FreeEnergy(LinearRegression.Layer(mean, deviation))), 0, 1e-3);
    }

    /// <summary>The predictive law is normal with mean m·x and variance Σ x²s² + σ²; its parts, log-densities and coverage follow.</summary>
    [Fact]
    public void Predictions_are_the_closed_form()
    {
        const int Draws = 2000;
        var model = LinearRegression.Model(WeightNoise.Local);
        var (mean, deviation) = LinearRegression.Numbers(s_off);
        var predicted = model.Regress(s_off, LinearRegression.Examples, Draws, seed: 3, Precision.F64);
        double square = 0, expectedLog = 0;
        for (int n = 0; n < LinearRegression.Rows; n++)
        {
            double[] x = [.. LinearRegression.Examples[n].Features.ToArray(), 1];
            double centre = x.Zip(mean, (a, b) => a * b).Sum(), variance = x.Zip(deviation, (a, s) => a * a * s * s).Sum(), y = LinearRegression.Examples[n].Target.ToArray()[0];
            Within.FiveErrors(centre, predicted.Mean(n)[0], Math.Sqrt(variance / Draws), $"the mean of row {n}");
            Within.FiveErrors(variance, predicted.NetworkVariance(n)[0], variance * Math.Sqrt(2.0 / Draws), $"the variance of row {n}");
            Assert.Equal(predicted.NetworkVariance(n)[0] + LinearRegression.Noise * LinearRegression.Noise, predicted.Variance(n)[0], 1e-12);
            double total = variance + LinearRegression.Noise * LinearRegression.Noise;
            expectedLog += (-0.5 * Math.Log(2 * Math.PI * total) - 0.5 * (y - centre) * (y - centre) / total) / LinearRegression.Rows;
            square += (y - predicted.Mean(n)[0]) * (y - predicted.Mean(n)[0]) / LinearRegression.Rows;
        }
        Assert.Equal(Math.Sqrt(square), predicted.RootMeanSquareError, 1e-12);
        Assert.Equal(expectedLog, predicted.LogLikelihood, 0.03);
    }

    /// <summary>Targets drawn from the predictive law itself are covered as often as intervals say.</summary>
    [Fact]
    public void Well_specified_predictions_are_calibrated()
    {
        const int Rows = 2000;
        var key = new RandomKey(8);
        var (mean, deviation) = LinearRegression.Numbers(s_off);
        Example[] rows = [.. Enumerable.Range(0, Rows).Select(n =>
        {
            double[] x = [.. key["x"][n].Normal(3).ToArray(), 1], z = key["w"][n].Normal(4).ToArray();
            return new Example(x[..3], (double[])[x.Select((a, i) => a * (mean[i] + deviation[i] * z[i])).Sum() + LinearRegression.Noise * (double)key["e"][n].Normal()]);
        })];
        var predicted = LinearRegression.Model(WeightNoise.Local).Regress(s_off, rows, 400);
        foreach (double level in new[] { 0.5, 0.9 }) Within.FiveErrors(level, predicted.Coverage(level), Math.Sqrt(level * (1 - level) / Rows), $"the coverage at {level}");
        Assert.InRange(predicted.CalibrationError, 0, 0.03);
    }
}
