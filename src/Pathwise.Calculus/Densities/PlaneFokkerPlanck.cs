using System.Globalization;
using Pathwise.Estimation;

namespace Pathwise.Calculus;

/// <summary>
/// The Fokker–Planck equation of two states, ∂p/∂t = −Σ∂ᵢ(aᵢp) + ½Σ∂ᵢ∂ⱼ(Bᵢⱼp), on a grid of equal cells. Of second order in space and time away from walls; mass is kept and signs too. (Where noise is correlated and the density does not vanish at a reflecting or
/// absorbing wall, of first order there, as rates along the diagonals know walls by whole cells. Where noise vanishes in a direction, differences in it are upwind ones, of first order.)
/// </summary>
internal static class PlaneFokkerPlanck
{
    const double MostLeaked = 1e-10;

    /// <summary>The joint density at given times, by about so many equal steps from the start to the last of them.</summary>
    public static JointDensity[] Solve(ItoSystem system, ParameterValues parameters, PlaneInitialLaw initial, Axis axisX, Axis axisY, double start, double[] times, int steps, Watch? watch = null)
    {
        watch ??= Watch.Nobody;
        var coefficients = new Coefficients(system, 2, parameters);
        FokkerPlanck.RequireTimes(start, times, steps);
        var (x, y) = PlaneDomain.Of(coefficients, initial, axisX, axisY, start, times[^1]);
        var stepper = new PlaneStepper(coefficients, x, y);
        var densities = new List<JointDensity>();
        foreach (var (time, state, isAsked) in Steps(stepper, initial, coefficients, x, y, start, times, steps))
        {
            watch.At((time - start) / (times[^1] - start), () => string.Create(CultureInfo.InvariantCulture, $"the density at t = {time:G4}"));
            if (stepper.Leaked > MostLeaked)
                throw new PathwiseException("PW2012", string.Create(CultureInfo.InvariantCulture, $"a natural end of the domain ({x.Lower:G4}, {x.Upper:G4}) × ({y.Lower:G4}, {y.Upper:G4}) that the process passes: by t = {time:G6} a mass of {stepper.Leaked:G3} would have left"),
                    "move the end to where the density is negligible, or say what happens there: reflecting or absorbing");
            if (isAsked) densities.Add(new JointDensity(time, x, y, [.. state[0]], parameters.Names, [.. state[1..].Select(own => (double[])own.Clone())]));
        }
        return [.. densities];
    }

    /// <summary>The state at the start and after every step (the same arrays); as for one state, the first step is made of steps that double in length.</summary>
    internal static IEnumerable<(double Time, double[][] State, bool IsAsked)> Steps(
        PlaneStepper stepper, PlaneInitialLaw initial, Coefficients coefficients, Cells x, Cells y, double start, double[] times, int steps)
    {
        var (law, time) = initial.On(x, y, coefficients, start, start + 0.25 * (times[0] - start), stepper.IsRough);
        double[][] state = [law.Mass, .. law.Tangents];
        yield return (time, state, false);
        bool isFirst = true;
        foreach (double end in times)
        {
            int count = FokkerPlanck.StepsTo(end, time, start, times[^1], steps);
            double from = time, step = (end - from) / count;
            for (int n = 0; n < count; n++)
            {
                double t = from + n * step;
                foreach (double part in isFirst ? FokkerPlanck.Doubling(step) : [step])
                {
                    stepper.Advance(state, t, part);
                    t += part;
                }
                isFirst = false;
                time = n + 1 == count ? end : from + (n + 1) * step;
                yield return (time, state, n + 1 == count);
            }
        }
    }
}

/// <summary>Finds where natural ends without a position can be, as <see cref="CellsOfDomain"/> does: on coarse cells, without correlation.</summary>
internal static class PlaneDomain
{
    const int CoarseCells = 96, CoarseSteps = 32, MostGrowths = 60;
    const double Negligible = 1e-15;

