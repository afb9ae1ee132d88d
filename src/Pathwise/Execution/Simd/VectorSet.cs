using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pathwise.Execution;

/// <summary>The instructions of one vector width and precision, as methods that the just-in-time compiler turns into one instruction each.</summary>
internal sealed class VectorSet
{
    readonly Type _static;
    readonly Type _integer;
    readonly ILookup<string, MethodInfo> _methods;

    public VectorSet(int bits, Precision precision)
    {
        Bits = bits;
        Single = precision == Precision.F32;
        Element = Single ? typeof(float) : typeof(double);
        _integer = Single ? typeof(int) : typeof(long);
        var open = bits switch { 128 => typeof(Vector128<>), 256 => typeof(Vector256<>), _ => typeof(Vector512<>) };
        _static = bits switch { 128 => typeof(Vector128), 256 => typeof(Vector256), _ => typeof(Vector512) };
        _methods = _static.GetMethods().ToLookup(m => m.Name, StringComparer.Ordinal);
        Type = open.MakeGenericType(Element);
        Integers = open.MakeGenericType(_integer);
    }

    /// <summary>The widest vectors that this machine has.</summary>
    public static int Widest => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    public int Bits { get; }
    public bool Single { get; }
    public Type Element { get; }
    public Type Type { get; }
    public Type Integers { get; }
    public int Bytes => Bits / 8;
    public int ElementBytes => Single ? 4 : 8;

    public void Add(ILGenerator il) => Operator(il, "op_Addition", Type);

    /// <summary>Pushes a number in every lane.</summary>
    public void Number(ILGenerator il, double value)
    {
        if (Single) il.Emit(OpCodes.Ldc_R4, (float)value); else il.Emit(OpCodes.Ldc_R8, value);
        Create(il);
    }

    /// <summary>Turns the number on the stack into a vector of it.</summary>
    public void Create(ILGenerator il) => Plain(il, "Create", Element);

