using Pathwise.Estimation;

namespace Pathwise
{
    /// <summary>One parameter element's derivative by one estimator, in a pilot run.</summary>
    /// <param name="Parameter">The parameter, with the index of the element where it is an array.</param>
    /// <param name="Mean">The mean.</param>
    /// <param name="StandardError">Its standard error.</param>
    /// <param name="Variance">The variance of one path.</param>
    /// <param name="Work">Variance × operations: what a given error costs.</param>
    public sealed record ComparedDerivative(string Parameter, double Mean, double? StandardError, double Variance, double Work);

    /// <summary>One way of estimating the gradient.</summary>
    /// <param name="Estimator">What the derivatives are made by.</param>
    /// <param name="Operations">Operations of a path.</param>
    /// <param name="IsChosen">Whether the library takes this way.</param>
    /// <param name="Derivatives">The derivative in each parameter.</param>
    public sealed record ComparedEstimator(string Estimator, long Operations, bool IsChosen, IReadOnlyList<ComparedDerivative> Derivatives);

    /// <summary>Every unbiased way of estimating a gradient, by variance × cost.</summary>
    /// <param name="Estimators">The ways, the library's choice first.</param>
    /// <param name="Reason">Why the library chooses as it does.</param>
    /// <param name="Paths">The paths of the pilot run of each.</param>
    public sealed record EstimatorComparison(IReadOnlyList<ComparedEstimator> Estimators, string Reason, long Paths);
}

namespace Pathwise.Estimation
{
    /// <summary>Pilot runs of all candidates.</summary>
    internal static class Advisor
    {
        public static EstimatorComparison Run(StochasticProgram program, IReadOnlyList<ProgramParameter> wanted, EstimationOptions options)
        {
            options.Validate();
            program.CheckDomains();
            var candidates = Candidates.Of(program, wanted, options);
            if (candidates.Count == 0)
            {
                var certificate = program.Certificate(wanted);
                throw new GradientRefusedException(certificate, certificate.Entries.Where(entry => !entry.IsSound));
            }
            string[] names = [.. Names(wanted)];
            long paths = 0;
            var compared = Candidates.Piloted(candidates, program, wanted, options).Select((pilot, c) =>
            {
                var (candidate, moments, run) = pilot;
                paths = run;
                long operations = candidate.Operations(program, wanted);
                var derivatives = names.Select((name, i) =>
                {
                    var m = moments[1 + i];
                    double variance = m.StandardError is { } error ? error * error * m.Count : double.NaN;
                    // What rounding leaves is no variance.
                    if (variance <= 1e-24 * m.Mean * m.Mean) variance = 0;
                    return new ComparedDerivative(name, m.Mean, m.StandardError, variance, variance * operations);
                }).ToArray();
                return new ComparedEstimator(candidate.Name, operations, c == 0, derivatives);
            }).ToArray();
            return new(compared, Reason(program, candidates[0]), paths);
        }

        /// <summary>The elements of parameters, by name.</summary>
        public static IEnumerable<string> Names(IEnumerable<ProgramParameter> parameters) => parameters.SelectMany(p => p.Node.Shape.Count == 1 ? [p.Name]
            : Enumerable.Range(0, p.Node.Shape.Count).Select(e => $"{p.Name}[{e.ToString(System.Globalization.CultureInfo.InvariantCulture)}]"));

        static string Reason(StochasticProgram program, Candidate chosen)
        {
            if (chosen.Repaired is not { } repaired) return "every route is differentiable: the pathwise derivative needs no other";
            var reasons = new List<string>();
            foreach (var estimator in repaired.Sites.Select(site => site.Estimator).Distinct())
                reasons.Add(estimator.Method switch
                {
                    EstimatorMethod.Enumeration => "the draws have few values: their sum leaves no noise of theirs",
                    EstimatorMethod.Coupled => "coupled differences integrate the score's noise out",
                    EstimatorMethod.Score when estimator.Baseline == Baseline.LeaveOneOut => "discrete draws in loops or arrays leave the score function, whose variance the mean cost of the other paths lowers",
                    _ => $"the draw has chosen {estimator.Name}",
                });
            if (repaired.OfJumps.Length > 0) reasons.Add($"of the ways across the jump, {string.Join(", ", repaired.OfJumps)} had the smaller variance in a pilot run, or was the only one");
            return string.Join("; ", reasons);
        }
    }
}
