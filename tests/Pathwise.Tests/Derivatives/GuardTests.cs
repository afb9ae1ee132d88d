using Pathwise.Derivatives;
using Pathwise.Distributions;
using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise.Tests.Derivatives;

/// <summary>On a branch not taken, values and derivatives may be infinite or undefined: they never reach a derivative.</summary>
public class GuardTests
{
    /// <summary>A function with a guard, and its first and second derivatives away from the kink at 0.</summary>
    static readonly (Func<Real, Real> F, Func<double, double> First, Func<double, double> Second)[] s_guarded =
    [
        (x => Where(x > 0, Log(x), 0), x => x > 0 ? 1 / x : 0, x => x > 0 ? -1 / (x * x) : 0),
        (x => Where(x > 0, Sqrt(x), 0), x => x > 0 ? 0.5 / Math.Sqrt(x) : 0, x => x > 0 ? -0.25 * Math.Pow(x, -1.5) : 0),
        (x => Where(x > 0, x * Sqrt(x) + Sqrt(x), 0), x => x > 0 ? 1.5 * Math.Sqrt(x) + 0.5 / Math.Sqrt(x) : 0, x => x > 0 ? 0.75 / Math.Sqrt(x) - 0.25 * Math.Pow(x, -1.5) : 0),
        (x => { var t = Sqrt(x); return Where(x > 0, t * t * t + t, 0); },
            x => x > 0 ? 1.5 * Math.Sqrt(x) + 0.5 / Math.Sqrt(x) : 0, x => x > 0 ? 0.75 / Math.Sqrt(x) - 0.25 * Math.Pow(x, -1.5) : 0),
        (x => Where(x <= 0, 0, Pow(x, 2.5)), x => x > 0 ? 2.5 * Math.Pow(x, 1.5) : 0, x => x > 0 ? 3.75 * Math.Sqrt(x) : 0),
        (x => Sqrt(Max(x, 0)), x => x > 0 ? 0.5 / Math.Sqrt(x) : 0, x => x > 0 ? -0.25 * Math.Pow(x, -1.5) : 0),
        (x => Where(x > 0, x, Exp(-1000 * x - 500)), x => x > 0 ? 1 : double.NaN, x => x > 0 ? 0 : double.NaN),
        (x => Where(x > 0, Where(x < 5, Acosh(1 + x), 0), 0), x => x > 0 ? 1 / Math.Sqrt(x * (2 + x)) : 0, x => x > 0 ? -(1 + x) * Math.Pow(x * (2 + x), -1.5) : 0),
        (x => Max(Where(x > 0, Log(x), -30), -30), x => x > 0 ? 1 / x : 0, x => x > 0 ? -1 / (x * x) : 0),
    ];

    public static TheoryData<int> Guarded => [.. Enumerable.Range(0, s_guarded.Length)];

    static double At(Node[] inputs, Node? node, double x) => node is null ? 0
        : new Pathwise.Execution.Interpreter(new Graph(inputs, [node])).Run([new Value([x], 1, 1, perPath: false)], 1)[0].Data[0];

    [Theory]
    [MemberData(nameof(Guarded))]
    public void Derivatives_are_finite_wherever_the_value_is(int index)
    {
        var (f, first, second) = s_guarded[index];
        var x = Node.Leaf(new Parameter(Shape.Scalar, "x"), perPath: false, Place.Nowhere, "x");
        // The argument of the guard has a derivative of its own, so that the chain goes on below.
        var y = f(x.AsReal() * 1.0 + 0 * Sin(x.AsReal())).Node;
        var reverse = Reverse.Gradient(y, x)[0]!;
        var forward = Forward.Pushforward([y], [x], [Constant.Of(1)])[0]!;
        Node?[] twice = [Reverse.Gradient(reverse, x)[0], Forward.Pushforward([reverse], [x], [Constant.Of(1)])[0], Reverse.Gradient(forward, x)[0]];
        foreach (double at in new[] { -3, -0.5, -1e-9, 1e-9, 0.25, 2 })
        {
            void Is(double expected, Node? node, string what)
            {
                double actual = At([x], node, at);
                Assert.True(double.IsNaN(expected) || Math.Abs(expected - actual) <= 1e-6 * (1 + Math.Abs(expected)), $"{what} at {at}: {actual} instead of {expected}");
            }
            Is(first(at), reverse, "reverse");
            Is(first(at), forward, "forward");
            foreach (var node in twice) Is(second(at), node, "second derivative");
            Is(first(at), Simplifier.Simplify(reverse)[0], "simplified");
        }
    }

    [Fact]
    public void At_the_kink_itself_nothing_is_undefined()
    {
        foreach (int index in new[] { 0, 1, 2, 3, 4 })
        {
            var x = Node.Leaf(new Parameter(Shape.Scalar, "x"), perPath: false, Place.Nowhere, "x");
            var y = s_guarded[index].F(x.AsReal()).Node;
            Assert.Equal(0, At([x], Reverse.Gradient(y, x)[0], 0));
            Assert.Equal(0, At([x], Forward.Pushforward([y], [x], [Constant.Of(1)])[0], 0));
        }
    }

    [Fact]
    public void A_guarded_function_of_noise_runs_and_is_right()
    {
        // E (z⁺)^½ and E z⁺ log z⁺ of z ~ N(p, 1), against differences with the same noise.
        foreach (Func<Real, Real> f in new Func<Real, Real>[] { z => Where(z > 0, z * Sqrt(z), 0), z => Where(z > 0, z * Log(z), 0) })
        {
            var program = Expectation.Of((Real p, Noise noise) => f(new Normal(p, 1).Sample(noise)));
            var run = program.ValueAndGradient(0.3, 100_000, seed: 3);
            double h = 0.02, difference = (program.Value(0.3 + h, 100_000, 3).Value - program.Value(0.3 - h, 100_000, 3).Value) / (2 * h);
            Assert.True(Math.Abs((double)run.Gradient - difference) <= 5 * (double)run.GradientStandardError, $"{run.Gradient} instead of {difference}");
        }
    }
}
