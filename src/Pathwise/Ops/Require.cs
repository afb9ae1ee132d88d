using System.Globalization;

namespace Pathwise.Ops;

/// <summary>The sets that parameters of laws, or what is computed from them, live in: a nonempty interval's width may be infinite; 1 is meant within rounding.</summary>
internal enum Domain { Positive, NonNegative, UnitInterval, Nonempty, Zero, One }

/// <summary>
/// The value where it lies in its domain, NaN elsewhere: violations that do not depend on the path are found before the run, others are
/// reported with their path.
/// </summary>
internal sealed record Require(Domain Domain, string What) : Elementwise(1)
{
    /// <summary>How far a sum of probabilities may be from 1, in either precision.</summary>
    const double Tolerance = 1e-5;

    public override string Name => "require";
    public override string Attributes => What;
    public override double Scalar(ReadOnlySpan<double> x) => Holds(x[0]) ? x[0] : double.NaN;

    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => Functions.Where(Domain switch
    {
        Domain.Positive => (x[0] > 0) & (x[0] < double.PositiveInfinity),
        Domain.NonNegative => (x[0] >= 0) & (x[0] < double.PositiveInfinity),
        Domain.Nonempty => x[0] > 0,
        Domain.Zero => x[0] == 0,
        Domain.One => Functions.Abs(x[0] - 1) <= Tolerance,
        _ => (x[0] >= 0) & (x[0] <= 1),
    }, x[0], double.NaN);

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => v;

    public bool Holds(double x) => Domain switch
    {
        Domain.Positive => x > 0 && double.IsFinite(x),
        Domain.NonNegative => x >= 0 && double.IsFinite(x),
        Domain.Nonempty => x > 0,
        Domain.Zero => x == 0,
        Domain.One => Math.Abs(x - 1) <= Tolerance,
        _ => x is >= 0 and <= 1,
    };

    public string Rule => Domain switch
    {
        Domain.Positive => "must be positive",
        Domain.NonNegative => "must not be negative",
        Domain.Nonempty => "must be positive",
        Domain.Zero => "must be 0",
        Domain.One => "must be 1",
        _ => "must lie in [0, 1]",
    };

    public PathwiseException Violation(double value, Place place) =>
        new("PW0016", $"{What} is {value.ToString("R", CultureInfo.InvariantCulture)}", $"it {Rule}", place);
}
