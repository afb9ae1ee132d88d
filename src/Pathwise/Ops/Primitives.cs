using Pathwise.Graphs;

namespace Pathwise.Ops;

/// <summary>
/// What lowered functions need of the binary representation of numbers. These ops are made by lowering alone, after differentiation, so
/// they have no derivatives.
/// </summary>
internal abstract record Primitive(string Symbol, int Arity = 1) : Elementwise(Arity)
{
    public sealed override string Name => Symbol;
    public sealed override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => null;
    protected sealed override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => throw new InvalidOperationException($"{Symbol} is not differentiated");
}

/// <summary>2ⁿ for whole n whose power is a normal number.</summary>
internal sealed record PowerOfTwo() : Primitive("power_of_two")
{
    public static readonly PowerOfTwo Op = new();

    public override double Scalar(ReadOnlySpan<double> x) => BitConverter.Int64BitsToDouble(((long)x[0] + 1023) << 52);
    public override double Single(ReadOnlySpan<double> x) => BitConverter.Int32BitsToSingle(((int)x[0] + 127) << 23);
}

/// <summary>k with x = 2ᵏ·m and m in [√½, √2), for normal positive x.</summary>
internal sealed record Exponent() : Primitive("exponent")
{
    /// <summary>The bits of √½: what lies above them in an exponent's place is k.</summary>
    public const long SqrtHalf = 0x3FE6A09E667F3BCD;
    public const int SqrtHalfSingle = 0x3F3504F3;

    public static readonly Exponent Op = new();

    public override double Scalar(ReadOnlySpan<double> x) => (BitConverter.DoubleToInt64Bits(x[0]) - SqrtHalf) >> 52;
    public override double Single(ReadOnlySpan<double> x) => (BitConverter.SingleToInt32Bits((float)x[0]) - SqrtHalfSingle) >> 23;
}

/// <summary>m with x = 2ᵏ·m and m in [√½, √2), for normal positive x.</summary>
internal sealed record Significand() : Primitive("significand")
{
    public static readonly Significand Op = new();

    public override double Scalar(ReadOnlySpan<double> x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x[0]);
        return BitConverter.Int64BitsToDouble(bits - ((bits - Exponent.SqrtHalf) & unchecked((long)0xFFF0000000000000)));
    }

    public override double Single(ReadOnlySpan<double> x)
    {
        int bits = BitConverter.SingleToInt32Bits((float)x[0]);
        return BitConverter.Int32BitsToSingle(bits - ((bits - Exponent.SqrtHalfSingle) & unchecked((int)0xFF800000)));
    }
}

/// <summary>The size of the first operand with the sign of the second, which may be a zero's.</summary>
internal sealed record CopySign() : Primitive("copy_sign", 2)
{
    public static readonly CopySign Op = new();

    public override double Scalar(ReadOnlySpan<double> x) => Math.CopySign(x[0], x[1]);
}

/// <summary>
/// The largest power of two that divides a whole number from 1 to 2²² (in double precision, to 2⁵¹): of the intervals of a binary tree, how long the longest is that starts there. It is made by programs, not by lowering.
/// </summary>
internal sealed record LowestBit() : Elementwise(1)
{
    public static readonly LowestBit Op = new();

    public override string Name => "lowest_bit";
    public override bool Exact => true;
    public override Crossing Crossing(int input) => Graphs.Crossing.Jump;
    public override double Scalar(ReadOnlySpan<double> x) => (long)x[0] & -(long)x[0];
    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => null;
    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v) => null;
}
