namespace Pathwise;

/// <summary>An error in the user's program or input: it names the place, the cause and the cure.</summary>
public class PathwiseException : Exception
{
    /// <summary>An error with its identifier (its page is <c>docs/errors/ID.md</c>), cause, cure and place.</summary>
    public PathwiseException(string id, string cause, string? cure = null, Place place = default)
        : base(cause)
    {
        Id = id;
        Cure = cure;
        Place = place.IsKnown ? place : Place.Ambient;
    }

    /// <summary>The identifier of the error, such as <c>PW0003</c>.</summary>
    public string Id { get; }

    /// <summary>What to do about it.</summary>
    public string? Cure { get; }

    /// <summary>Where in the user's source, if known.</summary>
    public Place Place { get; }

    /// <inheritdoc/>
    public override string Message => $"{(Place.IsKnown ? $"{Place}: " : "")}{Id}: {base.Message}{(Cure is null ? "" : $" ({Cure})")}";

    /// <summary>The cause alone, without place and cure.</summary>
    public string Cause => base.Message;
}
