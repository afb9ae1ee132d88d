namespace Pathwise.Calculus;

/// <summary>A system in the sense of Itô: b stands at the start of each increment of W.</summary>
internal sealed record ItoSystem(Func<Real, Real[], Real[]> Drift, Func<Real, Real[], Real?[,]> Diffusion, int Drivers, Real[,]? Correlation = null, string[]? Names = null)
    : SdeSystem(Drift, Diffusion, Drivers, Correlation, Names)
{
    /// <summary>This system, if its paths are continuous, as formulas and densities ask.</summary>
    public ItoSystem Continuous => Jumps.Count == 0 ? this
        : throw new PathwiseException("PW2030", "formulas and densities of an equation with jumps", "leave the jumps out (their generator is an integral), or estimate by paths");

    /// <summary>The same process in the sense of Stratonovich: the drift is a − ½ Σⱼ Lʲbⱼ with Lʲ = Σₗ bₗⱼ ∂/∂xₗ (Kloeden and Platen §4.9).</summary>
    public StratonovichSystem ToStratonovich() => new((t, x) => Correction.Of(this, t, x, -0.5), Diffusion, Drivers, Correlation, Names) { Jumps = Jumps };
}

/// <summary>A system in the sense of Stratonovich: b stands in the middle of each increment of W, and the ordinary chain rule holds.</summary>
internal sealed record StratonovichSystem(Func<Real, Real[], Real[]> Drift, Func<Real, Real[], Real?[,]> Diffusion, int Drivers, Real[,]? Correlation = null, string[]? Names = null)
    : SdeSystem(Drift, Diffusion, Drivers, Correlation, Names)
{
    /// <summary>The same process in the sense of Itô: the drift is a + ½ Σⱼ Lʲbⱼ.</summary>
    public ItoSystem ToIto() => new((t, x) => Correction.Of(this, t, x, 0.5), Diffusion, Drivers, Correlation, Names) { Jumps = Jumps };
}

/// <summary>What the drift changes by from one calculus to the other.</summary>
static file class Correction
{
    public static Real[] Of(SdeSystem system, Real t, Real[] x, double factor)
    {
        var along = new Along(system, t, x);
        return [.. system.Drift(t, x).Select((a, i) =>
        {
            Real drift = a;
            for (int j = 0; j < system.Drivers; j++) if (along.Of(j, i, j) is { } own) drift += factor * own;
            return drift;
        })];
    }
}
