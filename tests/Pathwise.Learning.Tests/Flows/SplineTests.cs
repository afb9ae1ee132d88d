using Pathwise.Learning.Flows;
using static Pathwise.Functions;

namespace Pathwise.Learning.Tests.Flows;

/// <summary>Splines against the formulas written out for numbers, and by bisection.</summary>
public class SplineTests
{
    static readonly RandomKey s_key = new(23);

    /// <summary>Durkan et al., equations 4 to 7, in double precision.</summary>
    sealed class Plainly
    {
        readonly double _bound;
        readonly double[] _x, _y, _slopes;

        public Plainly(double[] h, SplineMap map)
        {
            int bins = map.Bins;
            _bound = map.Bound;
            double[] Knots(int from)
            {
                double[] e = [.. h.Skip(from).Take(bins).Select(Math.Exp)], at = new double[bins + 1];
                at[0] = -_bound;
                for (int j = 0; j < bins; j++) at[j + 1] = at[j] + 2 * _bound * (map.LeastShare + (1 - bins * map.LeastShare) * e[j] / e.Sum());
                at[bins] = _bound;
                return at;
            }
            (_x, _y) = (Knots(0), Knots(bins));
            double shift = Math.Log(Math.Exp(1 - map.LeastDerivative) - 1);
            _slopes = [1, .. h.Skip(2 * bins).Select(r => map.LeastDerivative + Math.Log(1 + Math.Exp(r + shift))), 1];
        }

        public double[] Knots => _x;

        public (double Value, double Derivative) At(double x)
        {
            if (Math.Abs(x) >= _bound) return (x, 1);
            int j = Array.FindLastIndex(_x, knot => knot <= x);
            double width = _x[j + 1] - _x[j], height = _y[j + 1] - _y[j], s = height / width, xi = (x - _x[j]) / width, bent = xi * (1 - xi);
            double bottom = s + (_slopes[j + 1] + _slopes[j] - 2 * s) * bent;
            return (_y[j] + height * (s * xi * xi + _slopes[j] * bent) / bottom,
                s * s * (_slopes[j + 1] * xi * xi + 2 * s * bent + _slopes[j] * (1 - xi) * (1 - xi)) / (bottom * bottom));
        }

        public double Inverse(double y)
        {
            double low = -10, high = 10;
            for (int i = 0; i < 200; i++)
            {
                double middle = (low + high) / 2;
                if (At(middle).Value < y) low = middle; else high = middle;
            }
            return (low + high) / 2;
        }
    }

    static double[] Weights(SplineMap map, double scale) => [.. s_key["weights"].Normal(map.Parameters).ToArray().Select(z => scale * z)];

    static (double[] Value, double[] LogDerivative) Applied(Func<Real, Real, (Real Value, Real LogDerivative)> map, double[] at, double[] h)
    {
        var (value, log) = map(at, Broadcast(Reshape(h, new(1, h.Length)), new(at.Length, h.Length)));
        return (value.ToArray(), log.ToArray());
    }

    [Theory]
    [InlineData(2, 3, 1)]
    [InlineData(8, 3, 1)]
    [InlineData(5, 0.7, 2)]
    [InlineData(16, 4, 3)]
    public void Values_derivatives_and_inverses(int bins, double bound, double scale)
    {
        var map = new SplineMap(bins, bound);
        double[] h = Weights(map, scale);
        var plainly = new Plainly(h, map);
        double[] at = [-9, -bound, .. Enumerable.Range(1, 60).Select(i => bound * (2 * i / 61.0 - 1)), .. plainly.Knots, bound, 7.5];
        var (value, log) = Applied(map.Forward, at, h);
        for (int i = 0; i < at.Length; i++)
        {
            var (y, slope) = plainly.At(at[i]);
            Assert.Equal(y, value[i], 1e-12 * (1 + bound));
            Assert.Equal(Math.Log(slope), log[i], 1e-9);
        }
        double[] targets = [-9, .. Enumerable.Range(1, 60).Select(i => bound * (2 * i / 61.0 - 1)), 7.5];
        var (back, backLog) = Applied(map.Inverse, targets, h);
        for (int i = 0; i < targets.Length; i++)
        {
            double x = plainly.Inverse(targets[i]);
            Assert.Equal(x, back[i], 1e-9);
            Assert.Equal(-Math.Log(plainly.At(x).Derivative), backLog[i], 1e-6);
        }
    }

