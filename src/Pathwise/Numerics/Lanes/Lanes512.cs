using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pathwise.Numerics;

/// <summary>Eight lanes: AVX-512.</summary>
internal readonly struct Lanes512 : ILanes<Lanes512>
{
    readonly Vector512<double> _numbers;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes512(Vector512<double> numbers) => _numbers = numbers;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes512(Vector512<ulong> words) => _numbers = words.AsDouble();

    public static int Count => 8;

    public Vector512<double> Numbers => _numbers;

    public Vector512<ulong> Words => _numbers.AsUInt64();

    public double First => _numbers.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Of(double value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Of(ulong word) => new(Vector512.Create(word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Counting(ulong first) => new(Vector512.Create(first) + Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(ref readonly ulong from) => new(Vector512.LoadUnsafe(in from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(ref readonly double from) => new(Vector512.LoadUnsafe(in from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double to) => _numbers.StoreUnsafe(ref to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LoadSingle(ref readonly float from) => new(Avx512F.IsSupported ? Avx512F.ConvertToVector512Double(Vector256.LoadUnsafe(in from)) : Vector512.WidenLower(Vector256.LoadUnsafe(in from).ToVector512Unsafe()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreSingle(ref float to) => (Avx512F.IsSupported ? Avx512F.ConvertToVector256Single(_numbers) : Vector512.Narrow(_numbers, _numbers).GetLower()).StoreUnsafe(ref to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator +(Lanes512 a, Lanes512 b) => new(a._numbers + b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator -(Lanes512 a, Lanes512 b) => new(a._numbers - b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator *(Lanes512 a, Lanes512 b) => new(a._numbers * b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator /(Lanes512 a, Lanes512 b) => new(a._numbers / b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator -(Lanes512 a) => new(-a._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 FusedMultiplyAdd(Lanes512 a, Lanes512 b, Lanes512 c) => new(Vector512.FusedMultiplyAdd(a._numbers, b._numbers, c._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Sqrt(Lanes512 a) => new(Vector512.Sqrt(a._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Abs(Lanes512 a) => new(Vector512.Abs(a._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 CopySign(Lanes512 size, Lanes512 sign) => new(Vector512.CopySign(size._numbers, sign._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Less(Lanes512 a, Lanes512 b) => new(Vector512.LessThan(a._numbers, b._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Select(Lanes512 mask, Lanes512 a, Lanes512 b) => new(Vector512.ConditionalSelect(mask._numbers, a._numbers, b._numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Lanes512 mask) => mask.Words == Vector512<ulong>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator &(Lanes512 a, Lanes512 b) => new(a._numbers & b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator |(Lanes512 a, Lanes512 b) => new(a._numbers | b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator ^(Lanes512 a, Lanes512 b) => new(a._numbers ^ b._numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator <<(Lanes512 a, int count) => new(a.Words << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator >>>(Lanes512 a, int count) => new(a.Words >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ShiftRight(Lanes512 a, Lanes512 counts)
    {
        if (Avx512F.IsSupported) return new(Avx512F.ShiftRightLogicalVariable(a.Words, counts.Words));
        // Emulated, for tests.
        return new(Vector512.Create(
            Lanes256.ShiftRight(new(a.Words.GetLower()), new(counts.Words.GetLower())).Words, Lanes256.ShiftRight(new(a.Words.GetUpper()), new(counts.Words.GetUpper())).Words));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 AddWords(Lanes512 a, Lanes512 b) => new(a.Words + b.Words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 SubtractWords(Lanes512 a, Lanes512 b) => new(a.Words - b.Words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyWords(Lanes512 a, Lanes512 b) => new(a.Words * b.Words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyLowHalves(Lanes512 a, Lanes512 b) =>
        new(Avx512F.IsSupported ? Avx512F.Multiply(a.Words.AsUInt32(), b.Words.AsUInt32()) : (a.Words & Vector512.Create(0xFFFFFFFFUL)) * b.Words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 EqualWords(Lanes512 a, Lanes512 b) => new(Vector512.Equals(a.Words, b.Words));
}
