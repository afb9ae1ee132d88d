namespace Pathwise.Learning;

/// <summary>How a layer's first weights are drawn.</summary>
/// <param name="key">The key of the draw.</param>
/// <param name="shape">The shape of the weights.</param>
/// <param name="fanIn">The number of inputs that one output sums over.</param>
/// <param name="fanOut">The number of outputs that one input goes into.</param>
public delegate Real Initialisation(RandomKey key, Shape shape, int fanIn, int fanOut);

/// <summary>The usual ways of drawing first weights: each keeps the size of values, or of gradients, from layer to layer.</summary>
public static class Initialisations
{
    /// <summary>Uniform on ±√(6/(fan in + fan out)): variance 2/(fan in + fan out) (Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, AISTATS 2010).</summary>
    public static Real XavierUniform(RandomKey key, Shape shape, int fanIn, int fanOut) => Uniform(key, shape, Math.Sqrt(6.0 / (fanIn + fanOut)));

    /// <summary>Normal with variance 2/(fan in + fan out), as <see cref="XavierUniform"/>.</summary>
    public static Real XavierNormal(RandomKey key, Shape shape, int fanIn, int fanOut) => Normal(key, shape, Math.Sqrt(2.0 / (fanIn + fanOut)));

    /// <summary>Uniform on ±√(6/fan in): variance 2/fan in, for relu (He, Zhang, Ren and Sun, Delving deep into rectifiers, ICCV 2015).</summary>
    public static Real HeUniform(RandomKey key, Shape shape, int fanIn, int fanOut) => Uniform(key, shape, Math.Sqrt(6.0 / fanIn));

    /// <summary>Normal with variance 2/fan in, as <see cref="HeUniform"/>.</summary>
    public static Real HeNormal(RandomKey key, Shape shape, int fanIn, int fanOut) => Normal(key, shape, Math.Sqrt(2.0 / fanIn));

    /// <summary>Uniform on ±1/√(fan in): variance 1/(3 fan in), PyTorch's default for weights and biases (LeCun, Bottou, Orr and Müller, Efficient backprop, 1998).</summary>
    public static Real FanIn(RandomKey key, Shape shape, int fanIn, int fanOut) => Uniform(key, shape, 1 / Math.Sqrt(fanIn));

    /// <summary>Zeros: a last layer of them makes a block start as the identity, or a network as its bias.</summary>
    public static Real Zeros(RandomKey key, Shape shape, int fanIn, int fanOut) => Number(shape, _ => 0);

    static Real Uniform(RandomKey key, Shape shape, double bound) => Number(shape, key.Uniform(shape), u => bound * (2 * u - 1));
    static Real Normal(RandomKey key, Shape shape, double deviation) => Number(shape, key.Normal(shape), z => deviation * z);

    static Real Number(Shape shape, Real draws, Func<double, double> value) => Real.FromArray(shape, Array.ConvertAll(draws.ToArray(), x => value(x)));
    static Real Number(Shape shape, Func<int, double> value) => Real.FromArray(shape, [.. Enumerable.Range(0, shape.Count).Select(value)]);

    /// <summary>Weights and biases: without a choice both are drawn by <see cref="FanIn"/>, with one biases are 0.</summary>
    internal static (Real Weights, Real Biases) Draw(RandomKey key, Initialisation? chosen, Shape weights, Shape biases, int fanIn, int fanOut) =>
        ((chosen ?? FanIn)(key["weight"], weights, fanIn, fanOut), (chosen is null ? FanIn : (Initialisation)Zeros)(key["bias"], biases, fanIn, fanOut));

    /// <summary>An array of one number.</summary>
    internal static Real Full(Shape shape, double value) => Number(shape, _ => value);
}
