namespace Pathwise.Cli;

/// <summary>A certificate for reading: a verdict a line, then each place once, with its line of the model.</summary>
internal static class CertificateText
{
    public static IEnumerable<string> Verdicts(Certificate certificate)
    {
        int width = certificate.Entries.Select(entry => entry.Parameter.Length).DefaultIfEmpty().Max();
        return certificate.Entries.Select(entry => $"{entry.Parameter.PadRight(width)}  {entry.Verdict.Word(),-11}  {Meaning(entry.Verdict)}");
    }

    /// <summary>The places that routes meet, with the parameters whose routes they are.</summary>
    public static IEnumerable<string> Sites(IEnumerable<CertificateEntry> entries)
    {
        foreach (var (site, parameters) in Certificate.Places(entries))
        {
            yield return $"{site.Place}: {site.Kind} (for {string.Join(", ", parameters)})";
            foreach (string line in ErrorText.Source(site.Place)) yield return line;
            yield return $"  {site.Cause}";
            yield return $"  cure: {site.Cure}";
        }
    }

    static string Meaning(Verdict verdict) => verdict switch
    {
        Pathwise.Verdict.Pathwise => "every route is differentiable: the pathwise gradient is unbiased",
        Pathwise.Verdict.Detached => "every route is cut: there is no gradient in the graph",
        Pathwise.Verdict.Partial => "some routes are cut: a pathwise gradient would be incomplete",
        Pathwise.Verdict.Discrete => "a route goes through a discrete draw: a pathwise gradient would be wrong",
        Pathwise.Verdict.Jump => "a route crosses a jump: a pathwise gradient would miss it",
        _ => "no route: the derivative is exactly 0",
    };
}
