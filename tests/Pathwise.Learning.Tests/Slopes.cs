namespace Pathwise.Learning.Tests;

/// <summary>A pathwise gradient is the derivative of the mean over the very paths it is of: along any direction, that mean's central differences on the same noise.</summary>
static class Slopes
{
    public static void Agree<TParameters, TRow>(Expectation<TParameters, TRow> loss, TParameters at, IReadOnlyList<TRow> rows, long paths, double tolerance = 1e-7)
    {
        var options = new EstimationOptions { Paths = paths, Seed = 6 };
        var flat = new FlatParameters<TParameters>(at);
        double[] point = new double[flat.Count], gradient = new double[flat.Count];
        flat.Read(at, point.AsSpan());
        flat.Read(loss.ValueAndGradient(at, rows, options).Gradient, gradient.AsSpan());
        for (int trial = 0; trial < 3; trial++)
        {
            double[] direction = new RandomKey(trial)["direction"].Normal(flat.Count).ToArray();
            double Moved(double by) => loss.Value(flat.Build<double>([.. point.Select((x, i) => x + by * direction[i])]), rows, options).Value;
            const double H = 1e-3;
            double slope = (8 * (Moved(H) - Moved(-H)) - (Moved(2 * H) - Moved(-2 * H))) / (12 * H), along = gradient.Zip(direction, (g, v) => g * v).Sum();
            Assert.True(Math.Abs(slope - along) <= tolerance * (1 + gradient.Sum(Math.Abs)), $"by differences {slope:R}, by the gradient {along:R}");
        }
    }
}
