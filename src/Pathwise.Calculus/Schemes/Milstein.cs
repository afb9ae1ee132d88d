namespace Pathwise.Calculus;

/// <summary>
/// Euler plus ½ Σⱼₖ Lʲbᵢₖ (ΔZⱼΔZₖ − δⱼₖh) with Lʲ = Σ bₗⱼ ∂/∂xₗ, for noise that is commutative (Lʲbᵢₖ = Lᵏbᵢⱼ; diagonal noise is): strong
/// order 1, weak order 1. (Milstein 1974; Kloeden and Platen §10.3.) The derivatives of b are derived from it.
/// </summary>
public sealed class Milstein : ItoScheme
{
    Milstein() { }

    /// <summary>The scheme.</summary>
    public static Milstein Scheme { get; } = new();

    /// <inheritdoc/>
    public override string Name => "milstein";

    /// <inheritdoc/>
    public override double StrongOrder => 1;

    /// <inheritdoc/>
    public override double WeakOrder => 1;

    internal override bool ConvergesOnAdaptiveSteps(bool isAdditive) => true;

    internal override Real[] Next(Step step)
    {
        var (system, x, h) = (step.System, step.X, step.Length);
        var along = new Along(system, step.Time, x);
        if (!along.IsCommutative)
            throw new PathwiseException("PW2003", "Milstein's scheme needs diagonal or commutative noise, and this noise is not (or not provably)",
                "use scheme milstein_levy, which draws Lévy areas, or euler: without Lévy areas no scheme of strong order 1 exists here");
        var a = system.Drift(step.Time, x);
        var z = system.Correlation is null ? system.Correlate(step.Increments) : step.Increments;
        var next = new Real[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            next[i] = x[i] + a[i] * h;
            for (int j = 0; j < system.Drivers; j++)
            {
                if (along.B[i, j] is { } entry) next[i] += entry * z[j];
                if (along.Of(j, i, j) is { } own) next[i] += 0.5 * own * (z[j] * z[j] - h);
                for (int k = 0; k < j; k++) if (along.Of(j, i, k) is { } both) next[i] += both * (z[j] * z[k]);
            }
        }
        return next;
    }
}
