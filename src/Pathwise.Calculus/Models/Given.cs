using Pathwise.Ops;

namespace Pathwise.Calculus.Models;

/// <summary>
/// Parameters of models, refused outside their domain: at once where they are numbers, before or in the run where they are traced. They are looked at where they are used and not where they are stored,
/// as gradients are stored in the same records and may have any sign.
/// </summary>
internal static class Given
{
    public static Real Positive(Real value, string what) => In(Domain.Positive, value, what);

    public static Real NonNegative(Real value, string what) => In(Domain.NonNegative, value, what);

    public static Real InUnitInterval(Real value, string what) => In(Domain.UnitInterval, value, what);

    /// <summary>−1 &lt; ρ &lt; 1.</summary>
    public static Real Correlation(Real value)
    {
        var rest = Positive(1 - value * value, "1 − ρ²");
        return new Require(Domain.Positive, "1 − ρ²", 2).On(value, rest);
    }

    static Real In(Domain domain, Real value, string what)
    {
        var require = new Require(domain, what);
        foreach (double number in Execution.Evaluator.Constant(value.Node) ?? [])
            if (!require.Holds(number)) throw require.Violation(number, Place.OfCaller());
        return require.On(value);
    }
}