    [Fact]
    public void Parameters_of_zero_are_the_identity()
    {
        var map = new SplineMap();
        double[] at = [-4, -3, -2.2, -0.1, 0, 0.4, 1.7, 3, 5];
        var (value, log) = Applied(map.Forward, at, new double[map.Parameters]);
        for (int i = 0; i < at.Length; i++) Assert.Equal((at[i], 0), (value[i], log[i]), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-14 && Math.Abs(a.Item2 - b.Item2) < 1e-14);
    }

    /// <summary>The derivative is continuous where bins meet, and at the ends, where it is 1.</summary>
    [Fact]
    public void Both_sides_of_every_knot_agree()
    {
        var map = new SplineMap(6, 2);
        double[] h = Weights(map, 1.5), knots = new Plainly(h, map).Knots;
        const double Step = 1e-9;
        var (below, belowLog) = Applied(map.Forward, [.. knots.Select(x => x - Step)], h);
        var (above, aboveLog) = Applied(map.Forward, [.. knots.Select(x => x + Step)], h);
        for (int j = 0; j < knots.Length; j++)
        {
            Assert.Equal(Math.Exp(aboveLog[j]), (above[j] - below[j]) / (2 * Step), 1e-5);
            Assert.Equal(belowLog[j], aboveLog[j], 1e-6);
        }
        Assert.Equal((0, 0), (belowLog[0], aboveLog[^1]));
    }

    /// <summary>Bins as narrow and as steep as they can be, in single precision: finite, and undone as far as the slope lets it.</summary>
    [Fact]
    public void Extreme_parameters_are_harmless_in_single_precision()
    {
        var map = new SplineMap();
        var loss = Expectation.Of((Real h, Real x, Noise _) =>
        {
            var (value, log) = map.Forward(x, Reshape(h, new(1, map.Parameters)));
            var (back, backLog) = map.Inverse(value, Reshape(h, new(1, map.Parameters)));
            // The error of x, in units of what one rounding of the value makes of it.
            return Sum(Abs(back - x) / (1 + Exp(-log))) + 0 * Sum(log + backLog);
        });
        Real[] points = [.. Enumerable.Range(0, 512).Select(i => (Real)new[] { 7 * (i / 511.0) - 3.5 })];
        foreach (double scale in new[] { 5.0, 30, 1000 })
        {
            var e = loss.ValueAndGradient(Weights(map, scale), points, new EstimationOptions { Paths = points.Length, Precision = Precision.F32 });
            Assert.InRange(e.Value, 0, 2e-6);
            Assert.All(e.Gradient.ToArray(), g => Assert.True(double.IsFinite(g)));
        }
    }

    [Fact]
    public void A_second_derivative_across_knots_is_refused()
    {
        var map = new SplineMap(3);
        var program = Expectation.Of((Real h, Noise noise) => Sum(map.Forward(noise.Normal(1), Reshape(h, new(1, map.Parameters))).LogDerivative));
        Real at = Weights(map, 1);
        Assert.All(program.Certificate(at).Entries, entry => Assert.Equal(Verdict.Pathwise, entry.Verdict));
        Assert.Empty(program.Certificate(at).Entries.SelectMany(entry => entry.Sites));
        Assert.Throws<GradientRefusedException>(() => program.Hessian(at, new EstimationOptions { Paths = 1000, Estimator = EstimatorKind.Pathwise }));
    }
}
