using static Pathwise.Functions;

namespace Pathwise.Learning.Tests;

/// <summary>Every layer against loops over numbers, its gradients against differences, its kernels against the oracle.</summary>
public class LayerTests
{
    static readonly RandomKey s_key = new(5);

    static double[] Affine(Linear layer, double[] x)
    {
        double[] w = layer.Weight.ToArray(), b = layer.Bias.ToArray();
        return [.. b.Select((bias, o) => bias + Enumerable.Range(0, x.Length).Sum(i => w[o * x.Length + i] * x[i]))];
    }

    static double[] Normal(double[] x, double epsilon)
    {
        double mean = x.Average(), variance = x.Average(v => (v - mean) * (v - mean));
        return [.. x.Select(v => (v - mean) / Math.Sqrt(variance + epsilon))];
    }

    static double[][] Rows(Real x) => [.. x.ToArray().Chunk(x.Shape[1])];

    [Fact]
    public void Linear_of_a_vector_and_of_rows()
    {
        var layer = Linear.Of(5, 3, s_key);
        Real x = Plain.Numbers(5), rows = Plain.Numbers(new(4, 5));
        Plain.Agrees(layer, x, (l, x) => l.Apply(x), Affine(layer, x.ToArray()));
        Plain.Agrees(layer, rows, (l, x) => l.Apply(x), [.. Rows(rows).SelectMany(row => Affine(layer, row))]);
        Assert.Equal("PW4020", Assert.Throws<PathwiseException>(() => layer.Apply(Plain.Numbers(4))).Id);
    }

    [Fact]
    public void A_layer_that_is_misused_names_the_users_line()
    {
        var layer = Linear.Of(5, 3, s_key);
        var e = Assert.Throws<PathwiseException>(() => layer.Apply(Plain.Numbers(4)));
        int line = Line() - 1;
        Assert.Equal(("LayerTests.cs", line), (Path.GetFileName(e.Place.File), e.Place.Line));
    }

    static int Line([System.Runtime.CompilerServices.CallerLineNumber] int line = 0) => line;

