using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>One step of a scheme: from where, how far, and what it draws.</summary>
internal sealed class Step(SdeSystem system, Real time, Real length, Real rootOfLength, double shortest, Real[] x, Real[] carried, Noise[] scopes, Real[]? increments = null, Real[]? areas = null)
{
    Real[]? _increments = increments, _areas = areas, _timeIntegrals;

    public SdeSystem System => system;

    /// <summary>t.</summary>
    public Real Time => time;

    /// <summary>h.</summary>
    public Real Length => length;

    /// <summary>√h.</summary>
    public Real Root => rootOfLength;

    /// <summary>The shortest step of the grid.</summary>
    public double Shortest => shortest;

    /// <summary>X̂(t).</summary>
    public Real[] X => x;

    /// <summary>What the scheme carries beside the state, at t; to be replaced by its value at t + h.</summary>
    public Real[] Carried { get; set; } = carried;

    /// <summary>The same step, with the same increments, of other states.</summary>
    public Step From(Real[] x, Real[] carried) => new(system, time, length, rootOfLength, shortest, x, carried, scopes, Increments);

    public int Drivers => system.Drivers;

    /// <summary>ΔW of the independent drivers.</summary>
    public Real[] Increments => _increments ??= [.. scopes.Select(scope => rootOfLength * scope.Normal(x[0].Shape))];

    /// <summary>
    /// ∫ (W(s) − W(t)) ds − ½hΔW over the step for each independent driver, divided by h: H ~ N(0, h/12), independent of ΔW (the space-time Lévy area; Foster, Lyons and Oberhauser, SIAM J. Numer. Anal. 58, 2020).
    /// </summary>
    public Real[] SpaceTimeAreas
    {
        get
        {
            _ = Increments;
            return _areas ??= [.. scopes.Select(scope => rootOfLength * (1 / Math.Sqrt(12)) * scope["H"].Normal(x[0].Shape))];
        }
    }

    /// <summary>I₍ⱼ,₀₎/h = ½ΔW + H of the drivers as the diffusion takes them.</summary>
    public Real[] TimeIntegrals => _timeIntegrals ??= system.Correlate([.. Increments.Zip(SpaceTimeAreas, (w, area) => 0.5 * w + area)]);

    /// <summary>Noise of a driver for what else a scheme draws.</summary>
    public Noise Noise(int driver, string name) => scopes[driver][name];

    public static Real[] Plus(Real[] x, Real[] change) => [.. x.Select((value, i) => value + change[i])];
}
