using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Conformance;

/// <summary>Shapes of results, and the errors of operands that do not fit.</summary>
public class ShapeTests
{
    static Real Of(Shape shape) => Node.Leaf(new Parameter(shape, "x"), perPath: false).AsReal();

    static readonly Real s_scalar = Of(Shape.Scalar), s_two = Of(2), s_three = Of(3), s_matrix = Of(new(2, 3)), s_cube = Of(new(2, 3, 4));


    [Fact]
    public void Results_have_the_stated_shapes()
    {
        (Real Result, Shape Shape)[] cases =
        [
            (s_matrix + s_three, new(2, 3)), (s_scalar * s_cube, new(2, 3, 4)), (Of(new(2, 1)) - Of(new(1, 5)), new(2, 5)), (Pow(s_two, s_scalar), 2),
            (Where(s_three > s_scalar, s_matrix, 0), new(2, 3)), (Sum(s_cube), Shape.Scalar), (Sum(s_cube, 1), new(2, 4)), (Mean(s_cube, 2, 0), 3),
            (MaxOver(s_matrix, 0), 3), (LogSumExp(s_cube, 0, 1), 4), (Softmax(s_cube), new(2, 3, 4)), (MatMul(s_matrix, Of(new(3, 5))), new(2, 5)),
            (MatMul(s_matrix, s_three), 2), (MatMul(s_two, s_matrix), 3), (MatMul(s_three, s_three), Shape.Scalar), (Transpose(s_cube), new(4, 3, 2)),
            (Transpose(s_cube, 1, 2, 0), new(3, 4, 2)), (Reshape(s_cube, new(6, 4)), new(6, 4)), (Broadcast(s_three, new(5, 3)), new(5, 3)),
            (Slice(s_cube, 2, 1, 2, 2), new(2, 3, 2)), (Concat(1, s_matrix, Of(new(2, 4))), new(2, 7)), (Stack(s_matrix, s_matrix), new(2, 2, 3)),
            (s_cube[1], new(3, 4)), (Gather(s_matrix, Of(new(5, 2))), new(5, 2, 3)), (Gather(s_three, s_scalar), Shape.Scalar),
        ];
        for (int i = 0; i < cases.Length; i++) Assert.True(cases[i].Result.Shape == cases[i].Shape, $"case {i}: {cases[i].Result.Shape} is not {cases[i].Shape}");
    }

    public static TheoryData<string, Action> Errors => new()
    {
        { "PW0003", () => _ = s_two + s_three }, { "PW0003", () => _ = s_matrix * s_two }, { "PW0003", () => Pow(s_two, s_three) },
        { "PW0003", () => Min(s_matrix, s_two) }, { "PW0003", () => Where(s_two > 0, s_three, 1) }, { "PW0003", () => _ = s_two < s_three },
        { "PW0003", () => Broadcast(s_matrix, 3) }, { "PW0003", () => Broadcast(s_two, 3) }, { "PW0007", () => Reshape(s_matrix, new(4, 2)) },
        { "PW0008", () => Transpose(s_matrix, 0, 0) }, { "PW0008", () => Transpose(s_matrix, 0) }, { "PW0009", () => Slice(s_three, 0, 2, 2) },
        { "PW0009", () => Slice(s_three, 1, 0, 1) }, { "PW0009", () => Slice(s_three, 0, -1, 1) }, { "PW0009", () => Slice(s_three, 0, 0, 0) },
        { "PW0009", () => _ = s_three[3] }, { "PW0009", () => _ = s_scalar[0] }, { "PW0010", () => Concat(0, s_matrix, s_two) },
        { "PW0010", () => Concat(0, s_matrix, s_cube[0]) }, { "PW0010", () => Concat(2, s_matrix, s_matrix) }, { "PW0010", () => Concat(0) }, { "PW0010", () => Stack() },
        { "PW0011", () => MatMul(s_matrix, s_two) }, { "PW0011", () => MatMul(s_scalar, s_two) }, { "PW0011", () => MatMul(s_cube, s_matrix) },
        { "PW0012", () => Gather(s_scalar, s_scalar) }, { "PW0013", () => Sum(s_matrix, 2) }, { "PW0013", () => Mean(s_matrix, -1) },
        { "PW0013", () => MaxOver(s_scalar, 0) }, { "PW0013", () => Softmax(s_scalar) }, { "PW0013", () => LogSumExp(s_two, 1) },
        { "PW0004", () => Real.FromArray(3, 1, 2) }, { "PW0005", () => _ = (double)(Real)new double[] { 1, 2 } }, { "PW0006", () => s_two.ToArray() },
        { "PW0001", () => _ = new Shape(2, 0) }, { "PW0002", () => _ = new Shape(1 << 20, 1 << 20) }, { "PW0015", () => new Noise().Bits(24) },
    };

    [Theory]
    [MemberData(nameof(Errors), DisableDiscoveryEnumeration = true)]
    public void Operands_that_do_not_fit_are_refused_with_their_place(string id, Action action)
    {
        var e = Assert.Throws<PathwiseException>(action);
        Assert.Equal(id, e.Id);
        Assert.NotNull(e.Cure);
        Assert.EndsWith("ShapeTests.cs", e.Place.File, StringComparison.Ordinal);
    }

    [Fact]
    public void A_carry_keeps_its_shape() => Assert.Equal("PW0014", Assert.Throws<PathwiseException>(() =>
        Loop.Build(3, false, [s_scalar.Node], [], (_, carry, _) => ([(carry[0].AsReal() * s_two).Node], []))).Id);
}