    [Theory]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Gelu)]
    public void A_perceptron(Activation activation)
    {
        var net = Mlp.Of([3, 7, 6, 2], activation, s_key);
        Real x = Plain.Numbers(3);
        double[] hidden = x.ToArray();
        for (int i = 0; i < 3; i++) hidden = Affine(net.Layers[i], i == 0 ? hidden : Array.ConvertAll(hidden, v => Bend(activation, v)));
        Plain.Agrees(net, x, (l, x) => l.Apply(x), hidden);
        Assert.Equal("PW4021", Assert.Throws<PathwiseException>(() => Mlp.Of([3], activation, s_key)).Id);
    }

    /// <summary>The normal distribution function by Simpson's rule.</summary>
    static double Phi(double x)
    {
        const int Cells = 2000;
        double sum = 0;
        for (int i = 0; i <= Cells; i++)
        {
            double t = x * i / Cells;
            sum += Math.Exp(-t * t / 2) * (i is 0 or Cells ? 1 : i % 2 == 1 ? 4 : 2);
        }
        return 0.5 + sum * x / Cells / 3 / Math.Sqrt(2 * Math.PI);
    }

    static double Bend(Activation activation, double x) => activation switch
    {
        Activation.Identity => x,
        Activation.Relu => x > 0 ? x : 0,
        Activation.LeakyRelu => x > 0 ? x : 0.01 * x,
        Activation.Gelu => x * Phi(x),
        Activation.GeluTanh => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        Activation.Silu => x / (1 + Math.Exp(-x)),
        Activation.Elu => x > 0 ? x : Math.Exp(x) - 1,
        Activation.Softplus => Math.Log(1 + Math.Exp(x)),
        Activation.Tanh => Math.Tanh(x),
        _ => 1 / (1 + Math.Exp(-x)),
    };

    public static TheoryData<Activation> All => [.. Enum.GetValues<Activation>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Activations_and_their_derivatives(Activation activation)
    {
        Real x = new double[] { -3.1, -1.2, -0.4, 0.3, 0.9, 2.7 };
        Plain.Agrees(0.0, x, (_, x) => activation.Of(x), Array.ConvertAll(x.ToArray(), v => Bend(activation, v)));
    }

    static double[] Convolved(Convolution layer, Real image)
    {
        var (x, f, s, p) = (image.Shape, layer.Filters.Shape, layer.Stride, layer.Padding);
        double[] pixels = image.ToArray(), filters = layer.Filters.ToArray(), bias = layer.Bias.ToArray();
        int height = (x[1] + 2 * p - f[2]) / s + 1, width = (x[2] + 2 * p - f[3]) / s + 1;
        var y = new double[f[0] * height * width];
        for (int o = 0; o < f[0]; o++)
            for (int i = 0; i < height; i++)
                for (int j = 0; j < width; j++)
                {
                    double sum = bias[o];
                    for (int c = 0; c < f[1]; c++)
                        for (int u = 0; u < f[2]; u++)
                            for (int v = 0; v < f[3]; v++)
                                if (s * i + u - p is var row && row >= 0 && row < x[1] && s * j + v - p is var column && column >= 0 && column < x[2])
                                    sum += filters[((o * f[1] + c) * f[2] + u) * f[3] + v] * pixels[(c * x[1] + row) * x[2] + column];
                    y[(o * height + i) * width + j] = sum;
                }
        return y;
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 0)]
    public void A_convolution(int stride, int padding)
    {
        var layer = Convolution.Of(2, 3, 3, s_key, stride, padding);
        Real image = Plain.Numbers(new(2, 6, 5));
        Plain.Agrees(layer, image, (l, x) => l.Apply(x), Convolved(layer, image));
    }

    [Theory]
    [InlineData(3, 1, 0, 0)]
    [InlineData(3, 1, 1, 0)]
    [InlineData(4, 2, 1, 0)]
    [InlineData(3, 2, 1, 1)]
    [InlineData(2, 3, 0, 2)]
    public void A_transposed_convolution(int size, int stride, int padding, int extra)
    {
        var layer = TransposedConvolution.Of(3, 2, size, s_key, stride, padding, extra);
        Real image = Plain.Numbers(new(3, 4, 3));
        double[] pixels = image.ToArray(), filters = layer.Filters.ToArray(), bias = layer.Bias.ToArray();
        int height = 3 * stride - 2 * padding + size + extra, width = 2 * stride - 2 * padding + size + extra;
        double[] y = [.. Enumerable.Range(0, 2 * height * width).Select(k => bias[k / (height * width)])];
        for (int o = 0; o < 3; o++)
            for (int c = 0; c < 2; c++)
                for (int i = 0; i < 4; i++)
                    for (int j = 0; j < 3; j++)
                        for (int u = 0; u < size; u++)
                            for (int v = 0; v < size; v++)
                                if (stride * i + u - padding is var row && row >= 0 && row < height && stride * j + v - padding is var column && column >= 0 && column < width)
                                    y[(c * height + row) * width + column] += filters[((o * 2 + c) * size + u) * size + v] * pixels[(o * 4 + i) * 3 + j];
        Assert.Equal(new(2, height, width), layer.Apply(image).Shape);
        Plain.Agrees(layer, image, (l, x) => l.Apply(x), y);

        // ⟨C x, y⟩ = ⟨x, Cᵀ y⟩ for every image x of the larger size.
        Real larger = Plain.Numbers(new(2, height, width), 500);
        double there = Functions.Convolution(larger, layer.Filters, stride, padding).ToArray().Zip(pixels, (a, b) => a * b).Sum();
        double back = Functions.TransposedConvolution(image, layer.Filters, stride, padding, extra).ToArray().Zip(larger.ToArray(), (a, b) => a * b).Sum();
        Assert.Equal(there, back, 1e-11);
    }

    [Fact]
    public void Transposed_convolutions_that_do_not_fit_are_refused()
    {
        Real image = Plain.Numbers(new(3, 4, 4));
        Assert.Equal("PW0050", Assert.Throws<PathwiseException>(() => { Functions.TransposedConvolution(image, Plain.Numbers(new(2, 3, 2, 2))); }).Id);
        Assert.Equal("PW0051", Assert.Throws<PathwiseException>(() => { Functions.TransposedConvolution(image, Plain.Numbers(new(3, 2, 2, 2)), stride: 2, extra: 2); }).Id);
        Assert.Equal("PW0051", Assert.Throws<PathwiseException>(() => { Functions.TransposedConvolution(image, Plain.Numbers(new(3, 2, 1, 1)), padding: 2); }).Id);
    }

    [Fact]
    public void A_layer_norm()
    {
        var layer = new LayerNorm(Plain.Numbers(5, 20), Plain.Numbers(5, 40), 0.01);
        Real rows = Plain.Numbers(new(3, 5));
        double[] gain = layer.Gain.ToArray(), bias = layer.Bias.ToArray();
        Plain.Agrees(layer, rows, (l, x) => l.Apply(x), [.. Rows(rows).SelectMany(row => Normal(row, 0.01).Select((v, i) => gain[i] * v + bias[i]))]);
        Assert.Equal("PW4020", Assert.Throws<PathwiseException>(() => layer.Apply(Plain.Numbers(4))).Id);
    }

    [Fact]
    public void A_group_norm()
    {
        var layer = new GroupNorm(Plain.Numbers(6, 20), Plain.Numbers(6, 40), 3, 0.01);
        Real image = Plain.Numbers(new(6, 2, 4));
        double[] gain = layer.Gain.ToArray(), bias = layer.Bias.ToArray();
        double[] normal = [.. image.ToArray().Chunk(16).SelectMany(group => Normal(group, 0.01))];
        Plain.Agrees(layer, image, (l, x) => l.Apply(x), [.. normal.Select((v, k) => gain[k / 8] * v + bias[k / 8])]);
        Assert.Equal("PW4021", Assert.Throws<PathwiseException>(() => GroupNorm.Of(6, 4)).Id);
    }

    [Fact]
    public void Fourier_features()
    {
        var layer = FourierFeatures.Logarithmic(4, 0.5, 4);
        Assert.Equal([0.5, 1, 2, 4], layer.Frequencies.Select(f => Math.Round(f, 12)));
        double t = 0.37;
        Plain.Agrees(0.0, t, (_, x) => layer.Apply(x), [.. layer.Frequencies.Select(f => Math.Sin(2 * Math.PI * f * t)), .. layer.Frequencies.Select(f => Math.Cos(2 * Math.PI * f * t))]);
        double[] random = FourierFeatures.Random(20_000, 3, s_key).Frequencies;
        // The standard error of a normal sample's mean square is σ²√(2/n).
        Assert.Equal(9, random.Average(f => f * f), 5 * 9 * Math.Sqrt(2.0 / random.Length));
    }

    [Fact]
    public void An_embedding()
    {
        var layer = Embedding.Of(6, 3, s_key);
        double[][] table = Rows(layer.Table);
        Plain.Agrees(layer, 0.5, (l, x) => x * l.Apply(new double[] { 4, 0, 4 }), [.. table[4].Concat(table[0]).Concat(table[4]).Select(v => 0.5 * v)]);
        Plain.Agrees(layer, new double[] { 0, 0, 0.25, 0, 0.75, 0 }, (l, x) => l.Mix(x), [.. table[2].Zip(table[4], (a, b) => 0.25 * a + 0.75 * b)]);
    }

    [Fact]
    public void An_embedding_of_each_paths_own_index()
    {
        var layer = Embedding.Of(6, 3, s_key);
        Real[] rows = [4, 1, 4, 0, 5];
        var program = Expectation.Of((Embedding l, Real index, Noise _) => Plain.Seen(l.Apply(index)));
        foreach (var precision in new[] { Precision.F64, Precision.F32 })
        {
            var e = program.ValueAndGradient(layer, rows, new EstimationOptions { Paths = 5, Precision = precision });
            double[] weights = Plain.Numbers(3, 1000).ToArray(), gradient = e.Gradient.Table.ToArray();
            for (int i = 0; i < 18; i++) Assert.Equal(weights[i % 3] * rows.Count(row => (double)row == i / 3) / 5, gradient[i], 1e-6);
        }
    }

    [Fact]
    public void A_residual_block_starts_as_the_identity()
    {
        Real rows = Plain.Numbers(new(3, 4));
        var start = Residual.Of(4, 8, Activation.Silu, s_key);
        Assert.Equal(rows.ToArray(), start.Apply(rows).ToArray());
        var layer = start with { Narrow = Linear.Of(8, 4, s_key["other"]) };
        Plain.Agrees(layer, rows, (l, x) => l.Apply(x), Block(layer, Rows(rows)));
    }

    static double[] Block(Residual layer, double[][] rows) => [.. rows.SelectMany(row =>
        Affine(layer.Narrow, Array.ConvertAll(Affine(layer.Widen, Normal(row, 1e-5)), v => Bend(layer.Activation, v))).Zip(row, (a, b) => a + b))];

    static double[][] Attended(SelfAttention layer, double[][] rows)
    {
        int width = rows[0].Length / layer.Heads;
        double[][] q = Array.ConvertAll(rows, row => Affine(layer.Queries, row)), k = Array.ConvertAll(rows, row => Affine(layer.Keys, row)), v = Array.ConvertAll(rows, row => Affine(layer.Values, row));
        return [.. rows.Select((_, token) =>
        {
            var mixed = new double[rows[0].Length];
            for (int h = 0; h < layer.Heads; h++)
            {
                double[] weights = [.. k.Select(key => Math.Exp(Enumerable.Range(h * width, width).Sum(c => q[token][c] * key[c]) / Math.Sqrt(width)))];
                for (int c = h * width; c < (h + 1) * width; c++) mixed[c] = v.Select((value, other) => weights[other] * value[c]).Sum() / weights.Sum();
            }
            return Affine(layer.Output, mixed);
        })];
    }

    [Fact]
    public void Attention()
    {
        var layer = SelfAttention.Of(6, 2, s_key);
        Real tokens = Plain.Numbers(new(4, 6));
        Plain.Agrees(layer, tokens, (l, x) => l.Apply(x), [.. Attended(layer, Rows(tokens)).SelectMany(row => row)]);
        Assert.Equal("PW4021", Assert.Throws<PathwiseException>(() => SelfAttention.Of(6, 4, s_key)).Id);
        Assert.Equal("PW4020", Assert.Throws<PathwiseException>(() => layer.Apply(Plain.Numbers(6))).Id);
    }

    [Fact]
    public void An_attention_block()
    {
        var layer = AttentionBlock.Of(6, 2, 5, Activation.Gelu, s_key);
        layer = layer with { Feed = layer.Feed with { Narrow = Linear.Of(5, 6, s_key["other"]) } };
        Real tokens = Plain.Numbers(new(3, 6));
        double[][] rows = Rows(tokens);
        double[][] attended = [.. Attended(layer.Attention, Array.ConvertAll(rows, row => Normal(row, 1e-5))).Zip(rows, (a, b) => a.Zip(b, (x, y) => x + y).ToArray())];
        Plain.Agrees(layer, tokens, (l, x) => l.Apply(x), Block(layer.Feed, attended));
    }
}