    /// <summary>Pushes the whole number before a local's, in every lane.</summary>
    public void NumberBefore(ILGenerator il, LocalBuilder local)
    {
        il.Emit(OpCodes.Ldloc, local);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Sub);
        il.Emit(Single ? OpCodes.Conv_R4 : OpCodes.Conv_R8);
        Create(il);
    }

    /// <summary>The larger of two vectors, lane by lane.</summary>
    public void Max(ILGenerator il) => Generic(il, "Max");

    /// <summary>Turns the vector on the stack into its largest lane as an integer.</summary>
    public void LargestLane(ILGenerator il) => il.Emit(OpCodes.Call,
        typeof(VectorSet).GetMethods(BindingFlags.Static | BindingFlags.NonPublic).First(m => m.Name == nameof(Largest) && m.GetParameters()[0].ParameterType.Name == Type.Name).MakeGenericMethod(Element));

    /// <summary>Turns two vectors into bits that say in which lanes they are equal, as a long integer.</summary>
    public void LanesWhereEqual(ILGenerator il)
    {
        Generic(il, "Equals");
        Generic(il, "ExtractMostSignificantBits");
        il.Emit(OpCodes.Conv_U8);
    }

    static int Largest<T>(Vector128<T> x) where T : unmanaged, INumber<T> => Largest(Vector256.Create(x));
    static int Largest<T>(Vector256<T> x) where T : unmanaged, INumber<T> => Largest(Vector512.Create(x));

    static int Largest<T>(Vector512<T> x) where T : unmanaged, INumber<T>
    {
        var largest = x[0];
        for (int i = 1; i < Vector512<T>.Count; i++) largest = T.Max(largest, x[i]);
        return int.CreateTruncating(largest);
    }

    /// <summary>Pushes the number at the address on the stack, in every lane.</summary>
    public void Broadcast(ILGenerator il)
    {
        il.Emit(Single ? OpCodes.Ldind_R4 : OpCodes.Ldind_R8);
        Create(il);
    }

    public void Load(ILGenerator il)
    {
        il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(OpCodes.Ldobj, Type);
    }

    public void Store(ILGenerator il)
    {
        il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(OpCodes.Stobj, Type);
    }

    /// <summary>Turns 0 and 1 into a mask.</summary>
    public void Mask(ILGenerator il)
    {
        Number(il, 0);
        Generic(il, "GreaterThan");
    }

    /// <summary>Applies a primitive to the operands on the stack.</summary>
    public void Apply(ILGenerator il, Elementwise op)
    {
        switch (op)
        {
            case Unary<Negate>: Operator(il, "op_UnaryNegation", Type); break;
            case Unary<AbsoluteValue>: Generic(il, "Abs"); break;
            case Unary<SquareRoot>: Generic(il, "Sqrt"); break;
            case Unary<Floor>: Plain(il, "Floor", Type); break;
            case Unary<Round>: Plain(il, "Round", Type); break;
            case Binary<Add>: Add(il); break;
            case Binary<Subtract>: Operator(il, "op_Subtraction", Type); break;
            case Binary<Multiply>: Operator(il, "op_Multiply", Type); break;
            case Binary<Divide>: Operator(il, "op_Division", Type); break;
            case FusedMultiplyAdd: Plain(il, "FusedMultiplyAdd", Type, Type, Type); break;
            case Comparison c when c == Comparison.Less: Generic(il, "LessThan"); break;
            case Comparison c when c == Comparison.LessOrEqual: Generic(il, "LessThanOrEqual"); break;
            case Comparison: Generic(il, "Equals"); break;
            case Logic l when l == Logic.And: Operator(il, "op_BitwiseAnd", Type); break;
            case Logic l when l == Logic.Or: Operator(il, "op_BitwiseOr", Type); break;
            case Logic: il.Emit(OpCodes.Call, Type.GetMethod("op_OnesComplement", [Type])!); break;
            case Where: Select(il); break;
            case CopySign: Generic(il, "CopySign"); break;
            case PowerOfTwo: EmitPowerOfTwo(il); break;
            case Exponent: EmitExponent(il); break;
            case Significand: EmitSignificand(il); break;
            case LowestBit: EmitLowestBit(il); break;
            default: throw new InvalidOperationException($"{op.Name} is no primitive");
        }
    }

    /// <summary>Whether comparisons go by registers of their own, from which .NET makes selections of one instruction.</summary>
    public bool HasMaskRegisters => Bits == 512;

    /// <summary>Whether the machine's own smaller and larger are selections: a &lt; b ? a : b and a &gt; b ? a : b, which say what becomes of NaN and of zeros.</summary>
    public bool HasLesser => Bits switch { 128 => Sse2.IsSupported, 256 => Avx.IsSupported, _ => Avx512F.IsSupported };

    /// <summary>a &lt; b ? a : b.</summary>
    public void Lesser(ILGenerator il) => Own(il, "Min");

    /// <summary>a &gt; b ? a : b.</summary>
    public void Greater(ILGenerator il) => Own(il, "Max");

    void Own(ILGenerator il, string name) =>
        il.Emit(OpCodes.Call, (Bits switch { 128 => Single ? typeof(Sse) : typeof(Sse2), 256 => typeof(Avx), _ => typeof(Avx512F) }).GetMethod(name, [Type, Type])!);

    /// <summary>The first operand where the second, a condition, holds, and 0 elsewhere.</summary>
    public void WhereTrue(ILGenerator il) => Operator(il, "op_BitwiseAnd", Type);

    /// <summary>The first operand where the second, a condition, does not hold, and 0 elsewhere.</summary>
    public void WhereFalse(ILGenerator il) => Generic(il, "AndNot");

    // Masks have all bits of a lane or none, so that the sign decides, by one instruction: ConditionalSelect would be three, wherever the compiler does not see the comparison.
    void Select(ILGenerator il)
    {
        if (HasMaskRegisters || !Avx.IsSupported) Generic(il, "ConditionalSelect");
        else il.Emit(OpCodes.Call, typeof(VectorSet).GetMethod(nameof(Blend), BindingFlags.Static | BindingFlags.NonPublic, [Type, Type, Type])!);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> Blend(Vector128<float> mask, Vector128<float> a, Vector128<float> b) => Sse41.BlendVariable(b, a, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<double> Blend(Vector128<double> mask, Vector128<double> a, Vector128<double> b) => Sse41.BlendVariable(b, a, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Blend(Vector256<float> mask, Vector256<float> a, Vector256<float> b) => Avx.BlendVariable(b, a, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> Blend(Vector256<double> mask, Vector256<double> a, Vector256<double> b) => Avx.BlendVariable(b, a, mask);

    // Adding 1.5·2⁵² leaves a whole number, here n and the exponent's bias, in the low bits; they are moved to the exponent's place.
    void EmitPowerOfTwo(ILGenerator il)
    {
        Number(il, Single ? 12582912 + 127 : 6755399441055744 + 1023);
        Add(il);
        As(il, Type, Integers);
        il.Emit(OpCodes.Ldc_I4, Single ? 23 : 52);
        il.Emit(OpCodes.Call, Integers.GetMethod("op_LeftShift", [Integers, typeof(int)])!);
        As(il, Integers, Type);
    }

    // The exponent's field, biased so that it is not negative, becomes the low bits of 2⁵² + k + 1023.
    void EmitExponent(ILGenerator il)
    {
        As(il, Type, Integers);
        Integer(il, Single ? Exponent.SqrtHalfSingle - (127L << 23) : Exponent.SqrtHalf - (1023L << 52));
        Operator(il, "op_Subtraction", Integers);
        il.Emit(OpCodes.Ldc_I4, Single ? 23 : 52);
        il.Emit(OpCodes.Call, Integers.GetMethod("op_UnsignedRightShift", [Integers, typeof(int)])!);
        Integer(il, Single ? 0x4B000000 : 0x4330000000000000);
        Operator(il, "op_BitwiseOr", Integers);
        As(il, Integers, Type);
        Number(il, Single ? 8388608 + 127 : 4503599627370496 + 1023);
        Operator(il, "op_Subtraction", Type);
    }

    void EmitSignificand(ILGenerator il)
    {
        As(il, Type, Integers);
        il.Emit(OpCodes.Dup);
        Integer(il, Single ? Exponent.SqrtHalfSingle : Exponent.SqrtHalf);
        Operator(il, "op_Subtraction", Integers);
        Integer(il, Single ? unchecked((int)0xFF800000) : unchecked((long)0xFFF0000000000000));
        Operator(il, "op_BitwiseAnd", Integers);
        Operator(il, "op_Subtraction", Integers);
        As(il, Integers, Type);
    }

    // Of the low bits of 2⁵² + x, which are those of x, the lowest one is left.
    void EmitLowestBit(ILGenerator il)
    {
        Number(il, Single ? 8388608 : 4503599627370496);
        Add(il);
        As(il, Type, Integers);
        il.Emit(OpCodes.Dup);
        Operator(il, "op_UnaryNegation", Integers);
        Operator(il, "op_BitwiseAnd", Integers);
        Integer(il, Single ? 0x4B000000 : 0x4330000000000000);
        Operator(il, "op_BitwiseOr", Integers);
        As(il, Integers, Type);
        Number(il, Single ? 8388608 : 4503599627370496);
        Operator(il, "op_Subtraction", Type);
    }

    void Integer(ILGenerator il, long value)
    {
        if (Single) il.Emit(OpCodes.Ldc_I4, (int)value); else il.Emit(OpCodes.Ldc_I8, value);
        Plain(il, "Create", _integer);
    }

    void As(ILGenerator il, Type from, Type to) =>
        il.Emit(OpCodes.Call, Definition("As", 2, 1).MakeGenericMethod(from.GetGenericArguments()[0], to.GetGenericArguments()[0]));

    void Generic(ILGenerator il, string name) => il.Emit(OpCodes.Call, Definition(name, 1, null).MakeGenericMethod(Element));

    MethodInfo Definition(string name, int arity, int? parameters) => _methods[name].First(m =>
        m.IsGenericMethodDefinition && m.GetGenericArguments().Length == arity && (parameters is null || m.GetParameters().Length == parameters));

    void Plain(ILGenerator il, string name, params Type[] operands) => il.Emit(OpCodes.Call, _methods[name].First(m =>
        !m.IsGenericMethodDefinition && m.GetParameters().Select(p => p.ParameterType).SequenceEqual(operands)));

    static void Operator(ILGenerator il, string name, Type type) =>
        il.Emit(OpCodes.Call, type.GetMethod(name, name is "op_UnaryNegation" ? [type] : [type, type])!);
}
