namespace Pathwise.Calculus;

/// <summary>
/// Rößler's method SRA1 for additive noise, by the space-time Lévy area: strong order 1.5, weak order 2. (Rößler, Runge–Kutta methods for the strong approximation of solutions of stochastic differential
/// equations, SIAM J. Numer. Anal. 48, 2010, table 6.2.)
/// </summary>
public sealed class AdditiveRungeKutta : ItoScheme
{
    AdditiveRungeKutta() { }

    /// <summary>The scheme.</summary>
    public static AdditiveRungeKutta Scheme { get; } = new();

    /// <inheritdoc/>
    public override string Name => "sra";

    /// <inheritdoc/>
    public override double StrongOrder => 1.5;

    /// <inheritdoc/>
    public override double WeakOrder => 2;

    internal override bool ConvergesOnAdaptiveSteps(bool isAdditive) => true;

    internal override bool UsesAreas => true;

    internal override Real[] Next(Step step)
    {
        var (system, x, t, h) = (step.System, step.X, step.Time, step.Length);
        if (!new Along(system, t, x).IsAdditive)
            throw new PathwiseException("PW2003", "scheme sra needs additive noise, and this diffusion depends on the state", "use scheme srk (diagonal noise or one driver), milstein or euler");
        Real[] w = system.Correlate(step.Increments), j = step.TimeIntegrals;
        Real?[,] before = system.Diffusion(t, x), after = system.Diffusion(t + h, x);
        var a1 = system.Drift(t, x);
        var a2 = system.Drift(t + 0.75 * h, [.. x.Select((value, i) => SdeSystem.Plus(value + 0.75 * (a1[i] * h), after, i, [.. j.Select(v => 1.5 * v)]))]);
        // ∫ b dW = b(t + h)ΔW − ∫ b′ W ds for a diffusion that depends on time.
        return [.. x.Select((value, i) => SdeSystem.Plus(SdeSystem.Plus(value + (a1[i] + 2 * a2[i]) * (h / 3), after, i, [.. w.Select((v, k) => v - j[k])]), before, i, j))];
    }
}
