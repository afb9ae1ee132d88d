namespace Pathwise.Calculus;

/// <summary>
/// Ŷ′ = 2X − Ŷ + F(t, Ŷ), X′ = X + ½(F(t, Ŷ) + F(t + h, Ŷ′)) with F = a h + b ΔW: strong order 1 for additive noise and, as measured, for commutative noise (½ otherwise), weak order 1, to the solution in the sense of Stratonovich, with one new evaluation of a and b a step, and a
/// step that can be taken back in closed form. (Kidger, Foster, Li and Lyons, Efficient and accurate gradients for neural SDEs, NeurIPS 2021.)
/// </summary>
public sealed class ReversibleHeun : StratonovichScheme
{
    ReversibleHeun() { }

    /// <summary>The scheme.</summary>
    public static ReversibleHeun Scheme { get; } = new();

    /// <inheritdoc/>
    public override string Name => "reversible_heun";

    /// <inheritdoc/>
    public override double StrongOrder => 1;

    /// <inheritdoc/>
    public override double WeakOrder => 1;

    internal override Real[] Start(Real[] x) => x;

    internal override Real[] Next(Step step)
    {
        var (system, x, y) = (step.System, step.X, step.Carried);
        var before = system.Change(step.Time, y, step.Length, step.Increments);
        Real[] next = [.. x.Select((value, i) => 2 * value - y[i] + before[i])];
        var after = system.Change(step.Time + step.Length, next, step.Length, step.Increments);
        step.Carried = next;
        return [.. x.Select((value, i) => value + 0.5 * (before[i] + after[i]))];
    }

    internal override bool IsReversible => true;

    // Ŷ = 2X′ − Ŷ′ − F(t + h, Ŷ′), X = X′ − ½(F(t, Ŷ) + F(t + h, Ŷ′)): the equations of a step, solved for where it started.
    internal override Real[] Previous(Step step)
    {
        var (system, x, y) = (step.System, step.X, step.Carried);
        var after = system.Change(step.Time + step.Length, y, step.Length, step.Increments);
        Real[] previous = [.. x.Select((value, i) => 2 * value - y[i] - after[i])];
        var before = system.Change(step.Time, previous, step.Length, step.Increments);
        step.Carried = previous;
        return [.. x.Select((value, i) => value - 0.5 * (before[i] + after[i]))];
    }
}
