using Pathwise.Learning.Flows;
using static Pathwise.Functions;

namespace Pathwise.Learning.Tests.Flows;

/// <summary>What holds of every bijection.</summary>
public class BijectionTests
{
    public static TheoryData<string> All => [.. BijectionCatalogue.All.Keys];

    static (Bijection Map, double Error) Named(string name) => BijectionCatalogue.All[name];

    [Fact]
    public void The_catalogue_has_every_kind()
    {
        static IEnumerable<Bijection> Within(Bijection map) => map switch
        {
            Composition composition => composition.Parts.SelectMany(Within).Append(map),
            Inverted inverted => Within(inverted.Of).Append(map),
            _ => [map],
        };
        var tried = BijectionCatalogue.All.Values.SelectMany(entry => Within(entry.Map)).Select(map => map.GetType()).ToHashSet();
        var missing = typeof(Bijection).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Bijection)) && !type.IsAbstract && !tried.Contains(type));
        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_inverse_undoes_it_and_log_determinants_are_those_of_the_dense_jacobian(string name)
    {
        var (map, error) = Named(name);
        var check = map.Check(BijectionCatalogue.Points(map.Dimension));
        Assert.True(check.RoundTrip <= error && check.LogDeterminant <= error && check.InverseLogDeterminant <= error, $"{check}");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void In_single_precision_too(string name)
    {
        var (map, _) = Named(name);
        var check = map.Check(BijectionCatalogue.Points(map.Dimension), Precision.F32);
        Assert.True(check.Worst <= 2e-3, $"{check}");
    }

    /// <summary>Values and gradients, in the parameters and in the point, of both executors in both precisions; the gradient against differences.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Gradients_are_those_of_differences(string name)
    {
        var (map, _) = Named(name);
        Real point = Plain.Numbers(map.Dimension, 3);
        static Real Forth(Bijection map, Real z) => map.Forward(z) is var (x, log) ? Concat(0, x, Reshape(log, 1)) : default;
        static Real Back(Bijection map, Real x) => map.Inverse(x) is var (z, log) ? Concat(0, z, Reshape(log, 1)) : default;
        Plain.Agrees(map, point, Forth, Forth(map, point).ToArray(), 1e-11);
        Plain.Agrees(map, point, Back, Back(map, point).ToArray(), 1e-11);
    }

    /// <summary>A piecewise map is continuous across its pieces, whose edges depend on parameters: pathwise derivatives of densities and of samples miss nothing.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Every_parameter_is_pathwise(string name)
    {
        var (map, _) = Named(name);
        if (new FlatParameters<Bijection>(map).Count == 0) return;
        var flow = new Flow(map);
        Assert.All(FlowLosses.CrossEntropy(noise => 1.5 * noise.Normal(map.Dimension)).Certificate(flow).Entries, entry => Assert.True(entry.Verdict is Verdict.Pathwise or Verdict.Independent, $"{entry.Parameter}: {entry.Verdict}"));
        Assert.All(FlowLosses.ReverseDivergence(x => -0.25 * Sum(x * x)).Certificate(flow).Entries, entry => Assert.True(entry.Verdict is Verdict.Pathwise or Verdict.Independent, $"{entry.Parameter}: {entry.Verdict}"));
    }

    public static TheoryData<string> OfThePlane => [.. BijectionCatalogue.All.Where(entry => entry.Value.Map.Dimension == 2).Select(entry => entry.Key)];

    [Theory]
    [MemberData(nameof(OfThePlane))]
    public void Densities_integrate_to_one(string name)
    {
        // The midpoint rule is nearly exact of what is smooth. The derivative of a spline's density has jumps: the error is of order h², and the splines are those of smaller weights, so that no bin is much narrower than a cell.
        bool hasJumps = name.Contains("spline", StringComparison.Ordinal);
        var flow = new Flow(hasJumps ? BijectionCatalogue.Scaled(Named(name).Map, 0.4) : Named(name).Map);
        int cells = hasJumps ? 320 : 128;
        double side = hasJumps ? 12 : 24;
        double Middle(int cell) => side * ((cell + 0.5) / cells - 0.5);
        Real[] grid = [.. Enumerable.Range(0, cells * cells).Select(e => (Real)new[] { Middle(e / cells), Middle(e % cells) })];
        double integral = side * side * Expectation.Of((Flow flow, Real x, Noise _) => Exp(flow.LogDensity(x))).Value(flow, grid, new EstimationOptions { Paths = grid.Length }).Value;
        Assert.Equal(1, integral, hasJumps ? 1e-3 : 1e-6);
    }

    [Fact]
    public void Points_that_do_not_fit_are_refused()
    {
        var map = Coupling.Of(3, [4], new AffineMap(), changesFirst: false, new RandomKey(1));
        Assert.Equal("PW4050", Assert.Throws<PathwiseException>(() => map.Forward(Plain.Numbers(2))).Id);
        Assert.Equal("PW4050", Assert.Throws<PathwiseException>(() => Coupling.Of(1, [4], new AffineMap(), changesFirst: false, new RandomKey(1))).Id);
        Assert.Equal("PW4050", Assert.Throws<PathwiseException>(() => new Permutation([0, 2, 2]).Forward(Plain.Numbers(3))).Id);
        Assert.Equal("PW4050", Assert.Throws<PathwiseException>(() => new Composition([]).Dimension).Id);
        Assert.Equal("PW4021", Assert.Throws<PathwiseException>(() => new SplineMap(Bins: 1).Parameters).Id);
    }
}
