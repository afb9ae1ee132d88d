using System.Globalization;
using Pathwise.Estimation;

namespace Pathwise.Calculus;

/// <summary>One quantity by two ways.</summary>
/// <param name="Quantity">What.</param>
/// <param name="Way">The way that is compared with paths.</param>
/// <param name="Paths">By paths.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Bias">What halving the steps says of the scheme's bias.</param>
/// <param name="Other">By the other way.</param>
/// <param name="OtherError">What solving on half as many cells changes of it.</param>
public sealed record CrossCheckRow(string Quantity, string Way, double Paths, double StandardError, double Bias, double Other, double OtherError = 0)
{
    /// <summary>The difference in standard errors, the scheme's bias and the solver's error counted as such.</summary>
    public double Z => Paths == Other ? 0 : (Paths - Other) / Math.Sqrt(StandardError * StandardError + Bias * Bias + OtherError * OtherError);
}

/// <summary>Everything that is derived from one equation, compared: its paths and their pathwise derivatives with the generator, the density and the backward equation.</summary>
/// <param name="Rows">The comparisons.</param>
/// <param name="NumberOfPaths">The paths of the Monte Carlo runs.</param>
/// <param name="Steps">The steps of a path.</param>
/// <param name="Left">What could not be compared, and why.</param>
public sealed record CrossCheck(IReadOnlyList<CrossCheckRow> Rows, long NumberOfPaths, int Steps, IReadOnlyList<string> Left)
{
    /// <summary>Disagreements of more than five standard errors are failures.</summary>
    public const double Bound = 5;

    /// <summary>Whether all agree.</summary>
    public bool Agrees => Rows.All(row => Math.Abs(row.Z) <= Bound);

    /// <summary>Throws where they do not.</summary>
    public void ThrowIfFailed()
    {
        if (Rows.FirstOrDefault(row => !(Math.Abs(row.Z) <= Bound)) is { } row)
            throw new PathwiseException("PW2008", string.Create(CultureInfo.InvariantCulture, $"{row.Quantity} is {row.Paths} ± {row.StandardError} by paths and {row.Other} by {row.Way}"), "take more steps, or look for a domain of the density that is too small");
    }

    /// <summary>A line for each comparison.</summary>
    public override string ToString() => string.Join("\n", Rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Quantity} by {row.Way}: {row.Other:G8}, by paths {row.Paths:G8} ± {row.StandardError:G2}, z {row.Z:F1}")));

    const int Cells = 600, PlaneCells = 120;

