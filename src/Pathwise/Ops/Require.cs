using System.Globalization;

namespace Pathwise.Ops;

/// <summary>The sets that parameters of laws, and what is computed from them, live in; the width of an interval that is not empty may be infinite.</summary>
internal enum Domain { Positive, NonNegative, UnitInterval, PositiveProbability, Count, Total, NonEmpty, Zero }

/// <summary>
/// The value where it lies in its domain, NaN elsewhere: violations that do not depend on the path are found before the run, others are
/// reported with their path. With a second operand that operand is what must lie in the domain: a whole array's sum, beside each of its elements.
/// </summary>
internal sealed record Require(Domain Domain, string What, int Operands = 1) : Elementwise(Operands)
{
    public override string Name => "require";
    public override string Attributes => What;
    public override Crossing Crossing(int input) => input == 0 ? Graphs.Crossing.Continuous : Graphs.Crossing.Held;
    public override double Scalar(ReadOnlySpan<double> x) => Holds(x[^1]) ? x[0] : double.NaN;
    public override double Single(ReadOnlySpan<double> x) => Holds(x[^1], Precision.F32) ? x[0] : double.NaN;

    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => Functions.Where(Lowered(x[^1], precision), x[0], double.NaN);

    Condition Lowered(Real x, Precision precision) => Domain switch
    {
        Domain.Positive => (x > 0) & (x < double.PositiveInfinity),
        Domain.NonNegative => (x >= 0) & (x < double.PositiveInfinity),
        Domain.UnitInterval => (x >= 0) & (x <= 1),
        Domain.PositiveProbability => (x > 0) & (x <= 1),
        Domain.Count => (x >= 0) & (x < double.PositiveInfinity) & (Functions.Floor(x) == x),
        Domain.NonEmpty => x > 0,
        Domain.Zero => x == 0,
        _ => Functions.Abs(x - 1) <= Tolerance(precision),
    };

    /// <summary>How far from 1 rounding may take a sum of probabilities.</summary>
    static double Tolerance(Precision precision) => precision == Precision.F64 ? 1e-9 : 1e-5f;

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => input == 0 ? v : (Real?)null;

    public bool Holds(double x, Precision precision = Precision.F64) => Domain switch
    {
        Domain.Positive => x > 0 && double.IsFinite(x),
        Domain.NonNegative => x >= 0 && double.IsFinite(x),
        Domain.UnitInterval => x is >= 0 and <= 1,
        Domain.PositiveProbability => x is > 0 and <= 1,
        Domain.Count => x >= 0 && double.IsFinite(x) && Math.Floor(x) == x,
        Domain.NonEmpty => x > 0,
        Domain.Zero => x == 0,
        _ => Math.Abs(x - 1) <= Tolerance(precision),
    };

    public string Rule => Domain switch
    {
        Domain.Positive => "it must be positive",
        Domain.NonNegative => "it must not be negative",
        Domain.UnitInterval => "it must lie in [0, 1]",
        Domain.PositiveProbability => "it must lie in (0, 1]",
        Domain.Count => "it must be a whole number, not negative",
        Domain.NonEmpty => "it must be positive",
        Domain.Zero => "it must be 0",
        _ => "the sum must be 1",
    };

    public PathwiseException Violation(double value, Place place) =>
        new("PW0016", $"{What} {(Domain == Domain.Total ? "sum to" : "is")} {value.ToString("R", CultureInfo.InvariantCulture)}", Rule, place);
}
