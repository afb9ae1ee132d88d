using System.Globalization;

namespace Pathwise.Calculus;

/// <summary>Finds where natural ends without a position can be: a coarse solution on a domain that grows until its density is negligible at the ends at all times.</summary>
internal static class CellsOfDomain
{
    /// <summary>Cells and steps of the solutions that look for a domain.</summary>
    const int CoarseCells = 400, CoarseSteps = 64, MostGrowths = 80;

    /// <summary>Density, relative to its maximum, that is negligible.</summary>
    const double Negligible = 1e-15;

    public static Cells Of(Coefficients coefficients, InitialLaw initial, Axis axis, double start, double end)
    {
        if (axis.Lower.Position is not null && axis.Upper.Position is not null) return Cells.Uniform(axis);
        // Tangents are not needed to see where mass is; the values of parameters are.
        coefficients = coefficients.WithoutTangents();
        var (centre, length) = initial.Extent(coefficients, start);
        double[][] at = coefficients.Unchecked(start, [centre]);
        double spread = 6 * (length + Math.Sqrt(at[1][0] * (end - start))) + Math.Abs(at[0][0]) * Math.Min(end - start, 1);
        return Grow(axis, centre, spread > 0 && double.IsFinite(spread) ? spread : 1, cells =>
        {
            var envelope = new double[cells.Count];
            foreach (var (_, state, _) in FokkerPlanck.Steps(new MassStepper(coefficients, cells), initial, coefficients, cells, start, [end], CoarseSteps))
            {
                double largest = state.Mass.Max();
                for (int i = 0; largest > 0 && i < envelope.Length; i++) envelope[i] = Math.Max(envelope[i], state.Mass[i] / largest);
            }
            return envelope;
        });
    }

    public static Cells OfStationary(Coefficients coefficients, Axis axis, double time)
    {
        if (axis.Lower.Position is not null && axis.Upper.Position is not null) return Cells.Uniform(axis);
        coefficients = coefficients.WithoutTangents();
        return Grow(axis, (axis.Lower.Position + 1 ?? axis.Upper.Position - 1) ?? 0, 1, cells =>
        {
            var values = FokkerPlanck.Stationary(coefficients, new Cells(cells.Faces, BoundaryKind.Reflecting, BoundaryKind.Reflecting), time).Values;
            double largest = values.Max();
            return [.. values.Select(p => p / largest)];
        });
    }

    static Cells Grow(Axis axis, double centre, double length, Func<Cells, double[]> envelope)
    {
        double lower = axis.Lower.Position ?? centre - length, upper = axis.Upper.Position ?? centre + length;
        for (int growth = 0; growth < MostGrowths; growth++)
        {
            var cells = Cells.Uniform(CoarseCells, lower, upper, axis.Lower.Kind, axis.Upper.Kind);
            double[] own = envelope(cells);
            bool below = axis.Lower.Position is null && Math.Max(own[0], own[1]) > Negligible, above = axis.Upper.Position is null && Math.Max(own[^1], own[^2]) > Negligible;
            double width = upper - lower;
            if (below) lower -= 0.5 * width;
            if (above) upper += 0.5 * width;
            if (!double.IsFinite(upper - lower)) break;
            if (below || above) continue;

            int first = Math.Max(0, Array.FindIndex(own, p => p > Negligible) - 2), last = Math.Min(CoarseCells - 1, Array.FindLastIndex(own, p => p > Negligible) + 2);
            if (axis.Lower.Position is null) lower = cells.Faces[first];
            if (axis.Upper.Position is null) upper = cells.Faces[last + 1];
            // What was seen by few cells is looked at again.
            if (upper - lower < 0.25 * width) continue;
            return Cells.Uniform(axis.Cells, lower, upper, axis.Lower.Kind, axis.Upper.Kind);
        }
        throw new PathwiseException("PW2013", string.Create(CultureInfo.InvariantCulture, $"no domain holds the mass: between {lower:G3} and {upper:G3} it still reaches the ends"),
            "the process may explode or its law have heavy tails: give the ends positions and say what happens there");
    }
}
