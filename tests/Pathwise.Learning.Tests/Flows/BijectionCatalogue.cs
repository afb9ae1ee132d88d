using Pathwise.Learning.Flows;

namespace Pathwise.Learning.Tests.Flows;

/// <summary>Every kind of bijection, with weights that are not those it starts with: a kind that is added here is tested in every way.</summary>
static class BijectionCatalogue
{
    static readonly RandomKey s_key = new(11);

    /// <summary>Maps by name, and the error of what they do: rounding, and of continuous flows that of their steps.</summary>
    public static readonly IReadOnlyDictionary<string, (Bijection Map, double Error)> All = new Dictionary<string, (Bijection, double)>(StringComparer.Ordinal)
    {
        ["affine coupling, second half"] = Exact(Coupling.Of(2, [8], new AffineMap(), changesFirst: false, s_key["a"])),
        ["affine coupling, first of five"] = Exact(Coupling.Of(5, [8, 7], new AffineMap(1), changesFirst: true, s_key["b"])),
        ["spline coupling, first half"] = Exact(Coupling.Of(2, [8], new SplineMap(5, 2), changesFirst: true, s_key["c"])),
        ["spline coupling, last of five"] = Exact(Coupling.Of(5, [9], new SplineMap(), changesFirst: false, s_key["d"])),
        ["masked autoregressive, affine"] = Exact(MaskedAutoregressive.Of(4, [9, 8], new AffineMap(2), s_key["e"])),
        ["masked autoregressive, spline"] = Exact(MaskedAutoregressive.Of(2, [6], new SplineMap(4, 2), s_key["f"])),
        ["masked autoregressive, one coordinate"] = Exact(MaskedAutoregressive.Of(1, [3], new SplineMap(4, 2), s_key["g"])),
        ["inverse autoregressive, affine"] = Exact(InverseAutoregressive.Of(2, [8], new AffineMap(2), s_key["h"])),
        ["inverse autoregressive, spline"] = Exact(InverseAutoregressive.Of(3, [7], new SplineMap(6), s_key["i"])),
        ["linear by factors"] = Exact(LuLinear.Of(4)),
        ["linear by factors, two coordinates"] = Exact(LuLinear.Of(2)),
        ["scale and shift"] = Exact(ActNorm.Of(2)),
        ["permutation"] = Exact(Permutation.Random(5, s_key["j"])),
        ["continuous, exact trace"] = (Moved(new ContinuousFlow(MlpField.Of(2, [8], s_key["k"]), 48)), 1e-7),
        ["continuous, random signs"] = (Moved(new ContinuousFlow(MlpField.Of(3, [6], s_key["l"], Activation.Softplus), 32, FlowTrace.Hutchinson)), 1e-7),
        ["of a user's own"] = Exact(new Inverted(new SinhMap(new double[] { 0.3, -0.2 }))),
        ["inverted"] = Exact(new Inverted(Coupling.Of(3, [6], new AffineMap(2), changesFirst: true, s_key["m"]))),
        ["composition"] = Exact(new Composition([ActNorm.Of(3), Coupling.Of(3, [6], new SplineMap(5), changesFirst: false, s_key["n"]), Permutation.Reversed(3), LuLinear.Of(3), MaskedAutoregressive.Of(3, [5], new AffineMap(), s_key["o"])])),
    };

    /// <summary>x = sinh(a + z) for each coordinate, as in the documentation.</summary>
    sealed record SinhMap(Real A) : Bijection
    {
        public override int Dimension => A.Shape.Count;

        protected override Mapped Push(Real z, Noise? noise) => new(Functions.Sinh(A + z), Functions.Sum(Functions.Log(Functions.Cosh(A + z))));

        protected override Mapped Pull(Real x, Noise? noise) => new(Functions.Asinh(x) - A, -Functions.Sum(Functions.Log(Functions.Cosh(Functions.Asinh(x)))));
    }

    static (Bijection, double) Exact(Bijection map) => (Moved(map), 2e-10);

    /// <summary>A map with normal numbers added to its parameters.</summary>
    public static T Moved<T>(T map)
    {
        var flat = new FlatParameters<T>(map);
        double[] moves = flat.Count > 0 ? s_key["moved"].Normal(flat.Count).ToArray() : [];
        return Changed(map, (x, i) => x + 0.4 * moves[i]);
    }

    /// <summary>A map with its parameters multiplied by a number.</summary>
    public static T Scaled<T>(T map, double by) => Changed(map, (x, _) => by * x);

    static T Changed<T>(T map, Func<double, int, double> change)
    {
        var flat = new FlatParameters<T>(map);
        if (flat.Count == 0) return map;
        var numbers = new double[flat.Count];
        flat.Read(map, numbers.AsSpan());
        return flat.Build<double>([.. numbers.Select(change)]);
    }

    /// <summary>Points with coordinates from a law that is wider than the interval of the splines.</summary>
    public static Real[] Points(int dimension, int count = 64)
    {
        double[] numbers = s_key["points"].Normal(count * dimension).ToArray();
        return [.. numbers.Chunk(dimension).Select(point => (Real)point.Select(x => 1.6 * x).ToArray())];
    }
}
