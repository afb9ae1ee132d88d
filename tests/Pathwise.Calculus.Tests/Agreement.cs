namespace Pathwise.Calculus.Tests;

/// <summary>The statistical bound of all tests here: five standard errors, plus what is stated of the reference.</summary>
static class Agreement
{
    public static void Within(double expected, double actual, double standardError, double uncertainty = 0) =>
        Assert.True(Math.Abs(actual - expected) <= 5 * Math.Sqrt(standardError * standardError + uncertainty * uncertainty),
            $"{actual} ± {standardError} is not {expected} ± {uncertainty}");

    public static void IsValueOf(double expected, Estimate e, double uncertainty = 0) => Within(expected, e.Value, e.StandardError!.Value, uncertainty);
}
