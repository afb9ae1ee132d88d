using static Pathwise.Functions;

namespace Pathwise.Learning.Data;

/// <summary>
/// The mixture of eight normal laws of equal weights, N(R(cos πk/4, sin πk/4), s²) for k = 0…7: density Σₖ exp(−|x − mₖ|²/2s²)/(16πs²).
/// </summary>
public sealed class EightGaussians : Toy
{
    readonly double[] _x, _y;
    readonly Lazy<double> _entropy;

    /// <summary>With the circle's radius R and the standard deviation s. PW4009 unless they are positive.</summary>
    public EightGaussians(double radius, double deviation)
    {
        if (!(radius > 0 && deviation > 0 && double.IsFinite(radius / deviation)))
            throw new PathwiseException("PW4009", $"eight normal laws with radius {radius} and standard deviation {deviation}", "give positive numbers", Place.OfCaller());
        (Radius, Deviation) = (radius, deviation);
        // Exact where they are known to be: k/4 half turns.
        _x = [.. Enumerable.Range(0, 8).Select(k => radius * double.CosPi(k / 4.0))];
        _y = [.. Enumerable.Range(0, 8).Select(k => radius * double.SinPi(k / 4.0))];
        _entropy = new(Integrate);
    }

    /// <summary>The radius R of the circle that the means are on.</summary>
    public double Radius { get; }

    /// <summary>The standard deviation s of each coordinate about its mean.</summary>
    public double Deviation { get; }

    /// <inheritdoc/>
    public override Real Sample(Noise noise)
    {
        var turn = noise.Bits(3) * (Math.PI / 4);
        return Radius * Stack(Cos(turn), Sin(turn)) + Deviation * noise.Normal(2);
    }

    /// <summary>The logarithm of the density at points [2], or [n, 2] for many.</summary>
    public Real LogDensity(Real point)
    {
        var (x, y) = Coordinates(point);
        double precision = -0.5 / (Deviation * Deviation);
        Real[] logs = [.. _x.Zip(_y, (mx, my) => precision * ((x - mx) * (x - mx) + (y - my) * (y - my)))];
        // The largest is taken out, so that far away no exponential vanishes in all of them.
        var largest = logs.Aggregate(Max);
        return largest + Log(logs.Select(log => Exp(log - largest)).Aggregate((a, b) => a + b)) - Math.Log(16 * Math.PI * Deviation * Deviation);
    }

    /// <summary>
    /// The entropy −E log p(X) in nats, by the trapezoidal rule, which converges faster than any power of the step for functions as smooth and falling as fast as this (Trefethen and Weideman, SIAM Review 56, 2014). By symmetry
    /// the average over one of the eight is enough.
    /// </summary>
    public double Entropy => _entropy.Value;

    double Integrate()
    {
        // 10 deviations to either side.
        const int steps = 100;
        const double step = 0.1;
        double sum = 0, weight = 0;
        for (int i = -steps; i <= steps; i++)
            for (int j = -steps; j <= steps; j++)
            {
                double u = i * step, v = j * step, w = Math.Exp(-(u * u + v * v) / 2);
                weight += w;
                sum -= w * LogDensity(_x[0] + Deviation * u, _y[0] + Deviation * v);
            }
        return sum / weight;
    }

    double LogDensity(double x, double y)
    {
        double precision = -0.5 / (Deviation * Deviation);
        double[] logs = [.. _x.Zip(_y, (mx, my) => precision * ((x - mx) * (x - mx) + (y - my) * (y - my)))];
        double largest = logs.Max();
        return largest + Math.Log(logs.Sum(log => Math.Exp(log - largest)) / (16 * Math.PI * Deviation * Deviation));
    }
}
