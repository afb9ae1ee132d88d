namespace Pathwise;

/// <summary>A value with its standard error (null where it is undefined) and the number of paths it comes from.</summary>
public record Estimate(double Value, double? StandardError, long Paths);

/// <summary>A value, its gradient in every parameter, and the standard error of each.</summary>
/// <param name="Value">The mean over paths.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Gradient">The gradient, in the parameters' own type.</param>
/// <param name="GradientStandardError">Standard errors in the same type; NaN where undefined.</param>
/// <param name="Certificate">Why the gradient is sound.</param>
/// <param name="Paths">The number of paths.</param>
public sealed record Estimate<TParameters>(double Value, double? StandardError, TParameters Gradient, TParameters GradientStandardError,
    Certificate Certificate, long Paths) : Estimate(Value, StandardError, Paths)
{
    /// <summary>The estimators that each parameter's derivative is made by, by the parameter's name.</summary>
    public required IReadOnlyDictionary<string, string> Estimators { get; init; }
}

/// <summary>Second derivatives of an expectation in all parameters, entry by entry in their order of declaration.</summary>
/// <param name="Names">The parameters' elements, which name rows and columns.</param>
/// <param name="Value">The matrix.</param>
/// <param name="StandardError">Its standard errors; NaN where undefined.</param>
/// <param name="Paths">The number of paths.</param>
public sealed record HessianEstimate(IReadOnlyList<string> Names, double[,] Value, double[,] StandardError, long Paths);

/// <summary>A gradient was asked for that would be wrong: the certificate says why, and what to do.</summary>
public sealed class GradientRefusedException : PathwiseException
{
    internal GradientRefusedException(Certificate certificate, IEnumerable<CertificateEntry> refused)
        : base("PW0031", Cause_(refused), "see the certificate for the place and the cure", refused.SelectMany(e => e.Sites).Select(s => s.Place).FirstOrDefault()) =>
        Certificate = certificate;

    /// <summary>All verdicts, with their sites.</summary>
    public Certificate Certificate { get; }

    static string Cause_(IEnumerable<CertificateEntry> refused)
    {
        string parameters = string.Join(", ", refused.Select(entry => $"{entry.Parameter} ({entry.Verdict.Word()})"));
        var causes = refused.SelectMany(entry => entry.Sites).Where(site => site.Kind is not ("held" or "unbounded")).Select(site => site.Cause).Distinct(StringComparer.Ordinal);
        return $"the pathwise gradient would be wrong in {parameters}: {string.Join("; ", causes)}";
    }
}
