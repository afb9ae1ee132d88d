namespace Pathwise.Learning.Flows;

/// <summary>
/// A normalizing flow: the law of x = T(z) with z from a simple law. Its density is exact, log p(x) = log p_z(T⁻¹(x)) + log |det ∂T⁻¹/∂x|, and its samples are functions of noise and of all parameters
/// (Rezende and Mohamed, Variational inference with normalizing flows, ICML 2015; Papamakarios et al., JMLR 22, 2021).
/// </summary>
/// <param name="Base">The law of z.</param>
/// <param name="Map">T.</param>
public sealed record Flow(FlowBase Base, Bijection Map)
{
    /// <summary>A flow from standard normal z.</summary>
    public Flow(Bijection map) : this(new StandardNormal(map.Dimension), map) { }

    /// <summary>A flow from standard normal z through maps one after another.</summary>
    public Flow(params Bijection[] maps) : this(new Composition(maps)) { }

    /// <summary>A draw x [d].</summary>
    public Real Sample(Noise noise) => Map.Forward(Base.Sample(noise), noise).Value;

    /// <summary>A draw x [d] with log p(x), by the forward map alone.</summary>
    public (Real Point, Real LogDensity) SampleWithLogDensity(Noise noise)
    {
        var z = Base.Sample(noise);
        var (x, logDeterminant) = Map.Forward(z, noise);
        return (x, Base.LogDensity(z) - logDeterminant);
    }

    /// <summary>log p(x) of a point [d].</summary>
    /// <param name="x">The point.</param>
    /// <param name="noise">Noise for maps that may estimate their log-determinant without bias; without it the density is exact.</param>
    public Real LogDensity(Real x, Noise? noise = null)
    {
        var (z, logDeterminant) = Map.Inverse(x, noise);
        return Base.LogDensity(z) + logDeterminant;
    }

    /// <summary>Real NVP: affine couplings that change either half in turn.</summary>
    /// <param name="dimension">d, at least 2.</param>
    /// <param name="layers">The number of couplings.</param>
    /// <param name="hidden">The sizes of each network's hidden layers.</param>
    /// <param name="key">The key of first weights.</param>
    public static Flow RealNvp(int dimension, int layers, int[] hidden, RandomKey key) => Couplings(dimension, layers, hidden, new AffineMap(), key);

    /// <summary>A neural spline flow: couplings of rational-quadratic splines that change either half in turn.</summary>
    /// <param name="dimension">d, at least 2.</param>
    /// <param name="layers">The number of couplings.</param>
    /// <param name="hidden">The sizes of each network's hidden layers.</param>
    /// <param name="key">The key of first weights.</param>
    /// <param name="map">The splines; by default 8 bins on [−3, 3].</param>
    public static Flow NeuralSpline(int dimension, int layers, int[] hidden, RandomKey key, SplineMap? map = null) => Couplings(dimension, layers, hidden, map ?? new SplineMap(), key);

    /// <summary>Masked autoregressive maps, with the coordinates reversed between them: the density takes one pass of each network, a draw d.</summary>
    /// <param name="dimension">d.</param>
    /// <param name="layers">The number of autoregressive maps.</param>
    /// <param name="hidden">The sizes of each network's hidden layers, at least d − 1 each.</param>
    /// <param name="key">The key of first weights.</param>
    /// <param name="map">What is done to single coordinates; by default an affine map.</param>
    public static Flow MaskedAutoregressive(int dimension, int layers, int[] hidden, RandomKey key, ElementMap? map = null) =>
        Reversing(dimension, layers, i => Flows.MaskedAutoregressive.Of(dimension, hidden, map ?? new AffineMap(), key[i]));

    /// <summary>Inverse autoregressive maps, with the coordinates reversed between them: a draw with its density takes one pass of each network, the density of a given point d.</summary>
    /// <param name="dimension">d.</param>
    /// <param name="layers">The number of autoregressive maps.</param>
    /// <param name="hidden">The sizes of each network's hidden layers, at least d − 1 each.</param>
    /// <param name="key">The key of first weights.</param>
    /// <param name="map">What is done to single coordinates; by default an affine map.</param>
    public static Flow InverseAutoregressive(int dimension, int layers, int[] hidden, RandomKey key, ElementMap? map = null) =>
        Reversing(dimension, layers, i => Flows.InverseAutoregressive.Of(dimension, hidden, map ?? new AffineMap(), key[i]));

    static Flow Couplings(int dimension, int layers, int[] hidden, ElementMap map, RandomKey key) =>
        new([.. Enumerable.Range(0, Count(layers)).Select(i => (Bijection)Coupling.Of(dimension, hidden, map, changesFirst: i % 2 == 1, key[i]))]);

    static Flow Reversing(int dimension, int layers, Func<int, Bijection> layer) =>
        new([.. Enumerable.Range(0, Count(layers)).SelectMany(i => i == 0 ? new[] { layer(i) } : [Permutation.Reversed(dimension), layer(i)])]);

    static int Count(int layers) => layers >= 1 ? layers : throw Setting.Outside("the number of a flow's layers", layers, "at least 1");
}
