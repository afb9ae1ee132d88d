namespace Pathwise.Calculus;

/// <summary>
/// Rößler's method SRI1W1: strong order 1.5 for one driver or diagonal noise, weak order 2, without derivatives of a and b. (Rößler, Runge–Kutta methods for the strong approximation of solutions of stochastic differential
/// equations, SIAM J. Numer. Anal. 48, 2010, table 6.1.)
/// </summary>
public sealed class StochasticRungeKutta : ItoScheme
{
    StochasticRungeKutta() { }

    /// <summary>The scheme.</summary>
    public static StochasticRungeKutta Scheme { get; } = new();

    /// <inheritdoc/>
    public override string Name => "srk";

    /// <inheritdoc/>
    public override double StrongOrder => 1.5;

    /// <inheritdoc/>
    public override double WeakOrder => 2;

    internal override bool ConvergesOnAdaptiveSteps(bool isAdditive) => true;

    internal override bool UsesAreas => true;

    internal override Real[] Next(Step step)
    {
        var (system, x, t, h, root) = (step.System, step.X, step.Time, step.Length, step.Root);
        var along = new Along(system, t, x);
        if (system.Drivers > 1 && !along.IsDiagonal)
            throw new PathwiseException("PW2003", "the Runge–Kutta scheme of strong order 1.5 needs diagonal noise or one driver", along.IsAdditive ? "this noise is additive: use scheme sra" : "use scheme milstein (commutative noise) or milstein_levy");
        Real[] w = system.Correlate(step.Increments), j = step.TimeIntegrals;

        var a1 = system.Drift(t, x);
        var b1 = system.Diffusion(t, x);
        Real[] h2 = [.. x.Select((value, i) => SdeSystem.Plus(value + 0.75 * (a1[i] * h), b1, i, [.. j.Select(v => 1.5 * v)]))];
        var a2 = system.Drift(t + 0.75 * h, h2);
        Real[] ones = [.. w.Select(_ => root)];
        Real?[,] At(double time, Func<int, Real> drift, params (double Weight, Real?[,] B)[] parts) => system.Diffusion(t + time * h, [.. x.Select((value, i) =>
        {
            var stage = value + drift(i) * h;
            foreach (var (weight, b) in parts) stage = SdeSystem.Plus(stage, b, i, [.. ones.Select(one => weight * one)]);
            return stage;
        })]);
        var b2 = At(0.25, i => 0.25 * a1[i], (0.5, b1));
        var b3 = At(1, i => a1[i], (-1, b1));
        // The third drift stage stands at (t, X) too.
        var b4 = At(0.25, i => 0.25 * a1[i], (-5, b1), (3, b2), (0.5, b3));

        // I₍₁₎, I₍₁,₁₎/√h, I₍₁,₀₎/h and I₍₁,₁,₁₎/h.
        Real[] w11 = [.. w.Select(v => (v * v - h) / (2 * root))], w111 = [.. w.Select(v => (v * v / h - 3) * v / 6)];
        Real[] Weighted(double one, double two, double three, double four) => [.. w.Select((v, k) => one * v + two * w11[k] + three * j[k] + four * w111[k])];
        Real[] c1 = Weighted(-1, -1, 2, -2), c2 = Weighted(4.0 / 3, 4.0 / 3, -4.0 / 3, 5.0 / 3), c3 = Weighted(2.0 / 3, -1.0 / 3, -2.0 / 3, -2.0 / 3), c4 = Weighted(0, 0, 0, 1);
        return [.. x.Select((value, i) =>
        {
            var next = value + (a1[i] + 2 * a2[i]) * (h / 3);
            next = SdeSystem.Plus(next, b1, i, c1);
            next = SdeSystem.Plus(next, b2, i, c2);
            next = SdeSystem.Plus(next, b3, i, c3);
            return SdeSystem.Plus(next, b4, i, c4);
        })];
    }
}
