namespace Pathwise.Learning.Tests;

/// <summary>Estimates within five of their standard errors.</summary>
static class Within
{
    public static void FiveErrors(double expected, Estimate e) => FiveErrors(expected, e.Value, e.StandardError!.Value, "the value");

    public static void FiveErrors(double expected, double actual, double error, string what) =>
        Assert.True(Math.Abs(actual - expected) <= 5 * error + 1e-12 * (1 + Math.Abs(expected)), $"{what} is {actual:R} ± {error:R}, expected {expected:R}");

    /// <summary>All derivatives of two estimates with independent noise.</summary>
    public static void FiveErrors<TParameters>(Estimate<TParameters> a, Estimate<TParameters> b)
    {
        var flat = new FlatParameters<TParameters>(a.Gradient);
        double[] x = Read(a.Gradient), y = Read(b.Gradient), s = Read(a.GradientStandardError), t = Read(b.GradientStandardError);
        for (int i = 0; i < x.Length; i++) FiveErrors(y[i], x[i], Math.Sqrt(s[i] * s[i] + t[i] * t[i]), $"derivative {i}");
        double[] Read(TParameters of)
        {
            var numbers = new double[flat.Count];
            flat.Read(of, numbers.AsSpan());
            return numbers;
        }
    }
}
