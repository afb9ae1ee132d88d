using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Pathwise.Numerics;

/// <summary>Two lanes: ARM's Advanced SIMD, and SSE.</summary>
internal readonly struct Lanes128 : ILanes<Lanes128>
{
    readonly Vector128<double> _numbers;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes128(Vector128<double> numbers) => _numbers = numbers;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes128(Vector128<ulong> words) => _numbers = words.AsDouble();

    public static int Count => 2;

    public Vector128<double> Numbers => _numbers;

    public Vector128<ulong> Words => _numbers.AsUInt64();

    public double First => _numbers.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Of(double value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Of(ulong word) => new(Vector128.Create(word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Counting(ulong first) => new(Vector128.Create(first) + Vector128.Create(0UL, 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(ref readonly ulong from) => new(Vector128.LoadUnsafe(in from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(ref readonly double from) => new(Vector128.LoadUnsafe(in from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double to) => _numbers.StoreUnsafe(ref to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 LoadSingle(ref readonly float from) => new(Vector128.WidenLower(Vector64.LoadUnsafe(in from).ToVector128Unsafe()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreSingle(ref float to) => Vector128.Narrow(_numbers, _numbers).GetLower().StoreUnsafe(ref to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator +(Lanes128 a, Lanes128 b) => new(a._numbers + b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator -(Lanes128 a, Lanes128 b) => new(a._numbers - b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator *(Lanes128 a, Lanes128 b) => new(a._numbers * b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator /(Lanes128 a, Lanes128 b) => new(a._numbers / b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator -(Lanes128 a) => new(-a._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 FusedMultiplyAdd(Lanes128 a, Lanes128 b, Lanes128 c) => new(Vector128.FusedMultiplyAdd(a._numbers, b._numbers, c._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Sqrt(Lanes128 a) => new(Vector128.Sqrt(a._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Abs(Lanes128 a) => new(Vector128.Abs(a._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 CopySign(Lanes128 size, Lanes128 sign) => new(Vector128.CopySign(size._numbers, sign._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Less(Lanes128 a, Lanes128 b) => new(Vector128.LessThan(a._numbers, b._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Select(Lanes128 mask, Lanes128 a, Lanes128 b) => new(Vector128.ConditionalSelect(mask._numbers, a._numbers, b._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Lanes128 mask) => mask.Words == Vector128<ulong>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator &(Lanes128 a, Lanes128 b) => new(a._numbers & b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator |(Lanes128 a, Lanes128 b) => new(a._numbers | b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator ^(Lanes128 a, Lanes128 b) => new(a._numbers ^ b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator <<(Lanes128 a, int count) => new(a.Words << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator >>>(Lanes128 a, int count) => new(a.Words >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ShiftRight(Lanes128 a, Lanes128 counts)
    {
        if (Avx2.IsSupported) return new(Avx2.ShiftRightLogicalVariable(a.Words, counts.Words));
        // Advanced SIMD shifts to the left by counts that may be negative.
        if (AdvSimd.IsSupported) return new(AdvSimd.ShiftLogical(a.Words, -counts.Words.AsInt64()));
        return new(Vector128.Create(a.Words[0] >> (int)counts.Words[0], a.Words[1] >> (int)counts.Words[1]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 AddWords(Lanes128 a, Lanes128 b) => new(a.Words + b.Words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 SubtractWords(Lanes128 a, Lanes128 b) => new(a.Words - b.Words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyWords(Lanes128 a, Lanes128 b) => new(a.Words * b.Words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyLowHalves(Lanes128 a, Lanes128 b)
    {
        if (Sse2.IsSupported) return new(Sse2.Multiply(a.Words.AsUInt32(), b.Words.AsUInt32()));
        if (AdvSimd.IsSupported) return new(AdvSimd.MultiplyWideningLower(AdvSimd.ExtractNarrowingLower(a.Words), AdvSimd.ExtractNarrowingLower(b.Words)));
        return new((a.Words & Vector128.Create(0xFFFFFFFFUL)) * b.Words);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 EqualWords(Lanes128 a, Lanes128 b) => new(Vector128.Equals(a.Words, b.Words));
}
