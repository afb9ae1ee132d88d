namespace Pathwise.Tests.Laws;

/// <summary>
/// Integrals over one side of a point x of a law, from its density alone, by double exponential quadrature (Takahasi and Mori, 1974). The points move
/// with the ends of the support, so that differences in a parameter see those move too.
/// </summary>
internal sealed class Tail(LawCase law, double[] parameters, double x, bool lower)
{
    const int Points = 401;
    const double Reach = 5;

    /// <summary>The length over which the density falls from x on; no more than x's distance from the middle of the law.</summary>
    readonly double _scale = 1 / Math.Max(Math.Abs(law.Slope(parameters, x)), 1 / Math.Max(law.Spread(parameters), Math.Abs(x - law.Centre(parameters))));

    /// <summary>The side that holds less, but the lower one of (0, 1): numbers near 1 are too coarse for a density that may have a pole there.</summary>
    public static (Tail Tail, bool IsLower) Smaller(LawCase law, double[] parameters, double x)
    {
        bool lower = (law.Ends(parameters) == (0, 1) && parameters.Any(p => p < 1)) || x < law.Centre(parameters);
        return (new(law, parameters, x, lower), lower);
    }

    static double Step => 2 * Reach / (Points - 1);

    /// <summary>The points of the rule, and the logarithms of the weights.</summary>
    (double[] Points, double[] LogWeights) Rule(double[] at)
    {
        var ends = law.Ends(at);
        double end = lower ? ends.Low : ends.High;
        double[] points = new double[Points], weights = new double[Points];
        for (int i = 0; i < Points; i++)
        {
            double s = -Reach + i * Step, t = Math.PI / 2 * Math.Sinh(s), cosh = Math.PI / 2 * Math.Cosh(s);
            if (double.IsInfinity(end))
            {
                points[i] = lower ? x - _scale * Math.Exp(t) : x + _scale * Math.Exp(t);
                weights[i] = Math.Log(_scale * cosh) + t;
            }
            else
            {
                double share = 1 / (1 + Math.Exp(2 * t));
                points[i] = end + (x - end) * share;
                weights[i] = Math.Log(Math.Abs(x - end) * 2 * cosh * share) - Math.Log(1 + Math.Exp(-2 * t));
            }
            weights[i] += Math.Log(Step);
        }
        return (points, weights);
    }

    (double[] Points, double[] LogTerms) Terms(double[] at)
    {
        var (points, weights) = Rule(at);
        var density = law.LogDensity([at], points);
        return (points, [.. density.Select((d, i) => d + weights[i])]);
    }

    /// <summary>∫ g(t) p(t) dt.</summary>
    public double Of(Func<double, double, double> g)
    {
        var (points, weights) = Rule(parameters);
        var density = law.LogDensity([parameters], points);
        return points.Select((t, i) => Math.Exp(density[i] + weights[i]) is > 0 and double mass ? mass * g(t, density[i]) : 0).Sum();
    }

    public double Probability => Of((_, _) => 1);

    /// <summary>The derivative in a parameter of the probability of this side, and the size of its terms and of what 10¹⁰ roundings do to them.</summary>
    public (double Value, double Size) Derivative(int parameter)
    {
        var ends = law.Ends(parameters);
        double unit = law.Unit(parameters, parameter), h = Math.Min(0.01, 0.1 * Math.Min(law.EndsMove(parameters) ? x - ends.Low : 1, ends.High - x) / unit), value = 0, size = 0;
        var shifted = new Dictionary<double, double[]>();
        double[] Shifted(double s)
        {
            if (shifted.TryGetValue(s, out var terms)) return terms;
            double[] at = [.. parameters];
            at[parameter] += s * unit;
            return shifted[s] = Terms(at).LogTerms;
        }
        var own = Shifted(0);
        for (int i = 0; i < Points; i++)
        {
            double mass = Math.Exp(own[i]);
            if (!(mass > 0)) continue;
            double score = Differences.First(s => Shifted(s)[i], h) / unit;
            value += mass * score;
            size += mass * (Math.Abs(score) + ((1 + Math.Abs(own[i])) * 1e-5 + law.Rounding * 1e9) / (h * unit));
        }
        return (value, size);
    }
}
