namespace Pathwise.Calculus;

/// <summary>
/// X + F(t + ½h, X + ½F(t, X)) with F = a h + b ΔW: strong order 1 for commutative noise (½ otherwise), weak order 1, to the solution in the sense of Stratonovich. (Rümelin, SIAM J. Numer. Anal. 19, 1982.)
/// </summary>
public sealed class StochasticMidpoint : StratonovichScheme
{
    StochasticMidpoint() { }

    /// <summary>The scheme.</summary>
    public static StochasticMidpoint Scheme { get; } = new();

    /// <inheritdoc/>
    public override string Name => "midpoint";

    /// <inheritdoc/>
    public override double StrongOrder => 1;

    /// <inheritdoc/>
    public override double WeakOrder => 1;

    internal override bool ConvergesOnAdaptiveSteps(bool isAdditive) => true;

    internal override Real[] Next(Step step)
    {
        var (system, x) = (step.System, step.X);
        var half = system.Change(step.Time, x, step.Length, step.Increments);
        var middle = system.Change(step.Time + 0.5 * step.Length, [.. x.Select((value, i) => value + 0.5 * half[i])], step.Length, step.Increments);
        return Step.Plus(x, middle);
    }
}
