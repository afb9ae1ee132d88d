namespace Pathwise;

/// <summary>What the routes from one parameter to the result allow.</summary>
public enum Verdict
{
    /// <summary>Every route is continuous and differentiable almost everywhere: the pathwise gradient is unbiased (under integrability).</summary>
    Pathwise,

    /// <summary>Every route is cut by a detached draw: no gradient exists in the graph.</summary>
    Detached,

    /// <summary>Some routes are differentiable, some cut: a pathwise gradient would be silently incomplete.</summary>
    Partial,

    /// <summary>A route goes through a discrete draw whose law depends on the parameter.</summary>
    Discrete,

    /// <summary>A route goes through a discontinuity: the pathwise gradient misses the jump.</summary>
    Jump,

    /// <summary>No route at all: the derivative is exactly zero.</summary>
    Independent,
}

internal static class VerdictExtensions
{
    /// <summary>Whether the pathwise gradient is right.</summary>
    public static bool IsSound(this Verdict verdict) => verdict is Verdict.Pathwise or Verdict.Independent;

    /// <summary>The verdict as it is printed.</summary>
    public static string Word(this Verdict verdict) => verdict.ToString().ToLowerInvariant();
}

/// <summary>A place where a route from a parameter meets an obstacle or a risk.</summary>
/// <param name="Kind">detached, discrete, jump, held (declared constant by the user) or unbounded (a warning: the variance may be infinite).</param>
/// <param name="Place">Where in the user's source.</param>
/// <param name="Cause">What happens there.</param>
/// <param name="Cure">What to do about it.</param>
public sealed record CertificateSite(string Kind, Place Place, string Cause, string Cure)
{
    internal Node Node { get; init; } = null!;
}

/// <summary>One parameter's verdict, with the places that led to it.</summary>
public sealed record CertificateEntry(string Parameter, Verdict Verdict, IReadOnlyList<CertificateSite> Sites)
{
    /// <summary>Whether the pathwise gradient is right.</summary>
    public bool IsSound => Verdict.IsSound();

    /// <summary>Whether a route crosses a jump, wherever its verdict comes from.</summary>
    internal bool HasJump => Sites.Any(site => site.Kind == "jump");
}

/// <summary>
/// Says, before anything runs, whether the pathwise gradient in each parameter is sound: every route from the parameter to the result is
/// followed, and its class is its first obstacle.
/// </summary>
public sealed record Certificate(IReadOnlyList<CertificateEntry> Entries)
{
    /// <summary>The entry of one parameter.</summary>
    public CertificateEntry this[string parameter] => Entries.FirstOrDefault(entry => entry.Parameter == parameter)
        ?? throw new PathwiseException("PW0017", $"there is no parameter '{parameter}'", $"the parameters are {string.Join(", ", Entries.Select(entry => entry.Parameter))}");

    /// <summary>Whether all gradients are sound.</summary>
    public bool IsSound => Entries.All(entry => entry.IsSound);

    /// <summary>The places that routes meet, each once, in the order of the source, with the parameters whose routes they are.</summary>
    internal static IEnumerable<(CertificateSite Site, string[] Parameters)> Places(IEnumerable<CertificateEntry> entries) =>
        entries.SelectMany(entry => entry.Sites.Select(site => (entry.Parameter, Site: site)))
            .GroupBy(pair => (pair.Site.Kind, pair.Site.Place, pair.Site.Cause, pair.Site.Cure))
            .OrderBy(group => group.Key.Place.Line).ThenBy(group => group.Key.Place.Column)
            .Select(group => (group.First().Site, group.Select(pair => pair.Parameter).ToArray()));

    /// <summary>The verdicts as a table, with the places below.</summary>
    public override string ToString()
    {
        int width = Entries.Select(entry => entry.Parameter.Length).DefaultIfEmpty().Max();
        var verdicts = Entries.Select(entry => $"{entry.Parameter.PadRight(width)}  {entry.Verdict.Word()}");
        var places = Places(Entries).SelectMany(place => (string[])
            [$"{place.Site.Place}: {place.Site.Kind} (for {string.Join(", ", place.Parameters)}): {place.Site.Cause}", $"  cure: {place.Site.Cure}"]);
        return string.Join(Environment.NewLine, verdicts.Concat(places));
    }
}