    /// <summary>Compares what can be had of a system.</summary>
    internal static CrossCheck Run(SdeSystem system, string[] states, Real[] initial, TimeGrid grid, Scheme scheme, IReadOnlyList<ProgramParameter> parameters, EstimationOptions options)
    {
        var ito = system.AsIto.Continuous;
        int steps = grid.Steps + grid.Steps % 2;
        var noise = new Noise();
        var motion = new BrownianMotion(TimeGrid.Uniform(grid.Start, grid.End, steps), [.. Enumerable.Range(1, system.Drivers).Select(j => noise[$"W{j}"])]);
        SdePath[] fine = SdePath.Solve(system, initial, motion, scheme, states), coarse = SdePath.Solve(system, initial, motion.Coarser(2), scheme, states);
        var rows = new List<CrossCheckRow>();

        (double Mean, double Error, double Bias, GradientEntry[] Gradient, double[] GradientBias) ByPaths(Func<SdePath[], Real> f)
        {
            var program = new StochasticProgram("f", f(fine).Node, parameters);
            var run = GradientEstimator.Run(program, parameters, options, complete: false);
            var difference = GradientEstimator.Run(new StochasticProgram("f", (f(fine) - f(coarse)).Node, parameters), parameters, options, complete: false);
            return (run.Value, run.StandardError ?? 0, Math.Abs(difference.Value), [.. run.Gradient], [.. difference.Gradient.Select(entry => Math.Abs(entry.Mean?[0] ?? 0))]);
        }

        // The other way is had from a fine and from a coarse solution.
        void Add<T>(string quantity, string way, (double Mean, double Error, double Bias, GradientEntry[] Gradient, double[] GradientBias) paths, T solution, T coarser, Func<T, double> other, Func<T, string, double>? derivative = null)
        {
            CrossCheckRow Row(string what, double mean, double error, double bias, Func<T, double> by) => new(what, way, mean, error, bias, by(solution), Math.Abs(by(solution) - by(coarser)));
            rows.Add(Row(quantity, paths.Mean, paths.Error, paths.Bias, other));
            for (int i = 0; derivative is not null && i < paths.Gradient.Length; i++)
                if (paths.Gradient[i] is { Mean: { } mean, StandardError: var error })
                {
                    string name = paths.Gradient[i].Name;
                    // What rounding leaves is no error.
                    rows.Add(Row($"∂/∂{name} of {quantity}", mean[0], error![0] is { } own && own > 1e-12 * Math.Abs(mean[0]) ? own : 0, paths.GradientBias[i], by => derivative(by, name)));
                }
        }

        // Dynkin's formula: E f(X_T) − f(X₀) = E ∫ Lf dt.
        for (int i = 0; i < states.Length; i++)
        {
            int own = i;
            var squared = ByPaths(paths => paths[own].Terminal * paths[own].Terminal - paths[own].Initial * paths[own].Initial
                - PathFunctional.Integral(paths, (t, x) => 2 * x[own] * ito.Drift(t, x)[own] + ito.VariationOf(own, t, x)));
            rows.Add(new($"E {states[i]}² − E ∫ L({states[i]}²) dt", "Dynkin", squared.Mean, squared.Error, squared.Bias, 0));
        }
        var values = new ParameterValues([.. parameters.Select(p => p.Node)], [.. parameters.Select(p => p.Value)]);
        var left = new List<string>();
        try { if (states.Length == 1) OfDensity(); else if (states.Length == 2) OfJointDensity(); }
        catch (PathwiseException e) { left.Add($"the density: {e.Cause} ({e.Id})"); }
        return new(rows, options.Paths, steps, left);

        void OfDensity()
        {
            static Axis Of(int cells) => new(cells, Boundary.Natural(), Boundary.Natural());
            Density Solved(int cells) => FokkerPlanck.Solve(ito, values, InitialLaw.Point(initial[0]), Of(cells), grid.Start, [grid.End], cells).Terminal;
            Density density = Solved(Cells), coarser = Solved(Cells / 2);
            for (int power = 1; power <= 2; power++)
            {
                int n = power;
                var paths = ByPaths(p => n == 1 ? p[0].Terminal : p[0].Terminal * p[0].Terminal);
                string quantity = n == 1 ? $"E {states[0]}" : $"E {states[0]}²";
                Add(quantity, "Fokker–Planck", paths, density, coarser, by => by.Moment(n), (by, name) => by.ExpectationDerivative(name, x => n == 1 ? x : x * x));
                if (ProgramParameter.Evaluate(initial[0].Node, parameters) is not [var start]) continue;
                double Backward(int cells) => FeynmanKac.Solve(ito, values with { IsDifferentiated = false }, x => n == 1 ? x : x * x, new(), Of(cells), grid.Start, grid.End, cells, start).At(start);
                Add(quantity, "backward", paths, Backward(Cells), Backward(Cells / 2), by => by);
            }
        }

        void OfJointDensity()
        {
            JointDensity Solved(int cells)
            {
                var axis = new Axis(cells, Boundary.Natural(), Boundary.Natural());
                return PlaneFokkerPlanck.Solve(ito, values, PlaneInitialLaw.Point(initial[0], initial[1]), axis, axis, grid.Start, [grid.End], cells)[^1];
            }
            JointDensity density = Solved(PlaneCells), coarser = Solved(PlaneCells / 2);
            void Of(string quantity, Func<SdePath[], Real> paths, Func<double, double, double> f) =>
                Add(quantity, "Fokker–Planck", ByPaths(paths), density, coarser, by => by.Expectation(f), (by, name) => by.ExpectationDerivative(name, f));
            Of($"E {states[0]}", p => p[0].Terminal, (x, _) => x);
            Of($"E {states[1]}", p => p[1].Terminal, (_, y) => y);
            Of($"E {states[0]}{states[1]}", p => p[0].Terminal * p[1].Terminal, (x, y) => x * y);
        }
    }
}
