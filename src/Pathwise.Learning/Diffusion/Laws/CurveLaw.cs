using Pathwise.Learning.Data;
using static System.Math;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// Points on curves of the plane with normal noise, as a mixture of normal laws at the points of a quadrature: ∫ w(u) N(m(u), s²I) du by Gauss and Legendre's rule, whose error falls faster than any power of the number of points once they lie nearer to each other than the noise is wide.
/// </summary>
sealed class CurveLaw : KnownLaw
{
    const double LeastDeviation = 0.005;

    readonly Toy _law;
    readonly GaussianMixture _mixture;

    /// <param name="law">The law that is drawn from.</param>
    /// <param name="deviation">The standard deviation of the noise.</param>
    /// <param name="to">The curve's parameter runs from 0 to here.</param>
    /// <param name="speed">The greatest length of curve a unit of the parameter.</param>
    /// <param name="weight">The density of the parameter.</param>
    /// <param name="curves">Points of the curves, which have equal chances.</param>
    CurveLaw(Toy law, double deviation, double to, double speed, Func<double, double> weight, params Func<double, double[]>[] curves)
    {
        if (!(deviation >= LeastDeviation)) throw Mistake.Setting($"the density of curves with noise of standard deviation {deviation}", $"take at least {LeastDeviation}");
        _law = law;
        // In the middle of the interval the points are π/2 times as far apart as on average; the density there is resolved where they are at most one deviation apart.
        var rule = Legendre((int)Ceiling(1.3 * PI / 2 * speed * to / deviation) + 16).Select(point => (At: to * (point.X + 1) / 2, Weight: to * point.Weight / 2)).Select(point => (point.At, Weight: point.Weight * weight(point.At) / curves.Length)).ToArray();
        var points = curves.SelectMany(curve => rule.Select(point => (Mean: curve(point.At), point.Weight))).ToArray();
        double total = points.Sum(point => point.Weight);
        _mixture = new([.. points.Select(point => point.Weight / total)], [.. points.Select(point => point.Mean)], [.. points.Select(_ => deviation)]);
    }

    public static CurveLaw Of(TwoMoons law) => new(law, law.Deviation, PI, 1, _ => 1 / PI, u => [Cos(u), Sin(u)], u => [1 - Cos(u), 0.5 - Sin(u)]);

    /// <summary>The turn is 3π√v with v uniform: its density is 2u/(3π)². The curve's length grows by √(1 + u²)/3.</summary>
    public static CurveLaw Of(Spirals law) => new(law, law.Deviation, 3 * PI, Sqrt(1 + 9 * PI * PI) / 3, u => 2 * u / (9 * PI * PI), u => [-u / 3 * Cos(u), u / 3 * Sin(u)], u => [u / 3 * Cos(u), -u / 3 * Sin(u)]);

    public override Shape PointShape => 2;

    public override Real Sample(Noise noise) => _law.Sample(noise);

    public override Real LogDensity(NoiseLevel level, Real x) => _mixture.LogDensity(level, x);

    private protected override (Real Score, Real Data) Means(NoiseLevel level, Real x) => _mixture.Both(level, x);

    /// <summary>The points and weights of Gauss and Legendre's rule on [−1, 1], by Newton's method from Tricomi's approximation of the zeros of P_n (DLMF 18.16, 3.5(v)).</summary>
    internal static IEnumerable<(double X, double Weight)> Legendre(int count)
    {
        for (int i = 0; i < count; i++)
        {
            double x = (1 - 1.0 / (8.0 * count * count)) * Cos(PI * (4 * i + 3) / (4 * count + 2)), slope = 0;
            for (int step = 0; step < 6; step++)
            {
                double before = 1, value = x;
                for (int k = 2; k <= count; k++) (before, value) = (value, ((2 * k - 1) * x * value - (k - 1) * before) / k);
                slope = count * (before - x * value) / (1 - x * x);
                x -= value / slope;
            }
            yield return (x, 2 / ((1 - x * x) * slope * slope));
        }
    }
}
