namespace Pathwise;

/// <summary>In which precision paths are computed. Sums over paths are always in double precision.</summary>
public enum Precision
{
    /// <summary>64-bit.</summary>
    F64,

    /// <summary>32-bit.</summary>
    F32,
}
