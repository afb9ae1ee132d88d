using System.Globalization;

namespace Pathwise.Calculus;

/// <summary>
/// The Fokker–Planck operator of two states on the cells of a plane, split into directions. The second derivatives ½∂∂(Bp) are those along the axes and along one diagonal of the grid, (hx, ±hy) with the sign of B_xy, with the weights
/// B_xx − |B_xy|hx/hy, B_yy − |B_xy|hy/hx and |B_xy|/(hx·hy): all rates are nonnegative, and masses stay positive, if the first two are (Kushner and Dupuis, Numerical Methods for Stochastic Control Problems in Continuous Time, §5.3). Drifts go with the axes, with the
/// fluxes of <see cref="Link"/>. A periodic state's last cell is the first's neighbour, along its axis and along diagonals.
/// </summary>
internal sealed class PlaneRates
{
    readonly Dictionary<(PlaneDirection, double), PlaneFactor> _factors = [];

    PlaneRates(PlaneDirection[] directions, double[] leak) => (Directions, Leak) = (directions, leak);

    /// <summary>Along x, along y, and along the diagonals that are needed.</summary>
    public PlaneDirection[] Directions { get; }

    /// <summary>The rate at which each cell would lose mass through natural ends if they were open, in the order of cells with x fastest.</summary>
    public double[] Leak { get; }

    /// <summary>I − cQ of one direction; those of the last two lengths of steps are remembered.</summary>
    public PlaneFactor Factor(PlaneDirection direction, double c)
    {
        if (_factors.TryGetValue((direction, c), out var known)) return known;
        if (_factors.Count >= 2 * Directions.Length) _factors.Clear();
        return _factors[(direction, c)] = new PlaneFactor(direction, c);
    }

