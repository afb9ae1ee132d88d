using System.Globalization;
using Pathwise.Estimation;

namespace Pathwise.Calculus;

/// <summary>
/// The Fokker–Planck (Kolmogorov forward) equation ∂p/∂t = −∂(ap)/∂x + ½∂²(b²p)/∂x² of dX = a dt + b dW, by finite volumes of second order in space and time that keep mass and sign, with the derivatives of p in
/// the parameters (Risken, The Fokker–Planck Equation, 1989).
/// </summary>
internal static class FokkerPlanck
{
    /// <summary>Mass that may pass a natural end unnoticed.</summary>
    const double MostLeaked = 1e-10;

    /// <summary>The density at given times, by about so many equal steps from the start to the last of them.</summary>
    public static DensityEvolution Solve(ItoSystem system, ParameterValues parameters, InitialLaw initial, Axis axis, double start, double[] times, int steps, Watch? watch = null)
    {
        var coefficients = new Coefficients(system, 1, parameters);
        RequireTimes(start, times, steps);
        return Solve(coefficients, initial, CellsOfDomain.Of(coefficients, initial, axis, start, times[^1]), start, times, steps, watch);
    }

    /// <summary>The same on given cells.</summary>
    public static DensityEvolution Solve(Coefficients coefficients, InitialLaw initial, Cells cells, double start, double[] times, int steps, Watch? watch = null)
    {
        watch ??= Watch.Nobody;
        RequireTimes(start, times, steps);
        string[] names = coefficients.Parameters.Names;
        var stepper = new MassStepper(coefficients, cells);
        var densities = new List<Density>();
        var record = new List<(double Time, MassState State, RateMatrix? RateMatrix)>();
        bool absorbs = cells.LowerKind == BoundaryKind.Absorbing || cells.UpperKind == BoundaryKind.Absorbing;
        foreach (var (time, state, isAsked) in Steps(stepper, initial, coefficients, cells, start, times, steps))
        {
            watch.At((time - start) / (times[^1] - start), () => string.Create(CultureInfo.InvariantCulture, $"the density at t = {time:G4}"));
            if (state.Leaked > MostLeaked)
                throw new PathwiseException("PW2012", string.Create(CultureInfo.InvariantCulture, $"a natural end of the domain from {cells.Lower} to {cells.Upper} that the process passes: by t = {time:G6} a mass of {state.Leaked:G3} would have left"),
                    "move the end to where the density is negligible, or say what happens there: reflecting or absorbing");
            record.Add((time, state with { Mass = [state.Mass[0], state.Mass[^1]], Tangents = [.. state.Tangents.Select(own => new[] { own[0], own[^1] })] }, absorbs ? stepper.At(time) : null));
            if (isAsked) densities.Add(new Density(time, cells, state.Mass, names, state.Tangents));
        }
        return new([.. densities], [.. record.Select(entry => entry.Time)],
            cells.LowerKind == BoundaryKind.Absorbing ? Exits(g => g.ExitLower, 0, s => s.ExitLower, s => s.ExitLowerTangents) : null,
            cells.UpperKind == BoundaryKind.Absorbing ? Exits(g => g.ExitUpper, 1, s => s.ExitUpper, s => s.ExitUpperTangents) : null);

        ExitRecord Exits(Func<Rates, double> rate, int end, Func<MassState, double> left, Func<MassState, double[]> leftTangents) => new(
            [.. record.Select(entry => rate(entry.RateMatrix!.Rates) * entry.State.Mass[end])],
            [.. record.Select(entry => left(entry.State))],
            ByName(k => [.. record.Select(entry => rate(entry.RateMatrix!.Rates) * entry.State.Tangents[k][end] + rate(entry.RateMatrix.Derivatives[k]) * entry.State.Mass[end])]),
            ByName(k => [.. record.Select(entry => leftTangents(entry.State)[k])]));

        Dictionary<string, IReadOnlyList<double>> ByName(Func<int, double[]> series) => names.Select((name, k) => (name, k)).ToDictionary(entry => entry.name, entry => (IReadOnlyList<double>)series(entry.k), StringComparer.Ordinal);
    }

    /// <summary>
    /// The states at the start and after every step. The first step is made of steps that double in length: a density that starts narrow changes fastest then.
    /// </summary>
    internal static IEnumerable<(double Time, MassState State, bool IsAsked)> Steps(
        MassStepper stepper, InitialLaw initial, Coefficients coefficients, Cells cells, double start, double[] times, int steps)
    {
        var (state, time) = initial.On(cells, coefficients, start);
        // A grid too coarse to see anything happen by the first time.
        if (time >= start + 0.5 * (times[0] - start)) time = start;
        yield return (time, state, false);
        bool isFirst = true;
        foreach (double end in times)
        {
            int count = StepsTo(end, time, start, times[^1], steps);
            double from = time, step = (end - from) / count;
            for (int n = 0; n < count; n++)
            {
                double t = from + n * step;
                foreach (double part in isFirst ? Doubling(step) : [step])
                {
                    state = stepper.Advance(state, t, part);
                    t += part;
                }
                isFirst = false;
                time = n + 1 == count ? end : from + (n + 1) * step;
                yield return (time, state, n + 1 == count);
            }
        }
    }

