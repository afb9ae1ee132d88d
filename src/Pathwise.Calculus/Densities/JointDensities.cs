namespace Pathwise.Calculus;

/// <summary>Joint densities of equations of two states with parameters, as solutions of the Fokker–Planck equation, with their derivatives in each of the parameters' numbers.</summary>
public sealed class JointDensities<TParameters, TState>
{
    readonly Func<TParameters, ItoSde<TState>> _equations;

    internal JointDensities(Func<TParameters, ItoSde<TState>> equations) => _equations = equations;

    /// <summary>The joint density at a time, from a point.</summary>
    /// <param name="at">The parameters.</param>
    /// <param name="start">The state at the start.</param>
    /// <param name="time">The time.</param>
    /// <param name="x">Cells and ends of the first state; the steps, and the time of the start.</param>
    /// <param name="y">Cells and ends of the second.</param>
    public JointDensity At(TParameters at, Func<TParameters, TState> start, double time, DensityOptions x, DensityOptions y) => Evolution(at, start, [time], x, y)[0];

    /// <summary>The joint density at several times.</summary>
    public IReadOnlyList<JointDensity> Evolution(TParameters at, Func<TParameters, TState> start, double[] times, DensityOptions x, DensityOptions y)
    {
        var (parameters, values) = ParameterValues.Traced(at);
        return _equations(parameters).Densities(start(parameters), values, times, x, y);
    }
}