    /// <summary>The rates at time t.</summary>
    /// <param name="coefficients">Of two states.</param>
    /// <param name="x">The cells along x.</param>
    /// <param name="y">The cells along y.</param>
    /// <param name="t">The time.</param>
    /// <param name="ignoresCorrelation">Takes B_xy for 0, which changes no marginal law's spread: for looking for a domain.</param>
    public static PlaneRates At(Coefficients coefficients, Cells x, Cells y, double t, bool ignoresCorrelation = false)
    {
        int parameters = coefficients.Parameters.Names.Length;
        double hx = x.Widths[0], hy = y.Widths[0];
        var leak = new double[x.Count * y.Count];
        var centres = Points(x.Centres, y.Centres);
        var at = coefficients.At(t, centres);
        var cross = ignoresCorrelation ? new double[leak.Length] : at.Values[3];
        RequireMonotone(at.Values[2], at.Values[4], cross, x, y);
        var directions = new List<PlaneDirection>
        {
            Along(x, y, 0, hx / hy), Along(y, x, 1, hy / hx),
        };
        foreach (int sign in (int[])[1, -1])
            if (Enumerable.Range(0, cross.Length).Any(cell => IsAlong(sign, cell))) directions.Add(Diagonal(sign));
        return new([.. directions], leak);

        // Without correlation, its derivative goes with the first diagonal: tangents need no sign.
        bool IsAlong(int sign, int cell) => sign * cross[cell] > 0 || (sign > 0 && cross[cell] == 0 && !ignoresCorrelation && Array.Exists(at.Derivatives, own => own[3] is { } slope && slope[cell] != 0));

        // Lines along one axis, side by side across the other.
        PlaneDirection Along(Cells along, Cells across, int axis, double ratio)
        {
            bool isX = axis == 0;
            int rows = along.Count, columns = across.Count, drift = axis, own = isX ? 2 : 4;
            // Along the lines: the centres, the middles between them, and middle and wall at each end.
            double[] nodes = [.. along.Centres, .. along.Faces[1..^1], 0.5 * (along.Lower + along.Centres[0]), along.Lower, 0.5 * (along.Upper + along.Centres[^1]), along.Upper];
            int walls = 2 * rows - 1;
            bool lower = along.LowerKind == BoundaryKind.Absorbing, upper = along.UpperKind == BoundaryKind.Absorbing, periodic = along.Periodic;
            double[] inside = nodes[..walls];
            var values = coefficients.At(t, isX ? Points(inside, across.Centres) : Points(across.Centres, inside));
            double[] ends = nodes[walls..];
            var endPoints = isX ? Points(ends, across.Centres) : Points(across.Centres, ends);
            var endValues = periodic || (lower && upper) ? coefficients.At(t, endPoints).Values : coefficients.Unchecked(t, endPoints);
            var endDerivatives = periodic || lower || upper ? coefficients.DerivativesAt(t, endPoints) : null;

            var made = Made(new PlaneDirection(isX, 0, rows, columns, IsClosed: periodic));
            double h = along.Widths[0];
            int links = periodic ? rows : rows - 1;
            for (int c = 0; c < columns; c++)
            {
                double[] a = Line(values.Values[drift], endValues[drift], c), b = Line(values.Values[own], endValues[own], c), bxy = ignoresCorrelation ? new double[nodes.Length] : Line(values.Values[3], endValues[3], c);
                // Rounding may leave a little below 0 where noise along the diagonal is all there is.
                for (int i = 0; i < b.Length; i++) b[i] = Math.Max(b[i] - Math.Abs(bxy[i]) * ratio, 0);
                for (int r = 0; r < links; r++)
                {
                    var link = Between(r);
                    (made.Up[r * columns + c], made.Down[Next(r) * columns + c]) = (link.Forward / h, link.Backward / h);
                }
                Link low = new(a, b, walls + 1, walls, 0, 0.5 * h), high = new(a, b, rows - 1, walls + 2, walls + 3, 0.5 * h);
                if (lower) made.Exit[c] += low.Backward / h;
                if (upper) made.Exit[(rows - 1) * columns + c] += high.Forward / h;
                if (along.LowerKind == BoundaryKind.Natural) leak[Cell(0, c)] += Link.Leak(a, b, 0, walls, walls + 1, 0.5 * h, -1) / h;
                if (along.UpperKind == BoundaryKind.Natural) leak[Cell(rows - 1, c)] += Link.Leak(a, b, rows - 1, walls + 2, walls + 3, 0.5 * h, 1) / h;

                for (int k = 0; k < parameters; k++)
                {
                    var derivative = made.Derivatives[k];
                    double[]? da = LineOf(k, drift), db = LineOf(k, own);
                    if (!ignoresCorrelation && LineOf(k, 3) is { } dCross)
                    {
                        db ??= new double[nodes.Length];
                        for (int i = 0; i < db.Length; i++) db[i] -= (bxy[i] < 0 ? -1 : 1) * dCross[i] * ratio;
                    }
                    for (int r = 0; r < links; r++)
                    {
                        var (forward, backward) = Between(r).Derivative(da, db);
                        (derivative.Up[r * columns + c], derivative.Down[Next(r) * columns + c]) = (forward / h, backward / h);
                    }
                    if (lower) derivative.Exit[c] += low.Derivative(da, db).Backward / h;
                    if (upper) derivative.Exit[(rows - 1) * columns + c] += high.Derivative(da, db).Forward / h;

                    double[]? LineOf(int k, int f) => values.Derivatives[k][f] is { } within ? Line(within, endDerivatives?[k][f] ?? new double[4 * columns], c) : null;
                }

                // A circle's last cell and its first meet at the upper end, which is the lower.
                Link Between(int r) => new(a, b, r, r + 1 < rows ? rows + r : walls + 3, Next(r), h, bxy[r + 1 < rows ? rows + r : walls + 3] != 0);
            }
            return made;

            int Next(int r) => r + 1 < rows ? r + 1 : 0;

            int Cell(int r, int c) => isX ? c * x.Count + r : r * x.Count + c;

            // The numbers on one line, from those at all points with x fastest.
            double[] Line(double[] within, double[] atEnds, int c)
            {
                var line = new double[nodes.Length];
                for (int i = 0; i < walls; i++) line[i] = within[isX ? c * walls + i : i * columns + c];
                for (int i = 0; i < 4; i++) line[walls + i] = atEnds[isX ? c * 4 + i : i * columns + c];
                return line;
            }
        }

        // Lines run across a circle rather than around it, where there is one; on a torus so that they close soon.
        PlaneDirection Diagonal(int sign)
        {
            bool isTransposed = y.Periodic && (!x.Periodic || y.Count < x.Count);
            var made = Made(isTransposed ? new PlaneDirection(true, sign, x.Count, y.Count, x.Periodic, IsRound: true) : new PlaneDirection(false, sign, y.Count, x.Count, y.Periodic, x.Periodic));
            for (int j = 0; j < y.Count; j++)
                for (int i = 0; i < x.Count; i++)
                {
                    int cell = j * x.Count + i;
                    if (!IsAlong(sign, cell)) continue;
                    Fill(made, directions[0], directions[1], i, j, Math.Abs(cross[cell]));
                    for (int k = 0; k < parameters; k++)
                        if (at.Derivatives[k][3] is { } derivative) Fill(made.Derivatives[k], directions[0].Derivatives[k], directions[1].Derivatives[k], i, j, sign * derivative[cell]);
                }
            return made;

            void Fill(PlaneDirection rates, PlaneDirection alongX, PlaneDirection alongY, int i, int j, double b)
            {
                double rate = 0.5 * b / (hx * hy);
                int turned = i * y.Count + j, cell = j * x.Count + i, own = isTransposed ? turned : cell;
                foreach (int up in (int[])[1, -1])
                {
                    int upX = isTransposed ? up : sign * up, upY = sign * upX;
                    BoundaryKind? throughX = Through(x, i + upX), throughY = Through(y, j + upY);
                    if (throughX is null && throughY is null) (up > 0 ? rates.Up : rates.Down)[own] = rate;
                    else if (throughX == BoundaryKind.Absorbing || throughY == BoundaryKind.Absorbing) rates.Exit[own] += rate;
                    // The mean of one state does not feel that the other is at a natural end; a reflecting wall, where no probability crosses, drags it along: ½B_xy p.
                    else if (throughX is null && throughY == BoundaryKind.Natural) (upX > 0 ? alongX.Up : alongX.Down)[turned] += rate;
                    else if (throughY is null && throughX == BoundaryKind.Natural) (upY > 0 ? alongY.Up : alongY.Down)[cell] += rate;
                }
            }
        }

        PlaneDirection Made(PlaneDirection layout)
        {
            layout.Derivatives = [.. Enumerable.Range(0, parameters).Select(_ => layout.Empty())];
            return layout;
        }
    }

