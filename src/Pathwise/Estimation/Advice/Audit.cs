using Pathwise.Estimation;

namespace Pathwise
{
    /// <summary>One parameter element's derivative, three ways.</summary>
    /// <param name="Parameter">The parameter, with the index of the element where it is an array.</param>
    /// <param name="Mean">The derivative by the estimator audited.</param>
    /// <param name="StandardError">Its standard error.</param>
    /// <param name="Other">The same by another unbiased estimator; null where there is none.</param>
    /// <param name="OtherStandardError">Its standard error.</param>
    /// <param name="Difference">The same by differences of the mean with common random numbers; null where the parameter's domain leaves no room.</param>
    /// <param name="DifferenceStandardError">Its standard error.</param>
    /// <param name="Z">The disagreement of the first with the others in standard errors: the larger.</param>
    public sealed record AuditedDerivative(string Parameter, double Mean, double? StandardError, double? Other, double? OtherStandardError,
        double? Difference, double? DifferenceStandardError, double Z);

    /// <summary>A gradient compared with another unbiased estimator and with differences of the mean.</summary>
    /// <param name="Estimator">What is audited.</param>
    /// <param name="OtherEstimator">The other estimator; null where there is none.</param>
    /// <param name="Derivatives">The derivative in each parameter.</param>
    /// <param name="Paths">The paths of each run.</param>
    public sealed record GradientAudit(string Estimator, string? OtherEstimator, IReadOnlyList<AuditedDerivative> Derivatives, long Paths)
    {
        /// <summary>A disagreement of more standard errors than this is a failure.</summary>
        public const double MostStandardErrors = 5;

        /// <summary>Whether all agree.</summary>
        public bool Passed => Derivatives.All(d => d.Z <= MostStandardErrors);

        /// <summary>Throws <see cref="PathwiseException"/> (PW0064) with the derivatives that disagree.</summary>
        public void ThrowIfFailed()
        {
            if (Passed) return;
            string failed = string.Join(", ", Derivatives.Where(d => d.Z > MostStandardErrors).Select(d => FormattableString.Invariant($"∂/∂{d.Parameter} ({d.Z:0.0} standard errors)")));
            throw new PathwiseException("PW0064", $"the gradient by {Estimator} disagrees with the others in {failed}", "a pathwise gradient may miss a jump that no condition shows, or its variance may be infinite: see the certificate's warnings, and audit with more paths");
        }
    }
}

namespace Pathwise.Estimation
{
    /// <summary>Compares an estimator with another and with differences, each with noise of its own so that errors add up.</summary>
    internal static class Auditor
    {
        public static GradientAudit Run(StochasticProgram program, IReadOnlyList<ProgramParameter> wanted, EstimationOptions options)
        {
            options.Validate();
            program.CheckDomains();
            var candidates = Candidates.Of(program, wanted, options);
            if (candidates.Count == 0)
            {
                var certificate = program.Certificate(wanted);
                throw new GradientRefusedException(certificate, certificate.Entries.Where(entry => !entry.IsSound));
            }
            var (own, paths) = candidates[0].Run(program, wanted, options);
            var other = Candidates.Piloted(candidates, program, wanted, options with { Paths = Math.Min(4096, options.Paths), Seed = Seed(options, 1) }).Skip(1)
                .OrderBy(pilot => Spread(pilot.Moments)).FirstOrDefault().Candidate;
            var others = other?.Run(program, wanted, options with { Seed = Seed(options, 2) }).Moments;

            var audited = new List<AuditedDerivative>();
            string[] names = [.. Advisor.Names(wanted)];
            int entry = 0;
            foreach (var parameter in wanted)
                for (int e = 0; e < parameter.Node.Shape.Count; e++, entry++)
                {
                    var mine = own[1 + entry];
                    var difference = Differenced(program, parameter, e, options with { Seed = Seed(options, 3) });
                    double z = Math.Max(Z(mine, others?[1 + entry]), Z(mine, difference));
                    audited.Add(new(names[entry], mine.Mean, mine.StandardError, others?[1 + entry].Mean, others?[1 + entry].StandardError, difference?.Mean, difference?.StandardError, z));
                }
            return new(candidates[0].Name, other?.Name, audited, paths);
        }

        static long Seed(EstimationOptions options, int run) => (long)NoiseSources.SiteKey.Mix((ulong)options.Seed + (ulong)run * 0x9E3779B97F4A7C15);

        /// <summary>Σ of relative variances: which of several estimators is the sharper.</summary>
        static double Spread(Moments[] moments) => moments.Skip(1).Sum(m => (m.StandardError ?? 0) / (Math.Abs(m.Mean) + 1e-300) is var r && double.IsFinite(r) ? r : 1e300);

        /// <summary>How far two means are apart in standard errors of their difference; rounding is none.</summary>
        static double Z(Moments a, Moments? other)
        {
            if (other is not { } b) return 0;
            double error = Math.Sqrt(Square(a.StandardError ?? 0) + Square(b.StandardError ?? 0)), rounding = 1e-7 * (Math.Abs(a.Mean) + Math.Abs(b.Mean));
            double apart = Math.Abs(a.Mean - b.Mean);
            return apart <= rounding ? 0 : apart / Math.Max(error, 1e-300);
        }

        static double Square(double x) => x * x;

        /// <summary>
        /// (4D(h) − D(2h))/3 with D the central difference of the result on each path, whose error is of fourth order; h is a hundredth of the parameter. Null where it would leave its domain.
        /// </summary>
        static Moments? Differenced(StochasticProgram program, ProgramParameter parameter, int element, EstimationOptions options)
        {
            double h = 0.01 * Math.Max(Math.Abs(parameter.Value[element]), 0.1);
            foreach (int k in new[] { -2, 2 })
            {
                double[][] values = [.. program.Parameters.Select(p => p.Value)];
                int index = program.Parameters.ToList().FindIndex(p => p.Name == parameter.Name);
                values[index] = [.. parameter.Value.Select((x, i) => i == element ? x + k * h : x)];
                try { program.At(values).CheckDomains(); }
                catch (PathwiseException e) when (e.Id == "PW0016") { return null; }
            }
            string step = h.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            var graph = program.Compiled($"difference {parameter.Name}[{element}] {step}", options, () =>
            {
                Real At(int k)
                {
                    var move = new double[parameter.Node.Shape.Count];
                    move[element] = k * h;
                    return Graph.Substitute([program.Primal], new() { [parameter.Node] = (parameter.Node.AsReal() + Real.FromArray(parameter.Node.Shape, move)).Node })[0].AsReal();
                }
                return [program.Primal, ((4 * (At(1) - At(-1)) - 0.5 * (At(2) - At(-2))) / (6 * h)).Node];
            });
            return new Sampler(graph, program, options with { TargetStandardError = null }).Run().Moments[1];
        }
    }
}
