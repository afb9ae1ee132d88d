using System.Globalization;

namespace Pathwise.Calculus;

/// <summary>Where a process of two states starts.</summary>
internal abstract record PlaneInitialLaw
{
    /// <summary>At a point.</summary>
    public static PlaneInitialLaw Point(Real x, Real y) => new NormalLaw(x, y, null);

    /// <summary>Normal, with the means and the covariances xx, xy, yy.</summary>
    public static PlaneInitialLaw Normal(Real x, Real y, Real xx, Real xy, Real yy) => new NormalLaw(x, y, [xx, xy, yy]);

    /// <summary>A density on a rectangle, up to a factor.</summary>
    public static PlaneInitialLaw Density(Func<Real, Real, Real> density, (double X, double Y) from, (double X, double Y) to) => new FunctionLaw(density, from, to);

    /// <summary>The masses on the cells (x fastest) at a time not before the start and not after the latest, from which on the chain runs. A rough start may be wider than the law.</summary>
    public abstract (MassState State, double Start) On(Cells x, Cells y, Coefficients coefficients, double start, double latest, bool isRough);

    /// <summary>A centre, and lengths that the law's mass is within a few of.</summary>
    public abstract (double X, double Y, double LengthX, double LengthY) Extent(Coefficients coefficients, double start);

    /// <summary>
    /// A normal law at the centres of the cells, whose sums are exact to rounding if its deviation is a cell or more in every direction. A point starts as the normal law that it becomes after a time τ in which it grows so wide: mean x + aτ, covariance Bτ, whose moments are right
    /// to O(τ²) = O(h⁴). Where noise in some direction is too little for that, the start is a cell wide: an error of O(h²). Around a circle the law is wrapped.
    /// </summary>
    sealed record NormalLaw(Real X, Real Y, Real[]? Covariance) : PlaneInitialLaw
    {
        PointValues Evaluated(Coefficients coefficients, double start) => new PointFunctions((t, _) => [X, Y, .. Covariance ?? coefficients.Of(t, [X, Y])], 0, coefficients.Parameters).At(start);

        public override (double X, double Y, double LengthX, double LengthY) Extent(Coefficients coefficients, double start)
        {
            var at = Evaluated(coefficients, start).Values;
            return Covariance is null ? (at[0][0], at[1][0], 0, 0) : (at[0][0], at[1][0], Math.Sqrt(at[2][0]), Math.Sqrt(at[4][0]));
        }

