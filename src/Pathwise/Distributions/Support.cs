namespace Pathwise.Distributions;

/// <summary>The values that draws of a law take: an interval of reals or of whole numbers in each element, with what binds the elements together, if anything.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <param name="IsDiscrete">Whether only whole numbers are drawn.</param>
/// <param name="Constraint">What binds the elements of an array, such as a sum of 1; null for nothing.</param>
public sealed record Support(Real Low, Real High, bool IsDiscrete = false, string? Constraint = null)
{
    /// <summary>All reals.</summary>
    public static readonly Support Reals = new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>The reals above 0.</summary>
    public static readonly Support Positive = new(0, double.PositiveInfinity);

    /// <summary>The reals between 0 and 1.</summary>
    public static readonly Support Unit = new(0, 1);

    /// <summary>The whole numbers from 0.</summary>
    public static readonly Support Counts = new(0, double.PositiveInfinity, IsDiscrete: true);

    /// <summary>0 and 1.</summary>
    public static readonly Support Bits = new(0, 1, IsDiscrete: true);
}
