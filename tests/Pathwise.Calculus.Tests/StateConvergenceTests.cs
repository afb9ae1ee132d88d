using Pathwise.Calculus.Models;

namespace Pathwise.Calculus.Tests;

/// <summary>
/// Measured convergence of equations with several states. Both schemes here multiply the state by independent factors, so that E|X_2N − X_N|² = (E|F|²)ᴺ + (E|C|²)ᴺ − 2(E F C̄)ᴺ with C the factor of a step h and F that of its
/// halves along the same noise, and every row is known.
/// </summary>
public class StateConvergenceTests
{
    record Assets(Real First, Real Second);

    /// <summary>Two correlated geometric Brownian motions by Euler's scheme: strong order ½, weak order 1 of the product of both.</summary>
    [Fact]
    public void Correlated_assets()
    {
        const double rho = 0.6;
        (double Mu, double Sigma) first = (0.3, 0.5), second = (-0.2, 0.8);
        var sde = Ito.Sde<Assets>(new Real[,] { { 1, rho }, { rho, 1 } }, (x, t) => new(first.Mu * x.First, second.Mu * x.Second), (x, t) => new(first.Sigma * x.First, 0), (x, t) => new(0, second.Sigma * x.Second));
        var c = sde.Converge(new(1, 1), 1, EulerMaruyama.Scheme, x => x.First * x.Second, firstSteps: 8, levels: 4, seed: 1);

        static double Square((double Mu, double Sigma) p, double h) => Math.Pow(1 + p.Mu * h, 2) + p.Sigma * p.Sigma * h;
        static double Crossed((double Mu, double Sigma) p, double h) => Math.Pow(1 + 0.5 * p.Mu * h, 2) * (1 + p.Mu * h) + (1 + 0.5 * p.Mu * h) * p.Sigma * p.Sigma * h;
        static double Difference((double Mu, double Sigma) p, int n) => Math.Pow(Square(p, 0.5 / n), 2 * n) + Math.Pow(Square(p, 1.0 / n), n) - 2 * Math.Pow(Crossed(p, 1.0 / n), n);
        double Product(int n) => Math.Pow((1 + first.Mu / n) * (1 + second.Mu / n) + rho * first.Sigma * second.Sigma / n, n);
        Agrees(c, n => Math.Sqrt(Difference(first, n) + Difference(second, n)), n => Product(2 * n) - Product(n));
        Assert.InRange(Slope(n => Math.Sqrt(Difference(first, n) + Difference(second, n)), 4096), 0.49, 0.51);
    }

    /// <summary>Kubo's oscillator dX = JX ∘ dW by Heun's scheme, a complex factor 1 + iΔW − ½ΔW² a step: strong order 1, and |X|² that grows by an error of weak order 1.</summary>
    [Fact]
    public void Kubo_oscillator()
    {
        var c = new KuboOscillator(0, 1).Equation.Converge(new(1, 0), 1, StochasticHeun.Scheme, x => x.X * x.X + x.Y * x.Y, firstSteps: 8, levels: 4, seed: 2);

        // With v = ½h: E|F|² = (1 + ¾v²)², E|C|² = 1 + 3v², E F C̄ = 1 + 9/4 v² − ¾v³.
        static double Fine(int n) => Math.Pow(1 + 0.75 * Math.Pow(0.5 / n, 2), 2 * n);
        static double Coarse(int n) => Math.Pow(1 + 3 * Math.Pow(0.5 / n, 2), n);
        static double Strong(int n) => Math.Sqrt(Fine(n) + Coarse(n) - 2 * Math.Pow(1 + 2.25 * Math.Pow(0.5 / n, 2) - 0.75 * Math.Pow(0.5 / n, 3), n));
        Agrees(c, Strong, n => Fine(n) - Coarse(n));
        Assert.InRange(Slope(Strong, 4096), 0.99, 1.01);
    }

    /// <summary>Every row within its errors, and the orders between the exact slopes from row to row.</summary>
    static void Agrees(Convergence c, Func<int, double> strong, Func<int, double> weak)
    {
        foreach (var row in c.Rows)
        {
            Agreement.Within(strong(row.Steps), row.Strong, row.StrongError);
            Agreement.Within(weak(row.Steps), row.Weak, row.WeakError);
        }
        Between(c.Strong, strong);
        Between(c.Weak, weak);

        void Between(MeasuredOrder order, Func<int, double> exact)
        {
            double[] slopes = [.. c.Rows.SkipLast(1).Select(row => Slope(exact, row.Steps))];
            double error = 5 / 1.96 * order.HalfWidth!.Value;
            Assert.InRange(order.Order!.Value, slopes.Min() - error, slopes.Max() + error);
        }
    }

    static double Slope(Func<int, double> exact, int n) => Math.Log2(Math.Abs(exact(n) / exact(2 * n)));
}
