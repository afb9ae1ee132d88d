namespace Pathwise.Calculus.Tests.Models;

/// <summary>Values and derivatives of expressions that have no noise in them, by the same programs as those that do.</summary>
static class ClosedForm
{
    public static (double Value, TParameters Gradient) Of<TParameters>(Func<TParameters, Real> f, TParameters at)
    {
        var e = Expectation.Of((TParameters p, Noise _) => f(p)).ValueAndGradient(at, 2, seed: 1);
        return (e.Value, e.Gradient);
    }

    public static double[,] Hessian<TParameters>(Func<TParameters, Real> f, TParameters at) => Expectation.Of((TParameters p, Noise _) => f(p)).Hessian(at, 2, seed: 1).Value;

    public static void IsWithin(double expected, Real actual, double relative) => Assert.Equal(expected, (double)actual, relative * Math.Max(Math.Abs(expected), 1e-3));

    public static void IsRefused(Func<object> use) => Assert.Equal("PW0016", Assert.Throws<PathwiseException>(use).Id);
}
