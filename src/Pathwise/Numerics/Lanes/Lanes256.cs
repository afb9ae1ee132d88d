using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pathwise.Numerics;

/// <summary>Four lanes: AVX2.</summary>
internal readonly struct Lanes256 : ILanes<Lanes256>
{
    readonly Vector256<double> _numbers;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes256(Vector256<double> numbers) => _numbers = numbers;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes256(Vector256<ulong> words) => _numbers = words.AsDouble();

    public static int Count => 4;

    public Vector256<double> Numbers => _numbers;

    public Vector256<ulong> Words => _numbers.AsUInt64();

    public double First => _numbers.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Of(double value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Of(ulong word) => new(Vector256.Create(word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Counting(ulong first) => new(Vector256.Create(first) + Vector256.Create(0UL, 1, 2, 3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(ref readonly ulong from) => new(Vector256.LoadUnsafe(in from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(ref readonly double from) => new(Vector256.LoadUnsafe(in from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double to) => _numbers.StoreUnsafe(ref to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LoadSingle(ref readonly float from) => new(Avx.IsSupported ? Avx.ConvertToVector256Double(Vector128.LoadUnsafe(in from)) : Vector256.WidenLower(Vector128.LoadUnsafe(in from).ToVector256Unsafe()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreSingle(ref float to) => (Avx.IsSupported ? Avx.ConvertToVector128Single(_numbers) : Vector256.Narrow(_numbers, _numbers).GetLower()).StoreUnsafe(ref to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator +(Lanes256 a, Lanes256 b) => new(a._numbers + b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 a, Lanes256 b) => new(a._numbers - b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator *(Lanes256 a, Lanes256 b) => new(a._numbers * b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator /(Lanes256 a, Lanes256 b) => new(a._numbers / b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 a) => new(-a._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 FusedMultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c) => new(Vector256.FusedMultiplyAdd(a._numbers, b._numbers, c._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Sqrt(Lanes256 a) => new(Vector256.Sqrt(a._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Abs(Lanes256 a) => new(Vector256.Abs(a._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 CopySign(Lanes256 size, Lanes256 sign) => new(Vector256.CopySign(size._numbers, sign._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Less(Lanes256 a, Lanes256 b) => new(Vector256.LessThan(a._numbers, b._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Select(Lanes256 mask, Lanes256 a, Lanes256 b) => new(Vector256.ConditionalSelect(mask._numbers, a._numbers, b._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Lanes256 mask) => mask.Words == Vector256<ulong>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator &(Lanes256 a, Lanes256 b) => new(a._numbers & b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator |(Lanes256 a, Lanes256 b) => new(a._numbers | b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator ^(Lanes256 a, Lanes256 b) => new(a._numbers ^ b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator <<(Lanes256 a, int count) => new(a.Words << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator >>>(Lanes256 a, int count) => new(a.Words >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ShiftRight(Lanes256 a, Lanes256 counts)
    {
        if (Avx2.IsSupported) return new(Avx2.ShiftRightLogicalVariable(a.Words, counts.Words));
        return new(Vector256.Create(
            Lanes128.ShiftRight(new(a.Words.GetLower()), new(counts.Words.GetLower())).Words, Lanes128.ShiftRight(new(a.Words.GetUpper()), new(counts.Words.GetUpper())).Words));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 AddWords(Lanes256 a, Lanes256 b) => new(a.Words + b.Words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 SubtractWords(Lanes256 a, Lanes256 b) => new(a.Words - b.Words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyWords(Lanes256 a, Lanes256 b) => new(a.Words * b.Words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyLowHalves(Lanes256 a, Lanes256 b) =>
        new(Avx2.IsSupported ? Avx2.Multiply(a.Words.AsUInt32(), b.Words.AsUInt32()) : (a.Words & Vector256.Create(0xFFFFFFFFUL)) * b.Words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 EqualWords(Lanes256 a, Lanes256 b) => new(Vector256.Equals(a.Words, b.Words));
}