    public static (Cells X, Cells Y) Of(Coefficients coefficients, PlaneInitialLaw initial, Axis axisX, Axis axisY, double start, double end)
    {
        Axis[] axes = [axisX, axisY];
        if (Array.TrueForAll(axes, axis => axis.Lower.Position is not null && axis.Upper.Position is not null)) return (Cells.Uniform(axisX), Cells.Uniform(axisY));
        // Tangents are not needed to see where mass is; the values of parameters are.
        var plain = coefficients.WithoutTangents();
        var extent = initial.Extent(coefficients, start);
        double[][] at = coefficients.Unchecked(start, [extent.X], [extent.Y]);
        double[] centre = [extent.X, extent.Y], length = [extent.LengthX, extent.LengthY], lower = new double[2], upper = new double[2];
        for (int d = 0; d < 2; d++)
        {
            double spread = 6 * (length[d] + Math.Sqrt(at[d == 0 ? 2 : 4][0] * (end - start))) + Math.Abs(at[d][0]) * Math.Min(end - start, 1);
            if (!(spread > 0) || !double.IsFinite(spread)) spread = 1;
            (lower[d], upper[d]) = (axes[d].Lower.Position ?? centre[d] - spread, axes[d].Upper.Position ?? centre[d] + spread);
        }
        for (int growth = 0; growth < MostGrowths; growth++)
        {
            Cells[] cells = [.. axes.Select((axis, d) => Cells.Uniform(CoarseCells, lower[d], upper[d], axis.Lower.Kind, axis.Upper.Kind))];
            var envelope = Envelope(plain, initial, cells[0], cells[1], start, end);
            bool hasGrown = false, isCoarse = false;
            for (int d = 0; d < 2; d++)
            {
                double[] own = envelope[d];
                double width = upper[d] - lower[d];
                bool below = axes[d].Lower.Position is null && Math.Max(own[0], own[1]) > Negligible, above = axes[d].Upper.Position is null && Math.Max(own[^1], own[^2]) > Negligible;
                if (below) lower[d] -= 0.5 * width;
                if (above) upper[d] += 0.5 * width;
                hasGrown |= below || above;
                if (below || above) continue;
                int first = Math.Max(0, Array.FindIndex(own, p => p > Negligible) - 2), last = Math.Min(CoarseCells - 1, Array.FindLastIndex(own, p => p > Negligible) + 2);
                if (axes[d].Lower.Position is null) lower[d] = cells[d].Faces[first];
                if (axes[d].Upper.Position is null) upper[d] = cells[d].Faces[last + 1];
                isCoarse |= upper[d] - lower[d] < 0.25 * width;
            }
            if (!double.IsFinite(upper[0] - lower[0]) || !double.IsFinite(upper[1] - lower[1])) break;
            if (hasGrown || isCoarse) continue;
            return (Cells.Uniform(axisX.Cells, lower[0], upper[0], axisX.Lower.Kind, axisX.Upper.Kind), Cells.Uniform(axisY.Cells, lower[1], upper[1], axisY.Lower.Kind, axisY.Upper.Kind));
        }
        throw new PathwiseException("PW2013", string.Create(CultureInfo.InvariantCulture, $"no domain holds the mass: in ({lower[0]:G3}, {upper[0]:G3}) × ({lower[1]:G3}, {upper[1]:G3}) it still reaches the ends"),
            "the process may explode or its law have heavy tails: give the ends positions and say what happens there");
    }

    /// <summary>For each column and each row of cells, the largest density over time relative to the largest at that time.</summary>
    static double[][] Envelope(Coefficients coefficients, PlaneInitialLaw initial, Cells x, Cells y, double start, double end)
    {
        double[][] envelope = [new double[x.Count], new double[y.Count]];
        foreach (var (_, state, _) in PlaneFokkerPlanck.Steps(new PlaneStepper(coefficients, x, y, ignoresCorrelation: true), initial, coefficients, x, y, start, [end], CoarseSteps))
        {
            double largest = state[0].Max();
            for (int c = 0; c < state[0].Length; c++)
            {
                double own = state[0][c] / largest;
                envelope[0][c % x.Count] = Math.Max(envelope[0][c % x.Count], own);
                envelope[1][c / x.Count] = Math.Max(envelope[1][c / x.Count], own);
            }
        }
        return envelope;
    }
}
