using System.Globalization;
using Pathwise.Numerics;

namespace Pathwise.Calculus;

/// <summary>Where the process starts. Points, means and deviations may depend on parameters.</summary>
internal abstract record InitialLaw
{
    /// <summary>At a point.</summary>
    public static InitialLaw Point(Real x) => new PointLaw(x);

    /// <summary>Normal. Between walls it is restricted to the domain.</summary>
    public static InitialLaw Normal(Real mean, Real deviation) => new NormalLaw(mean, deviation);

    /// <summary>A density on an interval, up to a factor.</summary>
    public static InitialLaw Density(Func<Real, Real> density, double from, double to) => new FunctionLaw(density, from, to);

    /// <summary>The density in each cell of the grid, up to a factor.</summary>
    public static InitialLaw Values(double[] density) => new ValuesLaw(density);

    /// <summary>The masses on cells at a time not before the start, from which on the chain runs.</summary>
    public abstract (MassState State, double Start) On(Cells cells, Coefficients coefficients, double start);

    /// <summary>A centre, and a length that the law's mass is within a few of: where to look first.</summary>
    public abstract (double Centre, double Length) Extent(Coefficients coefficients, double start);

    /// <summary>
    /// A point is spread over three cells by weights that are nonnegative, once differentiable in the point, and have the mean a(x)τ on and variance v = h²/4 (a quadratic B-spline's): to second order the law at τ = v/b²(x), which is
    /// when the chain starts.
    /// </summary>
    sealed record PointLaw(Real X) : InitialLaw
    {
        PointValues Evaluated(Coefficients coefficients, double start) => new PointFunctions((t, _) => [X, .. coefficients.Of(t, [X])], 0, coefficients.Parameters).At(start);

        public override (double Centre, double Length) Extent(Coefficients coefficients, double start) => (Evaluated(coefficients, start).Values[0][0], 0);

        public override (MassState State, double Start) On(Cells cells, Coefficients coefficients, double start)
        {
            var at = Evaluated(coefficients, start);
            double x = at.Values[0][0], a = at.Values[1][0], b = at.Values[2][0];
            int names = coefficients.Parameters.Names.Length;
            bool isInside = (x > cells.Lower || (x == cells.Lower && cells.LowerKind != BoundaryKind.Absorbing)) && (x < cells.Upper || (x == cells.Upper && cells.UpperKind != BoundaryKind.Absorbing));
            if (!isInside)
                throw new PathwiseException("PW2011", string.Create(CultureInfo.InvariantCulture, $"a start at {x}, which is not inside the domain from {cells.Lower} to {cells.Upper}"), "start inside the domain");
            int cell = cells.Of(x), n = cells.Count;
            double below = cell == 0 ? cells.Widths[0] : cells.Centres[cell] - cells.Centres[cell - 1];
            double above = cell == n - 1 ? cells.Widths[^1] : cells.Centres[cell + 1] - cells.Centres[cell];
            double variance = 0.25 * Math.Pow(Math.Max(below, above), 2), time = b > 0 ? variance / b : 0;
            double mean = x + a * time - cells.Centres[cell];
            // Where the law leaves its cell before it is as wide as the cell, the point itself is as good a start, to the order of upwind differences.
            if (Math.Abs(a) * time > 0.25 * cells.Widths[cell] || !cells.Periodic && (cell == 0 || cell == n - 1)) (time, mean) = (0, x - cells.Centres[cell]);

            var mass = new double[n];
            var tangents = new double[names][];
            Spread(mass, (variance + mean * (mean - above)) / (below * (below + above)), (variance + mean * (mean + below)) / (above * (below + above)));
            var state = new MassState(mass, tangents);
            var generator = RateMatrix.At(coefficients, cells, start);
            for (int k = 0; k < names; k++)
            {
                double dx = At(k, 0), da = At(k, 1), db = At(k, 2);
                double dTime = time > 0 ? -time * db / b : 0, dMean = dx + (time > 0 ? a * dTime + da * time : 0);
                tangents[k] = new double[n];
                Spread(tangents[k], dMean * (2 * mean - above) / (below * (below + above)), dMean * (2 * mean + below) / (above * (below + above)), total: 0);
                // A later start is a shorter run.
                generator.Rates.AddProduct(-dTime, mass, tangents[k], cells.Periodic);
            }
            return (state, start + time);

            double At(int k, int f) => at.Derivatives[k][f]?[0] ?? 0;

            // Beside a wall, the weight that would lie behind it stays in the cell.
            void Spread(double[] onto, double lower, double upper, double total = 1)
            {
                onto[cell] += total - lower - upper;
                onto[cell > 0 ? cell - 1 : cells.Periodic ? n - 1 : 0] += lower;
                onto[cell < n - 1 ? cell + 1 : cells.Periodic ? 0 : n - 1] += upper;
            }
        }
    }