    /// <summary>The end that a place outside of the cells is beyond; null within, and around a circle.</summary>
    static BoundaryKind? Through(Cells cells, int place) => cells.Periodic ? null : place < 0 ? cells.LowerKind : place >= cells.Count ? cells.UpperKind : null;

    static void RequireMonotone(double[] xx, double[] yy, double[] xy, Cells x, Cells y)
    {
        double ratio = x.Widths[0] / y.Widths[0], least = 0, most = double.PositiveInfinity;
        int worst = -1;
        for (int i = 0; i < xx.Length; i++)
        {
            double b = Math.Abs(xy[i]);
            if (b == 0) continue;
            // hx/hy lies between |B_xy|/B_yy and B_xx/|B_xy|.
            (least, most) = (Math.Max(least, b / yy[i]), Math.Min(most, xx[i] / b));
            if (worst < 0 && (b * ratio > xx[i] * (1 + 1e-10) || b > yy[i] * ratio * (1 + 1e-10))) worst = i;
        }
        if (worst < 0) return;
        string cure = least < most
            ? string.Create(CultureInfo.InvariantCulture, $"cells must be {least:G4} to {most:G4} times as wide as high, here they are {ratio:G4} times: with {x.Count} cells along x, take {Math.Ceiling(x.Count * (y.Upper - y.Lower) / (x.Upper - x.Lower) * Math.Sqrt(Math.Max(least, 1e-3 * most) * Math.Min(most, 1e3 * least))):F0} along y")
            : "no one shape of cells serves all of the domain: use coordinates in which the diffusion varies less, such as logarithms, or a smaller domain";
        throw new PathwiseException("PW2015", string.Create(CultureInfo.InvariantCulture, $"correlated noise that these cells cannot follow with positive rates, first at ({x.Centres[worst % x.Count]:G4}, {y.Centres[worst / x.Count]:G4})"), cure);
    }

    /// <summary>All points of a grid, x fastest.</summary>
    internal static double[][] Points(double[] x, double[] y)
    {
        double[] px = new double[x.Length * y.Length], py = new double[x.Length * y.Length];
        for (int j = 0; j < y.Length; j++)
            for (int i = 0; i < x.Length; i++) (px[j * x.Length + i], py[j * x.Length + i]) = (x[i], y[j]);
        return [px, py];
    }
}