        public override (MassState State, double Start) On(Cells x, Cells y, Coefficients coefficients, double start, double latest, bool isRough)
        {
            var at = Evaluated(coefficients, start);
            double V(int f) => at.Values[f][0];
            double D(int k, int f) => at.Derivatives[k][f]?[0] ?? 0;
            double hx = x.Widths[0], hy = y.Widths[0], time = 0, mx = V(0), my = V(1), xx, xy, yy;
            if (!(mx >= x.Lower && mx <= x.Upper && my >= y.Lower && my <= y.Upper))
                throw new PathwiseException("PW2011", string.Create(CultureInfo.InvariantCulture, $"a start at ({mx}, {my}), which is not inside the domain"), "start inside the domain");
            if (Covariance is null)
            {
                double own = Narrowest(V(4) / (hx * hx), V(5) / (hx * hy), V(6) / (hy * hy)), axes = Math.Max(V(4) > 0 ? hx * hx / V(4) : 0, V(6) > 0 ? hy * hy / V(6) : 0);
                time = Math.Min(own > 0 ? Math.Min(1 / own, 4 * axes) : axes, latest - start);
                (mx, my, xx, xy, yy) = (mx + time * V(2), my + time * V(3), time * V(4), time * V(5), time * V(6));
            }
            else (xx, xy, yy) = (V(2), V(3), V(4));
            double lacking = Math.Max(0, 1 - Narrowest(xx / (hx * hx), xy / (hx * hy), yy / (hy * hy)));
            if (lacking > 1e-9 && Covariance is not null && !isRough)
                throw new PathwiseException("PW2011", string.Create(CultureInfo.InvariantCulture, $"an initial normal law that is narrower than the cells, which are {hx:G3} by {hy:G3}"), "take more cells, or start at a point");
            (xx, yy) = (xx + lacking * hx * hx, yy + lacking * hy * hy);

            double determinant = xx * yy - xy * xy, pxx = yy / determinant, pxy = -xy / determinant, pyy = xx / determinant;
            var mass = new double[x.Count * y.Count];
            var tangents = Array.ConvertAll(at.Derivatives, _ => new double[mass.Length]);
            double[][] distancesX = [.. x.Centres.Select(centre => Distances(x, centre - mx, Math.Sqrt(xx)))], distancesY = [.. y.Centres.Select(centre => Distances(y, centre - my, Math.Sqrt(yy)))];
            for (int j = 0; j < y.Count; j++)
                for (int i = 0; i < x.Count; i++)
                    foreach (double dy in distancesY[j])
                        foreach (double dx in distancesX[i]) Add(j * x.Count + i, dx, dy);
            return (MassState.Normalised(mass, tangents), start + time);

            void Add(int cell, double dx, double dy)
            {
                double zx = pxx * dx + pxy * dy, zy = pxy * dx + pyy * dy, own = Math.Exp(-0.5 * (dx * zx + dy * zy));
                mass[cell] += own;
                for (int k = 0; k < tangents.Length; k++)
                {
                    bool isPoint = Covariance is null;
                    double dmx = D(k, 0) + (isPoint ? time * D(k, 2) : 0), dmy = D(k, 1) + (isPoint ? time * D(k, 3) : 0), scale = isPoint ? time : 1;
                    int first = isPoint ? 4 : 2;
                    double dxx = scale * D(k, first), dxy = scale * D(k, first + 1), dyy = scale * D(k, first + 2);
                    // Of the exponent; what does not depend on the point is taken out when the law is normalised.
                    tangents[k][cell] += own * (zx * dmx + zy * dmy + 0.5 * (zx * zx * dxx + 2 * zx * zy * dxy + zy * zy * dyy));
                }
            }

            // The distance of a centre and, around a circle, of its images, those nearest and all within ten deviations.
            static double[] Distances(Cells cells, double distance, double deviation)
            {
                if (!cells.Periodic) return [distance];
                double length = cells.Upper - cells.Lower, within = 0.5 * length + 10 * deviation;
                int first = (int)Math.Ceiling((-within - distance) / length), last = (int)Math.Floor((within - distance) / length);
                return [.. Enumerable.Range(first, last - first + 1).Select(turn => distance + turn * length)];
            }

            // The least variance in any direction, in cells.
            static double Narrowest(double xx, double xy, double yy) => 0.5 * (xx + yy - Math.Sqrt((xx - yy) * (xx - yy) + 4 * xy * xy));
        }
    }

    sealed record FunctionLaw(Func<Real, Real, Real> Function, (double X, double Y) From, (double X, double Y) To) : PlaneInitialLaw
    {
        public override (double X, double Y, double LengthX, double LengthY) Extent(Coefficients coefficients, double start) =>
            (0.5 * (From.X + To.X), 0.5 * (From.Y + To.Y), 0.5 * (To.X - From.X), 0.5 * (To.Y - From.Y));

        public override (MassState State, double Start) On(Cells x, Cells y, Coefficients coefficients, double start, double latest, bool isRough)
        {
            double[][] points = PlaneRates.Points(x.Centres, y.Centres);
            var at = new PointFunctions((_, z) => [Function(z[0], z[1])], 2, coefficients.Parameters).At(start, points);
            return (MassState.Normalised(Masses(at.Values[0]), [.. at.Derivatives.Select(own => Masses(own[0]))]), start);

            double[] Masses(double[]? density)
            {
                var mass = new double[points[0].Length];
                for (int i = 0; density is not null && i < mass.Length; i++)
                    if (points[0][i] >= From.X && points[0][i] <= To.X && points[1][i] >= From.Y && points[1][i] <= To.Y) mass[i] = density[i];
                return mass;
            }
        }
    }
}
