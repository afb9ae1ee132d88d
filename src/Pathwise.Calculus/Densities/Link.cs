using Pathwise.Numerics;

namespace Pathwise.Calculus;

/// <summary>
/// The probability flux between two points with a third in their middle, <c>Forward·p(from) − Backward·p(to)</c>. With D = ½b² and q = Dp it is ap − (Dp)′ = −e^ψ(e^−ψ q)′, ψ′ = a/D; for a flux that is constant and a ψ that is linear between
/// points a distance Δ apart, it is (B(−δψ)q − B(δψ)q₊)/Δ with B(z) = z/(e^z − 1) (Scharfetter and Gummel, IEEE Trans. Electron Devices 16, 1969; Chang and Cooper, J. Comput. Phys. 6, 1970). δψ = ∫a/D is by Simpson's rule, so that the stationary
/// density e^ψ/D is had at the points to O(Δ⁴), whatever the noise. Where |a|Δ/D is large, or D = 0, ψ is no smooth function between the points, and the flux is that of upwind differences.
/// </summary>
internal readonly struct Link
{
    /// <summary>Exponentials beyond e^±50 have met their upwind limit to the last digit.</summary>
    const double LargestPeclet = 50;

    readonly double[] _a, _b;
    readonly int _from, _between, _to;
    readonly double _distance, _difference;
    readonly bool _upwind, _isCentral;

    /// <param name="a">The drift at some points.</param>
    /// <param name="b">The diffusion b² there.</param>
    /// <param name="from">The first point.</param>
    /// <param name="between">The one in the middle.</param>
    /// <param name="to">The last.</param>
    /// <param name="distance">From the first to the last.</param>
    /// <param name="isCentral">
    /// Central differences instead of fitted ones, with as much more diffusion as keeps rates positive (Spalding, Int. J. Numer. Meth. Eng. 4, 1972): where no stationary density is to be had exactly, they smear less, and first and second
    /// moments of linear equations obey their own equations exactly.
    /// </param>
    public Link(double[] a, double[] b, int from, int between, int to, double distance, bool isCentral = false)
    {
        (_a, _b, _from, _between, _to, _distance, _isCentral) = (a, b, from, between, to, distance, isCentral);
        if (isCentral)
        {
            double forward = 0.5 * (b[from] / distance + a[from]), backward = 0.5 * (b[to] / distance - a[to]), lacking = Math.Max(0, -Math.Min(forward, backward));
            (Forward, Backward) = (forward + lacking, backward + lacking);
            return;
        }
        double limit = LargestPeclet * 0.5;
        _upwind = !(Math.Abs(a[from]) * distance < limit * b[from] && Math.Abs(a[between]) * distance < limit * b[between] && Math.Abs(a[to]) * distance < limit * b[to]);
        if (_upwind)
        {
            Forward = Math.Max(a[between], 0) + 0.5 * b[from] / distance;
            Backward = Math.Max(-a[between], 0) + 0.5 * b[to] / distance;
            return;
        }
        _difference = distance / 3 * (a[from] / b[from] + 4 * a[between] / b[between] + a[to] / b[to]);
        Forward = Bernoulli.Of(-_difference) * 0.5 * b[from] / distance;
        Backward = Bernoulli.Of(_difference) * 0.5 * b[to] / distance;
    }

    public double Forward { get; }
    public double Backward { get; }

    /// <summary>Its derivative for given derivatives of a and b².</summary>
    public (double Forward, double Backward) Derivative(double[]? da, double[]? db)
    {
        double from = db is null ? 0 : 0.5 * db[_from] / _distance, to = db is null ? 0 : 0.5 * db[_to] / _distance;
        if (_isCentral)
        {
            double forward = _b[_from] / _distance + _a[_from], backward = _b[_to] / _distance - _a[_to];
            if (da is not null) (from, to) = (from + 0.5 * da[_from], to - 0.5 * da[_to]);
            double lacking = Math.Min(forward, backward) >= 0 ? 0 : forward < backward ? -from : -to;
            return (from + lacking, to + lacking);
        }
        if (_upwind)
        {
            double drift = da is null ? 0 : da[_between];
            return (from + (_a[_between] > 0 ? drift : 0), to - (_a[_between] < 0 ? drift : 0));
        }
        double difference = _distance / 3 * (Ratio(_a, _b, _from) + 4 * Ratio(_a, _b, _between) + Ratio(_a, _b, _to));
        return (Bernoulli.Of(-_difference) * from - Bernoulli.Derivative(-_difference) * difference * 0.5 * _b[_from] / _distance,
            Bernoulli.Of(_difference) * to + Bernoulli.Derivative(_difference) * difference * 0.5 * _b[_to] / _distance);

        // d(a/b²)
        double Ratio(double[] a, double[] b, int i) => ((da is null ? 0 : da[i]) - (db is null ? 0 : db[i] * a[i] / b[i])) / b[i];
    }

    /// <summary>
    /// The rate, times a cell's width, at which an absorbing wall in place of a natural end would take mass, from coefficients at the centre, in the middle, and at the wall. Without diffusion there, only a drift that points outwards takes
    /// anything; coefficients that are singular (as 1/x is) repel or are the caller's choice.
    /// </summary>
    public static double Leak(double[] a, double[] b, int centre, int between, int wall, double distance, int outwards)
    {
        if (b[wall] == 0) return Math.Max(outwards * a[wall], 0);
        foreach (int i in (int[])[centre, between, wall]) if (!double.IsFinite(a[i]) || !double.IsFinite(b[i])) return 0;
        return outwards > 0 ? new Link(a, b, centre, between, wall, distance).Forward : new Link(a, b, wall, between, centre, distance).Backward;
    }
}

/// <summary>B(z) = z/(e^z − 1), the weight of exponentially fitted fluxes.</summary>
internal static class Bernoulli
{
    public static double Of(double z) => z == 0 ? 1 : z > 700 ? z * Math.Exp(-z) : z / ReferenceFunctions.Expm1(z);

    /// <summary>B′(z) = (1 − B(−z))/(e^z − 1), by its series −½ + z/6 − z³/180 + z⁵/5040 where that cancels.</summary>
    public static double Derivative(double z) => Math.Abs(z) < 0.02 ? -0.5 + z * (1 / 6.0 - z * z * (1 / 180.0 - z * z / 5040)) : (1 - Of(-z)) / ReferenceFunctions.Expm1(z);
}