    /// <summary>The density at the centres, whose sums are exact to rounding for deviations of a cell and more; below, the masses between the faces.</summary>
    sealed record NormalLaw(Real Mean, Real Deviation) : InitialLaw
    {
        PointValues Evaluated(Coefficients coefficients, double start) => new PointFunctions((_, _) => [Mean, Deviation], 0, coefficients.Parameters).At(start);

        public override (double Centre, double Length) Extent(Coefficients coefficients, double start)
        {
            var at = Evaluated(coefficients, start).Values;
            return (at[0][0], at[1][0]);
        }

        public override (MassState State, double Start) On(Cells cells, Coefficients coefficients, double start)
        {
            var at = Evaluated(coefficients, start);
            double mean = at.Values[0][0], deviation = at.Values[1][0], length = cells.Upper - cells.Lower;
            if (!(deviation > 0)) throw new PathwiseException("PW2011", string.Create(CultureInfo.InvariantCulture, $"an initial normal law with standard deviation {deviation}"), "give a positive deviation, or a point");
            bool byFaces = deviation < cells.Widths.Max();
            var mass = new double[cells.Count];
            var tangents = Array.ConvertAll(at.Derivatives, _ => new double[cells.Count]);
            // On a circle, the law is wrapped around it.
            int turns = cells.Periodic ? (int)Math.Ceiling(10 * deviation / length) + 1 : 0;
            for (int turn = -turns; turn <= turns; turn++)
                for (int i = 0; i < mass.Length; i++)
                {
                    double shift = turn * length - mean, dMean, dDeviation;
                    if (byFaces)
                    {
                        double low = (cells.Faces[i] + shift) / deviation, high = (cells.Faces[i + 1] + shift) / deviation;
                        mass[i] += low > 0 ? ReferenceFunctions.NormalCdf(-low) - ReferenceFunctions.NormalCdf(-high) : ReferenceFunctions.NormalCdf(high) - ReferenceFunctions.NormalCdf(low);
                        (dMean, dDeviation) = ((Phi(low) - Phi(high)) / deviation, (low * Phi(low) - high * Phi(high)) / deviation);
                    }
                    else
                    {
                        double z = (cells.Centres[i] + shift) / deviation, own = Phi(z) * cells.Widths[i] / deviation;
                        mass[i] += own;
                        (dMean, dDeviation) = (own * z / deviation, own * (z * z - 1) / deviation);
                    }
                    for (int k = 0; k < tangents.Length; k++)
                        tangents[k][i] += dMean * (at.Derivatives[k][0]?[0] ?? 0) + dDeviation * (at.Derivatives[k][1]?[0] ?? 0);
                }
            return (MassState.Normalised(mass, tangents), start);

            static double Phi(double z) => Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI);
        }
    }

    sealed record FunctionLaw(Func<Real, Real> Function, double From, double To) : InitialLaw
    {
        public override (double Centre, double Length) Extent(Coefficients coefficients, double start) => (0.5 * (From + To), 0.5 * (To - From));

        public override (MassState State, double Start) On(Cells cells, Coefficients coefficients, double start)
        {
            var at = new PointFunctions((_, x) => [Function(x[0])], 1, coefficients.Parameters).At(start, cells.Centres);
            return (MassState.Normalised(Masses(at.Values[0]), [.. at.Derivatives.Select(own => Masses(own[0]))]), start);

            double[] Masses(double[]? density) => [.. cells.Centres.Select((x, i) => density is null || x < From || x > To ? 0 : density[i] * cells.Widths[i])];
        }
    }

    sealed record ValuesLaw(double[] Own) : InitialLaw
    {
        public override (double Centre, double Length) Extent(Coefficients coefficients, double start) =>
            throw new PathwiseException("PW2011", "values of a density on a domain that is yet to be found", "give the natural ends positions");

        public override (MassState State, double Start) On(Cells cells, Coefficients coefficients, double start)
        {
            if (Own.Length != cells.Count)
                throw new PathwiseException("PW2011", string.Create(CultureInfo.InvariantCulture, $"an initial density of {Own.Length} values on {cells.Count} cells"), "give one value for each cell");
            return (MassState.Normalised([.. Own.Select((p, i) => p * cells.Widths[i])], [.. coefficients.Parameters.Names.Select(_ => new double[Own.Length])]), start);
        }
    }
}
