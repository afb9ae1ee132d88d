namespace Pathwise.Calculus.Tests.Densities;

/// <summary>Equations and their parameters, as tests of densities need them.</summary>
static class Equations
{
    /// <summary>A parameter.</summary>
    public static Real Parameter(string name) => new(Pathwise.Graphs.Node.Leaf(new Pathwise.Graphs.Parameter(Shape.Scalar, name), perPath: false, Place.Nowhere));

    /// <summary>dX = a(t, X) dt + b(t, X) dW.</summary>
    public static ItoSystem Sde(Func<Real, Real, Real> drift, Func<Real, Real, Real> diffusion) => new((t, x) => [drift(t, x[0])], (t, x) => new Real?[,] { { diffusion(t, x[0]) } }, 1);

    public static double Gauss(double x, double mean, double variance) => Math.Exp(-0.5 * (x - mean) * (x - mean) / variance) / Math.Sqrt(2 * Math.PI * variance);

    /// <summary>That halving cells and steps divides an error by four, and that the error is what it is.</summary>
    public static void IsOfSecondOrder(double coarse, double fine, double bound)
    {
        Assert.True(Math.Abs(fine) <= bound, $"{fine}");
        Assert.InRange(coarse / fine, 3.4, 4.6);
    }
}
