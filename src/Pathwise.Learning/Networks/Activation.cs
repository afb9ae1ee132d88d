using static Pathwise.Functions;

namespace Pathwise.Learning;

/// <summary>The function between a network's layers, as a setting of records.</summary>
public enum Activation
{
    /// <summary>x itself.</summary>
    Identity,

    /// <summary><see cref="Activations.Relu"/>.</summary>
    Relu,

    /// <summary><see cref="Activations.LeakyRelu"/> with slope 0.01.</summary>
    LeakyRelu,

    /// <summary><see cref="Activations.Gelu"/>.</summary>
    Gelu,

    /// <summary><see cref="Activations.GeluTanh"/>.</summary>
    GeluTanh,

    /// <summary><see cref="Activations.Silu"/>.</summary>
    Silu,

    /// <summary><see cref="Activations.Elu"/> with scale 1.</summary>
    Elu,

    /// <summary>log(1 + eˣ).</summary>
    Softplus,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>1/(1 + e⁻ˣ).</summary>
    Sigmoid,
}

/// <summary>The usual functions between layers, element by element. (tanh, softplus and the sigmoid are in <see cref="Functions"/>.)</summary>
public static class Activations
{
    /// <summary>max(x, 0) (Nair and Hinton, Rectified linear units improve restricted Boltzmann machines, ICML 2010). At 0 the derivative is 1, the side of x.</summary>
    public static Real Relu(Real x) => Max(x, 0);

    /// <summary>x where it is positive, slope·x elsewhere, with 0 ≤ slope ≤ 1 (Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models, ICML 2013).</summary>
    public static Real LeakyRelu(Real x, double slope = 0.01) => slope is >= 0 and <= 1 ? Max(x, slope * x) : throw Setting.Outside("the slope of a leaky relu", slope, "from 0 to 1");

    /// <summary>x Φ(x) with the normal distribution function Φ (Hendrycks and Gimpel, Gaussian error linear units, arXiv:1606.08415).</summary>
    public static Real Gelu(Real x) => x * NormalCdf(x);

    /// <summary>The approximation ½x(1 + tanh √(2/π)(x + 0.044715x³)) of <see cref="Gelu"/> by the same authors, written with the sigmoid, ½(1 + tanh y) = σ(2y).</summary>
    public static Real GeluTanh(Real x) => x * Sigmoid(2 * 0.79788456080286535588 * (x + 0.044715 * (x * x * x)));

    /// <summary>x σ(x), also called swish (Elfwing, Uchibe and Doya, Sigmoid-weighted linear units, Neural Networks 107, 2018).</summary>
    public static Real Silu(Real x) => x * Sigmoid(x);

    /// <summary>x where it is positive, scale·(eˣ − 1) elsewhere (Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by exponential linear units, ICLR 2016).</summary>
    public static Real Elu(Real x, double scale = 1) => Max(x, 0) + scale * Expm1(Min(x, 0));

    /// <summary>The function that a setting names.</summary>
    public static Real Of(this Activation activation, Real x) => activation switch
    {
        Activation.Identity => x,
        Activation.Relu => Relu(x),
        Activation.LeakyRelu => LeakyRelu(x),
        Activation.Gelu => Gelu(x),
        Activation.GeluTanh => GeluTanh(x),
        Activation.Silu => Silu(x),
        Activation.Elu => Elu(x),
        Activation.Softplus => Softplus(x),
        Activation.Tanh => Tanh(x),
        Activation.Sigmoid => Sigmoid(x),
        _ => throw Setting.Outside("the activation", (int)activation, "one of the enumeration"),
    };
}
