namespace Pathwise.Calculus;

/// <summary>
/// A system of equations dXᵢ = aᵢ(t, X) dt + Σⱼ bᵢⱼ(t, X) dWⱼ, whose drivers W = L·Z are correlated through the lower triangular L
/// (null: independent). Entries of b that are null are zero. Increments go by the names of their drivers. What the integral means, the derived types say.
/// </summary>
internal abstract record SdeSystem(Func<Real, Real[], Real[]> Drift, Func<Real, Real[], Real?[,]> Diffusion, int Drivers, Real[,]? Correlation = null, string[]? Names = null)
{
    /// <summary>Jumps beside the diffusion, if there are any.</summary>
    public IReadOnlyList<CompoundPoisson> Jumps { get; init; } = [];

    /// <summary>Correlated increments from independent ones.</summary>
    public Real[] Correlate(Real[] independent)
    {
        if (Correlation is not { } l) return Named(independent);
        var increments = new Real[Drivers];
        for (int j = 0; j < Drivers; j++)
        {
            Real sum = l[j, 0] * independent[0];
            for (int k = 1; k <= j; k++) sum += l[j, k] * independent[k];
            increments[j] = sum;
        }
        return Named(increments);
    }

    Real[] Named(Real[] increments)
    {
        for (int j = 0; j < increments.Length; j++) increments[j].Node.Name ??= Names?[j];
        return increments;
    }

    /// <summary>The diffusion with respect to the independent drivers, b·L.</summary>
    public Real?[,] DiffusionOfIndependent(Real t, Real[] x)
    {
        var b = Diffusion(t, x);
        if (Correlation is not { } l) return b;
        var product = new Real?[x.Length, Drivers];
        for (int i = 0; i < x.Length; i++)
            for (int k = 0; k < Drivers; k++)
                for (int j = k; j < Drivers; j++)
                {
                    if (b[i, j] is not { } entry) continue;
                    product[i, k] = product[i, k] is { } sum ? sum + entry * l[j, k] : entry * l[j, k];
                }
        return product;
    }

    /// <summary>The system in the sense of Itô.</summary>
    public ItoSystem AsIto => this as ItoSystem ?? ((StratonovichSystem)this).ToIto();

    /// <summary>d[Xᵢ]/dt, the rate of a state's quadratic variation.</summary>
    public Real VariationOf(int state, Real t, Real[] x)
    {
        var b = DiffusionOfIndependent(t, x);
        Real sum = 0;
        for (int k = 0; k < Drivers; k++) if (b[state, k] is { } entry) sum += entry * entry;
        return sum;
    }

    /// <summary>a h + b ΔW, for independent increments.</summary>
    public Real[] Change(Real t, Real[] x, Real h, Real[] independent)
    {
        var change = Drift(t, x);
        var b = Diffusion(t, x);
        var increments = Correlate(independent);
        return [.. change.Select((a, i) => Plus(a * h, b, i, increments))];
    }

    /// <summary>A value and row i of b·ΔW.</summary>
    public static Real Plus(Real value, Real?[,] b, int i, Real[] increments)
    {
        for (int j = 0; j < increments.Length; j++) if (b[i, j] is { } entry) value += entry * increments[j];
        return value;
    }
}