    /// <summary>The number of equal steps to the next time.</summary>
    internal static int StepsTo(double end, double time, double start, double last, int steps) => Math.Max(1, (int)Math.Ceiling((end - time) / (last - start) * steps - 1e-9));

    /// <summary>A step in parts 2⁻ⁿ, 2⁻ⁿ, 2⁻ⁿ⁺¹, … ½.</summary>
    internal static IEnumerable<double> Doubling(double step)
    {
        const int doublings = 10;
        for (int k = doublings + 1; k > 0; k--) yield return step * Math.Pow(2, -Math.Min(k, doublings));
    }

    /// <summary>
    /// The density that does not change any more (coefficients at time <paramref name="time"/>), with its derivatives: where no probability flows, by the ratios of the rates between neighbours; on a circle, the null vector of the generator.
    /// </summary>
    public static Density Stationary(ItoSystem system, ParameterValues parameters, Axis axis, double time = 0)
    {
        var coefficients = new Coefficients(system, 1, parameters);
        return Stationary(coefficients, CellsOfDomain.OfStationary(coefficients, axis, time), time);
    }

    internal static Density Stationary(Coefficients coefficients, Cells cells, double time)
    {
        if (cells.LowerKind == BoundaryKind.Absorbing || cells.UpperKind == BoundaryKind.Absorbing)
            throw new PathwiseException("PW2014", "a stationary density with an absorbing end: all mass leaves in the end", "make the ends reflecting, natural or periodic");
        var generator = RateMatrix.At(coefficients, cells, time);
        var (mass, tangents) = cells.Periodic ? Circulating(generator) : Balanced(generator);
        double leak = generator.LeakLower * mass[0] + generator.LeakUpper * mass[^1];
        if (leak > MostLeaked)
            throw new PathwiseException("PW2012", string.Create(CultureInfo.InvariantCulture, $"a natural end of the domain from {cells.Lower} to {cells.Upper} that the process passes: the stationary density would lose mass at a rate of {leak:G3}"),
                "move the end to where the density is negligible, or say what happens there: reflecting");
        return new Density(double.PositiveInfinity, cells, mass, coefficients.Parameters.Names, tangents);
    }

    /// <summary>The law under which no probability flows between neighbours.</summary>
    internal static (double[] Mass, double[][] Tangents) Balanced(RateMatrix generator)
    {
        var rates = generator.Rates;
        int n = rates.Up.Length;
        var logarithm = new double[n];
        for (int i = 1; i < n; i++) logarithm[i] = logarithm[i - 1] + Math.Log(rates.Up[i - 1]) - Math.Log(rates.Down[i]);
        double largest = logarithm.Max();
        if (!double.IsFinite(largest) || logarithm.Any(double.IsNaN))
            throw new PathwiseException("PW2014", "an equation without noise somewhere in the domain: its stationary density is not unique or not a function", "give a domain in which the diffusion is positive");
        double[] mass = [.. logarithm.Select(l => Math.Exp(l - largest))];
        double total = mass.Sum();
        for (int i = 0; i < n; i++) mass[i] /= total;
        return (mass, [.. generator.Derivatives.Select(derivative =>
        {
            var slope = new double[n];
            for (int i = 1; i < n; i++) slope[i] = slope[i - 1] + derivative.Up[i - 1] / rates.Up[i - 1] - derivative.Down[i] / rates.Down[i];
            double mean = 0;
            for (int i = 0; i < n; i++) mean += slope[i] * mass[i];
            return slope.Select((own, i) => mass[i] * (own - mean)).ToArray();
        })]);
    }

    static (double[] Mass, double[][] Tangents) Circulating(RateMatrix generator)
    {
        int n = generator.Rates.Up.Length;
        var elimination = new StateElimination(generator.Rates, new double[n], 1, periodic: true);
        var mass = elimination.NullVector();
        double total = mass.Sum();
        for (int i = 0; i < n; i++) mass[i] /= total;
        return (mass, [.. generator.Derivatives.Select(derivative =>
        {
            var tangent = new double[n];
            derivative.AddProduct(1, mass, tangent, periodic: true);
            elimination.SolveSingular(tangent);
            double change = tangent.Sum();
            for (int i = 0; i < n; i++) tangent[i] -= change * mass[i];
            return tangent;
        })]);
    }

    internal static void RequireTimes(double start, double[] times, int steps)
    {
        bool increasing = times.Length > 0 && double.IsFinite(start) && times.All(double.IsFinite) && times.Prepend(start).Zip(times).All(pair => pair.First < pair.Second);
        if (!increasing || steps is < 1 or > TimeGrid.MaximumSteps)
            throw new PathwiseException("PW2011", string.Create(CultureInfo.InvariantCulture, $"{steps} steps from {start} to times {string.Join(", ", times.Take(4))}"), "give increasing finite times after the start, and a positive number of steps");
    }
}
