namespace Pathwise.Ops;

/// <summary>
/// A value found one way with the derivative of another way to it: the first operand, whose derivative is the second's. The second is not run where no derivative is asked for.
/// </summary>
internal sealed record DerivedFrom() : Elementwise(2)
{
    static readonly DerivedFrom s_op = new();

    public override string Name => "derived_from";

    /// <param name="value">The value.</param>
    /// <param name="other">What has the same value, to rounding, and the derivative.</param>
    public static Real Of(Real value, Real other) => s_op.On(value, other);

    public override Crossing Crossing(int input) => input == 0 ? Graphs.Crossing.Held : Graphs.Crossing.Continuous;
    public override double Scalar(ReadOnlySpan<double> x) => x[0];
    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => x[0];
    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => input == 1 ? v : (Real?)null;
}
