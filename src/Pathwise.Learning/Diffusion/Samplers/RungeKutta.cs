namespace Pathwise.Learning.Diffusion;

/// <summary>
/// An explicit Runge–Kutta method: kᵢ = f(t + cᵢh, x + h Σⱼ aᵢⱼkⱼ), x ← x + h Σ bᵢkᵢ. An embedded one has a second row of weights, of another order, whose difference from the first tells the error (Hairer, Nørsett and Wanner, Solving
/// Ordinary Differential Equations I, §II.1 and §II.4).
/// </summary>
public sealed class RungeKutta
{
    RungeKutta(string name, int order, double[] nodes, double[][] stages, double[] weights, double[]? error = null) => (Name, Order, Nodes, Stages, Weights, Error) = (name, order, nodes, stages, weights, error);

    /// <summary>Euler's method, of order 1.</summary>
    public static RungeKutta Euler { get; } = new("euler", 1, [0], [[]], [1]);

    /// <summary>Heun's method, of order 2: the mean of the slopes at both ends.</summary>
    public static RungeKutta Heun { get; } = new("heun", 2, [0, 1], [[], [1]], [0.5, 0.5]);

    /// <summary>The classical method, of order 4.</summary>
    public static RungeKutta Classical { get; } = new("rk4", 4, [0, 0.5, 0.5, 1], [[], [0.5], [0, 0.5], [0, 0, 1]], [1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 6.0]);

    /// <summary>Bogacki and Shampine's pair of orders 3 and 2 (Applied Mathematics Letters 2, 1989), whose last stage is the next step's first.</summary>
    public static RungeKutta BogackiShampine { get; } = new("bs32", 3, [0, 0.5, 0.75, 1], [[], [0.5], [0, 0.75], [2 / 9.0, 1 / 3.0, 4 / 9.0]], [2 / 9.0, 1 / 3.0, 4 / 9.0, 0],
        [2 / 9.0 - 7 / 24.0, 1 / 3.0 - 1 / 4.0, 4 / 9.0 - 1 / 3.0, -1 / 8.0]);

    /// <summary>Dormand and Prince's pair of orders 5 and 4 (Journal of Computational and Applied Mathematics 6, 1980), whose last stage is the next step's first.</summary>
    public static RungeKutta DormandPrince { get; } = new("dopri54", 5, [0, 1 / 5.0, 3 / 10.0, 4 / 5.0, 8 / 9.0, 1, 1],
    [
        [], [1 / 5.0], [3 / 40.0, 9 / 40.0], [44 / 45.0, -56 / 15.0, 32 / 9.0], [19372 / 6561.0, -25360 / 2187.0, 64448 / 6561.0, -212 / 729.0],
        [9017 / 3168.0, -355 / 33.0, 46732 / 5247.0, 49 / 176.0, -5103 / 18656.0], [35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0],
    ], [35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0, 0], [71 / 57600.0, 0, -71 / 16695.0, 71 / 1920.0, -17253 / 339200.0, 22 / 525.0, -1 / 40.0]);

    /// <summary>The method's short name.</summary>
    public string Name { get; }

    /// <summary>The order of convergence.</summary>
    public int Order { get; }

    internal double[] Nodes { get; }
    internal double[][] Stages { get; }
    internal double[] Weights { get; }

    /// <summary>The weights of the difference between both solutions; null where there is one.</summary>
    internal double[]? Error { get; }

    /// <summary>x + h Σⱼ wⱼkⱼ over the terms that are not 0.</summary>
    internal static Real Moved(Real x, Real h, double[] weights, Real[] slopes) => Sum(weights, slopes) is { } sum ? x + h * sum : x;

    /// <summary>Σⱼ wⱼkⱼ; null where nothing is added.</summary>
    internal static Real? Sum(double[] weights, Real[] slopes)
    {
        Real? sum = null;
        for (int j = 0; j < weights.Length; j++)
            if (weights[j] != 0) sum = sum is { } so ? so + weights[j] * slopes[j] : weights[j] * slopes[j];
        return sum;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
