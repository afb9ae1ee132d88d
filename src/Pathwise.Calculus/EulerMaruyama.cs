namespace Pathwise.Calculus;

/// <summary>
/// X + a h + b ΔW: strong order ½ (1 for additive noise), weak order 1. (Maruyama 1955; Kloeden and Platen, Numerical Solution of
/// Stochastic Differential Equations, §10.2.)
/// </summary>
public sealed class EulerMaruyama : Scheme
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

    internal override Real[] Step(ItoSystem system, Real t, double h, Real[] x, Real[] independent)
    {
        var a = system.Drift(t, x);
        var b = system.Diffusion(t, x);
        var increments = system.Correlate(independent);
        var next = new Real[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            next[i] = x[i] + a[i] * h;
            for (int j = 0; j < system.Drivers; j++)
                if (b[i, j] is { } entry) next[i] += entry * increments[j];
        }
        return next;
    }
}
