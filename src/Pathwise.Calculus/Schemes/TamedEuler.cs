using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>
/// X + a h/(1 + h|a|) + b ΔW, with |a| the sum of the absolute drifts: strong order ½ (1 for additive noise) and weak order 1, also for drifts that grow faster than linearly towards the origin, under which Euler's scheme explodes. (Hutzenthaler, Jentzen
/// and Kloeden, Strong convergence of an explicit numerical method for SDEs with nonglobally Lipschitz continuous coefficients, Ann. Appl. Probab. 22, 2012.)
/// </summary>
public sealed class TamedEuler : ItoScheme
{
    TamedEuler() { }

    /// <summary>The scheme.</summary>
    public static TamedEuler Scheme { get; } = new();

    /// <inheritdoc/>
    public override string Name => "tamed_euler";

    /// <inheritdoc/>
    public override double StrongOrder => 0.5;

    /// <inheritdoc/>
    public override double WeakOrder => 1;

    internal override bool ConvergesOnAdaptiveSteps(bool isAdditive) => isAdditive;

    internal override Real[] Next(Step step)
    {
        var (system, x, h) = (step.System, step.X, step.Length);
        var a = system.Drift(step.Time, x);
        var b = system.Diffusion(step.Time, x);
        var increments = system.Correlate(step.Increments);
        Real size = Abs(a[0]);
        for (int i = 1; i < a.Length; i++) size += Abs(a[i]);
        var tamed = h / (1 + h * size);
        return [.. x.Select((value, i) => SdeSystem.Plus(value + a[i] * tamed, b, i, increments))];
    }
}
