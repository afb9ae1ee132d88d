namespace Pathwise.Calculus;

/// <summary>What happens at an end of a domain.</summary>
public enum BoundaryKind : byte
{
    /// <summary>The process does not get there, or never leaves: no probability crosses, and a solution that would let some through is an error.</summary>
    Natural,

    /// <summary>The process is reflected: the probability flux is zero.</summary>
    Reflecting,

    /// <summary>The process is stopped when it gets there; the flux that leaves is the density of the exit time.</summary>
    Absorbing,

    /// <summary>The end is the same point as the other end.</summary>
    Periodic,
}

/// <summary>An end of a domain: its kind and where it is. A natural end without a position is put where the density is negligible.</summary>
public sealed record Boundary
{
    Boundary(BoundaryKind kind, double? position) => (Kind, Position) = (kind, position);

    /// <summary>The kind.</summary>
    public BoundaryKind Kind { get; }

    /// <summary>Where the end is; null where the solver chooses.</summary>
    public double? Position { get; }

    /// <summary>An end beyond which the density stays below 10⁻¹⁴ of its maximum over the whole horizon; the solver finds it.</summary>
    public static Boundary Natural() => new(BoundaryKind.Natural, null);

    /// <summary>An end that the process does not reach (such as 0 for a geometric Brownian motion), or that lies where it has negligible density.</summary>
    public static Boundary Natural(double position) => new(BoundaryKind.Natural, position);

    /// <summary>An end that reflects.</summary>
    public static Boundary Reflecting(double position) => new(BoundaryKind.Reflecting, position);

    /// <summary>An end that absorbs.</summary>
    public static Boundary Absorbing(double position) => new(BoundaryKind.Absorbing, position);

    /// <summary>An end of a period.</summary>
    public static Boundary Periodic(double position) => new(BoundaryKind.Periodic, position);
}

/// <summary>A coordinate: the number of cells, and its two ends.</summary>
internal sealed record Axis(int Cells, Boundary Lower, Boundary Upper);
