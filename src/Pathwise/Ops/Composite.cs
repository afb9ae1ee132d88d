namespace Pathwise.Ops;

/// <summary>
/// A function of numbers that is lowered to other functions (which are lowered in their turn), loops among them. It is an op of its own because its
/// derivative is not that of the way its value is found: what iterates is never differentiated.
/// </summary>
internal abstract record Composite(int Arity) : Elementwise(Arity)
{
    /// <summary>The value, made of other functions.</summary>
    protected abstract Real Compose(ReadOnlySpan<Real> x);

    public sealed override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => Compose(x);

    /// <summary>
    /// A value that decides how a derivative is computed, not what it is (the width of a quadrature, the side an integral is taken over): held, so that
    /// neither derivatives nor certificates see it.
    /// </summary>
    internal static Real Held(Real x) => new StopGradient(Reported: false).On(x);
}
