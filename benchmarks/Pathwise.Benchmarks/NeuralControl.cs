using System.Globalization;
using Pathwise.Graphs;
using Pathwise.NoiseSources;

namespace Pathwise.Benchmarks;

/// <summary>
/// A neural SDE in C++ (benchmarks/native/neural.cpp): dX = f(X, t) dt + ½ dW from 0.1 in eight dimensions, f a network 9 → 64 → 64 → 8 with tanh,
/// 100 Euler steps of 0.01; the mean of |X_T|² and its gradient in all weights.
/// </summary>
static class NeuralControl
{
    public const int Paths = 1024, Steps = 100, Dimensions = 8, Units = 64, Tile = 32;

    /// <summary>Multiply-adds of the network at one path and step; a gradient takes three times as many.</summary>
    const int Products = Units * (Dimensions + 1) + Units * Units + Dimensions * Units;

    /// <summary>Where each matrix and each row of biases starts, and where all ends.</summary>
    static readonly int[] s_parts = [0, 576, 640, 4736, 4800, 5312, 5320];

    public static int Weights => s_parts[^1];

    /// <summary>Weights of variance 1/inputs, with biases.</summary>
    public static float[] Network()
    {
        var weights = new double[Weights];
        new CounterSource(0).Fill(new Draw("weights", DrawKind.Normal, new Shape(1), Shared: false), 0, Weights, weights, Weights);
        return [.. weights.Select((w, i) => (float)(w / Math.Sqrt(i < s_parts[2] ? Dimensions + 1 : Units)))];
    }

    /// <summary>Normals as the control reads them: tile by tile of 32 paths, step by step, component by component.</summary>
    public static float[] Normals()
    {
        var (source, site) = (new CounterSource(0), new Draw("normals", DrawKind.Normal, new Shape(Steps * Dimensions), Shared: false));
        var normals = new double[Paths * Steps * Dimensions];
        for (int first = 0; first < Paths; first += Tile)
            source.Fill(site, first, Tile, normals.AsSpan(first * Steps * Dimensions, Tile * Steps * Dimensions), Tile);
        return [.. normals.Select(z => (float)z)];
    }

    /// <summary>Compares some derivatives, of every matrix and row of biases, with central differences, and prints the rate of work.</summary>
    public static void Print(NativeControls native)
    {
        float[] weights = Network(), normals = Normals(), gradient = new float[Weights];
        native.Neural(weights, normals, gradient, Tile);
        double largest = gradient.Max(MathF.Abs), worst = 0;
        double[] at = [.. weights];
        for (int part = 0; part + 1 < s_parts.Length; part++)
            foreach (int i in new[] { s_parts[part], (s_parts[part] + s_parts[part + 1]) / 2, s_parts[part + 1] - 1 })
            {
                const double Step = 1e-5;
                at[i] = weights[i] + Step;
                double up = Loss(at, normals, Tile);
                at[i] = weights[i] - Step;
                double down = Loss(at, normals, Tile);
                at[i] = weights[i];
                worst = Math.Max(worst, Math.Abs((up - down) / (2 * Step) - gradient[i]) / largest);
            }
        if (!(worst <= 1e-5)) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The gradient of the neural SDE in C++ is wrong by {worst:0.0e+0}."));

        double operations = 6.0 * Products * Paths * Steps;
        var share = Measurement.OfPeak(native, operations, () => native.Neural(weights, normals, gradient, Paths));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Neural SDE in C++, {Paths:N0} paths, 100 steps, single precision: {operations / share.Rate * 1e-6:0.0} ms a gradient, {share.Rate:0} GFLOP/s, {share.Median:0.00} of the peak (medians of 9), within {worst:0.0e+0} of central differences."));
    }

    /// <summary>The loss in double precision, as plainly as it can be written.</summary>
    static double Loss(double[] weights, float[] normals, int paths)
    {
        double total = 0;
        for (int p = 0; p < paths; p++)
        {
            double[] x = [.. Enumerable.Repeat((double)0.1f, Dimensions)];
            for (int n = 0; n < Steps; n++)
            {
                double[] first = Layer([.. x, n / (double)Steps], 0, Units), second = Layer(Tanh(first), 2, Units), drift = Layer(Tanh(second), 4, Dimensions);
                for (int i = 0; i < Dimensions; i++) x[i] += 0.01 * drift[i] + 0.5 * 0.1 * normals[((p / Tile * Steps + n) * Dimensions + i) * Tile + p % Tile];
            }
            total += x.Sum(v => v * v);
        }
        return total / paths;

        double[] Layer(double[] inputs, int part, int outputs)
        {
            var result = new double[outputs];
            for (int o = 0; o < outputs; o++)
            {
                double sum = weights[s_parts[part + 1] + o];
                for (int i = 0; i < inputs.Length; i++) sum += weights[s_parts[part] + o * inputs.Length + i] * inputs[i];
                result[o] = sum;
            }
            return result;
        }

        static double[] Tanh(double[] x) => [.. x.Select(Math.Tanh)];
    }
}
