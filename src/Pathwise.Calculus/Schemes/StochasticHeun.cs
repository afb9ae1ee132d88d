namespace Pathwise.Calculus;

/// <summary>
/// X + ½(F(t, X) + F(t + h, X + F(t, X))) with F = a h + b ΔW: strong order 1 for commutative noise (½ otherwise), weak order 1, to the solution in the sense of Stratonovich. (Rümelin, SIAM J. Numer. Anal. 19, 1982;
/// Kloeden and Platen §11.1.)
/// </summary>
public sealed class StochasticHeun : StratonovichScheme
{
    StochasticHeun() { }

    /// <summary>The scheme.</summary>
    public static StochasticHeun Scheme { get; } = new();

    /// <inheritdoc/>
    public override string Name => "heun";

    /// <inheritdoc/>
    public override double StrongOrder => 1;

    /// <inheritdoc/>
    public override double WeakOrder => 1;

    internal override bool ConvergesOnAdaptiveSteps(bool isAdditive) => true;

    internal override Real[] Next(Step step)
    {
        var (system, x) = (step.System, step.X);
        var before = system.Change(step.Time, x, step.Length, step.Increments);
        var after = system.Change(step.Time + step.Length, Step.Plus(x, before), step.Length, step.Increments);
        return [.. x.Select((value, i) => value + 0.5 * (before[i] + after[i]))];
    }
}
