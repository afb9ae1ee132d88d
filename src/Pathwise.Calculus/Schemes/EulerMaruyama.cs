namespace Pathwise.Calculus;

/// <summary>
/// X + a h + b ΔW: strong order ½ (1 for additive noise), weak order 1. (Maruyama 1955; Kloeden and Platen, Numerical Solution of
/// Stochastic Differential Equations, §10.2.)
/// </summary>
public sealed class EulerMaruyama : ItoScheme
{
    EulerMaruyama() { }

    /// <summary>The scheme.</summary>
    public static EulerMaruyama Scheme { get; } = new();

    /// <inheritdoc/>
    public override string Name => "euler";

    /// <inheritdoc/>
    public override double StrongOrder => 0.5;

    /// <inheritdoc/>
    public override double WeakOrder => 1;

    internal override bool ConvergesOnAdaptiveSteps(bool isAdditive) => isAdditive;

    internal override Real[] Next(Step step)
    {
        var (system, x) = (step.System, step.X);
        var a = system.Drift(step.Time, x);
        var b = system.Diffusion(step.Time, x);
        var increments = system.Correlate(step.Increments);
        return [.. x.Select((value, i) => SdeSystem.Plus(value + a[i] * step.Length, b, i, increments))];
    }
}
