namespace Pathwise.Calculus;

/// <summary>A line y = α + βx by weighted least squares.</summary>
/// <param name="Slope">β.</param>
/// <param name="Spread">Σw(x − x̄)²: the variance of β is 1/Spread where weights are inverse variances of y.</param>
/// <param name="Misfit">Σw(y − α − βx)².</param>
internal readonly record struct LineFit(double Slope, double Spread, double Misfit)
{
    public static LineFit Of(IReadOnlyList<(double X, double Y, double Weight)> points)
    {
        double w = points.Sum(p => p.Weight), x = points.Sum(p => p.Weight * p.X) / w, y = points.Sum(p => p.Weight * p.Y) / w, spread = points.Sum(p => p.Weight * (p.X - x) * (p.X - x));
        double slope = points.Sum(p => p.Weight * (p.X - x) * (p.Y - y)) / spread;
        return new(slope, spread, points.Sum(p => p.Weight * Math.Pow(p.Y - y - slope * (p.X - x), 2)));
    }
}
